"""Several files are replaced together or not at all, and an interrupted replacement is taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards.disk import journal
from flashcards.disk.journal import JOURNAL, Step, put_back, save_all
from tests.disk.faults import full
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable

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


def interrupt(deck: Path, monkeypatch: pytest.MonkeyPatch, at: int = 3) -> None:
    """Interrupt ``save_all`` at a replacement, as a kill would; the journal's own is number 0."""
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
def test_an_interrupted_replacement_is_taken_back(
    deck: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    interrupt(deck, monkeypatch, at)
    assert {JOURNAL, "concepts/a.yaml"} <= set(files(deck)), "removals come last"
    assert put_back(deck) is True
    assert files(deck) == OLD


def test_taking_back_restores_old_files_before_it_removes_new_ones(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(deck, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            put_back(deck)
    assert files(deck)["concepts/new.yaml"] == NEW["concepts/new.yaml"]
    assert put_back(deck) is True
    assert files(deck) == OLD


def test_a_different_file_in_the_place_of_a_new_one_stays(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(deck, monkeypatch)
    (deck / "concepts/new.yaml").write_bytes(b"mine")
    assert put_back(deck) is True
    assert files(deck) == {**OLD, "concepts/new.yaml": b"mine"}


def test_a_file_edited_since_is_not_overwritten(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(deck, monkeypatch)
    (deck / "concepts/b.yaml").write_bytes(b"mine")
    before = files(deck)
    with pytest.raises(OSError, match="it was edited after a rename was cut short") as raised:
        put_back(deck)
    assert (raised.value.filename, files(deck)) == (str(deck / "concepts/b.yaml"), before)


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
def test_a_journal_that_is_not_a_regular_file_is_not_read(deck: Path, make: Callable[[Path], None]) -> None:
    make(deck / JOURNAL)
    with pytest.raises(OSError, match="it is damaged"):
        put_back(deck)
    assert files(deck) | OLD == files(deck)
