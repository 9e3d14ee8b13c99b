"""The values that the store returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flashcards.study.log import CardState, LogEntry


class Graded(NamedTuple):
    """A review that is on the disk.

    Attributes:
        id: The id of its log entry.
        before: The card's state before.
        after: The card's state after.
        clock_back: Whether the clock was before the card's last review, so that its time was used instead.
        new_leech: Whether this review made the card a leech.
    """

    id: str
    before: CardState
    after: CardState
    clock_back: bool
    new_leech: bool


class Elsewhere(NamedTuple):
    """Nothing was written, because another session changed the card after it was shown. ``state`` is its current state."""

    state: CardState


class Undone(NamedTuple):
    """An entry that was undone, and its card's state now."""

    entry: LogEntry
    state: CardState


class Merged(NamedTuple):
    """How many entries of another log were new, and the ids of all that are the same here as there."""

    new: int
    known: list[str]


class Today(NamedTuple):
    """What all sessions of this study day did with a deck, without undone and crammed answers.

    Attributes:
        new: The number of new cards introduced.
        reviews: The number of answers to cards in review; Anki's daily limits count these and ``new``.
        answers: The number of all answers.
        notes: The GUIDs of the notes asked; their siblings wait until tomorrow.
    """

    new: int = 0
    reviews: int = 0
    answers: int = 0
    notes: frozenset[str] = frozenset()
