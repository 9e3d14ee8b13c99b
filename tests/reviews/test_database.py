"""The file of the database: creation, refusals, backups and migrations."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import warnings
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from flashcards.disk import atomic
from flashcards.reviews import database, due
from flashcards.reviews.store import Store, StoreError
from flashcards.study.memory import DAY, Rating
from tests.reviews.stores import CARD, NOON, fill, grade, later
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable


def test_only_the_learner_can_read_the_folder_and_the_file(path: Path) -> None:
    Store.open(path, NOON).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_writes_use_wal_and_wait_for_the_disk(store: Store) -> None:
    modes = {name: store._read(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous")}
    assert modes == {"journal_mode": "wal", "synchronous": 2}


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (id)")
        connection.commit()


def newer(path: Path) -> None:
    Store.open(path, NOON).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")


def damaged(path: Path) -> None:
    with Store.open(path, NOON) as store:
        fill(store, 200)
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 5 * 4096] = b"\xff" * 2 * 4096
    path.write_bytes(data)


def truncated(path: Path) -> None:
    damaged(path)
    path.write_bytes(path.read_bytes()[: 6 * 4096])


def text(path: Path) -> None:
    path.write_text("my shopping list\n" * 20)


DAMAGED = (
    "{path} is damaged and was left unchanged; its newest backup is {path}.backup: copy that over it, or choose"
    " another file with --db"
)
REFUSALS = {
    foreign: "{path} is a database of another program and was left unchanged; choose another file with --db",
    newer: (
        "{path} was written by a newer version of flashcards (format 2, this one knows 1) and was left unchanged;"
        " update flashcards, or choose another file with --db"
    ),
    damaged: DAMAGED,
    truncated: DAMAGED,
    text: (
        "{path} is not a database of reviews, or it is damaged; it was left unchanged; there is no backup beside it;"
        " restore one of your own, or choose another file with --db"
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), REFUSALS.items(), ids=[spoil.__name__ for spoil in REFUSALS])
def test_a_refused_file_stays_unchanged(tmp_path: Path, spoil: Callable[[Path], None], sentence: str) -> None:
    path = tmp_path / "reviews.db"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store.open(path, NOON)
    assert str(refused.value) == sentence.format(path=path)
    assert path.read_bytes() == before


def pipe(path: Path) -> str:
    named_pipe(path)
    return "not a regular file"


def folder(path: Path) -> str:
    path.mkdir()
    return "a folder"


def dangling(path: Path) -> str:
    path.symlink_to("gone.db")
    return "a link to gone.db, which does not exist,"


@pytest.mark.parametrize("kind", [pipe, folder, dangling])
def test_a_pipe_folder_or_dangling_link_is_neither_replaced_nor_waited_for(
    tmp_path: Path, kind: Callable[[Path], str]
) -> None:
    path = tmp_path / "reviews.db"
    what = kind(path)
    before = path.lstat()
    assert due.quickly(("--db", str(path)), {}, 0) is None
    with pytest.raises(StoreError) as refused:
        Store.open(path, NOON)
    assert str(refused.value) == f"{path} is {what} and was left unchanged; choose another file with --db"
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("empty", [True, False], ids=["to an empty file", "to a database"])
def test_a_link_stays_a_link(tmp_path: Path, empty: bool) -> None:
    path, real = tmp_path / "link.db", tmp_path / "real.db"
    real.touch()
    path.symlink_to(real)
    if not empty:
        Store.open(real, NOON).close()
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    assert path.is_symlink()
    with Store.open(real, NOON) as store:
        assert store.state(CARD).reps == 1


def test_a_backup_is_a_complete_database(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    backup = path.with_name("reviews.db.backup")
    with Store.open(backup, NOON) as store:
        assert store.state(CARD).reps == 1
        assert store.verify() == []


def test_only_the_learner_can_read_a_backup_and_nothing_is_left_beside_it(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    assert stat.S_IMODE(path.with_name("reviews.db.backup").stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_a_backup_that_fails_leaves_the_old_one_and_nothing_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    backup = path.with_name("reviews.db.backup")
    old = backup.read_bytes()

    def full(made: Path, _: int | None) -> None:
        for file in ("x-wal", "x-shm", "x-journal"):  # as SQLite leaves them
            made.with_name(file).touch()
        raise OSError(28, "No space left on device")

    with Store.open(path, later(DAY)) as store:
        grade(store, CARD, Rating.GOOD, later(DAY))
        monkeypatch.setattr(atomic, "_sync_file", full)
    assert backup.read_bytes() == old
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_the_daily_backup_removes_what_killed_sessions_left(path: Path) -> None:
    others = [
        ".other.db.backup.abcdefgh.part",
        ".reviews.db.abcdefgh.part",
    ]  # one is perhaps being made just now
    for name in (".reviews.db.backup.abcdefgh.part", *others):
        (path.parent / name).mkdir(parents=True)
        (path.parent / name / "reviews.db").touch()
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    names = sorted(file.name for file in path.parent.iterdir())
    assert names == [*others, "reviews.db", "reviews.db.backup"]


def test_a_lock_held_too_long_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_LOCK_TIMEOUT", 0.0)
    Store.open(path, NOON).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StoreError, match="has been locked by another program for 0 seconds; close the other"
        ):
            Store.open(path, NOON)


def test_a_full_disk_is_an_error_and_loses_nothing(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
        store._read("PRAGMA wal_checkpoint(TRUNCATE)")
        store._read(f"PRAGMA max_page_count = {store._read('PRAGMA page_count')[0][0]}")
        with pytest.raises(StoreError, match=r"the disk that holds .*reviews\.db is full; make room"):
            fill(store, 500)
        assert store.verify() == []
        assert store.state(CARD).reps == 1


def test_a_file_that_cannot_be_written_is_an_error() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.db"
        with Store.open(path, NOON) as store:
            fill(store, 3)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        before = path.read_bytes()
        outcome = _as_nobody(lambda: Store.open(path, NOON).close())
        assert outcome == (
            f"StoreError: {path} or its folder can't be written; fix its permissions or choose another file with --db"
        )
        assert path.read_bytes() == before
        Path(folder).chmod(0o755)


def _as_nobody(work: Callable[[], object]) -> str:
    """Run work in a child process that is not root, and return the error that it raised, or ""."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # about forks beside threads: this child only opens a file
        child = os.fork()
    if child == 0:
        outcome = ""
        try:
            if os.geteuid() == 0:
                os.setuid(65_534)
            work()
        except BaseException as error:  # noqa: BLE001 - the parent reports it
            outcome = f"{type(error).__name__}: {error}"
        os.write(writer, outcome.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        outcome = pipe.read()
    os.waitpid(child, 0)
    return outcome


def test_a_path_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError,
        match=rf"file/reviews\.db can't be used: {os.strerror(errno.ENOTDIR)}; fix that or choose",
    ):
        Store.open(tmp_path / "file" / "reviews.db", NOON)


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "reviews.db").touch()
    with Store.open(tmp_path / "reviews.db", NOON) as store:
        assert store.verify() == []


def test_a_migration_backs_up_first_and_keeps_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("ALTER TABLE decks ADD COLUMN colour TEXT",)})
    with Store.open(path, NOON) as store:
        assert store.state(CARD).reps == 1
        assert store._read("SELECT colour FROM decks") == []
        assert store.verify() == []
    monkeypatch.setattr(database, "VERSION", 1)
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path, NOON)
    with Store.open(path.with_name("reviews.db.v1.backup"), NOON) as store:
        assert store.state(CARD).reps == 1


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path, NOON).close()
    before = path.read_bytes()
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("CREATE TABLE extra (x)", "nonsense")})
    with pytest.raises(StoreError, match="can't be used"):
        Store.open(path, NOON)
    assert path.read_bytes() == before


def test_a_migration_that_sqlite_rolled_back_reports_the_first_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(path, NOON).close()
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("ROLLBACK", "nonsense")})
    with pytest.raises(StoreError, match="can't be used") as raised:
        Store.open(path, NOON)
    assert isinstance(raised.value.__cause__, sqlite3.Error)
    assert raised.value.__cause__.sqlite_errorcode == sqlite3.SQLITE_ERROR
    assert str(raised.value.__cause__) in str(raised.value)
