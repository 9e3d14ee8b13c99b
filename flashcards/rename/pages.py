"""Find what a rename edits in a concept file: items, their first names, and every place that names a concept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flashcards.compiler.item_shapes import PART_FIELDS
from flashcards.identity import first_name
from flashcards.syntax import reader
from flashcards.syntax.nodes import Mapping, Node, Scalar, Sequence
from flashcards.syntax.shapes import Keyed, Many, Prose, Record, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator


class ItemEntry(NamedTuple):
    """An item: its key and value, and the headers above it, each with its mapping in ``holders``."""

    key: Scalar
    node: Mapping
    headers: tuple[Scalar, ...]
    holders: tuple[Mapping, ...]

    @property
    def parts(self) -> list[tuple[Scalar, Mapping]]:
        """The item's points and roles."""
        return [*self.node.inner("points").mappings(), *self.node.inner("roles").mappings()]

    @property
    def section(self) -> tuple[str, ...]:
        """The words of the headers: the section, and ``cloze`` below ``definition``."""
        return tuple(header.value for header in self.headers)


@dataclass(frozen=True)
class Page:
    """A file of a deck without errors; ``sections`` are the keys of the deck's sections."""

    path: str
    id: str
    text: str
    sections: frozenset[str] = frozenset()

    @cached_property
    def root(self) -> Mapping:
        """The file's top level."""
        root, _ = reader.read(self.path, self.text)
        assert root is not None
        return root

    @cached_property
    def was(self) -> str:
        """The concept's first id as ``was`` declares it, or ""."""
        return self.root.word("was")

    @cached_property
    def items(self) -> dict[str, ItemEntry]:
        """The file's items by their keys."""
        found = {}
        for header, section in self.root.mappings():
            for key, node in section.mappings() if header.value in self.sections else ():
                if (header.value, key.value) != ("definition", "cloze"):
                    found[key.value] = ItemEntry(key, node, (header,), (section,))
                    continue
                for inner, item in node.mappings():
                    found[inner.value] = ItemEntry(inner, item, (header, key), (section, node))
        return found

    def firsts(self, key: str, entry: ItemEntry, concept: str = "") -> list[str]:
        """Return the first names of an item's notes, beginning with the note for the whole item.

        Args:
            key: The item's key, or the one that it would have.
            entry: The item.
            concept: The id that the concept would have; "" for its own.
        """
        declared = [("", ""), *((part.value, inner.word("was")) for part, inner in entry.parts)]
        was = self.was, entry.node.word("was")
        return [first_name(concept or self.id, key, part, was=(*was, own)) for part, own in declared]

    def where(self, scalar: Scalar) -> str:
        """Return ``path:line`` for messages."""
        return f"{self.path}:{scalar.line + 1}"

    @property
    def beside(self) -> list[Scalar]:
        """The events that order cards show beside their own."""
        return [s for _, item in self.root.inner("history").mappings() for s in item.scalars("beside")]

    def namers(self) -> Iterator[Scalar]:
        """Yield every scalar that names a concept, except roles, whose names are levels of note keys."""
        yield from self.root.scalars("requires")
        yield from keys(self.root.inner("related"))
        for _, item in self.root.inner("distinctions").mappings():
            yield from item.scalars("between")
            for _, point in item.inner("points").mappings():
                yield from (key for key in keys(point) if key.value not in PART_FIELDS)
                yield from point.scalars("cards")
                yield from keys(point.inner("dropped"))
        for _, item in self.root.inner("examples").mappings():
            if shows := item.scalar("shows"):
                yield shows


def keys(node: Mapping) -> Iterator[Scalar]:
    """Yield a mapping's keys."""
    return (key for key, _ in node.entries.values())


def card_texts(node: Node, shape: Shape) -> Iterator[Scalar]:
    """Yield every scalar that is text of cards according to the shape."""
    if isinstance(node, Scalar):
        if isinstance(shape, Prose):
            yield node
    elif isinstance(node, Sequence):
        if isinstance(shape, Many):
            for value in node.items:
                yield from card_texts(value, shape.item)
    elif isinstance(shape, Record | Keyed):
        further = shape.further if isinstance(shape, Record) else shape
        fields = shape.fields if isinstance(shape, Record) else {}
        for name, (_, value) in node.entries.items():
            inner = fields.get(name) or (further.value if further else None)
            yield from card_texts(value, inner) if inner else ()
