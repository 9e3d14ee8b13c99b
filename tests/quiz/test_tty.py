"""The terminal under the quiz: resized, ended by a key or a signal, closed, or too simple for a screen."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.quiz import quizzes
from tests.quiz.players import Player

if TYPE_CHECKING:
    from pathlib import Path


def test_a_resized_window_is_redrawn(home: Path, players: list[Player]) -> None:
    player = Player(home, "--kind", "distinctions", columns=100, rows=30)
    players.append(player)
    player.sees("Space shows the answer")
    assert "┃" in player.press(" ", "4 Easy")
    player.resize(40, 30)
    text = player.sees(r"1 Again 1m +2 Hard 6m\n +▸3 Good")
    assert "• Comes when called." in text
    assert "┃" not in text
    player.resize(100, 30)
    assert "▸3 Good" in player.sees("┃")
    player.press("3", "Good saved")


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        pytest.param("\x03", 130, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, 143, id="SIGTERM"),
        pytest.param(signal.SIGINT, 130, id="SIGINT"),
        pytest.param(signal.SIGHUP, 129, id="SIGHUP"),
        pytest.param("\x04", 0, id="Ctrl-D"),
    ],
)
def test_however_it_ends_nothing_is_lost_and_the_terminal_is_restored(
    home: Path, players: list[Player], ending: str | signal.Signals, code: int
) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    player.press("4", "Easy saved, back in 7d")
    if isinstance(ending, str):
        assert player.end(ending) == code
    else:
        player.child.kill(ending)
        assert player.end() == code
    assert player.raw.rstrip().count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in player.raw
    assert b"Traceback" not in player.raw
    assert [state.reps for state in quizzes.states(home).values()] == [1]


def test_a_closed_terminal_loses_nothing(home: Path, players: list[Player]) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    player.press("4", "Easy saved")
    player.child.close(force=True)
    assert [state.reps for state in quizzes.states(home).values()] == [1]


def test_a_dumb_terminal_gets_a_hint_at_plain(home: Path, players: list[Player]) -> None:
    player = Player(home, TERM="dumb")
    players.append(player)
    assert player.end() == 2
    assert "use: flashcards quiz --plain" in player.text()
