"""Answer cards in the real Anki at given times and print what it scheduled; run with clock.c preloaded.

Standard input: JSON, a list of histories ``{"zone", "answers": [[ms, rating], ...]}``. Standard output: for each
history a list of ``[type, stability, difficulty, due]`` after every answer: Anki's card type, and ``due`` as the
number of days from the answer's study day (review) or the seconds from the answer (learning).
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from anki.collection import Collection

MEMORY = Path("/dev/shm")  # hundreds of small collections need not be on disk
CLOCK = ctypes.CDLL(None)
CLOCK.set_clock.argtypes = [ctypes.c_longlong]


def answer(col: Any, card_id: int, rating: int) -> list[float]:
    states = col._backend.get_scheduling_states(card_id)
    card = col.get_card(card_id)
    card.start_timer()
    message = col.sched.build_answer(card=card, states=states, rating=rating - 1)
    col._backend.answer_card(message)
    card = col.get_card(card_id)
    assert card.memory_state is not None
    chosen: Any = getattr(states, ("again", "hard", "good", "easy")[rating - 1]).normal
    kind = chosen.WhichOneof("kind")
    steps = {"learning": chosen.learning, "relearning": chosen.relearning.learning}
    due = steps[kind].scheduled_secs if kind in steps else card.due - col.sched.today
    return [int(card.type), card.memory_state.stability, card.memory_state.difficulty, due]


def history(folder: Path, zone: str, answers: list[tuple[int, int]]) -> list[list[float]]:
    os.environ["TZ"] = zone
    time.tzset()
    CLOCK.set_clock(answers[0][0] - 86_400_000 * 3)
    col: Any = Collection(str(folder / "collection.anki2"))
    col.set_config("fsrs", True)
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = note["Back"] = "x"
    col.add_note(note, 1)
    (card_id,) = note.card_ids()
    out = []
    offset = 0
    for at, rating in answers:
        CLOCK.set_clock(at)
        if time.localtime(at // 1000).tm_gmtoff != offset:  # an open collection keeps its first rollover
            offset = time.localtime(at // 1000).tm_gmtoff
            col.close()
            col = Collection(str(folder / "collection.anki2"))
        out.append(answer(col, card_id, rating))
    col.close()
    return out


def main() -> None:
    out = []
    for given in json.load(sys.stdin):
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            out.append(history(Path(folder), given["zone"], given["answers"]))
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
