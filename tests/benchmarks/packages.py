"""The same package by several ways, each in a process of its own: ``python -m tests.benchmarks.packages WAY FOLDER``.

``prepare`` compiles a course and lays into the folder what the ways start from; each then times its writing alone.
"""

from __future__ import annotations

import gc
import pickle
import sqlite3
import sys
import tempfile
import zipfile
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import genanki
from genanki.apkg_schema import APKG_SCHEMA

from flashcards.anki import notetypes, writer
from flashcards.anki.fields import fields
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.model import NoteType
from tests.benchmarks.proofs import rows
from tests.benchmarks.timing import print_sample, resident

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from flashcards.model import Deck

TIME = 1790000000
"""When everything was made: epoch seconds."""

# What differs from row to row, and the statement that puts it into a collection.
_TABLES = {
    "SELECT * FROM col": f"INSERT INTO col VALUES ({', '.join('?' * 13)})",
    "SELECT id, guid, mid, mod, tags, flds, sfld, csum FROM notes ORDER BY id": (
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
    ),
    "SELECT id, nid, did, ord, mod, due FROM cards ORDER BY id": (
        "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
    ),
}


def prepare(folder: Path, course: Path) -> None:
    """Compile a course, and lay down what each way starts from; prints how many bytes of memory the compiled deck takes."""
    gc.disable()
    before = resident()
    compiled = compile_deck(load(course))
    print(resident() - before)
    deck = compiled.deck
    if deck is None or compiled.errors:
        raise SystemExit(str(compiled.problems))
    _keep(folder / "deck", deck)
    made = folder / "reference.apkg"
    _write(deck, made)
    _keep(folder / "rows", [(insert, rows(made, query)) for query, insert in _TABLES.items()])
    notes = [(note.guid, note.type, fields(note), note.tags, note.position) for note in deck.notes]
    head = writer.deck_id(deck.uuid), deck.name, writer.description(deck, TIME, "x")
    _keep(folder / "plain", (head, notes))


# --- the ways: each prepares its work, untimed, and returns what is to be timed ---------------------------


def ours(folder: Path, target: Path) -> Callable[[], object]:
    """The program's writer, from the compiled notes, without the cyclic garbage collector as the commands run it."""
    deck: Deck = _kept(folder / "deck")
    gc.disable()
    return lambda: _write(deck, target)


def ready(folder: Path, target: Path) -> Callable[[], object]:
    """The same, but with every field's HTML at hand in the rows' order, which is what the others are given."""
    deck: Deck = _kept(folder / "deck")
    html = {note.id: fields(note) for note in sorted(deck.notes, key=lambda note: note.id)}
    gc.disable()

    def write() -> None:
        with _swapped(writer, "fields", lambda note: html[note.id]):
            _write(deck, target)

    return write


def floor(folder: Path, target: Path) -> Callable[[], object]:
    """SQLite and zip alone: ready rows in a file without a journal, indexes last, deflated as ours is."""
    tables, mark, indexes = APKG_SCHEMA.partition("CREATE INDEX")
    ready: list[tuple[str, list[tuple[Any, ...]]]] = _kept(folder / "rows")

    def write() -> None:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            with closing(sqlite3.connect(file.name)) as connection:
                connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + tables)
                for insert, values in ready:
                    connection.executemany(insert, values)
                connection.commit()
                connection.executescript(mark + indexes)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.write(file.name, "collection.anki2")
                archive.writestr("media", "{}")

    return write


def plain(folder: Path, target: Path) -> Callable[[], object]:
    """genanki as it comes; its zip is not compressed."""
    head, notes = _kept(folder / "plain")

    def write() -> None:
        deck = genanki.Deck(*head)
        models = {kind: notetypes.model(kind) for kind in NoteType}
        for guid, kind, html, tags, due in notes:
            deck.add_note(genanki.Note(models[kind], html, guid=guid, tags=tags, due=due))
        genanki.Package(deck).write_to_file(target, timestamp=TIME)

    return write


def deflated(folder: Path, target: Path) -> Callable[[], object]:
    """genanki, with its zip compressed as ours is."""
    pack = partial(zipfile.ZipFile, compression=zipfile.ZIP_DEFLATED, compresslevel=1)
    write = plain(folder, target)

    def deflate() -> None:
        with _swapped(genanki.package, "zipfile", SimpleNamespace(ZipFile=pack)):
            write()

    return deflate


@contextmanager
def _swapped(module: ModuleType, name: str, value: object) -> Iterator[None]:
    held = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, held)


def _write(deck: Deck, target: Path) -> None:
    writer.write(deck, target, mod=lambda _: TIME, time=TIME, version="x")


def _keep(path: Path, value: object) -> None:
    with path.open("wb") as file:
        pickle.dump(value, file, protocol=5)


def _kept(path: Path) -> Any:
    gc.disable()
    with path.open("rb") as file:
        value = pickle.load(file)
    gc.freeze()  # the collector is not to look at what was there before
    gc.enable()
    return value


WAYS = {way.__name__: way for way in (ours, ready, floor, plain, deflated)}


def main(arguments: list[str]) -> None:
    """Prepare, or print one sample."""
    way, folder, *course = arguments
    if course:
        prepare(Path(folder), Path(*course))
    else:
        print_sample(WAYS[way](Path(folder), Path(folder, f"{way}.apkg")))


if __name__ == "__main__":
    main(sys.argv[1:])
