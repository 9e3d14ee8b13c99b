"""Kept decks: the same deck again, never a stale one, and nothing run from a planted file."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest

from flashcards import cached
from flashcards.compile import Compiled, compile_deck
from flashcards.load import load
from tests.cli import quizzes

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck


class Desk:
    """A deck, a cache folder, and how often the compiler was asked."""

    def __init__(self, folder: Path) -> None:
        self.root = quizzes.deck(folder)
        self.folder = folder / "cache"
        self.compiled = 0

    def compile(self) -> Compiled:
        self.compiled += 1
        return compile_deck(load(self.root))

    def deck(self) -> Deck | None:
        return cached.deck(self.root, self.folder, self.compile)[0]

    def entry(self) -> Path:
        (path,) = self.folder.iterdir()
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_same_deck_without_compiling(desk: Desk) -> None:
    first = desk.deck()
    assert desk.deck() == first == compile_deck(load(desk.root)).deck
    assert desk.compiled == 1


def rewrite(desk: Desk) -> None:
    path = desk.root / "concepts/cat.yaml"
    stat = path.stat()
    path.write_text(path.read_text("utf-8").replace("purrs.", "meows."), "utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def add(desk: Desk) -> None:
    (desk.root / "concepts/cow.yaml").write_text("term: cow\nfaq:\n  what: {q: What?, a: This.}\n", "utf-8")


def remove(desk: Desk) -> None:
    (desk.root / "concepts/dog.yaml").unlink()


def picture(desk: Desk) -> None:
    (desk.root / "media").mkdir()
    (desk.root / "media/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("change", [rewrite, add, remove, picture])
def test_any_change_is_seen_even_of_the_same_size_and_date(desk: Desk, change: object) -> None:
    desk.deck()
    assert callable(change)
    change(desk)
    assert desk.deck() == compile_deck(load(desk.root)).deck
    assert desk.compiled == 2


def test_a_deck_with_errors_is_not_kept(desk: Desk) -> None:
    (desk.root / "concepts/dog.yaml").write_text("term: [\n", "utf-8")
    for _ in range(2):
        deck, compiled = cached.deck(desk.root, desk.folder, desk.compile)
        assert deck is not None
        assert compiled is not None
        assert compiled.errors
    assert not desk.folder.exists()


class Bomb:
    """Makes a folder when it is unpickled without care."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("planted", ["bomb", "no deck", "", "garbage"])
def test_a_planted_entry_runs_nothing_and_is_replaced(desk: Desk, tmp_path: Path, planted: str) -> None:
    bomb = tmp_path / "went off"
    expected = desk.deck()
    mark = desk.entry().read_bytes()[:32]
    data = pickle.dumps(Bomb(str(bomb)) if planted == "bomb" else planted) if planted else b""
    desk.entry().write_bytes(mark + (b"\x80\x05garbage" if planted == "garbage" else data))
    assert desk.deck() == expected
    assert desk.compiled == 2
    assert not bomb.exists()
    assert desk.deck() == expected
    assert desk.compiled == 2


def test_done_without_where_nothing_can_be_kept(desk: Desk) -> None:
    desk.folder.write_text("a file where the folder should be", "utf-8")
    assert desk.deck() is not None
