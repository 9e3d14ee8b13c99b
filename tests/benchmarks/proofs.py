"""That packages are the same, before the ways to make them are compared: ``python -m tests.benchmarks.proofs``.

Given a folder, that of ``packages``; given two packages, that they hold the same cards. A process of its own, because Linux counts the memory of the one that starts another as the other's too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_CARDS = "SELECT sfld, ord FROM cards JOIN notes ON notes.id = nid ORDER BY sfld, ord"
_WHOLE = ("SELECT * FROM col", "SELECT * FROM notes", "SELECT * FROM cards", "SELECT * FROM sqlite_master")
# genanki numbers notes and cards itself, writes no checksum, and leaves the collection without times.
_OF_BOTH = (
    "SELECT guid, mid, mod, usn, tags, flds, sfld, flags, data FROM notes ORDER BY guid",
    "SELECT guid, ord, did, cards.mod, cards.usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid,"
    " cards.flags, cards.data FROM cards JOIN notes ON notes.id = nid ORDER BY guid, ord",
    "SELECT type, name, sql FROM sqlite_master ORDER BY name",
)


def every_way(folder: Path) -> None:
    """The packages of all ways differ in nothing, and genanki's in nothing that genanki can say."""
    ours, ready, floor, plain, deflated = (
        folder / f"{way}.apkg" for way in ("ours", "ready", "floor", "plain", "deflated")
    )
    _same("bytes", ours.read_bytes(), ready.read_bytes())
    for query in _WHOLE:
        _same(query, _digest(ours, query), _digest(floor, query))
    for query in _OF_BOTH:
        _same(query, *(_digest(package, query) for package in (ours, plain, deflated)))
    for column in ("models", "decks"):
        found = [rows(package, f"SELECT {column} FROM col") for package in (ours, plain, deflated)]
        _same(column, *(json.loads(text) for ((text,),) in found))


def cards(one: Path, other: Path) -> None:
    """Two packages hold cards of the same ordinals of notes of the same keys."""
    _same("cards", _digest(one, _CARDS), _digest(other, _CARDS))


def rows(made: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in a package's collection."""
    with _collection(made) as connection:
        return connection.execute(query).fetchall()


def _digest(made: Path, query: str) -> str:
    found = hashlib.sha256()
    with _collection(made) as connection:
        for row in connection.execute(query):
            found.update(repr(row).encode())
    return found.hexdigest()


@contextmanager
def _collection(made: Path) -> Iterator[sqlite3.Connection]:
    with tempfile.NamedTemporaryFile() as file, zipfile.ZipFile(made) as archive:
        with archive.open("collection.anki2") as held:
            shutil.copyfileobj(held, file)
        file.flush()
        with closing(sqlite3.connect(file.name)) as connection:
            yield connection


def _same(what: str, *made: object) -> None:
    if any(one != made[0] for one in made):
        raise SystemExit(f"these are not the same: {what}")


def main(arguments: list[str]) -> None:
    """Prove it, or end with what differs."""
    folder, *other = map(Path, arguments)
    if other:
        cards(folder, *other)
    else:
        every_way(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
