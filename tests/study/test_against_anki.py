"""``study.memory`` schedules 300 random histories as the real Anki does, under a clock that the test sets.

The clock (clock.c) is compiled and preloaded, so this runs on Linux with a C compiler. FLASHCARDS_HISTORIES=3000
runs more; then a few intervals differ by a day, because Anki rounds 32-bit floats.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from flashcards.study.memory import MemoryState, Moment, Rating, Settings, State, review

HERE = Path(__file__).parent
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe")  # the last one shifts by half an hour
COUNT = int(os.environ.get("FLASHCARDS_HISTORIES", "300"))
GAPS = (1, 9, 60, 600, 1439, 1440, 2 * 1440, 7 * 1440, 30 * 1440, 180 * 1440, 900 * 1440)  # minutes
TYPES = {1: State.LEARNING, 2: State.REVIEW, 3: State.RELEARNING}
CHANGES = {  # the days on which clocks change, 2025 and 2026
    "America/New_York": ((2025, 3, 9), (2025, 11, 2), (2026, 3, 8), (2026, 11, 1)),
    "Europe/Berlin": ((2025, 3, 30), (2025, 10, 26), (2026, 3, 29), (2026, 10, 25)),
    "Australia/Lord_Howe": ((2025, 4, 6), (2025, 10, 5), (2026, 4, 5), (2026, 10, 4)),
}


class History(NamedTuple):
    zone: str
    answers: tuple[tuple[int, int], ...]  # UTC milliseconds, rating

    def moments(self) -> list[tuple[Moment, Rating]]:
        zone = ZoneInfo(self.zone)
        return [
            (Moment.of(datetime.fromtimestamp(time / 1000, zone)), Rating(rating))
            for time, rating in self.answers
        ]


def history(number: int) -> History:
    """Make a history; half of them begin near a clock change, and many answers are near midnight and the rollover."""
    dice = random.Random(number)
    zone = ZONES[number % 3]
    if number % 2:
        at = datetime(*dice.choice(CHANGES[zone]), tzinfo=ZoneInfo(zone)) - timedelta(
            hours=dice.randrange(80)
        )
    else:
        at = datetime(2025, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(minutes=dice.randrange(500_000))
    answers = []
    for _ in range(dice.randint(3, 14)):
        answers.append((int(at.timestamp()) * 1000 + dice.randrange(1000), dice.choice((1, 2, 3, 3, 3, 4))))
        at += timedelta(minutes=dice.choice(GAPS) * dice.uniform(0.6, 1.6))
        if dice.random() < 0.4:
            hour = dice.choice((0, 2, 3, 4, 5, 23))
            moved = at.replace(hour=hour, minute=dice.randrange(60))
            at = moved if moved.timestamp() * 1000 > answers[-1][0] + 1000 else at
    return History(ZONES[number % 3], tuple(answers))


def anki(histories: list[History], folder: Path) -> list[list[tuple[int, float, float, int]]]:
    clock = folder / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", clock, HERE / "clock.c"], check=True)
    answered = subprocess.run(
        [sys.executable, HERE / "anki_answers.py"],
        input=json.dumps([{"zone": h.zone, "answers": h.answers} for h in histories]),
        env={
            **os.environ,
            "LD_PRELOAD": str(clock),
            "ANKI_TEST_MODE": "1",
        },  # this mode switches Anki's fuzz off
        capture_output=True,
        text=True,
        check=False,
    )
    assert answered.returncode == 0, answered.stderr
    return [[tuple(state) for state in states] for states in json.loads(answered.stdout)]


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="the test's clock is compiled and preloaded"
)
def test_memory_and_due_days_equal_ankis(tmp_path: Path) -> None:
    settings = Settings(fuzz=False)
    histories = [history(number) for number in range(COUNT)]
    wrong = []
    compared = 0
    for number, (ours, theirs) in enumerate(zip(histories, anki(histories, tmp_path), strict=True)):
        state = MemoryState()
        for nth, ((now, rating), (kind, stability, difficulty, due)) in enumerate(
            zip(ours.moments(), theirs, strict=True)
        ):
            state = review(state, rating, now, settings, "")
            own_due = state.interval if state.state is State.REVIEW else (state.due - now.time) // 1000
            same = (
                state.state is TYPES[kind]
                and own_due == due
                and state.stability == pytest.approx(stability, rel=1e-3, abs=1e-4)
                and state.difficulty == pytest.approx(difficulty, rel=1e-3)
            )
            # Anki stores four decimals of stability and three of difficulty, and continues with those.
            state = replace(state, stability=round(state.stability, 4), difficulty=round(state.difficulty, 3))
            compared += 1
            if not same:
                wrong.append((number, nth, ours.zone, now, state, (kind, stability, difficulty, due)))
    assert not wrong, f"{len(wrong)} of {compared}: {wrong[:3]}"
    assert compared > COUNT * 5
