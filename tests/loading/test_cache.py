"""Kept decks: the same deck again, never a stale one, and nothing run from a planted file."""

from __future__ import annotations

import errno
import os
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.loading import cache
from flashcards.loading.folder import load
from flashcards.model import Level, NoteType, Tier
from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Callable

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
        return cache.deck(self.root, self.folder, self.compile)[0]

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


def test_an_entry_names_nothing_but_the_nouns(desk: Desk) -> None:
    """Python 3.11.2 would write a call of getattr for each note type and tier, and no entry could be read again."""
    pickled = pickle.dumps((desk.deck(), *Level, *NoteType, *Tier), protocol=5)
    names = {
        name
        for name in re.findall(rb"[\w.]+", pickled)
        if name in {b"builtins", b"getattr", b"copyreg", b"enum"}
    }
    assert names == set()


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
        deck, compiled = cache.deck(desk.root, desk.folder, desk.compile)
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


def assert_ignored_and_replaced(desk: Desk, expected: Deck | None) -> None:
    """The entry that stands there is not used; the one that takes its place is."""
    for _ in range(2):
        assert desk.deck() == expected
        assert desk.compiled == 2


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param(lambda bomb: pickle.dumps(Bomb(bomb)), id="code"),
        pytest.param(lambda _: pickle.dumps(Path), id="a class of the library"),
        pytest.param(lambda _: b"cflashcards.cached\n_write\n.", id="a function of ours"),
        pytest.param(lambda _: b"cflashcards.model\nPath\n.", id="a name that model imports"),
        pytest.param(lambda _: pickle.dumps("no deck"), id="no deck"),
        pytest.param(lambda _: b"\x80\x05garbage", id="garbage"),
        pytest.param(lambda _: b"(" * 500_000 + b"t" * 500_000 + b".", id="deep nesting"),
        pytest.param(lambda _: b"", id="nothing"),
    ],
)
def test_a_planted_entry_runs_nothing_and_is_replaced(
    desk: Desk, tmp_path: Path, planted: Callable[[str], bytes]
) -> None:
    bomb = tmp_path / "went off"
    expected = desk.deck()
    data = planted(str(bomb))
    desk.entry().write_bytes(desk.entry().read_bytes()[:32] + crc32(data).to_bytes(4, "big") + data)
    assert_ignored_and_replaced(desk, expected)
    assert not bomb.exists()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    at = data.index(b"purrs")
    return data[:at] + b"barks" + data[at + 5 :]


@pytest.mark.parametrize("damage", [cut, flip])
def test_a_damaged_entry_is_ignored(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    expected = desk.deck()
    desk.entry().write_bytes(damage(desk.entry().read_bytes()))
    assert_ignored_and_replaced(desk, expected)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no such permissions")
def test_an_entry_that_others_may_write_is_ignored(desk: Desk) -> None:
    expected = desk.deck()
    assert desk.entry().stat().st_mode & 0o777 == 0o600
    desk.entry().chmod(0o620)
    assert_ignored_and_replaced(desk, expected)


def test_an_entry_of_another_program_version_is_ignored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = desk.deck()
    monkeypatch.setattr(cache, "__version__", "0.0.0-other")
    assert_ignored_and_replaced(desk, expected)


def test_a_full_disk_leaves_no_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert desk.deck() is not None
    assert list(desk.folder.iterdir()) == []


def test_what_a_killed_session_left_is_removed(desk: Desk) -> None:
    desk.deck()
    entry = desk.entry()
    left, others = entry.with_name(f"{entry.name}.4711"), entry.with_name("0123456789abcdef.deck.4711")
    for path in (left, others):
        path.touch()
    rewrite(desk)
    desk.deck()
    assert sorted(desk.folder.iterdir()) == sorted([entry, others])


def test_done_without_where_nothing_can_be_kept(desk: Desk) -> None:
    desk.folder.write_text("a file where the folder should be", "utf-8")
    assert desk.deck() is not None
