"""A note as far as its own file decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flashcards.compiler.content import Substance, Topic
    from flashcards.compiler.desk import Cited
    from flashcards.model import (
        Allowance,
        Card,
        Concept,
        Dropped,
        NoteType,
        Place,
        Text,
        Tier,
    )


class Draft(NamedTuple):
    """A note as far as its own file decides it.

    ``key`` is today's, ``first`` the one that identifies the note for life. ``substance`` is None where a name
    or an image may still have to be put in, and after the file's most; ``texts`` are then what the hash covers.
    """

    key: str
    first: str
    place: Place
    section: str
    heading: str
    type: NoteType
    cards: tuple[Card, ...]
    text: Text
    extra: Text
    src: Cited
    tier: Tier
    retired: str
    dropped: tuple[Dropped, ...]
    substance: Substance | None
    texts: tuple[Text, ...]
    allowance: Allowance
    fields: tuple[str | int, ...]
    links: bool  # whether its texts link to concepts or show images, which the compiler must put in
    between: tuple[str, ...] = ()


class Head(NamedTuple):
    """What a file says of all its notes."""

    concept: Concept
    topic: Topic
    src: Cited = ()
    was: str = ""
    retired: str = ""
