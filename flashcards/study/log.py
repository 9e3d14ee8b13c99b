"""The review log, and how a card's state follows from it: apply the card's entries in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import MemoryState, Moment, Rating, Settings, State, review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NEW = MemoryState()


class CardId(NamedTuple):
    """A card's permanent identity: its note's GUID and its ordinal, from 1."""

    guid: str
    ordinal: int


class Action(StrEnum):
    """What an entry records. Nothing is ever deleted: an undo is an entry that names the entry it undoes.

    A newer program may record more. Such entries are kept as they are and change no state here (see ``action``).
    """

    REVIEW = "review"
    CRAM = "cram"  # answered outside the schedule; changes no state
    UNDO = "undo"
    BURY = "bury"  # value: the study day on which the card returns; 0 unburies
    SUSPEND = "suspend"  # value: 1, or 0 to unsuspend
    MARK = "mark"  # value: 1, or 0 to unmark
    FLAG = "flag"  # value: 1 to 7, or 0 to remove the flag
    FORGET = "forget"  # the card is new again; its counts of reviews and lapses stay, as in Anki
    FIT = "fit"  # of no card; text: the parameters in force from now on; value: how many reviews they were fitted to
    EXAM = "exam"  # of no card; text: the plan in force from now on, "" for none


def action(kind: str) -> Action | str:
    """Return the action of this name. A name that only a newer program knows stays as it is."""
    return Action(kind) if kind in _KNOWN else kind


_KNOWN = frozenset(Action)
NO_CARD = CardId("*", 1)  # stands where an entry is about no card; its deck is ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the append-only log.

    Attributes:
        id: 32 hex digits, unique across machines, so that the union of two logs merges them. Ids grow within a
            database, and roughly with time: 12 digits of milliseconds, then 20 random ones.
        card: The card.
        deck: The deck's uuid.
        moment: When it happened.
        kind: What happened.
        rating: The grade, of a review or crammed answer.
        duration: How long the answer took, in milliseconds, at most 60,000.
        was: The card's state when it was asked (Anki's review type).
        value: See ``Action``.
        undoes: The id of the entry that this one undoes.
        asked: The concept that the card asked for, "" if unknown.
        mistaken: The concept that the learner answered instead, "" if there is none.
        text: See ``Action``.
    """

    id: str
    card: CardId
    deck: str
    moment: Moment
    kind: Action | str
    rating: int = 0
    duration: int = 0
    was: State = State.NEW
    value: int = 0
    undoes: str = ""
    asked: str = ""
    mistaken: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CardState:
    """What the log says about a card; ``CardState()`` is a card that the learner has never seen.

    Attributes:
        memory: The FSRS state.
        reps: The number of reviews.
        lapses: How often the learner forgot the card while it was in review.
        suspended: Whether it is out of study until the learner unsuspends it.
        buried_until: The study day on which it returns.
        marked: Whether the learner marked it.
        flag: The learner's flag, 0 for none.
        leech: Whether it has lapsed so often that it needs rewriting.
        head: The id of the card's newest entry; pass it to ``Store.grade``, to detect that another session was faster.
    """

    memory: MemoryState = _NEW
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: int = 0
    marked: bool = False
    flag: int = 0
    leech: bool = False
    head: str = field(default="", compare=False)

    # This is the one definition of "due". The SQL in flashcards/reviews/due.py repeats it, because a shell prompt can't
    # wait for this module; tests/reviews/test_due.py compares the two.

    def is_available(self, today: int) -> bool:
        """Return whether the card can be asked in the study day ``today``: it is neither suspended nor buried."""
        return not self.suspended and self.buried_until <= today

    def is_due(self, time: int, today: int) -> bool:
        """Return whether the card is due. A new card never is.

        Args:
            time: Now, in UTC milliseconds: a card in learning or relearning is due from a time on.
            today: The number of the current study day: a card in review is due from a day on.
        """
        memory = self.memory
        if memory.state is State.NEW or not self.is_available(today):
            return False
        return memory.due <= (today if memory.state is State.REVIEW else time)

    def due_day(self, offset: int, rollover: int) -> int | None:
        """Return the study day on which the card comes (past if it is overdue); None if it is new or suspended.

        Args:
            offset: The learner's clock, in minutes east of UTC.
            rollover: The hour at which the study day begins.
        """
        memory = self.memory
        if memory.state is State.NEW or self.suspended:
            return None
        in_review = memory.state is State.REVIEW
        day = memory.due if in_review else Moment(memory.due, offset).day(rollover)
        return max(day, self.buried_until)


def identifier(time: int, low: int) -> str:
    """Return an entry's id: the time in UTC milliseconds, and 80 bits that no other entry of it has."""
    return f"{time << 80 | low:032x}"


def id_time(number: str) -> int:
    """Return the time in an entry's id. It may be later than the entry's moment, where a clock stood behind."""
    return int(number, 16) >> 80


def seed(card: CardId, reps: int) -> str:
    """Return the seed for the fuzz of a card's next interval (see ``memory.review``)."""
    return f"{card.guid}/{card.ordinal}/{reps}"


def step(state: CardState, entry: LogEntry, settings: Settings) -> CardState:
    """Return the state after one entry. An undo or a crammed answer only changes ``head``."""
    changed = _CHANGES.get(entry.kind, _unchanged)(state, entry, settings)
    return changed if changed.head == entry.id else replace(changed, head=entry.id)


def replay(entries: Iterable[LogEntry], settings: Settings) -> CardState:
    """Return the state after all entries of one card, given in any order, without those that were undone."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    undone = {entry.undoes for entry in ordered}
    state = CardState()
    for entry in ordered:
        state = step(state, entry, settings) if entry.id not in undone else replace(state, head=entry.id)
    return state


def _review(state: CardState, entry: LogEntry, settings: Settings) -> CardState:
    rating, before = Rating(entry.rating), state.memory
    memory = review(before, rating, entry.moment, settings, seed(entry.card, state.reps))
    lapses = state.lapses + (before.state is State.REVIEW and rating is Rating.AGAIN)
    return replace(
        state,
        memory=memory,
        reps=state.reps + 1,
        lapses=lapses,
        leech=lapses >= settings.leech_lapses,
        head=entry.id,
    )


def _unchanged(state: CardState, _entry: LogEntry, _settings: Settings) -> CardState:
    return state


_CHANGES: dict[Action | str, Callable[[CardState, LogEntry, Settings], CardState]] = {
    Action.REVIEW: _review,
    Action.BURY: lambda state, entry, _: replace(state, buried_until=entry.value),
    Action.SUSPEND: lambda state, entry, _: replace(state, suspended=bool(entry.value)),
    Action.MARK: lambda state, entry, _: replace(state, marked=bool(entry.value)),
    Action.FLAG: lambda state, entry, _: replace(state, flag=entry.value),
    Action.FORGET: lambda state, _entry, _: replace(state, memory=_NEW),
}
