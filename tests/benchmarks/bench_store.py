"""How fast the reviews database is with 100,000 cards: ``PYTHONPATH=. python tests/benchmarks/bench_store.py``.

Prints microseconds and ratios; the promises are: due at most 20 µs, grade to next card at most 5 ms at the 95th
percentile with synchronous FULL, ``stats --due`` at most 6 times a bare Python start.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import flashcards
from flashcards.store import Store
from flashcards.study.memory import DAY, Moment, Rating

if TYPE_CHECKING:
    from collections.abc import Callable

CARDS = 100_000
NOW = Moment.of(datetime.now().astimezone())  # `stats --due` reads the machine's clock
FILL = """
INSERT INTO cards (guid, ordinal, deck, state, stability, difficulty, due, last_review, interval, reps, head)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
SELECT printf('%016x', i * 2654435761 % 4294967296), 1, 'deck', 2, 5.0, 5.0, ? + i % 365, ?, 5, 3, 'filled' FROM n
"""


def microseconds(work: Callable[[], object], times: int) -> list[float]:
    out = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        out.append((time.perf_counter() - start) * 1e6)
    return sorted(out)


def grade_next(store: Store) -> None:
    (card,) = store.due("deck", NOW, limit=1)
    store.grade(card, "deck", Rating.GOOD, NOW, 1000, seen=store.state(card).head)


def write_through(page: BinaryIO) -> None:
    page.write(b"x" * 4096)
    page.flush()
    os.fsync(page)


def starts(command: list[str], times: int = 15) -> float:
    environ = {**os.environ, "PYTHONPATH": str(Path(flashcards.__file__).parents[1])}
    runs = microseconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environ), times)
    return statistics.median(runs)


def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "reviews.db"
        with Store.open(path, NOW) as store:
            store._db.execute("INSERT INTO decks VALUES ('deck', 'deck', 'deck', '', '')")
            store._db.execute(FILL, (CARDS, NOW.day() - 6, NOW.time - 5 * DAY))
            store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            due = microseconds(lambda: store.due("deck", NOW, limit=1), 2000)
            print(f"due, first card of {CARDS:,}: median {due[1000]:.1f} µs, p95 {due[1900]:.1f} µs")
            grades = microseconds(lambda: grade_next(store), 1000)
            print(f"grade to next card, FULL: median {grades[500]:.0f} µs, p95 {grades[950]:.0f} µs")
            with (Path(folder) / "page").open("wb") as page:
                syncs = microseconds(lambda: write_through(page), 300)
            print(f"(a bare write and fsync here: median {syncs[150]:.0f} µs, p95 {syncs[285]:.0f} µs)")
            print(f"size {path.stat().st_size / 1e6:.1f} MB")
        command = [sys.executable, "-m", "flashcards", "stats", "--due", "--db", str(path)]
        bare = [sys.executable, "-c", ""]
        ours, pythons = [], []
        for one, two in ((bare, command), (command, bare)):
            first, second = starts(one), starts(two)
            ours.append(second if two is command else first)
            pythons.append(first if one is bare else second)
        ratio = statistics.mean(ours) / statistics.mean(pythons)
        print(f"stats --due: {statistics.mean(ours) / 1000:.0f} ms, {ratio:.1f} times a bare start")


if __name__ == "__main__":
    main()
