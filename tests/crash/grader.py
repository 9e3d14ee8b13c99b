"""A quiz reduced to its promise: grades cards and prints each review's id once it is on the disk.

Arguments: database, worker's number, how many cards. All workers go through the same cards in the same order.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flashcards.reviews.store import Graded, Store
from flashcards.study.log import CardId
from flashcards.study.memory import Moment, Rating

DECK = "deck"
START = 1_750_000_000_000


def main(path: Path, worker: int, count: int) -> None:
    now = Moment(START)
    with Store.open(path, now) as store:
        os.write(1, b"ready\n")
        for n in range(count):
            card = CardId(f"{n:016x}", 1)
            done = store.grade(card, DECK, Rating(1 + (n + worker) % 4), now, worker, seen="")
            if isinstance(done, Graded):
                os.write(1, f"saved {done.id}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
