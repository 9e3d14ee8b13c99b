"""Convert between rows of the reviews database and values; hold the longer queries."""
# ruff: noqa: S608 - the queries are built from our own column names, never from data

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flashcards.study.log import CardId, CardState, LogEntry, action
from flashcards.study.memory import MemoryState, Moment, Settings, State

if TYPE_CHECKING:
    import sqlite3

_STATE = (
    "state, step, stability, difficulty, due, last_review, interval, reps, lapses, suspended,"
    " buried_until, marked, flag, leech, head"
)
_WIDTH = _STATE.count(",") + 1
ALL_STATES = f"SELECT guid, ordinal, {_STATE} FROM cards WHERE head != ''"
SAVE_STATE = (
    f"INSERT INTO cards (guid, ordinal, deck, {_STATE}) VALUES ({', '.join('?' * (3 + _WIDTH))})"
    f" ON CONFLICT (guid, ordinal) DO UPDATE SET ({_STATE})"
    f" = ({', '.join('excluded.' + name for name in _STATE.split(', '))})"
)
REGISTER = (
    "INSERT INTO cards (guid, ordinal, deck, concept, kind) VALUES (?, ?, ?, ?, ?) ON CONFLICT (guid, ordinal)"
    " DO UPDATE SET deck = excluded.deck, live = 1, concept = excluded.concept, kind = excluded.kind"
)
_UNDONE = "(SELECT undoes FROM reviews WHERE undoes != '')"
_COUNTS = f"AND kind = 'review' AND id NOT IN {_UNDONE}"
APPEND = f"INSERT INTO reviews VALUES ({', '.join('?' * 15)})"
# The triggers keep the log append-only against mistakes. REPLACE passes them, for two entries with one id only.
SETTLE = APPEND.replace("INSERT", "INSERT OR REPLACE")
TODAY = f"SELECT was, guid FROM reviews WHERE deck = ? AND id >= ? AND time >= ? AND time < ? {_COUNTS}"
STATES = f"SELECT guid, ordinal, {_STATE} FROM cards WHERE deck = ? AND head != ''"
ONE_STATE = f"SELECT {_STATE} FROM cards WHERE guid = ? AND ordinal = ?"
RESET_STATES = f"UPDATE cards SET ({_STATE}) = ({', '.join('?' * _WIDTH)})"
OF_NO_CARD = (
    f"SELECT * FROM reviews WHERE guid = ? AND ordinal = ? AND kind = ? AND id NOT IN {_UNDONE} ORDER BY id"
)
NEWEST = f"SELECT * FROM reviews WHERE deck = ? AND kind != 'undo' AND id NOT IN {_UNDONE} ORDER BY id DESC LIMIT 1"
CONFUSIONS = (
    "SELECT asked, mistaken, count(*) FROM reviews"
    f" WHERE deck = ? AND mistaken != '' AND id NOT IN {_UNDONE} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
)


def of_entry(entry: LogEntry) -> tuple[object, ...]:
    """Convert an entry to a row of ``reviews``."""
    return (
        entry.id,
        *entry.card,
        entry.deck,
        *entry.moment,
        str(entry.kind),
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
    """Convert a row of ``reviews`` to an entry."""
    number, guid, ordinal, deck, time, offset, kind, rating, duration, was, value, *texts = row
    undoes, asked, mistaken, text = texts
    return LogEntry(
        id=number,
        card=CardId(guid, ordinal),
        deck=deck,
        moment=Moment(time, offset),
        kind=action(kind),
        rating=rating,
        duration=duration,
        was=State(was),
        value=value,
        undoes=undoes,
        asked=asked,
        mistaken=mistaken,
        text=text,
    )


def of_state(state: CardState) -> tuple[object, ...]:
    """Convert a card's state to the columns of ``_STATE``."""
    m = state.memory
    return (
        *(int(m.state), m.step, m.stability, m.difficulty, m.due, m.last_review, m.interval),
        *(state.reps, state.lapses, state.suspended, state.buried_until),
        *(state.marked, state.flag, state.leech, state.head),
    )


def state(row: tuple[Any, ...]) -> CardState:
    """Convert the columns of ``_STATE`` to a card's state."""
    reps, lapses, suspended, buried_until, marked, flag, leech, head = row[7:]
    return CardState(
        memory=MemoryState(State(row[0]), *row[1:7]),
        reps=reps,
        lapses=lapses,
        suspended=bool(suspended),
        buried_until=buried_until,
        marked=bool(marked),
        flag=flag,
        leech=bool(leech),
        head=head,
    )


def settings(connection: sqlite3.Connection) -> Settings | None:
    """Return the settings of the last session; None in a new database."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'settings'").fetchone()
    if row is None:
        return None
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in json.loads(row[0]).items()
    }
    return Settings(**values)
