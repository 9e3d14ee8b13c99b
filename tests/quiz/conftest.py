"""The small deck in a learner's home, and learners at terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.quiz.players import Player


@pytest.fixture
def home(tmp_path: Path) -> Path:
    quizzes.deck(tmp_path)
    return tmp_path


@pytest.fixture
def players() -> Iterator[list[Player]]:
    """A list of players whose terminals are closed after the test."""
    out: list[Player] = []
    yield out
    for player in out:
        player.child.close(force=True)
