"""How many cards are due, for status lines: sqlite3 and nothing else, since a prompt asks again and again.

What it can't answer (another way to call it, a database that must be looked into) is left to ``flashcards stats``.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing

from flashcards.disk.paths import default_path, uri

TYPE_CHECKING = False  # as typing has it, which takes as long to load as sqlite3
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Cards that wait for a clock time (1) or for a study day (0), by the index cards_due.
IS_DUE = "FROM cards WHERE deck = ? AND waits = ? AND due <= ? AND buried_until <= ?"
_ROLLOVER = "SELECT json_extract(value, '$.rollover') FROM meta WHERE key = 'settings'"


def count(connection: sqlite3.Connection, deck: str, now: int, today: int) -> int:
    """Cards of a deck (its uuid) due at ``now`` (UTC milliseconds) in the study day ``today``."""
    query = f"SELECT count(*) {IS_DUE}"
    due = (connection.execute(query, (deck, *until, today)) for until in ((1, now), (0, today)))
    return sum(int(rows.fetchone()[0]) for rows in due)


def quickly(arguments: Sequence[str], environ: Mapping[str, str], now: float) -> int | None:
    """The answer to ``flashcards stats --due [--db FILE] [DECK]``, given what follows ``--due``; None if unsure.

    ``now`` is in seconds since 1970; the study day is the one of this machine's time zone.
    """
    named = len(arguments) > 1 and arguments[0] == "--db"
    path = arguments[1] if named else environ.get("FLASHCARDS_DB")
    rest = arguments[2:] if named else arguments
    if len(rest) > 1 or any(argument.startswith("-") for argument in rest):
        return None
    try:
        return _answer(path or default_path(), rest[0] if rest else None, now)
    except sqlite3.Error:
        return None


def _answer(path: str, deck: str | None, now: float) -> int | None:
    if not os.path.isfile(path):  # noqa: PTH113 - as above
        return None if deck or os.path.lexists(path) else 0
    with closing(sqlite3.connect(uri(path), uri=True)) as connection:
        known = connection.execute("SELECT uuid, id FROM decks").fetchall()
        chosen = [uuid for uuid, name in known if deck in {None, uuid, name}]
        if deck and not chosen:
            return None
        row = connection.execute(_ROLLOVER).fetchone()
        if row is None or row[0] is None:  # a first quiz has made the file and not yet filled it
            return None
        today = int(now + time.localtime(now).tm_gmtoff - row[0] * 3600) // 86400
        return sum(count(connection, uuid, int(now * 1000), today) for uuid in chosen)
