"""What the reviews database remembers of syncing: its machine, its folder, and what the folder was seen to hold.

The two tables are a cache: they are made by the first sync, and without them a sync reads all files anew. They lie in
the database itself, so that a database restored from a backup remembers no more than it holds.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flashcards.progress import lines
from flashcards.progress.folder import LogPlace
from flashcards.progress.lines import Setting
from flashcards.reviews import rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from flashcards.reviews.store import Store
    from flashcards.study.log import LogEntry

_TABLES: Final = (
    (
        "CREATE TABLE IF NOT EXISTS sync_files (folder TEXT, name TEXT, offset INTEGER, tail TEXT,"
        " PRIMARY KEY (folder, name)) WITHOUT ROWID"
    ),
    "CREATE TABLE IF NOT EXISTS sync_known (folder TEXT, id TEXT, PRIMARY KEY (folder, id)) WITHOUT ROWID",
)
_UNSENT: Final = (
    "SELECT * FROM reviews WHERE NOT EXISTS"
    " (SELECT 1 FROM sync_known WHERE folder = ? AND sync_known.id = reviews.id) ORDER BY id"
)


class Machine(NamedTuple):
    """This machine: an id for its file, and the name that people know it by."""

    id: str
    name: str


class Remembered(NamedTuple):
    """The folder of the last sync ("" before the first), and whether the quiz syncs with it."""

    folder: str
    with_quiz: bool


class Ledger:
    """The memory of syncing with one folder, in a store's database."""

    def __init__(self, store: Store, folder: str) -> None:
        self.store = store
        self.folder = folder
        with store.transaction() as db:
            for statement in _TABLES:
                db.execute(statement)

    def machine(self, fingerprint: str, name: str, fresh: str) -> Machine:
        """Return this machine; ``fresh`` becomes its id at first, and when the database was copied elsewhere.

        ``fingerprint`` names computer and database: two machines with one id would write into one file.
        """
        with self.store.transaction() as db:
            known = _get(db, "machine")
            if known.get("fingerprint") != fingerprint:
                known = {"id": fresh, "fingerprint": fingerprint}
            _put(db, "machine", known | {"name": name})
        return Machine(known["id"], name)

    def places(self) -> dict[str, LogPlace]:
        """Return how far each file of the folder was read, by name."""
        with self.store.transaction() as db:
            found = db.execute("SELECT name, offset, tail FROM sync_files WHERE folder = ?", (self.folder,))
            return {name: LogPlace(offset, tail) for name, offset, tail in found}

    def forget(self) -> None:
        """Forget what the folder holds: a file is gone, or is no longer what it was."""
        with self.store.transaction() as db:
            db.execute("DELETE FROM sync_files WHERE folder = ?", (self.folder,))
            db.execute("DELETE FROM sync_known WHERE folder = ?", (self.folder,))

    def note(self, places: Mapping[str, LogPlace], known: Iterable[str]) -> None:
        """Remember how far files were read, and the ids that stand in them as they stand here."""
        held = self.places()
        files = [(self.folder, name, *place) for name, place in places.items() if held.get(name) != place]
        with self.store.transaction() as db:
            db.executemany("INSERT OR REPLACE INTO sync_files VALUES (?, ?, ?, ?)", files)
            db.executemany(
                "INSERT OR IGNORE INTO sync_known VALUES (?, ?)", ((self.folder, i) for i in known)
            )

    def unsent(self) -> list[LogEntry]:
        """Return the entries that no file of the folder holds, in order."""
        with self.store.transaction() as db:
            return [rows.entry(row) for row in db.execute(_UNSENT, (self.folder,))]

    def is_known(self, number: str) -> bool:
        """Whether the folder holds what has this id."""
        query = "SELECT 1 FROM sync_known WHERE folder = ? AND id = ?"
        with self.store.transaction() as db:
            return db.execute(query, (self.folder, number)).fetchone() is not None

    def setting(self) -> Setting | None:
        """Return the settings that the last sync ended with; None before the first."""
        held = self.store.kept("sync_settings")
        return Setting(held["id"], lines.settings(held["settings"])) if held else None

    def settle(self, setting: Setting) -> None:
        """Remember the settings that a sync ends with."""
        with self.store.transaction() as db:
            _put(db, "sync_settings", {"id": setting.id, "settings": asdict(setting.settings)})


def remembered(store: Store) -> Remembered:
    """Return the folder that was synced last."""
    held = store.kept("sync")
    return Remembered(held.get("folder", ""), bool(held.get("quiz", False)))


def remember(store: Store, wanted: Remembered) -> None:
    """Remember a folder for the next sync."""
    with store.transaction() as db:
        _put(db, "sync", {"folder": wanted.folder, "quiz": wanted.with_quiz})


def _get(db: sqlite3.Connection, key: str) -> dict[str, Any]:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    found = json.loads(row[0]) if row else {}
    assert isinstance(found, dict)
    return found


def _put(db: sqlite3.Connection, key: str, value: dict[str, Any]) -> None:
    """Keep a value. One that is kept already isn't written: each write waits for the disk."""
    if _get(db, key) == json.loads(json.dumps(value)):
        return
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))
