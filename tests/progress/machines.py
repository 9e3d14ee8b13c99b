"""Machines of one learner for tests: databases and a clock of their own, and the folder between them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from flashcards.progress import ledger, sync
from flashcards.reviews.store import Graded, Store
from flashcards.study.log import CardId, CardState, LogEntry
from flashcards.study.memory import Moment, Rating, Settings

if TYPE_CHECKING:
    from pathlib import Path

DECK = "00000000-0000-4000-8000-000000000001"
NOON = 1_750_000_000_000
MINUTE = 60_000
CARDS = [CardId(f"{n:016x}", 1 + n % 2) for n in range(4)]


@dataclass
class Machine:
    """One machine: its database, the name in its fingerprint, how far its clock is off, and its zone."""

    path: Path
    name: str
    skew: int = 0
    offset: int = 0

    def now(self, time: int) -> Moment:
        return Moment(max(0, time + self.skew), self.offset)

    def store(self, time: int) -> Store:
        return Store.open(self.path, self.now(time))

    def grade(self, card: CardId, rating: int, time: int) -> str:
        """Grade a card as a quiz does, and return the id of the acknowledged entry."""
        with self.store(time) as store:
            seen = store.state(card).head
            done = store.grade(card, DECK, Rating(rating), self.now(time), 1000, seen=seen)
        assert isinstance(done, Graded)
        return done.id

    def sync(self, folder: Path, time: int) -> sync.Synced:
        with self.store(time) as store:
            book = ledger.Ledger(store, str(folder))
            mine = book.machine(
                f"{self.name} {self.path}", self.name, sha256(str(self.path).encode()).hexdigest()[:8]
            )
            return sync.sync(store, folder, book, mine, self.now(time))

    def log(self) -> list[LogEntry]:
        with self.store(NOON) as store:
            assert store.verify() == []
            return list(store.entries())

    def states(self) -> dict[CardId, CardState]:
        with self.store(NOON) as store:
            return dict(store.states(DECK))

    def settings(self) -> Settings:
        with self.store(NOON) as store:
            return store.settings

    def copy(self, path: Path) -> Machine:
        """Copy the database as it lies on the disk, as somebody does who moves to a new computer."""
        with self.store(NOON) as store:
            store.copy(path)
        return Machine(path, self.name, self.skew, self.offset)

    def restore(self, backup: Path) -> None:
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        shutil.copy(backup, self.path)
