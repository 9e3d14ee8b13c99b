"""A text reaches its file whole or not at all, and leaves nothing else behind."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from flashcards.save import save

if TYPE_CHECKING:
    from pathlib import Path


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("old", [None, "old"], ids=["nothing there", "a file there"])
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failure_leaves_what_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str | None, broken: str
) -> None:
    path = tmp_path / "a.yaml"
    if old is not None:
        path.write_text(old)
    monkeypatch.setattr(os if broken == "fsync" else type(path), broken, full)
    with pytest.raises(OSError, match="No space left"):
        save(path, "new")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == ({"a.yaml": old} if old else {})


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".a.yaml.part").write_text("ha")
    save(tmp_path / "a.yaml", "whole")
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "whole"
