"""The whole build: against the naive pipeline, at two sizes, with lint, and beside the preview."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks import course
from tests.benchmarks.timing import FLASHCARDS, MIB, Aim, Line, medians, process, proof, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.timing import Plan, Sampler

_AIMS = {1_000: Aim("≥", 2.5, "wall"), 10_000: Aim("≥", 3, "wall")}  # many concepts are read in two processes


def naive(plan: Plan) -> Iterator[Line]:
    """The whole build without lint, against a naive pipeline: from the same files to the same cards."""
    made = plan.folder / "naive.apkg"
    for size in plan.sizes or (100, 1_000, 10_000):
        other = process(sys.executable, "-m", "tests.benchmarks.naive", plan.course(size), made)
        ours, theirs = medians(
            plan.times(size),
            _build(plan, size),
            other,
            prove=proof(plan.package, made),
        )
        notes, cards = course.NOTES * size, course.CARDS * size
        yield Line(f"{size:,} concepts, {notes:,} notes, {cards:,} cards: the same of both")
        yield ratio("naive / ours", theirs, ours, _AIMS.get(size))
        assert min(ours.peak, theirs.peak), "this process takes more memory than those that it measures"
        peaks = f"({theirs.peak / MIB:,.0f} MiB / {ours.peak / MIB:,.0f} MiB)"
        yield Line("naive / ours, the largest process", {"memory": theirs.peak / ours.peak}, remark=peaks)


def growth(plan: Plan) -> Iterator[Line]:
    """What a note costs in a big build and in a small one."""
    small, *_, big = plan.sizes if len(plan.sizes) > 1 else (1_000, 10_000)
    less, more = medians(plan.times(big), _build(plan, small), _build(plan, big))
    few, many = course.NOTES * small, course.NOTES * big
    yield ratio(f"a note of {many:,} / one of {few:,}", more.over(many), less.over(few), Aim("≤", 1.3))


def lint(plan: Plan) -> Iterator[Line]:
    """The build with lint, which is its default, and without."""
    for size in plan.sizes or (1_000,):
        without, linted = medians(plan.times(size), _build(plan, size), _build(plan, size, "--lint"))
        yield ratio(f"{size:,} concepts: build / build --no-lint", linted, without)


def preview(plan: Plan) -> Iterator[Line]:
    """The preview page and the package, both without lint."""
    for size in plan.sizes or (1_000,):
        page = process(
            *FLASHCARDS,
            "preview",
            "--no-lint",
            "--no-open",
            plan.course(size),
            "-o",
            plan.folder / "page.html",
        )
        package, shown = medians(plan.times(size), _build(plan, size), page)
        yield ratio(f"{size:,} concepts: preview / build", shown, package)


def _build(plan: Plan, size: int, lint: str = "--no-lint") -> Sampler:
    return process(*FLASHCARDS, "build", lint, plan.course(size), "-o", plan.package)
