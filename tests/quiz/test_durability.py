"""No answer is lost or counted twice, whether the quiz is killed or two sessions run at once.

FLASHCARDS_CRASH=1 runs it big: kills until 1,000 reviews are acknowledged, and 20 runs of two sessions at once.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from flashcards.reviews.store import Store
from tests import decks
from tests.quiz import quizzes

if TYPE_CHECKING:
    from pathlib import Path


BIG = bool(os.environ.get("FLASHCARDS_CRASH"))


ENOUGH = 1000 if BIG else 20  # acknowledged reviews


def _start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        quizzes.words("--plain", *arguments),
        cwd=home,
        env=quizzes.environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_no_acknowledged_review_is_lost_when_killed(tmp_path: Path) -> None:
    acknowledged = number = 0
    while acknowledged < ENOUGH:
        quizzes.deck(tmp_path / f"{number}")
        acknowledged += _acknowledged_before_a_kill(tmp_path / f"{number}", number)
        number += 1


def _acknowledged_before_a_kill(home: Path, number: int) -> int:
    """Kill a session at an instant that a seed chooses and return how many reviews it acknowledged."""
    spread = random.Random(number)
    saved, after = set(), spread.randint(1, 20)
    session = _start(home, "--cram") if number % 2 else _start(home)
    assert session.stdin is not None
    assert session.stdout is not None
    session.stdin.write("1\n" * 400)
    session.stdin.flush()
    killer = threading.Timer(spread.random() / 50, session.kill)
    for line in session.stdout:
        saved |= set(quizzes.SAVED.findall(line))
        if len(saved) >= after and killer.ident is None:
            killer.start()
    killer.cancel()
    session.communicate()
    assert session.returncode == -signal.SIGKILL or len(saved) >= 1
    assert len(saved) >= min(after, 1)
    kept = {entry for entry, _, _ in quizzes.reviews(home)}
    assert saved <= kept
    assert len(kept - saved) <= 1, "at most the one that was being written"
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.verify() == []
    return len(saved)


@pytest.mark.parametrize("run", range(20 if BIG else 2))
def test_two_sessions_at_once_lose_and_double_nothing(home: Path, run: int) -> None:
    sessions = [_start(home), _start(home)]
    for session in sessions:
        assert session.stdin is not None
        assert session.stdout is not None
        assert any(line.startswith("Question: ") for line in session.stdout)
    for number, session in enumerate(sessions):
        assert session.stdin is not None
        session.stdin.write(f"{1 + (run + number) % 3}\n" * 40)
        session.stdin.close()
        session.stdin = None  # otherwise communicate closes it again
    outputs = [session.communicate(timeout=60) for session in sessions]
    assert [error for _, error in outputs] == ["", ""]
    saved = [entry for out, _ in outputs for entry in quizzes.SAVED.findall(out)]
    assert sorted(saved) == [entry for entry, _, _ in quizzes.reviews(home)]
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.verify() == []
        assert sum(state.reps for state in store.states(decks.UUID).values()) == len(saved)


def test_two_sessions_at_once_count_a_card_once(home: Path) -> None:
    one, two = _start(home), _start(home)
    for session in (one, two):
        assert session.stdout is not None
        assert any(line.startswith("Question: What does “cat” mean?") for line in session.stdout)
    first, _ = one.communicate("4\nquit\n", timeout=60)
    second, _ = two.communicate("4\n4\nquit\n", timeout=60)
    assert len(quizzes.SAVED.findall(first)) == 1
    assert "already answered in another window; not counted" in second
    assert quizzes.SAVED.findall(first + second) == [entry for entry, _, _ in quizzes.reviews(home)]
    assert len(quizzes.reviews(home)) == 2
