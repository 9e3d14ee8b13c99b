"""A text reaches its file whole or not at all, and leaves nothing else behind."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards.disk import journal
from flashcards.disk.atomic import save, workshop
from flashcards.disk.journal import JOURNAL, Step, put_back, save_all
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable


def full(*_: object, **__: object) -> None:
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


def test_a_folder_that_was_made_for_it_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(tmp_path / "here" / "a" / "b" / "c.yaml", "new")
    assert list(tmp_path.rglob("*")) == [tmp_path / "here"]


def test_a_workshop_leaves_what_was_made_and_nothing_else(tmp_path: Path) -> None:
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


def test_a_workshop_that_can_not_be_cleared_away_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workshop(tmp_path / "a") as folder:
        (folder / "made").touch()
        (folder / "made").rename(tmp_path / "a")
        monkeypatch.setattr(os, "rmdir", full)
    assert sorted(tmp_path.iterdir()) == [folder, tmp_path / "a"]


# --- several files ------------------------------------------------------------------------------------

OLD = {"deck.yaml": b"1\xff\r\n", "concepts/a.yaml": b"a", "concepts/b.yaml": b""}
NEW = {"deck.yaml": b"2", "concepts/new.yaml": b"a\x00", "concepts/b.yaml": b"b"}
STEPS = [
    Step("deck.yaml", b"1\xff\r\n", b"2", 0o600),
    Step("concepts/new.yaml", None, b"a\x00", 0o644),
    Step("concepts/a.yaml", b"a", None, 0o644),
    Step("concepts/b.yaml", b"", b"b", 0o644),
]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "concepts").mkdir()
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def cut_short(deck: Path, monkeypatch: pytest.MonkeyPatch, at: int = 3) -> None:
    """As if the process had died at a replacement; the journal's own is the first."""
    calls = iter(range(100))
    real = Path.replace

    def dies(path: Path, target: Path) -> Path:
        if next(calls) == at:
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        patch.setattr(journal, "put_back", lambda _: True)
        with pytest.raises(KeyboardInterrupt):
            save_all(deck, STEPS)


def test_all_steps_are_made(deck: Path) -> None:
    save_all(deck, STEPS)
    assert files(deck) == NEW
    assert (deck / "deck.yaml").stat().st_mode & 0o777 == 0o600
    assert put_back(deck) is False


@pytest.mark.parametrize("at", range(1, 4))
def test_what_was_cut_short_is_put_back(deck: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    cut_short(deck, monkeypatch, at)
    assert {JOURNAL, "concepts/a.yaml"} <= set(files(deck)), "removals come last"
    assert put_back(deck) is True
    assert files(deck) == OLD


def test_putting_back_removes_what_was_made_last(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(deck, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            put_back(deck)
    assert files(deck)["concepts/new.yaml"] == NEW["concepts/new.yaml"]
    assert put_back(deck) is True
    assert files(deck) == OLD


def test_another_file_in_the_place_of_a_new_one_stays(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(deck, monkeypatch)
    (deck / "concepts/new.yaml").write_bytes(b"mine")
    assert put_back(deck) is True
    assert files(deck) == {**OLD, "concepts/new.yaml": b"mine"}


def test_an_edit_since_is_not_overwritten(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(deck, monkeypatch)
    (deck / "concepts/b.yaml").write_bytes(b"mine")
    before = files(deck)
    with pytest.raises(OSError, match="it was edited after a rename was cut short") as told:
        put_back(deck)
    assert (told.value.filename, files(deck)) == (str(deck / "concepts/b.yaml"), before)


def row(name: object, before: object = "evil", after: object = None, mode: object = 0o755) -> str:
    return json.dumps([[name, before, after, mode]])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(row("../out"), id="out of the folder"),
        pytest.param(row("/out"), id="an absolute path"),
        pytest.param(row("link/out"), id="through a link"),
        pytest.param(row(".git/hooks/pre-commit"), id="hidden"),
        pytest.param(row("concepts/.git/x"), id="hidden below"),
        pytest.param(row("a\0b"), id="no name"),
        pytest.param(row(1), id="a number for a name"),
        pytest.param(row("a", before=1), id="a number for a text"),
        pytest.param(row("a", before="\u20ac"), id="no bytes"),
        pytest.param(row("a", mode="x"), id="no mode"),
        pytest.param("[[]]", id="nothing in a step"),
        pytest.param("{", id="no JSON"),
        pytest.param("1", id="no list"),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_a_journal_that_is_not_ours_changes_nothing(deck: Path, text: str) -> None:
    (deck / "link").symlink_to(deck.parent)
    (deck / JOURNAL).write_text(text)
    before = files(deck)
    with pytest.raises(OSError, match="it is damaged; look at the files with git, then remove it"):
        put_back(deck)
    assert files(deck) == before
    assert not (deck.parent / "out").exists()


@pytest.mark.parametrize(
    "make",
    [lambda path: path.symlink_to("deck.yaml"), named_pipe, Path.mkdir],
    ids=["link", "pipe", "folder"],
)
def test_a_journal_that_is_no_file_is_not_read(deck: Path, make: Callable[[Path], None]) -> None:
    make(deck / JOURNAL)
    with pytest.raises(OSError, match="it is damaged"):
        put_back(deck)
    assert files(deck) | OLD == files(deck)
