"""Read the notes, cards and note types of an Anki package, which may come from anybody.

The collection is copied out of the zip file up to a size limit, then opened read-only. Its schema is checked before
any row is read, and so is every value of a row before it is used.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import stat
import zlib
from collections import Counter, defaultdict
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from flashcards.anki.fields import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_COLLECTIONS: Final = (
    "collection.anki21b",
    "collection.anki21",
    "collection.anki2",
)  # use the first: the others are stubs
_BUDGET: Final = 256 << 20  # bytes of an unpacked collection, and of the values read from it
_LONGEST: Final = 8 << 20  # bytes of one value in it
_MOST_ROWS: Final = 2_000_000
_WINDOW: Final = 1 << 27  # bytes of memory that a zstd frame may ask for
_CHUNK: Final = 1 << 18
_LATEST: Final = 1 << 33  # epoch seconds: the year 2242
_HIGHEST: Final = 499  # Anki's last card ordinal, from 0
_TABLES: Final = (
    "notes",
    "cards",
    "revlog",
    "col",
    "notetypes",
    "fields",
    "templates",
    "decks",
)  # the tables that are read
DAMAGE: Final = (
    *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError),
)


class ReadError(Exception):
    """The package can't be used. The text tells the user why and what to do."""


class Part(NamedTuple):
    """A field or template of a note type; older ones have no id."""

    name: str
    id: int | None


class Type(NamedTuple):
    """A note type, with what Anki compares at an import."""

    name: str
    cloze: bool
    fields: tuple[Part, ...]
    templates: tuple[Part, ...]


class PackagedNote(NamedTuple):
    """One note: ``type`` is its note type's id, ``mod`` is in epoch seconds, ``ordinals`` are its cards', from 1."""

    guid: str
    type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    ordinals: frozenset[int]


class Package(NamedTuple):
    """What a package contains; ``deck`` is the name of the deck with most of its cards, "" without cards."""

    types: Mapping[int, Type]
    notes: tuple[PackagedNote, ...]
    deck: str


def read(path: Path) -> Package:
    """Read an ``.apkg`` or ``.colpkg`` file of any format that Anki writes.

    Raises:
        ReadError: The file is missing, damaged, too large or malicious, or needs a module that isn't installed.
    """
    with opened(path) as (connection, modern):
        return _package(connection, modern=modern)


@contextmanager
def opened(path: Path) -> Iterator[tuple[sqlite3.Connection, bool]]:
    """Open the checked collection of a package read-only; yield it, and whether it is of the newer format.

    Raises ReadError, also for what reading it in the block raises.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ReadError(f"{path} is not an ordinary file, so it isn't a package")
        with TemporaryDirectory(prefix="flashcards-", ignore_cleanup_errors=True) as folder:
            collection = Path(folder, "collection")
            modern = _unpack(path, collection)
            with closing(connected(collection, "immutable=1")) as connection:
                yield connection, modern
    except OSError as error:
        room = f" in {gettempdir()}, where it is unpacked" if error.errno == errno.ENOSPC else ""
        raise ReadError(f"{path} can't be read: {error.strerror or error}{room}") from error
    except DAMAGE as error:  # RecursionError is a RuntimeError, UnicodeError a ValueError
        raise ReadError(f"{path} is not an Anki package, or it is damaged ({error})") from error
    except RefusedError as error:
        raise ReadError(f"{path} is refused: {error}") from error


class RefusedError(Exception):
    """The package contains something that Anki never writes. The text says what."""


# --- the zip file ------------------------------------------------------------------------------------


def _unpack(path: Path, target: Path) -> bool:
    """Copy the collection to ``target``. Return whether it has Anki's modern format."""
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        name = next((name for name in _COLLECTIONS if name in names), None)
        if name is None:
            raise RefusedError("it has no collection; export it from Anki again")
        if archive.getinfo(name).compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise RefusedError("it is packed in a way that Anki doesn't use")
        modern = name == _COLLECTIONS[0]
        with archive.open(name) as source, target.open("xb") as sink:
            if modern:
                _copy_zstd(source, sink)
            else:
                _copy(source, sink)
    return modern


def _copy(source: IO[bytes], sink: IO[bytes]) -> None:
    left = _BUDGET
    while data := source.read(_CHUNK):
        left -= len(data)
        if left < 0:
            raise RefusedError(f"its collection unpacks to more than {_BUDGET >> 20} MiB")
        sink.write(data)


def _copy_zstd(source: IO[bytes], sink: IO[bytes]) -> None:
    try:
        zstandard = import_module("zstandard")
    except ImportError:
        raise RefusedError(
            'it is in Anki\'s newer format, which needs the Python module "zstandard". Install it '
            '(pip install zstandard), or export again with "Support older Anki versions" ticked'
        ) from None
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(source) as plain:
            _copy(plain, sink)
    except zstandard.ZstdError as error:
        raise BadZipFile(str(error)) from error


# --- the collection ----------------------------------------------------------------------------------


def connected(path: Path, option: str = "") -> sqlite3.Connection:
    """Open a collection read-only, with an option of SQLite's. Raises RefusedError if its schema could run anything."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&{option}", uri=True)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        # The tables use Anki's own collation; here the order doesn't matter.
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        _check_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_schema(connection: sqlite3.Connection) -> None:
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        if kind not in {"table", "index"} or str(sql).upper().lstrip().startswith("CREATE VIRTUAL"):
            raise RefusedError(f"its collection has a {kind} ({name!r}), which Anki's never have")
    for table in _TABLES:
        columns = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
        if any(hidden for (hidden,) in columns):
            raise RefusedError(f"its table {table} has a computed column, which Anki's never has")
    # This finds pages that are used twice, which could make a query endless.
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise BadZipFile(verdict)


def _package(connection: sqlite3.Connection, *, modern: bool) -> Package:
    types, decks = _modern_types(connection) if modern else _legacy_types(connection)
    ordinals: dict[object, set[int]] = defaultdict(set)
    homes: Counter[object] = Counter()
    for note, ordinal, deck in rows(connection, "SELECT nid, ord, did FROM cards"):
        ordinals[note].add(integer(ordinal, 0, _HIGHEST, "card ordinal") + 1)
        homes[deck] += 1
    notes = tuple(
        PackagedNote(
            guid=text(guid, "GUID", 1),
            type=integer(kind, -(1 << 63), 1 << 63, "note type"),
            mod=integer(mod, 0, _LATEST, "time"),
            tags=tuple(text(tags, "tags").split()),
            fields=tuple(text(fields, "fields").split(SEPARATOR)),
            ordinals=frozenset(ordinals.get(number, ())),
        )
        for number, guid, kind, mod, tags, fields in rows(
            connection, "SELECT id, guid, mid, mod, tags, flds FROM notes"
        )
    )
    names = [decks[deck] for deck, _ in homes.most_common() if deck in decks]
    return Package(types, notes, names[0] if names else "")


def rows(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query. Raises RefusedError if they are too many or too large."""
    left = _BUDGET
    for number, row in enumerate(connection.execute(query)):
        left -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if number >= _MOST_ROWS or left < 0:
            raise RefusedError("it has more rows than a package can have")
        yield row


def text(value: object, what: str, shortest: int = 0) -> str:
    """Return a value that must be text. Raises RefusedError for another."""
    if not isinstance(value, str) or len(value) < shortest:
        raise RefusedError(f"a note's {what} is {value!r:.40}, but should be text")
    return value


def integer(value: object, low: int, high: int, what: str) -> int:
    """Return a value that must be an integer in a range. Raises RefusedError for another."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise RefusedError(f"a {what} is {value!r:.40}, which is out of range")
    return value


# --- note types and decks ------------------------------------------------------------------------------


def _legacy_types(connection: sqlite3.Connection) -> tuple[dict[int, Type], dict[object, str]]:
    """Return note types and deck names by id, from the JSON of the older formats."""
    models, decks = (
        json.loads(text) for text in connection.execute("SELECT models, decks FROM col").fetchone()
    )
    types = {
        int(number): Type(str(m["name"]), m["type"] == 1, _legacy_parts(m["flds"]), _legacy_parts(m["tmpls"]))
        for number, m in models.items()
    }
    return types, {int(number): str(deck["name"]) for number, deck in decks.items()}


def _legacy_parts(entries: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(str(entry["name"]), number if isinstance(number := entry.get("id"), int) else None)
        for entry in entries
    )


_FIELD_ID: Final = 9  # numbers in Anki's notetypes.proto
_TEMPLATE_ID: Final = 8
_TYPE_KIND: Final = 1


def _modern_types(connection: sqlite3.Connection) -> tuple[dict[int, Type], dict[object, str]]:
    """Return note types and deck names by id, from the tables of the newer format."""
    found = rows(connection, "SELECT id, name, config FROM notetypes")
    types = {
        number: Type(
            str(name),
            varint(config, _TYPE_KIND) == 1,
            _modern_parts(connection, "fields", number, _FIELD_ID),
            _modern_parts(connection, "templates", number, _TEMPLATE_ID),
        )
        for number, name, config in list(found)
    }
    decks = rows(connection, "SELECT id, name FROM decks")
    return types, {number: str(name).replace(SEPARATOR, "::") for number, name in decks}


def _modern_parts(connection: sqlite3.Connection, table: str, kind: int, field: int) -> tuple[Part, ...]:
    query = f"SELECT name, config FROM {table} WHERE ntid = ? ORDER BY ord"  # noqa: S608 - the caller gives a literal
    found = connection.execute(query, (kind,)).fetchmany(1000)
    return tuple(Part(str(name), varint(config, field)) for name, config in found)


def varint(message: bytes, field: int) -> int | None:
    """Return an integer field of a protobuf message (protobuf.dev/programming-guides/encoding), or None."""
    position, found = 0, None
    skips: dict[int, Callable[[int], int]] = {1: lambda p: p + 8, 5: lambda p: p + 4}
    while position < len(message):
        tag, position = number_at(message, position)
        wire = tag & 7
        if wire == 0:
            value, position = number_at(message, position)
            found = value if tag >> 3 == field else found
        elif wire == 2:  # noqa: PLR2004 - protobuf's "length-delimited"
            length, position = number_at(message, position)
            position += length
        else:
            position = skips[wire](position)
    return found


def number_at(message: bytes, position: int) -> tuple[int, int]:
    """Return the varint at a position and the position after it."""
    value = 0
    for shift in range(0, 70, 7):
        byte = message[position + shift // 7]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a varint
            return value, position + shift // 7 + 1
    raise ValueError("a number is too long")
