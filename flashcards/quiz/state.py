"""The values that a session works with: its options, the card it asks, what became of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.queue import NEW_A_DAY, REVIEWS_A_DAY, Candidate

if TYPE_CHECKING:
    from flashcards.model import Card, Note
    from flashcards.study.log import CardState
    from flashcards.study.memory import Rating


class Options(NamedTuple):
    """What the learner chose on the command line.

    An empty filter lets every note through. ``limit`` counts answers; ``limit`` and ``minutes`` are unlimited at 0.
    ``new`` and ``reviews`` are the limits of a study day, over all sessions.
    """

    concepts: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    limit: int = 0
    minutes: float = 0
    new: int = NEW_A_DAY
    reviews: int = REVIEWS_A_DAY
    due_only: bool = False
    cram: bool = False
    typed: bool = False
    choice: bool = False

    @property
    def filtered(self) -> bool:
        """Whether only some cards are wanted."""
        return any((self.concepts, self.kinds, self.tiers, self.tags, self.units))

    def match(self, note: Note) -> bool:
        """Return whether a note passes all filters."""
        filters = (
            (self.concepts, {note.concept}),
            (self.kinds, {note.kind}),
            (self.tiers, {note.tier.value}),
            (self.tags, set(note.tags)),
            (self.units, {note.unit}),
        )
        return all(not chosen or chosen & own for chosen, own in filters)


class Asked(NamedTuple):
    """The card that is being asked, and its state when it was shown.

    The store compares ``state`` with the card's present state: if another session has changed the card meanwhile,
    the answer is not counted.
    """

    candidate: Candidate
    note: Note
    card: Card
    state: CardState


class Saved(NamedTuple):
    """The result of grading a card.

    ``id`` is the review's id, "" if the answer was not counted. ``wait`` is the time until the card comes back, in
    milliseconds, 0 if the schedule did not change. ``notice`` is what the learner should also know, or "".
    """

    id: str
    wait: int
    notice: str = ""


class Answer(NamedTuple):
    """One answer of this session.

    ``id`` is the review's id, ``duration`` its time in milliseconds. ``due`` is when the card comes back, in UTC
    milliseconds, if it is still being learned; otherwise None.
    """

    id: str
    candidate: Candidate
    rating: Rating
    duration: int
    due: int | None


class Tomorrow(NamedTuple):
    """How many reviews and new cards the next study day will offer, within the daily limits."""

    reviews: int
    new: int


class Summary(NamedTuple):
    """The session so far.

    ``right`` counts the answers that were not graded Again, ``seconds`` is the time spent on answers.
    ``next_learning`` is when the next card in learning comes, in UTC milliseconds, or None.
    """

    answered: int
    right: int
    seconds: float
    tomorrow: Tomorrow
    next_learning: int | None


class RaisedLimits(NamedTuple):
    """Higher daily limits that would offer more cards today; 0 where a higher limit would not help."""

    new: int
    reviews: int
