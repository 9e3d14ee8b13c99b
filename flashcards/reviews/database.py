"""Make, open, check, migrate and back up the file of the reviews database.

A file that isn't ours, is newer, or is damaged is refused before SQLite can write to it or beside it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from flashcards.disk.atomic import publish, publish_new, workshop
from flashcards.disk.paths import uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

APPLICATION = 0x466C6173  # "Flas", in SQLite's application_id
VERSION = 1
MIGRATIONS: Mapping[int, tuple[str, ...]] = {}  # by version: the statements that upgrade it to the next one

_MAGIC = b"SQLite format 3\x00"
_LOCK_TIMEOUT = 10.0  # seconds that a writer waits for another
_CHECKED = 1 << 20  # bytes; a file up to this size is checked whole, which takes about a millisecond

# cards.waits: 1 if the card waits for a time, 0 for a study day (odd and even values of State), else null.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reviews (
  id TEXT PRIMARY KEY, guid TEXT NOT NULL, ordinal INTEGER NOT NULL, deck TEXT NOT NULL,
  time INTEGER NOT NULL, offset INTEGER NOT NULL, kind TEXT NOT NULL, rating INTEGER NOT NULL,
  duration INTEGER NOT NULL, was INTEGER NOT NULL, value INTEGER NOT NULL, undoes TEXT NOT NULL,
  asked TEXT NOT NULL, mistaken TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX reviews_card ON reviews (guid, ordinal);
CREATE INDEX reviews_deck ON reviews (deck);
CREATE INDEX reviews_undoes ON reviews (undoes) WHERE undoes != '';
CREATE TRIGGER reviews_kept BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER reviews_fixed BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE decks (
  uuid TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, root TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE cards (
  guid TEXT, ordinal INTEGER, deck TEXT NOT NULL,
  live INTEGER NOT NULL DEFAULT 1, concept TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '',
  state INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0, stability REAL NOT NULL DEFAULT 0,
  difficulty REAL NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0, last_review INTEGER,
  interval INTEGER NOT NULL DEFAULT 0, reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0,
  suspended INTEGER NOT NULL DEFAULT 0, buried_until INTEGER NOT NULL DEFAULT 0,
  marked INTEGER NOT NULL DEFAULT 0, flag INTEGER NOT NULL DEFAULT 0, leech INTEGER NOT NULL DEFAULT 0,
  head TEXT NOT NULL DEFAULT '',
  waits INTEGER GENERATED ALWAYS AS (CASE WHEN live AND NOT suspended AND state > 0 THEN state % 2 END),
  PRIMARY KEY (guid, ordinal)
) WITHOUT ROWID;
CREATE INDEX cards_due ON cards (deck, waits, due, buried_until) WHERE waits IS NOT NULL;
CREATE INDEX cards_seen ON cards (deck) WHERE head != '';
"""


class StoreError(Exception):
    """The database can't be used. The message names the file, its backup if there is one, and what to do."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, creating or migrating it if necessary.

    Raises:
        StoreError: It can't be used; the file is unchanged.
    """
    with explained(path):
        _refuse_other_kinds(path)
        if not path.exists() or path.stat().st_size == 0:
            _create(path.resolve())
        version = schema_version(path)
        if path.stat().st_size <= _CHECKED:
            _check(path)
        connection = _open(path)
        try:
            if version < VERSION:
                _migrate(connection, path)
            connection.execute("BEGIN IMMEDIATE")  # fails if the file or its folder can't be written
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        return connection


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Write a copy of the database to ``target``, complete or not at all."""
    with workshop(target, sweep=False) as folder:
        copied = folder / target.name
        with closing(sqlite3.connect(copied)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        publish(copied, target, mode=0o600)


def backups(path: Path) -> list[Path]:
    """Return the backups beside a database, newest first."""
    found = path.parent.glob(f"{path.name}*.backup")
    return sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an error of SQLite or the system into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_message(path, error)) from error
    except OSError as error:
        raise StoreError(
            f"{path} can't be used: {error.strerror}; fix that or choose another file with --db"
        ) from error


def _refuse_other_kinds(path: Path) -> None:
    """Refuse anything but a regular file: opening a pipe would wait, and a device belongs to the system."""
    if path.is_file() or not os.path.lexists(path):
        return
    what = "a folder" if path.is_dir() else "not a regular file"
    if path.is_symlink() and not path.exists():
        what = f"a link to {path.readlink()}, which does not exist,"
    raise StoreError(f"{path} is {what} and was left unchanged; choose another file with --db")


def _create(path: Path) -> None:
    """Create an empty database in one step; if another process was faster, keep its file."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with workshop(path, sweep=False) as folder:
        fresh = folder / path.name
        with closing(sqlite3.connect(fresh, isolation_level=None)) as made:
            made.executescript(
                f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; BEGIN;"
                f"{SCHEMA} COMMIT; PRAGMA journal_mode = WAL;"
            )
        publish_new(fresh, path, mode=0o600)


def schema_version(path: Path) -> int:
    """Check the file's header and return its schema version, without SQLite, which would write beside the file.

    Raises StoreError for a file that is none of ours, newer or cut.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):  # noqa: PLR2004 - the length of SQLite's header
        raise StoreError(
            f"{path} is not a database of reviews, or it is damaged; it was left unchanged; {_advice(path)}"
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION:
        raise StoreError(
            f"{path} is a database of another program and was left unchanged; choose another file with --db"
        )
    version = int.from_bytes(header[60:64], "big")
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer version of flashcards (format {version}, this one knows {VERSION})"
            " and was left unchanged; update flashcards, or choose another file with --db"
        )
    page = int.from_bytes(header[16:18], "big")
    size = int.from_bytes(header[28:32], "big") * (65536 if page == 1 else page)
    if path.stat().st_size < size and not path.with_name(path.name + "-wal").exists():
        raise StoreError(_damaged(path))
    return version


def _check(path: Path) -> None:
    """Run SQLite's check of the whole file, read-only, because closing another connection could write to it."""
    with closing(sqlite3.connect(uri(str(path)), uri=True, timeout=_LOCK_TIMEOUT)) as reader:
        if reader.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreError(_damaged(path))


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_LOCK_TIMEOUT, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate to the current version in one transaction, after a backup. Another process may be faster."""
    version = _version(connection)
    if version < VERSION:
        backup(connection, path.with_name(f"{path.name}.v{version}.backup"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(_version(connection), VERSION):
            for statement in MIGRATIONS[step]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {step + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls some failures back
            connection.execute("ROLLBACK")
        raise
    # Write the log into the file, because _schema_version reads the version from its header.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _message(path: Path, error: sqlite3.Error) -> str:
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return _damaged(path)
    reasons = {
        sqlite3.SQLITE_BUSY: (
            f"{path} has been locked by another program for {_LOCK_TIMEOUT:.0f} seconds;"
            " close the other session and try again"
        ),
        sqlite3.SQLITE_FULL: f"the disk that holds {path} is full; make room and try again",
        sqlite3.SQLITE_READONLY: (
            f"{path} or its folder can't be written; fix its permissions or choose another file with --db"
        ),
        sqlite3.SQLITE_CANTOPEN: (
            f"{path} can't be opened; make room or fix the permissions of its folder, or choose another file"
            " with --db"
        ),
        sqlite3.SQLITE_IOERR: f"the disk that holds {path} is full or failed; check the disk and try again",
    }
    return reasons.get(code, f"{path} can't be used ({error}); {_advice(path)}")


def _damaged(path: Path) -> str:
    return f"{path} is damaged and was left unchanged; {_advice(path)}"


def _advice(path: Path) -> str:
    found = backups(path)
    if found:
        return f"its newest backup is {found[0]}: copy that over it, or choose another file with --db"
    return "there is no backup beside it; restore one of your own, or choose another file with --db"
