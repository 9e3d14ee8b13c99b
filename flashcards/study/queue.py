"""Decide which card a session asks next. States, counts and time are arguments.

The order: cards in learning and relearning whose time has come, then reviews with the lowest retrievability first,
then new cards in the course's order, then learning cards up to twenty minutes early. A session asks one card of a note
a day, as Anki buries siblings. It avoids two cards of one concept in a row, but a concept that the learner confuses
with the last one comes next.
"""

from __future__ import annotations

from bisect import insort
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import MINUTE, Moment, Settings, State, elapsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flashcards.study.log import CardId, CardState

NEW_A_DAY = 20
REVIEWS_A_DAY = 200
_AHEAD = 20 * MINUTE  # how early a card in learning can come when nothing else is left
_WINDOW = 50  # how far ahead to look for a card of another concept


class Candidate(NamedTuple):
    """A card that can be asked, with its concept and its note's position in the course, which decide when."""

    card: CardId
    concept: str
    position: int


class DailyLimits(NamedTuple):
    """How many new cards and reviews are still allowed today, and the notes already asked (GUIDs)."""

    new: int = NEW_A_DAY
    reviews: int = REVIEWS_A_DAY
    asked: frozenset[str] = frozenset()


class Left(NamedTuple):
    """How many cards are left in this study day."""

    new: int
    learning: int
    due: int


class Queue:
    """The cards still to be asked. Only ``answered``, ``drop`` and ``confuse`` change it."""

    def __init__(
        self,
        learning: Iterable[tuple[int, Candidate]] = (),
        reviews: Iterable[Candidate] = (),
        new: Iterable[Candidate] = (),
    ) -> None:
        self.learning = sorted(learning)
        self.reviews = list(reviews)
        self.new = list(new)
        self.last: Candidate | None = None
        self.paired = False  # whether the last card was chosen because it is confused with the one before
        self.partners: dict[str, set[str]] = {}

    def confuse(self, asked: str, mistaken: str) -> None:
        """Remember that the learner mistook one concept for the other."""
        if asked == mistaken:
            return
        self.partners.setdefault(asked, set()).add(mistaken)
        self.partners.setdefault(mistaken, set()).add(asked)

    def next(self, now: Moment) -> Candidate | None:
        """Return the card to ask now; None if the rest comes later."""
        ready = list(self._ready(now))
        if not ready:
            return None
        last = self.last
        if last is None:
            return ready[0]
        partners = () if self.paired else self.partners.get(last.concept, ())
        others = (c for c in ready if c.concept != last.concept)
        return next(
            (c for c in ready if c.concept in partners),
            next(others, next((c for c in ready if c.card != last.card), ready[0])),
        )

    def _ready(self, now: Moment) -> Iterator[Candidate]:
        yield from (c for due, c in self.learning if due <= now.time)
        yield from self.reviews[:_WINDOW]
        yield from self.new[:_WINDOW]
        if not self.reviews and not self.new:
            yield from (c for due, c in self.learning if now.time < due <= now.time + _AHEAD)

    def answered(self, candidate: Candidate, due: int | None) -> None:
        """Record an answer. ``due`` is when a card still in learning comes back (UTC milliseconds), else None."""
        last = self.last
        self.paired = (
            not self.paired and last is not None and candidate.concept in self.partners.get(last.concept, ())
        )
        self.last = candidate
        self.drop(candidate)
        if due is not None:
            insort(self.learning, (due, candidate))

    def drop(self, candidate: Candidate) -> None:
        """Remove a card."""
        self.learning = [entry for entry in self.learning if entry[1].card != candidate.card]
        self.reviews = [other for other in self.reviews if other.card != candidate.card]
        self.new = [other for other in self.new if other.card != candidate.card]

    def left(self) -> Left:
        """Return how many cards are left."""
        return Left(len(self.new), len(self.learning), len(self.reviews))

    def comes(self) -> int | None:
        """Return when the next card in learning comes (UTC milliseconds), or None."""
        return self.learning[0][0] if self.learning else None


def todays(
    cards: Iterable[Candidate],
    states: Mapping[CardId, CardState],
    now: Moment,
    settings: Settings,
    allowed: DailyLimits,
) -> Queue:
    """Return the queue of this study day: one card of a note, within the limits."""
    learning, reviews, new = _by_stage(cards, states, now.time, now.day(settings.rollover))
    asked = {candidate.card.guid for _, candidate in learning} | allowed.asked
    reviews = _first_of_notes(_by_recall(reviews, states, now, settings), asked)
    new = _first_of_notes(sorted(new, key=lambda c: (c.position, c.card.ordinal)), asked)
    del reviews[max(allowed.reviews, 0) :]
    del new[max(allowed.new, 0) :]
    return Queue(learning, reviews, new)


def everything(cards: Iterable[Candidate], states: Mapping[CardId, CardState], salt: str) -> Queue:
    """Return the queue for cramming: every card that is not suspended, shuffled by ``salt``."""
    free = (c for c in cards if c.card not in states or not states[c.card].suspended)
    return Queue(reviews=sorted(free, key=lambda c: _shuffle_key(salt, c)))


def _by_stage(
    cards: Iterable[Candidate], states: Mapping[CardId, CardState], time: int, today: int
) -> tuple[list[tuple[int, Candidate]], list[Candidate], list[Candidate]]:
    """Return the cards in learning with their times, the due reviews and the new cards; none suspended or buried."""
    learning: list[tuple[int, Candidate]] = []
    reviews: list[Candidate] = []
    new: list[Candidate] = []
    for candidate in cards:
        state = states.get(candidate.card)
        if state is None:
            new.append(candidate)
        elif not state.is_available(today):
            continue
        elif state.memory.state is State.NEW:
            new.append(candidate)
        elif state.memory.state is not State.REVIEW:
            learning.append((state.memory.due, candidate))
        elif state.is_due(time, today):
            reviews.append(candidate)
    return learning, reviews, new


def _first_of_notes(cards: Iterable[Candidate], asked: set[str]) -> list[Candidate]:
    """Return the first card of each note that is not in ``asked``, and add these notes to it."""
    out = []
    for candidate in cards:
        if candidate.card.guid not in asked:
            asked.add(candidate.card.guid)
            out.append(candidate)
    return out


def _by_recall(
    cards: Sequence[Candidate], states: Mapping[CardId, CardState], now: Moment, settings: Settings
) -> list[Candidate]:
    """Sort cards by retrievability, lowest first; shuffle equal ones differently each day.

    FSRS's retrievability falls with (days elapsed / stability), so that quotient gives the order.
    """
    day = now.day(settings.rollover)

    def key(candidate: Candidate) -> tuple[float, bytes]:
        memory = states[candidate.card].memory
        assert memory.last_review is not None, "a card in review has been reviewed"
        days = elapsed(memory.last_review, now, settings)
        return -days / memory.stability, _shuffle_key(f"{day}", candidate)

    return sorted(cards, key=key)


def _shuffle_key(salt: str, candidate: Candidate) -> bytes:
    """Return the key by which to sort a card in a shuffle."""
    # A checksum wouldn't do: salts of the same length would give almost the same order.
    return sha256(f"{salt}{candidate.card}".encode()).digest()
