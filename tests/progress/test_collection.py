"""Writing into a real closed collection: in a process of its own, after a backup, all or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from anki.sync_pb2 import SyncCollectionResponse

from flashcards.anki import history
from flashcards.anki.reader import ReadError
from flashcards.progress import collection, export
from flashcards.progress.collection import ExportError
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import Moment, Settings
from tests.anki import oracle
from tests.progress import learners

SETTINGS = Settings(fuzz=False)
NOW = Moment(int(time.time() * 1000))  # Anki asks the machine's clock which day it is
DAY = 86_400_000
CARDS = sorted(learners.CARDS)
RATINGS = (3, 3, 3, 1, 3)


def logs(number: int = 5) -> dict[CardId, list[LogEntry]]:
    """A log of a card's for each of the first cards: reviews over some weeks."""
    made = {}
    for place, card in enumerate(CARDS[:number]):
        times = [NOW.time - (60 - 9 * n) * DAY + place for n in range(len(RATINGS))]
        made[card] = [
            LogEntry(f"{at << 80:032x}", card, "deck", Moment(at), Action.REVIEW, rating)
            for at, rating in zip(times, RATINGS, strict=True)
        ]
    return made


def plan(path: Path, of: dict[CardId, list[LogEntry]]) -> export.Export:
    found = history.read(path, {card.guid for card in learners.CARDS})
    return export.lacking(found.cards, of, SETTINGS, NOW.day())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anki")
    learners.exported(folder, learners.collection(folder), "collection")
    return folder


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A closed collection of a learner's."""
    shutil.copytree(made, tmp_path / "profile")
    return tmp_path / "profile" / "collection.anki2"


def held(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        cards = connection.execute("SELECT * FROM cards ORDER BY id").fetchall()
        return cards + connection.execute("SELECT * FROM revlog ORDER BY id").fetchall()


def test_it_is_written_in_a_process_of_its_own_after_a_backup(path: Path) -> None:
    before = held(path)
    backup, written = collection.write(path, plan(path, logs()).cards)
    assert written == 25
    assert Path(backup).parent == path.parent / "backups"
    assert Path(backup).suffix == ".colpkg"
    assert held(path) != before
    with oracle.collection(path.parent) as col:
        assert oracle.check_database(col)[1]
        assert oracle.rows(col, "select count(), min(usn), max(usn) from revlog") == [(25, -1, -1)]
    assert plan(path, logs()).cards == ()


def test_an_error_in_the_middle_leaves_the_collection_as_it_was(path: Path) -> None:
    before = held(path)
    cards = [*plan(path, logs()).cards]
    cards.append(cards[0]._replace(id=12345))
    with pytest.raises(ExportError, match="was left as it was"):
        collection.write(path, cards)
    assert held(path) == before


def test_suspended_cards_stay_suspended(path: Path) -> None:
    with oracle.collection(path.parent) as col:
        opened: Any = col
        number = learners.card_ids(opened)[CARDS[0]]
        opened.sched.suspend_cards([number])
    collection.write(path, plan(path, logs(1)).cards)
    with oracle.collection(path.parent) as col:
        assert oracle.rows(col, f"select queue, type from cards where id = {number}") == [(-1, 3 - 1)]


def test_an_open_collection_is_refused(path: Path) -> None:
    cards = plan(path, logs()).cards
    with oracle.collection(path.parent), pytest.raises(ExportError, match="open in Anki; close Anki"):
        collection.write(path, cards)


def test_another_schema_is_refused(path: Path) -> None:
    cards = plan(path, logs()).cards
    col: Any = Collection(str(path))
    col.close(downgrade=True)
    before = held(path)
    with pytest.raises(ExportError, match="schema 11, and this version writes 18"):
        collection.write(path, cards)
    assert held(path) == before


def test_what_is_no_collection_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.anki2"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (id)")
    with pytest.raises(ExportError, match="no collection of Anki's"):
        collection.write(path, ())
    with pytest.raises(ReadError, match="no collection of Anki's"):
        history.read(path, set())


def test_without_ankis_library_one_sentence_says_how_to_get_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "anki.collection", None)
    with pytest.raises(ExportError, match=r"pip install 'flashcards\[anki\]'"):
        collection.run(path, [])


def test_a_device_that_syncs_gets_cards_and_reviews(path: Path, tmp_path: Path) -> None:
    """Through Anki's own sync server, by an ordinary sync."""
    ordinary = SyncCollectionResponse.NORMAL_SYNC
    with server(tmp_path / "server") as endpoint:
        desk: Any = Collection(str(path))
        phone: Any = Collection(str(tmp_path / "phone.anki2"))
        auth = desk.sync_login("me", "secret", endpoint)
        for col, upload in ((desk, True), (phone, False)):
            col.sync_collection(auth, False)
            col.close_for_full_sync()
            col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
            col.reopen(after_full_sync=True)
        desk.close()
        collection.write(path, plan(path, logs()).cards)
        desk = Collection(str(path))
        required = [col.sync_collection(auth, False).required for col in (desk, phone)]
        assert set(required) <= {ordinary, SyncCollectionResponse.NO_CHANGES}
        for query in (
            "select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id",
            "select id, type, queue, due, ivl, reps, lapses, data from cards order by id",
        ):
            assert oracle.rows(phone, query) == oracle.rows(desk, query)
        assert oracle.rows(phone, "select count() from revlog") == [(25,)]
        desk.close()
        phone.close()


class server:  # noqa: N801 - a context manager
    """Anki's sync server on a free port, which it says when it listens."""

    def __init__(self, base: Path) -> None:
        self.settings = {
            "SYNC_USER1": "me:secret",
            "SYNC_BASE": str(base),
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": "0",
        }

    def __enter__(self) -> str:
        command = [sys.executable, "-P", "-m", "anki.syncserver"]
        environment = {**os.environ, **self.settings}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = (line.strip().rpartition(":")[2] for line in self.process.stdout)
        return f"http://127.0.0.1:{next(port for port in said if port.isdecimal())}/"

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
