"""What a session knows and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.queue import NEW_A_DAY, REVIEWS_A_DAY, Candidate

if TYPE_CHECKING:
    from flashcards.model import Card, Note
    from flashcards.study.log import CardState
    from flashcards.study.memory import Rating


class Options(NamedTuple):
    """What the learner asked for on the command line. Empty filters and 0 mean no limit."""

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

    def takes(self, note: Note) -> bool:
        """Whether the filters let a note through."""
        wanted = (
            (self.concepts, {note.concept}),
            (self.kinds, {note.kind}),
            (self.tiers, {note.tier.value}),
            (self.tags, set(note.tags)),
            (self.units, {note.unit}),
        )
        return all(not some or some & has for some, has in wanted)


class Asked(NamedTuple):
    """The card on the table, and its state as the learner was shown it."""

    candidate: Candidate
    note: Note
    card: Card
    state: CardState


class Saved(NamedTuple):
    """What became of an answer: the review's id ("" if it was not taken), when the card comes back (ms), a notice."""

    id: str
    wait: int
    notice: str = ""


class Answer(NamedTuple):
    """One answer of this session, a review's ``id``; ``due`` is when a card that is still being learned comes back."""

    id: str
    candidate: Candidate
    rating: Rating
    duration: int
    due: int | None


class Summary(NamedTuple):
    """The session so far. ``seconds`` is time spent on answers; ``tomorrow`` counts cards due by then."""

    answered: int
    right: int
    seconds: float
    tomorrow: int
    comes: int | None
