"""A concept file as its nodes, for edits: its items, their first names, and every place that names a concept."""

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
    """An item: its key, its value, and the headers that it stands under with the mappings that they head."""

    key: Scalar
    node: Mapping
    headers: tuple[Scalar, ...]
    holders: tuple[Mapping, ...]

    @property
    def parts(self) -> list[tuple[Scalar, Mapping]]:
        """Points and roles."""
        return [*self.node.inner("points").mappings(), *self.node.inner("roles").mappings()]

    @property
    def section(self) -> tuple[str, ...]:
        """The headers' words: the section, and ``cloze`` below ``definition``."""
        return tuple(header.value for header in self.headers)


@dataclass(frozen=True)
class Page:
    """A file of a deck without errors; ``sections`` are the deck's."""

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
        """The concept's first id, if it is declared."""
        return self.root.word("was")

    @cached_property
    def items(self) -> dict[str, ItemEntry]:
        """Every item by its key."""
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
        """First names that an item's notes have, the whole one's first; or would have, by another id here."""
        declared = [("", ""), *((part.value, inner.word("was")) for part, inner in entry.parts)]
        was = self.was, entry.node.word("was")
        return [first_name(concept or self.id, key, part, was=(*was, own)) for part, own in declared]

    def where(self, scalar: Scalar) -> str:
        """``path:line`` for messages."""
        return f"{self.path}:{scalar.line + 1}"

    @property
    def beside(self) -> list[Scalar]:
        """Every event that an order card sets beside its own."""
        return [s for _, item in self.root.inner("history").mappings() for s in item.scalars("beside")]

    def namers(self) -> Iterator[Scalar]:
        """Every scalar that names a concept, but for roles, whose names are levels of note keys."""
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
    """A mapping's keys with their places."""
    return (key for key, _ in node.entries.values())


def prose(node: Node, shape: Shape) -> Iterator[Scalar]:
    """Every scalar that the shape takes for text of cards."""
    if isinstance(node, Scalar):
        if isinstance(shape, Prose):
            yield node
    elif isinstance(node, Sequence):
        if isinstance(shape, Many):
            for value in node.items:
                yield from prose(value, shape.item)
    elif isinstance(shape, Record | Keyed):
        further = shape.further if isinstance(shape, Record) else shape
        fields = shape.fields if isinstance(shape, Record) else {}
        for name, (_, value) in node.entries.items():
            inner = fields.get(name) or (further.value if further else None)
            yield from prose(value, inner) if inner else ()
