"""The benchmarks run, and show first that what they compare is the same. Nothing here depends on speed."""

from __future__ import annotations

import gc
import io
import re
import sqlite3
import sys
from contextlib import closing, redirect_stdout
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

import flashcards.__main__
from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import course, naive, packages, proofs, startup, store, timing
from tests.benchmarks.timing import BARE, ENVIRON, FLASHCARDS, Aim, Line, Plan, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PYTHON = BARE[0]
HALF = Sample(0.5, 0.25, 2 << 20)


def inside(command: tuple[str | Path, ...]) -> tuple[Sample, str]:
    """What ``timing._run`` does in a fresh process, in this one."""
    _, how, what, *arguments = map(str, command)
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(told):
        patched.setattr(sys, "argv", ["-c", *arguments])
        code: object = None
        try:
            if how == "-m":
                import_module(what).main(arguments)
            elif what == FLASHCARDS[-1]:
                code = flashcards.__main__._run()
        except SystemExit as ended:
            code = ended.code
    if code:
        raise SystemExit(f"{told.getvalue()}{code}")
    return HALF, told.getvalue()


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    monkeypatch.setattr(timing, "_run", inside)
    for module in (timing, store):
        monkeypatch.setattr(module, "turns", lambda _, *samplers: [[sampler()] for sampler in samplers])
    monkeypatch.setattr(startup, "on_terminal", lambda *given: Sample(2.0 * len(given), 4.0 * len(given)))
    monkeypatch.setattr(store, "_TIMES", 5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", ENVIRON["SOURCE_DATE_EPOCH"])
    yield Plan(tmp_path, sizes=(3,), cards=(10, 20))
    gc.unfreeze()
    gc.enable()


# --- what is printed ----------------------------------------------------------------------------------------

SAME = "wall 1.00 cpu 1.00"
# With # for what is measured here too; the rest is told by ``inside``.
PRINTED = {
    "version": f"--version / bare Python {SAME} ≤ 1.6 met (500 ms / 500 ms)",
    "card": "first card / bare Python wall 1.50 cpu 1.50 ≤ 10 met (6.00 s / 4.00 s)",
    "check": f"""
        check of the bundled course / bare Python {SAME} (500 ms / 500 ms)
        check of 3 concepts / bare Python {SAME} (500 ms / 500 ms)""",
    "status": f"stats --due of 20 cards / bare Python {SAME} ≤ 6 met (500 ms / 500 ms)",
    "store": """
        with # cards, and that against #; of both # are due
        grade, µs p# # ≤ # (median #; a bare write to the disk #)
        grade wall # ≤ #
        grade / a write to the disk wall # ≤ #""",
    "lint": f"3 concepts: build / build --no-lint {SAME} (500 ms / 500 ms)",
    "preview": f"3 concepts: preview / build {SAME} (500 ms / 500 ms)",
    "packaging": """
        # notes, # cards: the same rows, indexes and note types of all
        ours / floor wall # cpu # ≤ # (# / #)
        genanki / ours wall # cpu # ≥ # (# / #)
        genanki with its zip deflated / ours wall # cpu # ≥ # (# / #)
        ours with the fields' rendering / floor wall # cpu # (# / #)
        memory that packaging adds, MiB peak # ≤ #
        memory of the compiled deck, bytes a note resident #""",
    "build": f"""
        3 concepts, 45 notes, 72 cards: the same of both
        naive / ours {SAME} (500 ms / 500 ms)
        naive / ours, the largest process memory 1.00 (2 MiB / 2 MiB)""",
    "growth": "a note of 60 / one of 45 wall 0.75 cpu 0.75 ≤ 1.3 met (8,333 µs / 11 ms)",
}


@pytest.mark.parametrize("name", benchmarks.BENCHMARKS)
def test_every_benchmark_prints_its_lines(name: str, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks.run(name, plan._replace(sizes=(3, 4)) if name == "growth" else plan)
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.startswith(f"{name}: ")
    wanted = PRINTED[name].strip().splitlines()
    measured = any("#" in line for line in wanted)
    assert [_plain(line, measured) for line in lines] == [" ".join(line.split()) for line in wanted]


def _plain(line: str, measured: bool) -> str:
    if measured:
        line = re.sub(r"[\d.,]*\d( [mµ]?s\b)?", "#", re.sub(r" (met|MISSED)\b", "", line))
    return " ".join(line.split())


@pytest.mark.parametrize(
    ("aim", "figures", "printed"),
    [
        (Aim("≤", 1.5), {"wall": 1.5, "cpu": 1.0}, "wall 1.50  cpu 1.00      ≤ 1.5  met"),
        (Aim("≤", 1.5), {"wall": 1.0, "cpu": 1.51}, "wall 1.00  cpu 1.51      ≤ 1.5  MISSED"),
        (Aim("≥", 3), {"wall": 2.99, "cpu": 3}, "wall 2.99  cpu 3.00      ≥ 3  MISSED"),
        (Aim("≥", 3), {"wall": 3, "cpu": 1234}, "wall 3.00  cpu 1,234     ≥ 3  met"),
        (Aim("≥", 3, "wall"), {"wall": 3, "cpu": 2}, "wall 3.00  cpu 2.00      wall ≥ 3  met"),
        (Aim("≥", 3, "wall"), {"wall": 2, "cpu": 3}, "wall 2.00  cpu 3.00      wall ≥ 3  MISSED"),
        (None, {"wall": 3}, "wall 3.00"),
    ],
)
def test_an_aim_is_met_by_every_figure_that_it_is_about_or_missed(
    aim: Aim | None, figures: dict[str, float], printed: str
) -> None:
    assert str(Line("name", figures, aim)) == f"    {'name':<42} {printed}"


def test_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks.main(["--list"])
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(benchmarks.BENCHMARKS)
    with pytest.raises(SystemExit) as ended:
        benchmarks.main(["built"])
    assert (ended.value.code, "built; there are: version, card" in capsys.readouterr().err) == (2, True)


# --- what is compared ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("ready", "UPDATE notes SET csum = 0"),
        ("floor", "UPDATE notes SET csum = 0"),
        ("floor", "UPDATE cards SET id = id + 512"),
        ("floor", "UPDATE col SET crt = 0"),
        ("floor", "DROP INDEX ix_notes_csum"),
        ("plain", "UPDATE notes SET flds = flds || ' '"),
        ("plain", "DELETE FROM cards WHERE ord = 1"),
        ("plain", "UPDATE col SET models = '{}'"),
        ("deflated", "UPDATE cards SET due = 1"),
    ],
)
def test_packages_that_differ_are_not_compared(packed: Path, way: str, change: str) -> None:
    proofs.main([str(packed)])
    package, held = packed / f"{way}.apkg", (packed / f"{way}.apkg").read_bytes()
    with ZipFile(package) as archive:
        collection = archive.extract("collection.anki2", packed)
    with closing(sqlite3.connect(collection)) as connection:
        connection.execute(change)
        connection.commit()
    with ZipFile(package, "w") as archive:
        archive.write(collection, "collection.anki2")
    try:
        with pytest.raises(SystemExit, match="these are not the same"):
            proofs.main([str(packed)])
    finally:
        package.write_bytes(held)


def test_a_concept_makes_as_many_notes_and_cards_as_is_said(packed: Path) -> None:
    query = "SELECT (SELECT count(*) FROM notes), (SELECT count(*) FROM cards)"
    assert proofs.rows(packed / "ours.apkg", query) == [(3 * course.NOTES, 3 * course.CARDS)]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("packed")
    with redirect_stdout(io.StringIO()):
        packages.main(["prepare", str(folder), str(course.write(folder / "course", 3))])
        for way in packages.WAYS:
            packages.main([way, str(folder)])
    yield folder
    gc.unfreeze()
    gc.enable()


def test_a_naive_build_of_other_cards_is_not_compared(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naive, "_both", lambda term, means: [term, means, "", ""])
    with pytest.raises(SystemExit, match="these are not the same: cards"):
        benchmarks.run("build", plan)


@pytest.mark.parametrize("name", ["build", "packaging"])
def test_the_proof_comes_first(
    name: str, plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proofs, "_digest", lambda *_: object())
    with pytest.raises(SystemExit, match="these are not the same"):
        benchmarks.run(name, plan)
    assert len(capsys.readouterr().out.splitlines()) == 1, "only the heading"


def test_a_process_that_fails_ends_the_run() -> None:
    fails = "print('why'); raise SystemExit(3)"
    with pytest.raises(SystemExit, match=r"(?s)why.*exit code 3"):
        timing.process(PYTHON, "-c", fails)()
    with pytest.raises(SystemExit, match="why"):
        startup.on_terminal([PYTHON, "-c", fails], ENVIRON)
    with pytest.raises(SystemExit, match="other"):
        startup.on_terminal([PYTHON, "-c", "print('other')"], ENVIRON, b"frame")


def test_a_b_b_a() -> None:
    counted = count()
    assert timing.turns(2, lambda: next(counted), lambda: next(counted)) == [[0, 3, 4, 7], [1, 2, 5, 6]]


def test_a_course_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    texts = []
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        folder = course.write(tmp_path / name, 3, seed)
        texts.append([path.read_text() for path in sorted((folder / "concepts").iterdir())])
    assert (texts[0] == texts[1], texts[0] == texts[2]) == (True, False)
