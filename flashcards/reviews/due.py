"""Count due cards for status lines: fast, because a shell prompt asks again and again.

This module only imports sqlite3. What it can't answer (other arguments, a database that needs a closer look) is left to
the full ``flashcards stats``.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing

from flashcards.disk.paths import default_path, uri

TYPE_CHECKING = False  # importing typing takes as long as importing sqlite3
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# CardState.is_due in SQL, for cards that wait for a time (1) or for a study day (0); it uses the index cards_due.
COUNT = "SELECT count(*) FROM cards WHERE deck = ? AND waits = ? AND due <= ? AND buried_until <= ?"
_ROLLOVER = "SELECT json_extract(value, '$.rollover') FROM meta WHERE key = 'settings'"


def count(connection: sqlite3.Connection, deck: str, now: int, today: int) -> int:
    """Count the live cards of a deck (its uuid) due at ``now`` (UTC milliseconds) in the study day ``today``."""
    due = (connection.execute(COUNT, (deck, *until, today)) for until in ((1, now), (0, today)))
    return sum(int(rows.fetchone()[0]) for rows in due)


def quickly(arguments: Sequence[str], environ: Mapping[str, str], now: float) -> int | None:
    """Answer ``flashcards stats --due [--db FILE] [DECK]``; return None to leave it to the full command.

    Args:
        arguments: The arguments after ``--due``.
        environ: The environment variables.
        now: Seconds since 1970; the study day is the one in this machine's time zone.
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
    if not os.path.isfile(path):  # noqa: PTH113 - pathlib takes as long as sqlite3
        return None if deck or os.path.lexists(path) else 0
    with closing(sqlite3.connect(uri(path), uri=True)) as connection:
        known = connection.execute("SELECT uuid, id FROM decks").fetchall()
        chosen = [uuid for uuid, name in known if deck in {None, uuid, name}]
        if deck and not chosen:
            return None
        row = connection.execute(_ROLLOVER).fetchone()
        if row is None or row[0] is None:  # a first quiz has just made the file and not filled it yet
            return None
        today = int(now + time.localtime(now).tm_gmtoff - row[0] * 3600) // 86400
        return sum(count(connection, uuid, int(now * 1000), today) for uuid in chosen)
