"""Other databases of reviews: reading one without touching it, and copying this one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from flashcards.disk.paths import uri
from flashcards.reviews import database, rows

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.study.log import LogEntry


def entries(path: Path) -> list[LogEntry]:
    """Return the log of a database, which stays as it is.

    Raises:
        StoreError: it is missing, no database of reviews, damaged, or of a newer version.
    """
    with database.explained(path):
        if not path.exists():
            raise database.StoreError(f"there is no file {path}; name a database of reviews")
        database.schema_version(path)
        with closing(sqlite3.connect(uri(str(path)), uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise database.StoreError(
                    f"{path} is damaged and was left as it is; name a backup of it instead"
                )
            return [rows.entry(row) for row in connection.execute("SELECT * FROM reviews ORDER BY id")]
