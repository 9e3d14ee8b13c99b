"""Speed and memory as ratios: ``python -m tests.benchmarks``.

Each sample is a fresh process; two programs are timed in the order A B B A, and medians are compared; peak memory
comes from the operating system. Equality of what both make is shown first.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import course

ROOT = Path(__file__).parent.parent.parent
ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1790000000"}
ROUNDS = 4

_MEASURED = """
import sys
from pathlib import Path
from flashcards.load import load
from flashcards.compile import compile_deck
from flashcards.anki import package
deck = compile_deck(load(Path(sys.argv[1]))).deck
def memory(name):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name))
open("/proc/self/clear_refs", "w").write("5")  # the peak is counted from here
before = memory("VmRSS")
package.write(deck, Path(sys.argv[2]), mod=lambda _: 1, time=1, version="x")
print((memory("VmHWM") - before) / 1024)
"""


class Sample(NamedTuple):
    """One run: seconds of wall time, seconds of processor time."""

    wall: float
    cpu: float


def run(command: list[str]) -> Sample:
    """Time one fresh process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env=ENVIRON, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Sample(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def compare(a: list[str], b: list[str]) -> tuple[Sample, Sample]:
    """Medians of two commands, timed A B B A."""
    samples: dict[int, list[Sample]] = {0: [], 1: []}
    for _ in range(ROUNDS):
        for which in (0, 1, 1, 0):
            samples[which].append(run((a, b)[which]))
    first, second = ([statistics.median(column) for column in zip(*samples[n], strict=True)] for n in (0, 1))
    return Sample(*first), Sample(*second)


def rows(package: Path) -> tuple[int, int]:
    """How many notes and cards a package holds."""
    with zipfile.ZipFile(package) as archive, tempfile.NamedTemporaryFile() as file:
        file.write(archive.read("collection.anki2"))
        file.flush()
        connection = sqlite3.connect(file.name)
        counts = [
            connection.execute(f"select count(*) from {table}").fetchone()[0] for table in ("notes", "cards")
        ]
        connection.close()
        return counts[0], counts[1]


def build(folder: Path, size: int) -> None:
    """The whole build against the naive pipeline, on the same course."""
    deck = course.write(folder / f"course-{size}", size)
    ours = [sys.executable, "-m", "flashcards", "build", str(deck), "-o", str(folder / "ours.apkg")]
    naive = [sys.executable, str(ROOT / "tests/benchmarks/naive.py"), str(deck), str(folder / "naive.apkg")]
    run(ours)
    run(naive)
    made, wanted = rows(folder / "ours.apkg"), rows(folder / "naive.apkg")
    if made != wanted:
        raise SystemExit(f"the two make different things: {made} against {wanted} notes and cards")
    a, b = compare(ours, naive)
    measured = [sys.executable, "-c", _MEASURED, str(deck), str(folder / "measured.apkg")]
    grown = subprocess.run(measured, check=True, env=ENVIRON, capture_output=True, text=True).stdout.strip()
    print(f"build, {size} concepts, {made[0]:,} notes, {made[1]:,} cards (the same of both):")
    print(
        f"  naive / ours: wall {b.wall / a.wall:.2f}, processor {b.cpu / a.cpu:.2f}  ({b.wall:.2f} s / {a.wall:.2f} s)"
    )
    print(f"  memory that packaging adds above the compiled notes: {float(grown):.1f} MiB")


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000], help="concepts a course")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes:
            build(Path(folder), size)


if __name__ == "__main__":
    main()
