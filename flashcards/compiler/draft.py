"""A note as far as its own file determines it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flashcards.compiler.content import Topic
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
    """A note as far as its own file determines it.

    Names of other concepts and images are still to be filled in.

    ``key`` is its name today; ``first`` identifies it for life. ``texts`` are what the content hash covers:
    every text of the item that its cards show, and the names in them. ``fields`` says where each field of the
    item stands, a part's own fields before those of its whole item.
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
    texts: tuple[Text, ...]
    allowance: Allowance
    fields: tuple[tuple[str, Place], ...]
    between: tuple[str, ...] = ()


class Head(NamedTuple):
    """What the head of a file says about all its notes."""

    concept: Concept
    topic: Topic
    src: Cited = ()
    was: str = ""
    retired: str = ""
