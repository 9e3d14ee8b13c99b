"""The copy of an installed deck that a learner may edit: whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flashcards.quiz import edit
from tests.quiz import quizzes


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("owner", "name", "why"),
    [
        pytest.param(shutil, "copyfile", "the disk is full or fails", id="a file"),
        pytest.param(Path, "rename", "No space left on device", id="the folder"),
        pytest.param(Path, "mkdir", "No space left on device", id="the folder above"),
    ],
)
def test_a_copy_that_fails_leaves_nothing_and_the_session_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, why: str
) -> None:
    root = quizzes.deck(tmp_path / "installed")
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setattr(edit, "_installed", lambda *_: True)
    screen: Any = SimpleNamespace(
        session=SimpleNamespace(deck=SimpleNamespace(homepage="")), ask=lambda _: "c"
    )
    asked: Any = SimpleNamespace(note=SimpleNamespace(place=SimpleNamespace(path="concepts/cat.yaml")))
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full)
        assert edit.Editing(root)(screen, asked) == f"not copied: {why}"
    assert list(Path().iterdir()) == []
