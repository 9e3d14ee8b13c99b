"""The review log as values, and its one law: a card's state is the fold of its entries in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import MemoryState, Moment, Rating, Settings, State, review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NEW = MemoryState()


class CardId(NamedTuple):
    """A card for life: its note's GUID and its ordinal, from 1."""

    guid: str
    ordinal: int


class Action(Enum):
    """What an entry records. Nothing is ever deleted: an undo is an entry that names the one it takes back."""

    REVIEW = "review"
    CRAM = "cram"  # answered outside the schedule; changes no state
    UNDO = "undo"
    BURY = "bury"  # value: the study day on which the card comes back; 0 unburies
    SUSPEND = "suspend"  # value: 1, or 0 to take it off
    MARK = "mark"  # value: 1, or 0 to take it off
    FLAG = "flag"  # value: 1 to 7, or 0 to take it off
    FIT = "fit"  # of no card; text: the parameters in force from now on; value: how many reviews they were fitted to
    EXAM = "exam"  # of no card; text: the plan in force from now on, "" for none


NO_CARD = CardId("*", 1)  # stands where an entry is about no card; its deck is ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the append-only log.

    ``id`` is 32 hex digits, made by no other machine, growing within a database and roughly with time, so that
    two logs merge by union. ``duration`` is milliseconds, at most 60,000. ``was`` is how the card stood when it
    was asked (Anki's review type). ``asked`` is the concept that the card asked for and ``mistaken`` the one that the
    learner answered instead; both "" unless they are known. ``text`` is what the action says beyond a number.
    """

    id: str
    card: CardId
    deck: str
    moment: Moment
    kind: Action
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
    """All that the log says of a card; ``CardState()`` is a card that nobody has seen.

    ``reps`` counts reviews, ``lapses`` the misses of cards in review; ``buried_until`` is the study day on which
    the card comes back. ``head`` is the id of the newest entry that touched the card: hand it back with the next
    grade.
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


def seed(card: CardId, reps: int) -> str:
    """What decides the fuzz of a card's next interval (``memory.review``, ``memory.previews``)."""
    return f"{card.guid}/{card.ordinal}/{reps}"


def step(state: CardState, entry: LogEntry, settings: Settings) -> CardState:
    """The state after one entry; an undo or a crammed answer only moves ``head``."""
    changed = _CHANGES.get(entry.kind, _touch)(state, entry, settings)
    return replace(changed, head=entry.id)


def replay(entries: Iterable[LogEntry], settings: Settings) -> CardState:
    """The state after all entries of one card, in any order; what was undone counts as never done."""
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
    )


def _touch(state: CardState, _entry: LogEntry, _settings: Settings) -> CardState:
    return state


_CHANGES: dict[Action, Callable[[CardState, LogEntry, Settings], CardState]] = {
    Action.REVIEW: _review,
    Action.BURY: lambda state, entry, _: replace(state, buried_until=entry.value),
    Action.SUSPEND: lambda state, entry, _: replace(state, suspended=bool(entry.value)),
    Action.MARK: lambda state, entry, _: replace(state, marked=bool(entry.value)),
    Action.FLAG: lambda state, entry, _: replace(state, flag=entry.value),
}
