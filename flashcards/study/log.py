"""The review log as values, and its one law: a card's state is the fold of its entries in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import MemoryState, Moment, Rating, Settings, State, review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NEW = MemoryState()


class CardId(NamedTuple):
    """A card for life: its note's GUID and its ordinal, from 1."""

    guid: str
    ordinal: int


class Action(StrEnum):
    """What an entry records. Nothing is ever deleted: an undo is an entry that names the one it takes back.

    A newer program may record more; such entries are kept as they are and change no state here (``action``).
    """

    REVIEW = "review"
    CRAM = "cram"  # answered outside the schedule; changes no state
    UNDO = "undo"
    BURY = "bury"  # value: the study day on which the card comes back; 0 unburies
    SUSPEND = "suspend"  # value: 1, or 0 to take it off
    MARK = "mark"  # value: 1, or 0 to take it off
    FLAG = "flag"  # value: 1 to 7, or 0 to take it off
    FORGET = "forget"  # the card is new again; its counts of reviews and lapses stay, as in Anki


def action(kind: str) -> Action | str:
    """Return the action of this name; a name that only a newer program knows stays as it is."""
    return Action(kind) if kind in _KNOWN else kind


_KNOWN = frozenset(Action)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the append-only log.

    ``id`` is 32 hex digits, made by no other machine, growing within a database and roughly with time, so that
    two logs merge by union: 12 digits of milliseconds, then 20 at random (``identifier``). ``duration`` is milliseconds, at most 60,000. ``was`` is how the card stood when it
    was asked (Anki's review type). ``asked`` is the concept that the card asked for and ``mistaken`` the one that the
    learner answered instead; both "" unless they are known.
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


def identifier(time: int, low: int) -> str:
    """Return an entry's id: the time in UTC milliseconds, and 80 bits that no other entry of it has."""
    return f"{time << 80 | low:032x}"


def id_time(number: str) -> int:
    """Return the time in an entry's id. It may be later than the entry's moment, where a clock stood behind."""
    return int(number, 16) >> 80


def seed(card: CardId, reps: int) -> str:
    """What decides the fuzz of a card's next interval (``memory.review``, ``memory.previews``)."""
    return f"{card.guid}/{card.ordinal}/{reps}"


def step(state: CardState, entry: LogEntry, settings: Settings) -> CardState:
    """The state after one entry; an undo or a crammed answer only moves ``head``."""
    changed = _CHANGES.get(entry.kind, _touch)(state, entry, settings)
    return changed if changed.head == entry.id else replace(changed, head=entry.id)


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
        head=entry.id,
    )


def _touch(state: CardState, _entry: LogEntry, _settings: Settings) -> CardState:
    return state


_CHANGES: dict[Action | str, Callable[[CardState, LogEntry, Settings], CardState]] = {
    Action.REVIEW: _review,
    Action.BURY: lambda state, entry, _: replace(state, buried_until=entry.value),
    Action.SUSPEND: lambda state, entry, _: replace(state, suspended=bool(entry.value)),
    Action.MARK: lambda state, entry, _: replace(state, marked=bool(entry.value)),
    Action.FLAG: lambda state, entry, _: replace(state, flag=entry.value),
    Action.FORGET: lambda state, _entry, _: replace(state, memory=_NEW),
}
