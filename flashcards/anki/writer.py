"""Write an Anki package: the same bytes for the same deck.

Schema and note types are genanki's, but genanki's own writer puts the time of the build into every note and model,
holds all rows in memory, and opens the target before it has read the media. Here rows are streamed into a database
without a journal and indexed last, all in a folder beside the target, which is replaced in one step at the end.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha1, sha256
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from flashcards.anki import notetypes
from flashcards.anki.fields import SEPARATOR, fields
from flashcards.disk.atomic import publish, workshop
from flashcards.model import NoteType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flashcards.model import Deck, Media, Note

_NOTE: Final = "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,?,?,0,'')"
_CARD: Final = "INSERT INTO cards VALUES(?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')"
_VERSION_OFFSET: Final = 96  # https://www.sqlite.org/fileformat.html#write_library_version_number
_VERSION: Final = (3_040_000).to_bytes(4, "big")
_CHUNK: Final = 1 << 18
_LEVEL: Final = 1  # of compression: a third of level 6's time, for a file 13% larger
_MODE: Final = 0o100644 << 16  # an ordinary file, in a zip entry's external attributes
_UNIX: Final = 3  # in a zip entry's system


class PackageError(Exception):
    """The package wasn't written. The text tells the user why and what to do."""


class Written(NamedTuple):
    """A package that was written: ``size`` in bytes, ``cards`` as many as a new learner gets."""

    path: Path
    size: int
    notes: int
    cards: int


def write(deck: Deck, target: Path, *, mod: Callable[[Note], int], time: int, version: str) -> Written:
    """Write the deck's package to ``target``. If anything fails, the target is unchanged.

    The same arguments give the same bytes, with the same version of zlib.

    Args:
        deck: The deck.
        target: The package file. Its folder is made if necessary.
        mod: Returns a note's modification time in epoch seconds, above 0: Anki's integrity check rejects 0.
        time: The package's own time, likewise.
        version: The version to show in the deck's description.

    Raises:
        PackageError: The target is a link, folder or device, or reading or writing failed.
    """
    _refuse_special(target)
    try:
        with workshop(target) as folder:
            collection, package = folder / "collection", folder / "package"
            _write_collection(collection, _Rows(deck, mod, time, version), time)
            _write_zip(package, collection, deck.media)
            size = package.stat().st_size
            publish(package, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise PackageError(_sentence(target, error)) from error
    return Written(target, size, len(deck.notes), sum(len(note.live) for note in deck.notes))


def deck_id(uuid: str) -> int:
    """Return Anki's id for the deck with this uuid: 13 digits, so never 0 or 1, which Anki uses itself."""
    return 10**12 + int(sha256(f"deck\n{uuid}".encode()).hexdigest(), 16) % 10**9


def description(deck: Deck, time: int, version: str) -> str:
    """Return the deck's description as HTML, with version, date (UTC) and home page."""
    home = f'<a href="{escape(deck.homepage)}">{escape(deck.homepage)}</a>' if deck.homepage else ""
    date = datetime.fromtimestamp(time, UTC).date().isoformat()
    edition = " · ".join(part for part in (escape(version), date, home) if part)
    return "".join(f"<p>{part}</p>" for part in (escape(deck.description), edition) if part)


# --- the collection ----------------------------------------------------------------------------------


class _Rows(genanki.Deck):  # type: ignore[misc]  # genanki has no types
    """A genanki deck that streams its rows of notes and cards into the database."""

    def __init__(self, deck: Deck, mod: Callable[[Note], int], time: int, version: str) -> None:
        super().__init__(deck_id(deck.uuid), deck.name, description(deck, time, version))
        # Sorted by id, so that SQLite only appends rows.
        self.rows = sorted(deck.notes, key=attrgetter("id"))
        self.mod = mod
        used = {note.type for note in deck.notes}
        for kind in (kind for kind in NoteType if kind in used):
            self.add_model(notetypes.model(kind))

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: int, id_gen: Iterator[int]) -> None:
        """Write deck, models, notes and cards; genanki calls it with the package's time."""
        super().write_to_db(cursor, timestamp, id_gen)
        cursor.executemany(_NOTE, (_note_row(note, self.mod(note)) for note in self.rows))
        cursor.executemany(
            _CARD,
            (
                (note.id + card.ordinal, note.id, self.deck_id, card.ordinal - 1, timestamp, note.position)
                for note in self.rows
                for card in note.live
            ),
        )


def _note_row(note: Note, mod: int) -> tuple[int | str, ...]:
    values = fields(note)
    key = values[0]
    csum = int.from_bytes(sha1(key.encode(), usedforsecurity=False).digest()[:4])
    tags = f" {' '.join(note.tags)} "
    return note.id, note.guid, notetypes.MODEL_IDS[note.type], mod, tags, SEPARATOR.join(values), key, csum


def _write_collection(path: Path, rows: _Rows, time: int) -> None:
    tables, mark, indexes = APKG_SCHEMA.partition("CREATE INDEX")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + tables + APKG_COL)
        rows.write_to_db(connection.cursor(), time, iter(()))
        connection.execute("UPDATE col SET crt = ?, mod = ?, scm = ?", (time, time * 1000, time * 1000))
        connection.commit()
        connection.executescript(mark + indexes)
    with path.open("r+b") as file:
        file.seek(_VERSION_OFFSET)
        file.write(_VERSION)


# --- the zip file ------------------------------------------------------------------------------------


def _write_zip(path: Path, collection: Path, media: Iterable[Media]) -> None:
    files = sorted({item.target: item.path for item in media}.items())
    with ZipFile(path, "x", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        _copy(collection, archive, "collection.anki2")
        entry = archive.getinfo(
            "collection.anki2"
        )  # not made beforehand: zipfile takes no level with an entry
        entry.external_attr, entry.create_system = _MODE, _UNIX
        names = {str(number): target for number, (target, _) in enumerate(files)}
        archive.writestr(_stored("media"), json.dumps(names))
        for number, (_, origin) in enumerate(files):
            _copy(Path(origin), archive, _stored(str(number)))


def _copy(origin: Path, archive: ZipFile, entry: str | ZipInfo) -> None:
    with origin.open("rb") as source, archive.open(entry, "w") as sink:
        shutil.copyfileobj(source, sink, _CHUNK)


def _stored(name: str) -> ZipInfo:
    """Return an entry that isn't compressed, with the same date and mode everywhere."""
    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr, entry.create_system = _MODE, _UNIX
    return entry


# --- the target --------------------------------------------------------------------------------------


def _refuse_special(target: Path) -> None:
    if target.is_symlink():
        raise PackageError(f"{target} is a link; remove it.")
    if target.exists() and not target.is_file():
        raise PackageError(f"{target} is not an ordinary file; move it away.")


# Our own words for SQLite's error codes.
_FAILURES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full or failing",
    sqlite3.SQLITE_CANTOPEN: "no file can be created beside it",
}


def _sentence(target: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    what = _FAILURES.get(code, str(error))
    if isinstance(error, OSError) and error.strerror:
        what = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{what}. {target} is unchanged; fix that and run it again."
