"""FSRS-6's formulas on plain numbers, for fitting and planning, which replay the same log many times.

``memory`` leaves grading to py-fsrs, which is ten times as slow. A test holds both to the same results.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST = 0.001  # days; py-fsrs's lowest stability
_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4


class Trace(NamedTuple):
    """What FSRS keeps of a card: the stability in days, and the difficulty from 1 to 10."""

    stability: float
    difficulty: float


class ForgettingModel:
    """FSRS-6 with one set of 21 parameters."""

    def __init__(self, parameters: Sequence[float]) -> None:
        self.w = tuple(parameters)
        self._decay = -self.w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = math.exp(self.w[8])
        self._easiest = self._first_difficulty(_EASY)
        self._slip = math.exp(self.w[17] * self.w[18])

    def recall(self, days: float, stability: float) -> float:
        """Return the probability of recall so many days after the last review."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def days(self, stability: float, retention: float) -> float:
        """Return when the probability of recall has fallen to ``retention``."""
        return float(stability / self._factor * (retention ** (1 / self._decay) - 1))

    def first(self, rating: int) -> Trace:
        """Return the trace of a new card after its first answer."""
        return Trace(max(self.w[rating - 1], _LEAST), _bounded(self._first_difficulty(rating)))

    def after(self, trace: Trace, rating: int, days: int) -> Trace:
        """Return the trace after an answer that comes ``days`` study days after the last one."""
        if days < 1:
            stability = self._same_day(trace.stability, rating)
        elif rating == _AGAIN:
            stability = self._forgotten(trace, self.recall(days, trace.stability))
        else:
            stability = self._recalled(trace, rating, self.recall(days, trace.stability))
        return Trace(max(stability, _LEAST), self._next_difficulty(trace.difficulty, rating))

    def _first_difficulty(self, rating: int) -> float:
        return self.w[4] - math.exp(self.w[5] * (rating - 1)) + 1

    def _next_difficulty(self, difficulty: float, rating: int) -> float:
        moved = difficulty - self.w[6] * (rating - _GOOD) * (10 - difficulty) / 9
        return _bounded(self.w[7] * self._easiest + (1 - self.w[7]) * moved)

    def _same_day(self, stability: float, rating: int) -> float:
        grown = math.exp(self.w[17] * (rating - _GOOD + self.w[18])) * stability ** -self.w[19]
        return float(stability * (max(grown, 1.0) if rating > _AGAIN else grown))

    def _forgotten(self, trace: Trace, recall: float) -> float:
        left = self.w[11] * trace.difficulty ** -self.w[12] * ((trace.stability + 1) ** self.w[13] - 1)
        return float(min(left * math.exp((1 - recall) * self.w[14]), trace.stability / self._slip))

    def _recalled(self, trace: Trace, rating: int, recall: float) -> float:
        bonus = {_HARD: self.w[15], _EASY: self.w[16]}.get(rating, 1.0)
        gained = self._growth * (11 - trace.difficulty) * trace.stability ** -self.w[9]
        return float(trace.stability * (1 + gained * math.expm1((1 - recall) * self.w[10]) * bonus))


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
