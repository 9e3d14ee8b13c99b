"""Kills at random instants and two writers at once: what was acknowledged is in the log, once.

FLASHCARDS_CRASH=1 runs it big: kills until 1,500 reviews are acknowledged, and 20 runs of two writers.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import flashcards
from flashcards.reviews.store import Store
from flashcards.study.memory import Moment

GRADER = Path(__file__).with_name("grader.py")
NOW = Moment(1_750_000_000_000)
BIG = bool(os.environ.get("FLASHCARDS_CRASH"))
ENOUGH = 1500 if BIG else 60  # acknowledged reviews
CARDS = 200


def start(path: Path, worker: int, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, GRADER, path, str(worker), str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(flashcards.__file__).parents[1])},
    )


def saved(output: bytes) -> list[str]:
    return [line.split()[1] for line in output.decode().splitlines() if line.startswith("saved ")]


def logged(path: Path) -> list[str]:
    """The ids in the log, after proving that database and cache are whole."""
    with Store.open(path, NOW) as store:
        assert store.verify() == []
        return [entry.id for entry in store.entries()]


def killed(path: Path, dice: random.Random) -> list[str]:
    """Starts a writer and kills it after a random number of acknowledgements, at whatever it does by then."""
    with start(path, 0, CARDS) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(dice.randint(0, CARDS // 2))]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    return saved(b"".join(line for line in lines if line.endswith(b"\n")))


def test_no_acknowledged_review_is_lost_by_a_kill(tmp_path: Path) -> None:
    dice = random.Random(9)
    acknowledged = run = 0
    while acknowledged < ENOUGH or run < 4:
        path = tmp_path / str(run) / "reviews.db"
        told = killed(path, dice)
        kept = logged(path)
        assert not set(told) - set(kept)
        assert len(kept) - len(told) in {0, 1}  # the one that was on its way to be told
        acknowledged += len(told)
        run += 1
    assert acknowledged >= ENOUGH


@pytest.mark.parametrize("run", range(20 if BIG else 2))
def test_two_writers_lose_and_double_nothing(tmp_path: Path, run: int) -> None:
    path = tmp_path / "reviews.db"
    with start(path, run, CARDS) as first, start(path, run + 1, CARDS) as second:
        outputs = [process.communicate() for process in (first, second)]
    assert [error for _, error in outputs] == [b"", b""]
    told = [number for output, _ in outputs for number in saved(output)]
    assert sorted(told) == sorted(logged(path))
    with closing(sqlite3.connect(path)) as connection:
        answers = connection.execute("SELECT guid, count(*) FROM reviews GROUP BY guid").fetchall()
    assert answers == [(f"{n:016x}", 1) for n in range(CARDS)]
