"""A learner's machine reduced to its promise: grades a card, prints the id once it is on the disk, and syncs.

Arguments: database, folder, a name, the time in UTC milliseconds, how many rounds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.progress.machines import CARDS, MINUTE, Machine


def main(path: Path, folder: Path, name: str, time: int, rounds: int) -> None:
    machine = Machine(path, name)
    for n in range(rounds):
        now = time + n * MINUTE
        os.write(1, f"saved {machine.grade(CARDS[n % len(CARDS)], 1 + n % 4, now)}\n".encode())
        machine.sync(folder, now)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
