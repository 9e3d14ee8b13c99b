"""How many cards are due, for status lines: sqlite3 and nothing else, since a prompt asks again and again.

What it can't answer (another way to call it, a database that must be looked into) is left to ``flashcards stats``.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing

TYPE_CHECKING = False  # as typing has it, which takes as long to load as sqlite3
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final, Literal

# Cards that wait for a clock time (1) or for a study day (0), by the index cards_due.
IS_DUE = "FROM cards WHERE deck = ? AND waits = ? AND due <= ? AND buried_until <= ?"
_FOLDERS: Final = {"data": ("XDG_DATA_HOME", ".local/share"), "cache": ("XDG_CACHE_HOME", ".cache")}
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


def default_path() -> str:
    """``reviews.db`` in the user's data directory."""
    return os.path.join(user_folder("data"), "reviews.db")  # noqa: PTH118 - pathlib takes as long as sqlite3


def user_folder(kind: Literal["data", "cache"]) -> str:
    """The program's folder among the user's: where platformdirs says.

    Loading that takes longer than counting, so what it says on an ordinary Linux is worked out here.
    """
    variable, below = _FOLDERS[kind]
    home = os.environ.get("HOME", "")
    folder = os.environ.get(variable) or f"{home}/{below}"
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ and _plain(home) and _plain(folder):
        return f"{folder}/flashcards"
    import platformdirs  # noqa: PLC0415 - as above

    if kind == "cache":
        return platformdirs.user_cache_dir("flashcards")
    return platformdirs.user_data_dir("flashcards", appauthor=False)


def _plain(folder: str) -> bool:
    return folder.startswith("/") and not folder.endswith(("/", " "))


def uri(path: str) -> str:
    """SQLite's read-only address of a file."""
    plain = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - pathlib takes as long as sqlite3
    return "file:" + plain.translate({ord(sign): f"%{ord(sign):02x}" for sign in "%?#"}) + "?mode=ro"


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
