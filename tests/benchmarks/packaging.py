"""Packaging alone: ours, plain genanki's, and the floor of SQLite and zip; and the memory of both halves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks import course
from tests.benchmarks.timing import MIB, Aim, Line, medians, proof, ratio, stretch, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.timing import Plan

_PROGRAM = (sys.executable, "-m", "tests.benchmarks.packages")


def packaging(plan: Plan) -> Iterator[Line]:
    """Writing a package from fields that are HTML already: ours, genanki's, and SQLite and zip alone."""
    for size in plan.sizes or (1_000, 10_000):
        folder = plan.folder / f"packaging-{size}"
        folder.mkdir()
        held = int(told(*_PROGRAM, "prepare", folder, plan.course(size)))
        ours, ready, floor, plain, deflated = medians(
            plan.times(size),
            *(stretch(*_PROGRAM, way, folder) for way in ("ours", "ready", "floor", "plain", "deflated")),
            prove=proof(folder),
        )
        notes = course.NOTES * size
        yield Line(
            f"{notes:,} notes, {course.CARDS * size:,} cards: the same rows, indexes and note types of all"
        )
        yield ratio("ours / floor", ready, floor, Aim("≤", 1.5))
        yield ratio("genanki / ours", plain, ready, Aim("≥", 2.5))
        yield ratio("genanki with its zip deflated / ours", deflated, ready, Aim("≥", 2.5))
        yield ratio("ours with the fields' rendering / floor", ours, floor)
        yield Line("memory that packaging adds, MiB", {"peak": ours.peak / MIB}, Aim("≤", 10))
        yield Line("memory of the compiled deck, bytes a note", {"resident": held / notes})
