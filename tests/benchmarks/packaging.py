"""Packaging alone: ours, plain genanki's, and the floor of SQLite and zip; and the memory of both halves."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.packages import rows
from tests.benchmarks.timing import MIB, Aim, Line, medians, ratio, same, stretch, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.timing import Plan

_PROGRAM = (sys.executable, "-m", "tests.benchmarks.packages")
_WAYS = ("ours", "ready", "floor", "plain", "deflated")
_WHOLE = ("SELECT * FROM col", "SELECT * FROM notes", "SELECT * FROM cards", "SELECT * FROM sqlite_master")
# genanki numbers notes and cards itself, writes no checksum, and a build's time into the collection.
_OF_BOTH = (
    "SELECT guid, mid, mod, usn, tags, flds, sfld, flags, data FROM notes ORDER BY guid",
    "SELECT guid, ord, did, cards.mod, cards.usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid,"
    " cards.flags, cards.data FROM cards JOIN notes ON notes.id = nid ORDER BY guid, ord",
    "SELECT type, name, sql FROM sqlite_master ORDER BY name",
)


def packaging(plan: Plan) -> Iterator[Line]:
    """Writing a package from fields that are HTML already: ours, genanki's, and SQLite and zip alone."""
    for size in plan.sizes or (1_000, 10_000):
        folder = plan.folder / f"packaging-{size}"
        folder.mkdir()
        held = int(told(*_PROGRAM, "prepare", folder, plan.course(size)))
        samplers = [stretch(*_PROGRAM, way, folder) for way in _WAYS]
        ours, ready, floor, plain, deflated = medians(
            plan.times(size), *samplers, prove=partial(_prove, folder)
        )
        ((notes, cards),) = rows(
            folder / "ours.apkg", "SELECT (SELECT count(*) FROM notes), (SELECT count(*) FROM cards)"
        )
        yield Line(f"{notes:,} notes, {cards:,} cards: the same rows, indexes and note types of all")
        yield ratio("ours / floor", ready, floor, Aim("≤", 1.5))
        yield ratio("genanki / ours", plain, ready, Aim("≥", 2.5))
        yield ratio("genanki with its zip deflated / ours", deflated, ready, Aim("≥", 2.5))
        yield ratio("ours with the fields' rendering / floor", ours, floor)
        yield Line("memory that packaging adds, MiB", {"peak": ours.peak / MIB}, Aim("≤", 10))
        yield Line("memory of the compiled deck, bytes a note", {"resident": held / notes})


def _prove(folder: Path) -> None:
    """The packages differ in nothing, and genanki's in nothing that genanki can say."""
    made = {way: folder / f"{way}.apkg" for way in _WAYS}
    same("bytes of ours", made["ours"].read_bytes(), made["ready"].read_bytes())
    for query in _WHOLE:
        same(query, rows(made["ours"], query), rows(made["floor"], query))
    for query in _OF_BOTH:
        same(query, *(rows(package, query) for package in made.values()))
    for column in ("models", "decks"):
        found = (rows(package, f"SELECT {column} FROM col") for package in made.values())
        same(column, *(json.loads(text) for ((text,),) in found))
