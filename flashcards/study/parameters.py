"""FSRS's parameters as the log records them. Pure.

The text of a fit is ``fsrs-6`` and 21 numbers with at most four decimals, apart by spaces. The newest fit that wasn't
taken back is in force, and without one FSRS's defaults are: a function of the log alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.study.memory import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flashcards.study.log import LogEntry

_ALGORITHM = "fsrs-6"
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


def rounded(parameters: Sequence[float]) -> tuple[float, ...]:
    """Return the parameters as the log keeps them: within FSRS-6's bounds, with four decimals as Anki shows them."""
    bounds = zip(*_bounds(), strict=True)
    return tuple(
        min(max(low, round(float(value), 4)), high)
        for value, (low, high) in zip(parameters, bounds, strict=True)
    )


def written(parameters: Sequence[float]) -> str:
    """Return the text of a fit."""
    return " ".join([_ALGORITHM, *(f"{value:.4f}".rstrip("0").rstrip(".") for value in parameters)])


def read(text: str) -> tuple[float, ...] | None:
    """Return the parameters of a fit's text; None if this version can't schedule by them."""
    name, *words = text.split(" ")
    if name != _ALGORITHM or len(words) != len(PARAMETERS) or not all(map(_NUMBER.fullmatch, words)):
        return None
    values = tuple(map(float, words))
    return values if rounded(values) == values else None


def in_force(fits: Iterable[LogEntry]) -> tuple[float, ...]:
    """Return the parameters that the fits of a log, in order and without those taken back, leave in force."""
    known = [values for fit in fits if (values := read(fit.text)) is not None]
    return known[-1] if known else PARAMETERS


def _bounds() -> tuple[Sequence[float], Sequence[float]]:
    from fsrs import scheduler  # noqa: PLC0415 - 10 to 30 ms, and most logs hold no fit

    return scheduler.LOWER_BOUNDS_PARAMETERS, scheduler.UPPER_BOUNDS_PARAMETERS
