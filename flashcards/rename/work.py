"""The state of one rename: the names, the deck, and the edits of its files so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flashcards import identity
from flashcards.compiler import concepts
from flashcards.rename.pages import ItemEntry, Page
from flashcards.syntax import edits
from flashcards.syntax.shapes import ID
from flashcards.syntax.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck
    from flashcards.syntax.edits import Edit
    from flashcards.syntax.nodes import Mapping, Scalar

_ID = identity.ID.pattern
_NAME = re.compile(rf"(?P<concept>{_ID})(?:/(?P<item>{_ID})(?:\.(?P<part>{_ID}))?)?")
FORM = f"a concept, concept/item or concept/item.point; each is of {ID.form}"


class RenameError(Exception):
    """The rename is refused; the message says why, where, and what to do."""


class FileChange(NamedTuple):
    """Edits of one file, by offsets into its text ``before``; ``target`` is its path afterwards."""

    path: str
    target: str
    edits: tuple[Edit, ...]
    before: str
    after: str


class Name(NamedTuple):
    """The name of a concept, an item, or a point or role; "" for the levels that it hasn't."""

    concept: str
    item: str = ""
    part: str = ""

    def holds(self, key: str) -> bool:
        """Return whether a note key is this name or below it."""
        return key == str(self) or key.startswith(f"{self}." if self.item else f"{self}/")

    def __str__(self) -> str:
        return self.concept + (f"/{self.item}" if self.item else "") + (f".{self.part}" if self.part else "")


def parsed(name: str) -> Name:
    """Parse a name as the user writes it. Raises RenameError."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise RenameError(f'"{name}" is not {FORM}')
    return Name(**found.groupdict(default=""))


@dataclass
class Work:
    """The deck and the edits so far; ``targets`` maps the path of a file to its path afterwards."""

    texts: Texts
    deck: Deck
    released: frozenset[str]
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = concepts.all_kinds(self.deck.sections)

    def page(self, concept: str) -> Page:
        """Return a concept's file. Raises RenameError if there is none."""
        for path, name, text in self.texts.concepts:
            if name == concept:
                return Page(path, name, text, frozenset(self.kinds))
        known = [name for _, name, _ in self.texts.concepts]
        raise RenameError(f'there is no concept "{concept}"{nearest(concept, known)}')

    def item(self, name: Name) -> tuple[Page, ItemEntry]:
        """Return an item and its file. Raises RenameError if there is none."""
        page = self.page(name.concept)
        if name.item in page.items:
            return page, page.items[name.item]
        key = f"{name.concept}/{name.item}"
        today = [note.key for note in self.deck.notes if note.first == key]
        hint = f'; it is called "{today[0]}" now' if today else nearest(key, _items(page))
        raise RenameError(f'there is no item "{key}"{hint}')

    def edit(self, page: Page, *further: Edit) -> None:
        """Add edits of a file."""
        self.edits.setdefault(page.path, []).extend(further)

    def replace(self, page: Page, scalars: Iterable[Scalar], old: str, new: str) -> None:
        """Write ``new`` in every scalar whose value is ``old``."""
        self.edit(page, *(edits.put(page.text, scalar, new) for scalar in scalars if scalar.value == old))

    def loses(self, before: Iterable[str], after: Iterable[str]) -> bool:
        """Return whether a released note would lose its first name."""
        return any(a != b and a in self.released for a, b in zip(before, after, strict=True))

    def declare(self, page: Page, node: Mapping, old: str, same: Sequence[str], *, needed: bool) -> None:
        """Add ``was: old`` to a level of a key if needed, or remove a ``was`` that became redundant.

        Args:
            page: The file.
            node: The item, point, role or concept.
            old: Its key before the rename.
            same: The values of ``was`` that say no more than the new key does.
            needed: Whether a released note would otherwise lose its first name.
        """
        declared = node.scalar("was")
        if declared is None:
            if needed:
                self.edit(page, edits.added(page.text, node, f"was: {old}"))
        elif declared.value in same and (out := edits.removed(page.text, node, "was")):
            self.edit(page, out)

    def changes(self) -> tuple[FileChange, ...]:
        """Return the changes of every edited or renamed file."""
        assert self.texts.deck is not None  # there is a deck
        files = [self.texts.deck, *((path, text) for path, _, text in self.texts.concepts)]
        found = [(path, text, tuple(self.edits.get(path, ()))) for path, text in files]
        return tuple(
            FileChange(path, self.targets.get(path, path), own, text, edits.applied(text, own))
            for path, text, own in found
            if own or path in self.targets
        )


def _items(page: Page) -> list[str]:
    return [f"{page.id}/{key}" for key in page.items]


def refuse_item(target: Page, entry: ItemEntry, old: Name, new: Name) -> None:
    """Raise RenameError if the item can't be called ``new`` in the target file."""
    if entry.section == ("definition",):
        raise RenameError(f'"{old}" is the definition itself; its key is always "short"')
    if new.item == "short":
        raise RenameError('the key "short" is the definition\'s own; choose another key')
    if new.item in target.items:
        where = target.where(target.items[new.item].key)
        raise RenameError(f'there is an item "{new}" already ({where}); choose another key')
