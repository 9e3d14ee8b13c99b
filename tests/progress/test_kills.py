"""Machines killed while they sync: what was acknowledged is in every log in the end, once.

FLASHCARDS_CRASH=1 kills 500 times.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.progress.machines import NOON, Machine

ROOT = Path(__file__).parents[2]
KILLS = 500 if os.environ.get("FLASHCARDS_CRASH") else 4
ROUNDS = 5
DAY = 86_400_000


def killed(machine: Machine, folder: Path, time: int, lines: int, moment: float) -> list[str]:
    """Start a machine, and kill it some instants after so many acknowledgements; the ids it told."""
    arguments = (machine.path, folder, machine.name, time, ROUNDS)
    command = [sys.executable, "-m", "tests.progress.syncer", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(lines)]
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    return [line.split()[1].decode() for line in told if line.endswith(b"\n")]


def test_no_acknowledged_entry_is_lost_or_doubled(tmp_path: Path) -> None:
    dice = random.Random(18)
    folder = tmp_path / "synced"
    folder.mkdir()
    machines = [Machine(tmp_path / name / "reviews.db", name) for name in ("desk", "lap")]
    told: list[str] = []
    for n in range(KILLS):
        moment = dice.choice((0.0, dice.random() / 20))
        told += killed(machines[n % 2], folder, NOON + n * DAY, dice.randint(1, ROUNDS - 2), moment)
    for machine in machines * 2:
        machine.sync(folder, NOON + KILLS * DAY)
    desk, lap = (machine.log() for machine in machines)
    assert desk == lap
    ids = [entry.id for entry in desk]
    assert len(ids) == len(set(ids))
    assert set(told) <= set(ids)
    assert len(ids) - len(told) <= KILLS  # those that were on their way to be told
    assert machines[0].states() == machines[1].states()
