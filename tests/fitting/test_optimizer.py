"""The fit is Anki's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from anki.collection import Collection

from flashcards.fitting import optimizer
from flashcards.study.histories import counted, histories
from flashcards.study.memory import PARAMETERS, Settings, State
from tests.fitting import learners

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.study.log import LogEntry

SEEDS = range(int(os.environ.get("FLASHCARDS_LEARNERS", "2")))
TYPES = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}


def anki(log: list[LogEntry], path: Path) -> tuple[int, list[float]]:
    """The number of reviews that Anki's optimizer learns from, and its parameters."""
    col: Any = Collection(str(path))
    col.set_config("fsrs", True)
    cards: dict[object, int] = {}
    for place, entry in enumerate(log):
        if entry.card not in cards:
            note = col.new_note(col.models.by_name("Basic"))
            note["Front"] = entry.card.guid
            col.add_note(note, 1)
            (cards[entry.card],) = note.card_ids()
        values = (
            entry.moment.time + place % 1000,
            cards[entry.card],
            -1,
            int(entry.rating),
            1,
            1,
            2500,
            8000,
        )
        col.db.execute("insert into revlog values (?,?,?,?,?,?,?,?,?)", *values, TYPES[entry.was])
    found = col._backend.compute_fsrs_params(
        search="",
        current_params=PARAMETERS,
        ignore_revlogs_before_ms=0,
        num_of_relearning_steps=1,
        health_check=False,
    )
    col.close()
    return found.fsrs_items, list(found.params)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fit_is_what_ankis_optimizer_gives_for_the_same_reviews(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    log = learners.log(learners.parameters(seed), seed, cards=120, days=150)
    found = histories(log, Settings())
    items, parameters = anki(log, tmp_path / "collection.anki2")
    assert counted(found) == items
    assert optimizer.fit(found, Settings()) == pytest.approx(parameters, abs=5.1e-5)  # four decimals are kept
