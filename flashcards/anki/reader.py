"""Reads Anki packages: the notes, cards and note types of a file that may come from anybody.

The collection is copied out of the zip file up to a budget, opened read-only with nothing trusted in its schema,
and checked before its rows are asked for; what a row holds is checked before it is believed.
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

_COLLECTIONS: Final = ("collection.anki21b", "collection.anki21", "collection.anki2")  # the later are stubs
_BUDGET: Final = 256 << 20  # bytes of a collection, unpacked
_LONGEST: Final = 8 << 20  # bytes of one value in it
_MOST_ROWS: Final = 2_000_000
_WINDOW: Final = 1 << 27  # bytes that a zstd frame may ask for
_CHUNK: Final = 1 << 18
_LATEST: Final = 1 << 33  # epoch seconds: the year 2242
_HIGHEST: Final = 499  # the card ordinals that Anki keeps, from 0
_TABLES: Final = (
    "notes",
    "cards",
    "revlog",
    "col",
    "notetypes",
    "fields",
    "templates",
    "decks",
)  # that are read
_DAMAGE: Final = (
    *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError),
)


class ReadError(Exception):
    """The package can't be used; the text is a sentence that says why and what to do."""


class Part(NamedTuple):
    """A field or a template of a note type, with Anki's own id of it if it has one."""

    name: str
    id: int | None


class Type(NamedTuple):
    """A note type, as far as Anki compares it at an import."""

    name: str
    cloze: bool
    fields: tuple[Part, ...]
    templates: tuple[Part, ...]


class PackagedNote(NamedTuple):
    """One note: ``type`` is its note type's id, ``mod`` in epoch seconds, ``ordinals`` of its cards count from 1."""

    guid: str
    type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    ordinals: frozenset[int]


class Package(NamedTuple):
    """What a package holds; ``deck`` is the name of the deck that most of its cards are in, or ""."""

    types: Mapping[int, Type]
    notes: tuple[PackagedNote, ...]
    deck: str


def read(path: Path) -> Package:
    """The notes of an ``.apkg`` or ``.colpkg`` file of any format that Anki writes.

    Raises:
        ReadError: the file is missing, damaged, too large, made to do harm, or needs a module that is not here.
    """
    with opened(path) as (connection, modern):
        return _package(connection, modern=modern)


@contextmanager
def opened(path: Path) -> Iterator[tuple[sqlite3.Connection, bool]]:
    """The checked collection of a package, read-only, and whether it is of the modern format.

    Raises ReadError, also for what reading it in the block raises.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ReadError(f"{path} is no ordinary file, so no package")
        with TemporaryDirectory(prefix="flashcards-", ignore_cleanup_errors=True) as folder:
            collection = Path(folder, "collection")
            modern = _unpack(path, collection)
            with closing(connected(collection, "immutable=1")) as connection:
                yield connection, modern
    except OSError as error:
        room = f" in {gettempdir()}, where it is unpacked" if error.errno == errno.ENOSPC else ""
        raise ReadError(f"{path} can't be read: {error.strerror or error}{room}") from error
    except _DAMAGE as error:  # RecursionError is a RuntimeError, UnicodeError a ValueError
        raise ReadError(f"{path} is no Anki package, or a damaged one ({error})") from error
    except RefusedError as error:
        raise ReadError(f"{path} is refused: {error}") from error


class RefusedError(Exception):
    """Something that no package or collection of Anki's holds."""


# --- the zip file ------------------------------------------------------------------------------------


def _unpack(path: Path, target: Path) -> bool:
    """Copy the collection out; whether it is of the modern format."""
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        name = next((name for name in _COLLECTIONS if name in names), None)
        if name is None:
            raise RefusedError("it holds no collection; export it from Anki again")
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
            'it is in Anki\'s newer format, which needs the Python module "zstandard". Install that '
            '(pip install zstandard), or export again with "Support older Anki versions" ticked'
        ) from None
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(source) as plain:
            _copy(plain, sink)
    except zstandard.ZstdError as error:
        raise BadZipFile(str(error)) from error


# --- the collection ----------------------------------------------------------------------------------


def connected(path: Path, option: str = "") -> sqlite3.Connection:
    """The collection, read-only, with an option of SQLite's. Raises RefusedError if its schema could run anything."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&{option}", uri=True)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        # Anki's own collation; the order doesn't matter here.
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        _check_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_schema(connection: sqlite3.Connection) -> None:
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        if kind not in {"table", "index"} or str(sql).upper().lstrip().startswith("CREATE VIRTUAL"):
            raise RefusedError(f"its collection holds a {kind} ({name!r}), which Anki's never do")
    for table in _TABLES:
        columns = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
        if any(hidden for (hidden,) in columns):
            raise RefusedError(f"its table {table} computes columns, which Anki's never does")
    # Finds pages that are used twice, in which a query could go round for ever.
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise BadZipFile(verdict)


def _package(connection: sqlite3.Connection, *, modern: bool) -> Package:
    types, decks = _modern(connection) if modern else _legacy(connection)
    ordinals: dict[object, set[int]] = defaultdict(set)
    homes: Counter[object] = Counter()
    for note, ordinal, deck in rows(connection, "SELECT nid, ord, did FROM cards"):
        ordinals[note].add(whole(ordinal, 0, _HIGHEST, "card ordinal") + 1)
        homes[deck] += 1
    notes = tuple(
        PackagedNote(
            text(guid, "GUID", 1),
            whole(kind, -(1 << 63), 1 << 63, "note type"),
            whole(mod, 0, _LATEST, "time"),
            tuple(text(tags, "tags").split()),
            tuple(text(fields, "fields").split(SEPARATOR)),
            frozenset(ordinals.get(number, ())),
        )
        for number, guid, kind, mod, tags, fields in rows(
            connection, "SELECT id, guid, mid, mod, tags, flds FROM notes"
        )
    )
    names = [decks[deck] for deck, _ in homes.most_common() if deck in decks]
    return Package(types, notes, names[0] if names else "")


def rows(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """What a query finds. Raises RefusedError if that is more than a collection can hold."""
    left = _BUDGET
    for number, row in enumerate(connection.execute(query)):
        left -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if number >= _MOST_ROWS or left < 0:
            raise RefusedError("it holds more rows than a package can have")
        yield row


def text(value: object, what: str, shortest: int = 0) -> str:
    """A value that must be text. Raises RefusedError for another."""
    if not isinstance(value, str) or len(value) < shortest:
        raise RefusedError(f"a note's {what} is {value!r:.40}, and should be text")
    return value


def whole(value: object, low: int, high: int, what: str) -> int:
    """A value that must be a whole number in a range. Raises RefusedError for another."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise RefusedError(f"a {what} is {value!r:.40}, which is out of range")
    return value


# --- note types and decks ------------------------------------------------------------------------------


def _legacy(connection: sqlite3.Connection) -> tuple[dict[int, Type], dict[object, str]]:
    models, decks = (
        json.loads(text) for text in connection.execute("SELECT models, decks FROM col").fetchone()
    )
    types = {
        int(number): Type(str(m["name"]), m["type"] == 1, _parts(m["flds"]), _parts(m["tmpls"]))
        for number, m in models.items()
    }
    return types, {int(number): str(deck["name"]) for number, deck in decks.items()}


def _parts(entries: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(str(entry["name"]), number if isinstance(number := entry.get("id"), int) else None)
        for entry in entries
    )


_FIELD_ID: Final = 9  # numbers in Anki's notetypes.proto
_TEMPLATE_ID: Final = 8
_TYPE_KIND: Final = 1


def _modern(connection: sqlite3.Connection) -> tuple[dict[int, Type], dict[object, str]]:
    found = rows(connection, "SELECT id, name, config FROM notetypes")
    types = {
        number: Type(
            str(name),
            _varint(config, _TYPE_KIND) == 1,
            _named(connection, "fields", number, _FIELD_ID),
            _named(connection, "templates", number, _TEMPLATE_ID),
        )
        for number, name, config in list(found)
    }
    decks = rows(connection, "SELECT id, name FROM decks")
    return types, {number: str(name).replace(SEPARATOR, "::") for number, name in decks}


def _named(connection: sqlite3.Connection, table: str, kind: int, field: int) -> tuple[Part, ...]:
    query = f"SELECT name, config FROM {table} WHERE ntid = ? ORDER BY ord"  # noqa: S608 - table is ours
    found = connection.execute(query, (kind,)).fetchmany(1000)
    return tuple(Part(str(name), _varint(config, field)) for name, config in found)


def _varint(message: bytes, wanted: int) -> int | None:
    """An integer field of a protobuf message (protobuf.dev/programming-guides/encoding), None if it isn't there."""
    position, found = 0, None
    skips: dict[int, Callable[[int], int]] = {1: lambda p: p + 8, 5: lambda p: p + 4}
    while position < len(message):
        tag, position = _number(message, position)
        wire = tag & 7
        if wire == 0:
            value, position = _number(message, position)
            found = value if tag >> 3 == wanted else found
        elif wire == 2:  # noqa: PLR2004 - protobuf's "length-delimited"
            length, position = _number(message, position)
            position += length
        else:
            position = skips[wire](position)
    return found


def _number(message: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = message[position + shift // 7]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a varint
            return value, position + shift // 7 + 1
    raise ValueError("a number is too long")
