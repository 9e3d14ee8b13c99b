"""A file is written whole or not at all, and nothing else is left behind."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from flashcards.disk.atomic import publish, publish_new, save, sweep_workshops, workshop
from tests.disk.faults import full

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("old", [None, "old"], ids=["nothing there", "a file there"])
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file(
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


def test_a_folder_made_for_a_file_is_removed_on_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(tmp_path / "here" / "a" / "b" / "c.yaml", "new")
    assert list(tmp_path.rglob("*")) == [tmp_path / "here"]


def test_a_workshop_leaves_the_result_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a[1].b"
    for name in (".a[1].b.abcdefgh.part", ".a1.b.abcdefgh.part", ".a[1].b.abc.part"):
        (tmp_path / "new" / name).mkdir(parents=True)
    with workshop(target) as folder:
        (folder / "half").mkdir()
        (folder / "made").write_text("whole")
        (folder / "made").rename(target)
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == [".a1.b.abcdefgh.part", ".a[1].b.abc.part", "a[1].b"]


def test_a_workshop_that_fails_leaves_no_folder(tmp_path: Path) -> None:
    def work() -> None:
        with workshop(tmp_path / "new" / "deep" / "a") as folder:
            (folder / "half").touch()
            full()

    with pytest.raises(OSError, match="No space left"):
        work()
    assert list(tmp_path.iterdir()) == []


def test_a_workshop_that_can_not_be_removed_is_not_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workshop(tmp_path / "a") as folder:
        (folder / "made").touch()
        (folder / "made").rename(tmp_path / "a")
        monkeypatch.setattr(os, "rmdir", full)
    assert sorted(tmp_path.iterdir()) == [folder, tmp_path / "a"]


def test_a_workshop_that_does_not_sweep_leaves_those_of_others(tmp_path: Path) -> None:
    target, other = tmp_path / "a", tmp_path / ".a.abcdefgh.part"
    other.mkdir()
    with workshop(target, sweep=False):
        assert other.exists()
    sweep_workshops(target)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made"
    path.write_text("new")
    return path


@pytest.mark.parametrize("old", [None, "", "old"], ids=["nothing", "an empty file", "a file"])
def test_publishing_replaces_what_is_there(tmp_path: Path, made: Path, old: str | None) -> None:
    target = tmp_path / "target"
    if old is not None:
        target.write_text(old)
    publish(made, target, mode=0o600)
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode)) == ("new", 0o600)
    assert not made.exists()


@pytest.mark.parametrize(
    ("old", "expected"),
    [(None, "new"), ("", "new"), ("old", "old")],
    ids=["nothing", "an empty file", "a file"],
)
@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_publishing_a_new_file_keeps_one_with_content(
    tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, old: str | None, expected: str, links: bool
) -> None:
    target = tmp_path / "target"
    if old is not None:
        target.write_text(old)
    if not links:
        monkeypatch.setattr(os, "link", full)
    publish_new(made, target)
    assert target.read_text() == expected


@pytest.mark.parametrize("way", [publish, publish_new])
def test_a_file_that_can_not_be_synced_is_not_published(
    tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[[Path, Path], None]
) -> None:
    (tmp_path / "target").write_text("")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        way(made, tmp_path / "target")
    assert (tmp_path / "target").read_text() == ""
