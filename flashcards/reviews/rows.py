"""The rows of the reviews database, as values and back, and the longer queries."""
# ruff: noqa: S608 - the queries are put together from our own column names, never from data

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flashcards.reviews.due import IS_DUE
from flashcards.study.log import Action, CardId, CardState, LogEntry
from flashcards.study.memory import MemoryState, Moment, Settings, State

if TYPE_CHECKING:
    import sqlite3

STATE = (
    "state, step, stability, difficulty, due, last_review, interval, reps, lapses, suspended,"
    " buried_until, marked, flag, leech, head"
)
WIDTH = STATE.count(",") + 1
ALL_STATES = f"SELECT guid, ordinal, {STATE} FROM cards WHERE head != ''"
KEEP = (
    f"INSERT INTO cards (guid, ordinal, deck, {STATE}) VALUES ({', '.join('?' * (3 + WIDTH))})"
    f" ON CONFLICT (guid, ordinal) DO UPDATE SET ({STATE})"
    f" = ({', '.join('excluded.' + name for name in STATE.split(', '))})"
)
REGISTER = (
    "INSERT INTO cards (guid, ordinal, deck, concept, kind) VALUES (?, ?, ?, ?, ?) ON CONFLICT (guid, ordinal)"
    " DO UPDATE SET deck = excluded.deck, live = 1, concept = excluded.concept, kind = excluded.kind"
)
DUE = f"SELECT guid, ordinal {IS_DUE} ORDER BY due LIMIT ?"
UNDONE = "(SELECT undoes FROM reviews WHERE undoes != '')"
COUNTS = f"AND kind = 'review' AND id NOT IN {UNDONE}"
APPEND = f"INSERT INTO reviews VALUES ({', '.join('?' * 15)})"
TODAY = f"SELECT was, guid FROM reviews WHERE deck = ? AND id >= ? AND time >= ? {COUNTS}"
SEEN = f"SELECT guid, ordinal, {STATE} FROM cards WHERE deck = ? AND head != ''"
ONE = f"SELECT {STATE} FROM cards WHERE guid = ? AND ordinal = ?"
FORGET = f"UPDATE cards SET ({STATE}) = ({', '.join('?' * WIDTH)})"
NEWEST = (
    f"SELECT * FROM reviews WHERE deck = ? AND kind != 'undo' AND id NOT IN {UNDONE} ORDER BY id DESC LIMIT 1"
)
OF_NO_CARD = (
    f"SELECT * FROM reviews WHERE guid = ? AND ordinal = ? AND kind = ? AND id NOT IN {UNDONE} ORDER BY id"
)
CONFUSIONS = (
    "SELECT asked, mistaken, count(*) FROM reviews"
    f" WHERE deck = ? AND mistaken != '' AND id NOT IN {UNDONE} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
)


def of_entry(entry: LogEntry) -> tuple[object, ...]:
    """An entry → a row of ``reviews``."""
    return (
        entry.id,
        *entry.card,
        entry.deck,
        *entry.moment,
        entry.kind.value,
        int(entry.rating),
        entry.duration,
        int(entry.was),
        entry.value,
        entry.undoes,
        entry.asked,
        entry.mistaken,
        entry.text,
    )


def entry(row: tuple[Any, ...]) -> LogEntry:
    """A row of ``reviews`` → its entry."""
    number, guid, ordinal, deck, time, offset, kind, rating, duration, was, *rest = row
    card, moment = CardId(guid, ordinal), Moment(time, offset)
    return LogEntry(number, card, deck, moment, Action(kind), rating, duration, State(was), *rest)


def of_state(state: CardState) -> tuple[object, ...]:
    """A card's state → the columns of ``STATE``."""
    m = state.memory
    return (
        *(int(m.state), m.step, m.stability, m.difficulty, m.due, m.last_review, m.interval),
        *(state.reps, state.lapses, state.suspended, state.buried_until),
        *(state.marked, state.flag, state.leech, state.head),
    )


def state(row: tuple[Any, ...]) -> CardState:
    """The columns of ``STATE`` → a card's state."""
    memory = MemoryState(State(row[0]), *row[1:7])
    reps, lapses, suspended, buried_until, marked, flag, leech, head = row[7:]
    return CardState(
        memory, reps, lapses, bool(suspended), buried_until, bool(marked), flag, bool(leech), head
    )


def settings(connection: sqlite3.Connection) -> Settings | None:
    """What the last session scheduled by; None in a fresh database."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'settings'").fetchone()
    if row is None:
        return None
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in json.loads(row[0]).items()
    }
    return Settings(**values)
