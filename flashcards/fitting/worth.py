"""Whether it is time for another fit. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from flashcards.fitting.verdict import LEAST
from flashcards.study.calibration import predictions
from flashcards.study.histories import histories
from flashcards.study.log import Action
from flashcards.study.statistics import without_undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.study.log import LogEntry
    from flashcards.study.memory import Settings

_GAP = 0.02  # of 1, between predicted and recalled: calibration is off
_MANY = 1000  # reviews after which a fit may see more than one number shows


class Since(NamedTuple):
    """Reviews since the last fit, or all, and what was predicted of them and recalled on average."""

    reviews: int
    expected: float
    recalled: float
    worth: bool


def since(entries: Sequence[LogEntry], settings: Settings) -> Since:
    """Compare what the parameters in force predicted since they were adopted with what was recalled."""
    fits = [entry for entry in without_undone(entries) if entry.kind is Action.FIT]
    start, learned = (fits[-1].moment.time, fits[-1].value) if fits else (0, 0)
    found = [
        prediction
        for prediction in predictions(histories(entries, settings), settings.parameters)
        if prediction.time >= start
    ]
    if not found:
        return Since(0, 0.0, 0.0, worth=False)
    expected = math.fsum(prediction.expected for prediction in found) / len(found)
    recalled = sum(prediction.recalled for prediction in found) / len(found)
    off = abs(expected - recalled) >= _GAP
    worth = len(found) >= (LEAST if off else max(_MANY, learned))
    return Since(len(found), expected, recalled, worth)
