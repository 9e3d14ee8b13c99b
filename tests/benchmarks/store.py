"""The reviews database with few and with many cards: ``python -m tests.benchmarks.store CARDS`` is one sample."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from flashcards.reviews.store import Store
from flashcards.study.log import CardId
from flashcards.study.memory import DAY, Moment, Rating
from tests.benchmarks.timing import BARE, FLASHCARDS, Aim, Line, medians, process, ratio, told, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.benchmarks.timing import Plan

_NOW = Moment.of(datetime.now().astimezone())  # `stats --due` reads the machine's clock
_FILL = """
INSERT INTO cards (guid, ordinal, deck, state, stability, difficulty, due, last_review, interval, reps, head)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
SELECT printf('%016x', i * 2654435761 % 4294967296), 1, 'deck', 2, 5.0, 5.0, ? + i % ?, ?, 5, 3, 'filled' FROM n
"""
_ROUNDS = 3
_TIMES = 400  # a sample
_LATE = 95  # percent


class Figures(NamedTuple):
    """One sample, in microseconds: medians, and for ``late`` what 95 grades in 100 stay below."""

    grade: float
    late: float
    sync: float


def store(plan: Plan) -> Iterator[Line]:
    """Grade a card, with few and with many cards in the database."""
    few, many = plan.cards
    less, more = (_medians(some) for some in turns(plan.rounds or _ROUNDS, *map(_sampler, (few, many))))
    yield Line(f"with {many:,} cards, and that against {few:,}; of both 700 are due")
    yield Line("grade, µs", {"p95": more.late}, Aim("≤", 5_000), _beside(more))
    yield Line("grade", {"wall": more.grade / less.grade}, Aim("≤", 1.5))
    yield Line("grade / a write to the disk", {"wall": more.grade / more.sync}, Aim("≤", 3))


def status(plan: Plan) -> Iterator[Line]:
    """``flashcards stats --due``, which status lines ask again and again."""
    path, cards = plan.folder / "status.db", plan.cards[1]
    with Store.open(path, _NOW) as opened:
        _fill(opened, cards)
    ours = process(*FLASHCARDS, "stats", "--due", "--db", path)
    bare, told = medians(plan.rounds or 4 * _ROUNDS, process(*BARE), ours)
    yield ratio(f"stats --due of {cards:,} cards / bare Python", told, bare, Aim("≤", 6))


def _beside(more: Figures) -> str:
    return f"(median {more.grade:,.0f}; a bare write to the disk {more.sync:,.0f})"


def _sampler(cards: int) -> Callable[[], Figures]:
    return lambda: Figures(**json.loads(told(sys.executable, "-m", "tests.benchmarks.store", f"{cards}")))


def _medians(samples: Iterable[Figures]) -> Figures:
    return Figures(*map(statistics.median, zip(*samples, strict=True)))


def sample(folder: Path, cards: int) -> Figures:
    """Fill a database, and time grades and bare writes to the disk."""
    with Store.open(folder / "reviews.db", _NOW) as opened, (folder / "page").open("wb") as page:
        _fill(opened, cards)
        cards_due = _due(opened)
        grades = _microseconds(lambda: _grade(opened, next(cards_due)))
        syncs = _microseconds(lambda: _write_through(page))
    late = statistics.quantiles(grades, n=100)[_LATE - 1]
    return Figures(statistics.median(grades), late, statistics.median(syncs))


def _fill(opened: Store, cards: int) -> None:
    """So many cards, of which 700 (all, if they are fewer) are due."""
    opened._db.execute("INSERT INTO decks VALUES ('deck', 'deck', 'deck', '', '')")
    opened._db.execute(_FILL, (cards - 1, _NOW.day() - 6, max(cards // 100, 1), _NOW.time - 5 * DAY))
    opened._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _due(opened: Store) -> Iterator[CardId]:
    """Yield the cards to grade: enough of the due ones, the most overdue first."""
    query = "SELECT guid, ordinal FROM cards WHERE due <= ? ORDER BY due LIMIT ?"
    return (CardId(*row) for row in opened._db.execute(query, (_NOW.day(), _TIMES)).fetchall())


def _grade(opened: Store, card: CardId) -> None:
    opened.grade(card, "deck", Rating.GOOD, _NOW, 1000, seen=opened.state(card).head)


def _write_through(page: BinaryIO) -> None:
    page.write(b"x" * 4096)
    page.flush()
    os.fsync(page)


def _microseconds(work: Callable[[], object]) -> list[float]:
    out = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        work()
        out.append((time.perf_counter() - start) * 1e6)
    return out


def main(arguments: list[str]) -> None:
    """Print one sample."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(sample(Path(folder), int(arguments[0]))._asdict()))


if __name__ == "__main__":
    main(sys.argv[1:])
