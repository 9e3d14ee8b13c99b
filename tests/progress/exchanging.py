"""Run under the clock of clock.c: random histories, partly in the real Anki and partly in the quiz, exchanged.

Standard input: JSON, ``{"seeds": [...]}``. Standard output: for each seed a list of what differs at the end.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from anki.collection import Collection

from flashcards.anki import history
from flashcards.progress import collection, exchange, export, sync
from flashcards.reviews.store import Store
from flashcards.study.log import Action, CardId, LogEntry, replay
from flashcards.study.memory import Moment, Rating, Settings, State
from tests.anki import oracle
from tests.progress import learners

MEMORY = Path("/dev/shm")
CLOCK = ctypes.CDLL(None)
CLOCK.set_clock.argtypes = [ctypes.c_longlong]
MINUTE, DAY = 60_000, 86_400_000
GAPS = (1, 9, 60, 600, 1440, 3 * 1440, 8 * 1440, 40 * 1440)
SETTINGS = Settings(fuzz=False)


class Learner:
    """One who studies in both; ``at`` is the clock in UTC milliseconds."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder = folder
        self.dice = dice
        self.at = 1_750_000_000_000 + dice.randrange(30 * DAY)
        self.tick(0)
        self.col: Any = learners.collection(folder)
        self.ids = learners.card_ids(self.col)
        self.reviews = 0

    def tick(self, minutes: float) -> None:
        self.at += int(minutes * MINUTE) + 1
        CLOCK.set_clock(self.at)

    def now(self) -> Moment:
        return Moment(self.at, 0)

    def store(self) -> Store:
        return Store.open(self.folder / "reviews.db", self.now(), SETTINGS)

    def in_anki(self, card: CardId, rating: int) -> None:
        learners.answer(self.col, self.ids[card], rating)
        self.reviews += 1

    def in_quiz(self, card: CardId, rating: int) -> None:
        with self.store() as store:
            store.grade(
                card, learners.DECK.uuid, Rating(rating), self.now(), 4000, seen=store.state(card).head
            )
        self.reviews += 1

    def study(self) -> None:
        for _ in range(self.dice.randint(1, 6)):
            side = self.dice.choice((self.in_anki, self.in_quiz))
            self.reopen()
            side(self.dice.choice(sorted(learners.CARDS)), self.dice.choice((1, 2, 3, 3, 3, 4)))
            self.tick(self.dice.choice(GAPS) * self.dice.uniform(0.6, 1.6))

    def reopen(self) -> None:
        """An open collection keeps the day that it was opened on."""
        if self.col is not None:
            self.col.close()
        self.col = Collection(str(self.folder / "collection.anki2"))

    def exchange(self, how: str) -> tuple[int, int]:
        """Into the quiz by some way, and back into the closed collection; how many were new on each side."""
        self.reopen()
        file = learners.exported(self.folder, self.col, how)
        self.col = None
        with self.store() as store:
            found = history.read(file, {card.guid for card in learners.CARDS})
            plan = exchange.wanted(found.cards, learners.CARDS, store.logs(), lambda _: 0)
            added = sync.add(store, plan.entries).new
        path = self.folder / "collection.anki2"
        with self.store() as store:
            found = history.read(path, {card.guid for card in learners.CARDS})
            lacking = export.lacking(found.cards, store.logs(), SETTINGS, self.now().day())
            assert lacking.left_out == {}, lacking
            if lacking.cards:
                collection.run(path, json.loads(json.dumps([list(card) for card in lacking.cards])))
        return added, lacking.reviews + lacking.moved

    def differences(self) -> list[str]:
        """What isn't as the replay of the union says, on either side."""
        self.reopen()
        wrong = []
        with self.store() as store:
            wrong += store.verify()
            logs = store.logs()
            today = self.now().day()
        total = sum(len(log) for log in logs.values())
        rows = self.col.db.scalar("select count() from revlog")
        if (total, rows) != (self.reviews, self.reviews):
            wrong.append(f"{self.reviews} reviews made, {total} here, {rows} in Anki")
        for card, log in logs.items():
            wrong += self._card(card, log, today)
        report, fine = oracle.check_database(self.col)
        return wrong + ([] if fine else [report])

    def _card(self, card: CardId, log: list[LogEntry], today: int) -> list[str]:
        memory = replay(log, SETTINGS).memory
        theirs = self.col.get_card(self.ids[card])
        due = theirs.due - self.col.sched.today if theirs.type == 2 else theirs.due
        own_due = memory.due - today if memory.state is State.REVIEW else memory.due // 1000
        off = abs(theirs.memory_state.stability - memory.stability) > 1e-3 * max(1, memory.stability)
        off |= abs(theirs.memory_state.difficulty - memory.difficulty) > 1e-3 * memory.difficulty
        kind = {1: State.LEARNING, 2: State.REVIEW, 3: State.RELEARNING}[theirs.type]
        if theirs.type == 2:
            due_off = due != own_due
        else:  # Anki moves learning steps in the hours before the rollover; such a card is left as it is
            made_there = log[-1].id == exchange.number_of(card, log[-1].moment.time, Action.REVIEW)
            due_off = not made_there and due != own_due
        if off or due_off or kind is not memory.state:
            return [f"{card}: here {memory}, due {own_due}; Anki {kind} {theirs.memory_state} due {due}"]
        return []


def one(seed: int, folder: Path) -> list[str]:
    dice = random.Random(seed)
    learner = Learner(folder, dice)
    for _ in range(dice.randint(1, 4)):
        learner.study()
        learner.exchange(dice.choice(learners.HOWS))
    again = learner.exchange(dice.choice(learners.HOWS))
    wrong = [] if again == (0, 0) else [f"a second exchange adds {again}"]
    wrong += learner.differences()
    learner.col.close()
    return wrong


def main() -> None:
    os.environ["TZ"] = "UTC"
    time.tzset()
    out = []
    for seed in json.load(sys.stdin)["seeds"]:
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            out.append(one(seed, Path(folder)))
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
