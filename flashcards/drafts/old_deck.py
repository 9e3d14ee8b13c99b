"""A deck that another program made, as its notes say it: fields of HTML, templates, tags, and the deck of each note."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ImportFailedError(Exception):
    """The deck can't be read; the text is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Template:
    """A card's two sides in Anki's template language."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class OldNoteType:
    """A note type of another program's."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    cloze: bool = False


@dataclass(frozen=True, slots=True)
class OldNote:
    """A note; its fields are HTML. ``cards`` are the ordinals, from 1, that it has."""

    guid: str
    type: OldNoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    deck: str = ""
    cards: tuple[int, ...] = (1,)

    @property
    def values(self) -> dict[str, str]:
        """Return the fields by name; those that are missing are empty."""
        padded = (*self.fields, *[""] * len(self.type.fields))
        return dict(zip(self.type.fields, padded, strict=False))


@dataclass(frozen=True, slots=True)
class OldDeck:
    """A deck: its name, its notes, and its images and sounds by their names in fields."""

    name: str
    notes: tuple[OldNote, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)


BASIC = OldNoteType(
    "Basic", ("Front", "Back"), (Template("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"),)
)
"""The note type of formats that have none: a question and an answer."""
CLOZE = OldNoteType(
    "Cloze",
    ("Text", "Extra"),
    (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}"),),
    cloze=True,
)
"""The same for texts with blanks."""
