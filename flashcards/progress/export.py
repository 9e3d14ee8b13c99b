"""What Anki lacks of our log, card by card, as rows and columns for it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.progress.exchange import GRADED, kind_of, matched
from flashcards.study.log import Action, CardId, CardState, replay, step
from flashcards.study.memory import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flashcards.anki.history import AnkiCard
    from flashcards.study.log import LogEntry
    from flashcards.study.memory import MemoryState, Settings

_LEARNING, _REVIEW, _RELEARNING, _FILTERED, _MANUAL = range(5)  # Anki's kinds of log rows
_ROWS: Final = {
    State.NEW: _LEARNING,
    State.LEARNING: _LEARNING,
    State.REVIEW: _REVIEW,
    State.RELEARNING: _RELEARNING,
}

# Anki takes a learning row that follows another kind for a new beginning, and leaves out what was before.
_GRADED: Final = {_REVIEW, _RELEARNING}
_IN_REVIEW: Final = 2  # of Anki's card types
_DAY: Final = 86_400_000


class Row(NamedTuple):
    """A row of Anki's review log; ``interval`` and ``last`` are days, or seconds below 0."""

    time: int
    ease: int
    interval: int
    last: int
    factor: int
    duration: int
    kind: int


class Columns(NamedTuple):
    """How a card of Anki's stands: ``due`` is days from today (review) or epoch seconds (learning).

    ``kind`` is Anki's card type, which is also the queue of a card that isn't suspended or buried, except that a card
    in relearning waits in the queue of learning.
    """

    kind: int
    due: int
    interval: int
    left: int
    reps: int
    lapses: int
    last_review: int | None


class CardExport(NamedTuple):
    """A card of Anki's, by its id there, with the rows that it lacks and how it stands after them."""

    id: int
    card: CardId
    rows: tuple[Row, ...]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Export:
    """What goes to Anki, and why the other cards stay as they are (reason → how many)."""

    cards: tuple[CardExport, ...]
    known: int
    left_out: Mapping[str, int]

    @property
    def moved(self) -> int:
        """How many cards only get another due day."""
        return sum(not card.rows for card in self.cards)

    @property
    def reviews(self) -> int:
        """How many rows Anki gets."""
        return sum(len(card.rows) for card in self.cards)


MISSING: Final = "not in this collection: import the deck's package into Anki first"
FILTERED: Final = "in a filtered deck: empty it in Anki first"
NEWER: Final = "with reviews in Anki that are not here: run progress import first"
TAKEN_BACK: Final = "with reviews in Anki that were taken back here: take them back in Anki too"


def lacking(
    cards: Iterable[AnkiCard], logs: Mapping[CardId, Sequence[LogEntry]], settings: Settings, today: int
) -> Export:
    """Return what Anki's cards lack of our logs.

    ``today`` is the number of the study day. A card in review with the same reviews on both sides, but another
    interval, gets ours, so that it comes due on one day; where that was set by hand in Anki, the hand decides.
    """
    there = {CardId(card.guid, card.ordinal): card for card in cards}
    left_out: Counter[str] = Counter()
    found = []
    known = 0
    for number, log in logs.items():
        undone = {entry.undoes for entry in log}
        kept = [entry for entry in log if entry.id not in undone]
        if not any(entry.kind in GRADED for entry in kept):
            continue
        card = there.get(number)
        if card is None:
            left_out[MISSING] += 1
            continue
        pairs = matched(card.answers, log)
        missing = {entry.id for entry in kept if entry.kind in GRADED} - set(pairs)
        known += len(pairs)
        reason = _reason(card, pairs, undone) if missing else None
        if reason:
            left_out[reason] += 1
        elif missing or _strayed(card, kept, settings):
            found.append(_card(card, number, kept, missing, settings, today))
    return Export(tuple(found), known, left_out)


def _reason(card: AnkiCard, pairs: Mapping[str, int], undone: set[str]) -> str | None:
    """Why a card must stay as it is."""
    if card.filtered:
        return FILTERED
    if any(entry in undone for entry in pairs):
        return TAKEN_BACK
    known = set(pairs.values())
    if any(kind_of(answer) is not None for place, answer in enumerate(card.answers) if place not in known):
        return NEWER
    return None


def _strayed(card: AnkiCard, log: Sequence[LogEntry], settings: Settings) -> bool:
    """Whether a card in review comes due on another day in Anki than here."""
    if card.kind != _IN_REVIEW or card.filtered or not card.answers or kind_of(card.answers[-1]) is None:
        return False
    memory = replay(log, settings).memory
    return memory.state is State.REVIEW and memory.interval != card.interval


def _card(
    card: AnkiCard, number: CardId, log: Sequence[LogEntry], missing: set[str], settings: Settings, today: int
) -> CardExport:
    state = CardState()
    made = []
    last = None
    for entry in sorted(log, key=lambda entry: entry.id):
        before, state = state.memory, step(state, entry, settings)
        if entry.kind is Action.REVIEW:
            last = entry.moment.time // 1000
        if entry.id in missing:
            made.append(_row(entry, before, state.memory))
    learnt = max((answer.time for answer in card.answers if answer.kind == _LEARNING), default=0)
    made = [
        row._replace(kind=_LEARNING) if row.kind in _GRADED and row.time < learnt else row for row in made
    ]
    return CardExport(card.id, number, _apart(made), _columns(state, settings, today, last))


def _row(entry: LogEntry, before: MemoryState, after: MemoryState) -> Row:
    time = entry.moment.time
    if entry.kind is Action.FORGET:
        return Row(time, 0, 0, 0, 0, 0, _MANUAL)
    if entry.kind is Action.CRAM:
        return Row(time, entry.rating, before.interval, before.interval, 0, entry.duration, _FILTERED)
    factor = round((after.difficulty - 1) / 9 * 1000 + 100)  # how Anki writes a difficulty from 1 to 10
    last = _interval(before) if before.state is not State.NEW else 0
    return Row(time, entry.rating, _interval(after), last, factor, entry.duration, _ROWS[before.state])


def _interval(memory: MemoryState) -> int:
    if memory.state is State.REVIEW:
        return memory.interval
    return -min(max(1, (memory.due - (memory.last_review or 0)) // 1000), _DAY // 1000)


def _apart(made: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with a millisecond of their own each: after a clock was set back several may have the same."""
    rows: list[Row] = []
    for row in made:
        time = max(row.time, rows[-1].time + 1) if rows else row.time
        rows.append(row._replace(time=time))
    return tuple(rows)


def _columns(state: CardState, settings: Settings, today: int, last: int | None) -> Columns:
    memory = state.memory
    steps = settings.learning_steps if memory.state is State.LEARNING else settings.relearning_steps
    left = max(1, len(steps) - memory.step)
    match memory.state:
        case State.NEW:
            return Columns(0, 0, 0, 0, state.reps, state.lapses, None)
        case State.REVIEW:
            return Columns(2, memory.due - today, memory.interval, 0, state.reps, state.lapses, last)
        case State.LEARNING:
            return Columns(1, memory.due // 1000, 0, left, state.reps, state.lapses, last)
        case State.RELEARNING:
            return Columns(3, memory.due // 1000, 1, left, state.reps, state.lapses, last)
