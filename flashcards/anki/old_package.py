"""Reads the packages of others: note types with their templates, every note's deck, and the media.

The collection is opened as ``reader`` opens it, with the same limits and refusals.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from flashcards.anki import reader
from flashcards.anki.fields import SEPARATOR
from flashcards.anki.reader import ReadError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST_MEDIUM: Final = 20 << 20  # bytes of one file
_ALL_MEDIA: Final = 1 << 30
_LARGEST_TABLE: Final = 64 << 20  # bytes of the table of media names


class OldTemplate(NamedTuple):
    """A card's two sides in Anki's template language."""

    name: str
    front: str
    back: str


class OldType(NamedTuple):
    """A note type with its templates."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[OldTemplate, ...]


class PackageNote(NamedTuple):
    """A note as the package has it; ``ordinals`` of its cards count from 1."""

    guid: str
    type: OldType
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    deck: str
    ordinals: tuple[int, ...]


class OldPackage(NamedTuple):
    """A package's notes, and its media by the names that fields use."""

    notes: tuple[PackageNote, ...]
    media: Mapping[str, bytes]


def read(path: Path) -> OldPackage:
    """Return what an ``.apkg`` or ``.colpkg`` file of any of Anki's formats holds. Raises ReadError."""
    try:
        reader.read(path)  # refuses whatever Anki would not have written
        with reader.opened(path) as (connection, modern):
            notes = tuple(_notes(connection, modern=modern))
        return OldPackage(notes, _media(path, modern=modern))
    except OSError as error:
        raise ReadError(f"{path} can't be read: {error.strerror or error}") from error
    except (*reader.DAMAGE, zlib.error) as error:
        raise ReadError(f"{path} is no Anki package, or a damaged one ({error})") from error


def _notes(connection: sqlite3.Connection, *, modern: bool) -> list[PackageNote]:
    types, decks = _modern(connection) if modern else _legacy(connection)
    cards: defaultdict[object, dict[int, object]] = defaultdict(dict)
    for note, ordinal, deck, home in connection.execute("SELECT nid, ord, did, odid FROM cards"):
        cards[note][int(ordinal) + 1] = home or deck  # a filtered deck is only a visit
    out = []
    for number, guid, kind, tags, fields in connection.execute(
        "SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"
    ):
        mine = cards.get(number, {})
        deck = decks.get(next(iter(mine.values()), None), "")
        out.append(
            PackageNote(
                guid,
                types[kind],
                tuple(tags.split()),
                tuple(fields.split(SEPARATOR)),
                deck,
                tuple(sorted(mine)),
            )
        )
    return out


def _legacy(connection: sqlite3.Connection) -> tuple[dict[int, OldType], dict[object, str]]:
    models, decks = (
        json.loads(text) for text in connection.execute("SELECT models, decks FROM col").fetchone()
    )
    types = {
        int(number): OldType(
            str(model["name"]),
            model["type"] == 1,
            tuple(str(field["name"]) for field in model["flds"]),
            tuple(OldTemplate(str(t["name"]), str(t["qfmt"]), str(t["afmt"])) for t in model["tmpls"]),
        )
        for number, model in models.items()
    }
    return types, {int(number): str(deck["name"]) for number, deck in decks.items()}


def _modern(connection: sqlite3.Connection) -> tuple[dict[int, OldType], dict[object, str]]:
    types = {}
    for number, name, config in connection.execute("SELECT id, name, config FROM notetypes").fetchall():
        fields = connection.execute(
            "SELECT name FROM fields WHERE ntid = ? ORDER BY ord", (number,)
        ).fetchall()
        rows = connection.execute(
            "SELECT name, config FROM templates WHERE ntid = ? ORDER BY ord", (number,)
        ).fetchall()
        types[number] = OldType(
            str(name),
            reader.varint(config, 1) == 1,
            tuple(str(field) for (field,) in fields),
            tuple(OldTemplate(str(template), *_sides(sides)) for template, sides in rows),
        )
    decks = connection.execute("SELECT id, name FROM decks").fetchall()
    return types, {number: str(name).replace(SEPARATOR, "::") for number, name in decks}


def _sides(config: bytes) -> tuple[str, str]:
    """Return question and answer format: fields 1 and 2 of Anki's template message."""
    texts = _messages(config)
    return texts.get(1, [b""])[0].decode("utf-8", "replace"), texts.get(2, [b""])[0].decode(
        "utf-8", "replace"
    )


def _messages(message: bytes) -> dict[int, list[bytes]]:
    """Return a protobuf message's fields of the length-delimited type, by number."""
    out: defaultdict[int, list[bytes]] = defaultdict(list)
    at = 0
    while at < len(message):
        tag, at = reader.number_at(message, at)
        if tag & 7 == 2:  # noqa: PLR2004 - length-delimited
            length, at = reader.number_at(message, at)
            out[tag >> 3].append(message[at : at + length])
            at += length
        elif tag & 7 == 0:
            _, at = reader.number_at(message, at)
        else:
            at += {1: 8, 5: 4}[tag & 7]
    return out


# --- media -----------------------------------------------------------------------------------------------------------


def _media(path: Path, *, modern: bool) -> dict[str, bytes]:
    """Return the media by name; a file that is too large is left out."""
    out: dict[str, bytes] = {}
    left = _ALL_MEDIA
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        if "media" not in names:
            return out
        table = _bytes(archive, "media", _LARGEST_TABLE, modern=modern) or b""
        for number, name in _media_names(table, modern=modern).items():
            data = _bytes(archive, number, _LARGEST_MEDIUM, modern=modern) if number in names else None
            if data is not None and left >= len(data):
                left -= len(data)
                out[name] = data
    return out


def _media_names(table: bytes, *, modern: bool) -> dict[str, str]:
    if modern:
        entries = [_messages(entry) for entry in _messages(table).get(1, [])]
        return {str(n): entry.get(1, [b""])[0].decode("utf-8", "replace") for n, entry in enumerate(entries)}
    loaded: Any = json.loads(table or b"{}")
    return {str(number): str(name) for number, name in loaded.items()}


def _bytes(archive: ZipFile, name: str, most: int, *, modern: bool) -> bytes | None:
    """Return a member's bytes, or None if they are more than ``most``."""
    with archive.open(name) as source:
        data = _unzstd(source, most) if modern else source.read(most + 1)
    return data if len(data) <= most else None


def _unzstd(source: IO[bytes], most: int) -> bytes:
    zstandard = import_module("zstandard")
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(source) as plain:
            data: bytes = plain.read(most + 1)
    except zstandard.ZstdError as error:
        raise BadZipFile(str(error)) from error
    return data
