"""Two devices of one learner import different releases and sync through Anki's own server on loopback.

FLASHCARDS_HISTORIES_SYNC=60 asks for more pairs of devices than the normal run has.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from anki.collection import Collection
from anki.sync_pb2 import SyncCollectionResponse

from flashcards.anki import notetypes
from flashcards.anki.fields import SEPARATOR
from flashcards.model import NoteType
from tests.anki import oracle
from tests.histories import learner
from tests.histories.learner import MEMORY
from tests.histories.releases import START, STEP, WAITING, Release, releases

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = {
    SyncCollectionResponse.FULL_UPLOAD,
    SyncCollectionResponse.FULL_DOWNLOAD,
    SyncCollectionResponse.FULL_SYNC,
}
SEEDS = range(int(os.environ.get("FLASHCARDS_HISTORIES_SYNC", "4")))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def endpoint(folder: Path) -> Iterator[str]:
    """Anki's sync server on a free port of its own choice, which it says when it listens."""
    settings = {
        "SYNC_USER1": "me:secret",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": "0",
    }
    command = [sys.executable, "-P", "-m", "anki.syncserver"]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next(filter(None, (re.search(r":(\d+)\s*$", line) for line in server.stdout)))
        yield f"http://127.0.0.1:{found[1]}/"
        server.kill()


class Device:
    """One collection of the learner's; ``turn`` says which half of the notes they study on it."""

    def __init__(self, folder: Path, endpoint: str, turn: int) -> None:
        folder.mkdir()
        self.col: Any = Collection(str(folder / "collection.anki2"))
        self.turn = turn
        self.auth = self.col.sync_login("me", "secret", endpoint)
        self.now = self.reviews = 0
        self.newest: Release | None = None

    def close(self) -> None:
        self.col.close()

    def sync(self) -> int:
        """Sync what changed on either side; what the server asked for."""
        answer = self.col.sync_collection(self.auth, False)
        if answer.new_endpoint:
            self.auth.endpoint = answer.new_endpoint
        return int(answer.required)

    def sync_whole(self, *, upload: bool) -> None:
        """The first sync of a device, which copies the whole collection."""
        assert self.sync() in FULL
        self.col.close_for_full_sync()
        self.col.full_upload_or_download(auth=self.auth, server_usn=None, upload=upload)
        self.col.reopen(after_full_sync=True)

    def take(self, release: Release, dice: Random) -> None:
        """Import a release, and study."""
        log = oracle.import_log(self.col, release.package)
        assert log.refused == frozenset()
        if self.newest is None or release.time > self.newest.time:
            self.newest = release
        # In no second in which a release was made: Anki takes the later change of a note, and knows seconds.
        self.now = max(self.now, self.newest.time + STEP // 2 + dice.choice((0, 1, 3)) * STEP) + 10
        with self._own_moments():
            learner.study(self.col, dice, self.now, half=self.turn)

    @contextmanager
    def _own_moments(self) -> Iterator[None]:
        """A review's id is its millisecond. The test needs but a few, so each device gets every second one."""
        before = set(oracle.rows(self.col, "select id from revlog"))
        yield
        for number in sorted(set(oracle.rows(self.col, "select id from revlog")) - before):
            self.reviews += 1
            made = 1000 * START + 2 * self.reviews + self.turn
            self.col.db.execute("update revlog set id = ? where id = ?", made, *number)


@pytest.mark.parametrize("seed", SEEDS, ids="seed-{}".format)
def test_two_devices_end_equal(
    seed: int, folder: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = Random(seed)
    made = list(releases(dice, folder, monkeypatch))
    with (
        closing(Device(folder / "desk", endpoint, 0)) as desk,
        closing(Device(folder / "phone", endpoint, 1)) as phone,
    ):
        learner.begin(desk.col)
        desk.take(made[0], dice)
        for name in learner.DECKS:  # two new decks of one name are nothing that Anki can sync
            desk.col.decks.id(name)
        desk.sync_whole(upload=True)
        phone.sync_whole(upload=False)
        for _ in range(3):
            for device in dice.sample((desk, phone), 2):
                device.take(dice.choice(made), dice)
            if dice.random() < 0.5:
                assert dice.choice((desk, phone)).sync() not in FULL
        desk.take(made[-1], dice)
        for device in (desk, phone, desk, phone):
            assert device.sync() not in FULL, "a full sync would throw away what one device has"
        assert [device.sync() for device in (desk, phone)] == [SyncCollectionResponse.NO_CHANGES] * 2
        on_desk, on_phone = _all_but_waiting(desk.col), _all_but_waiting(phone.col)
        assert [name for name, value in on_desk.items() if value != on_phone[name]] == [], f"{made}"
        assert {row[0] for row in oracle.rows(desk.col, "select guid from notes")} >= {
            n.guid for n in made[-1].deck.notes
        }


def _all_but_waiting(col: Any) -> dict[object, object]:
    """What a collection holds, but for the columns of syncing, and the fields and tags that only wait."""
    held = learner.held(col)
    kinds = {notetypes.MODEL_IDS[kind]: list(notetypes.FIELDS[kind]) for kind in NoteType}
    out: dict[object, object] = dict(held._asdict()) | {
        "reviews": {(*row[:2], *row[3:]) for row in held.reviews}
    }
    del out["cards"], out["notes"]
    out |= {("card", number): (*row[:5], *row[6:]) for number, row in held.cards.items()}
    for guid, (number, kind, mod, tags, texts) in held.notes.items():
        own = {tag for tag in tags.split() if not re.match("small::|tag-", tag)}
        out["note", guid] = (number, kind, mod, own, _substance(kinds[kind], texts))
    return out | {
        "templates": oracle.rows(col, "select ntid, ord, name, config from templates order by ntid, ord")
    }


def _substance(names: list[str], texts: str) -> list[str]:
    """The fields of substance, without the mark of a later program's phrases, which wait too."""
    texts = re.sub(r" \(\d\)", "", texts)
    return [text for name, text in zip(names, texts.split(SEPARATOR), strict=True) if name not in WAITING]
