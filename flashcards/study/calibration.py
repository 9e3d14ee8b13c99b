"""How well FSRS predicted what a learner recalled. Pure.

Answers of the day on which the card was asked before are not predicted: FSRS has no curve within a day.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.forgetting import ForgettingModel
from flashcards.study.memory import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flashcards.study.histories import History
    from flashcards.study.log import CardId

# The lower ends of the rows in a picture of calibration; most predictions lie close to the desired retention.
EDGES = (0.0, 0.7, 0.8, 0.85, 0.9, 0.95)
_SURE = 1e-6  # how near to 0 and 1 a prediction counts; the log of 0 has no value


class Prediction(NamedTuple):
    """What FSRS expected of one answer, and what came.

    ``days`` since the card's last answer, ``nth`` the answer's number among those on a later day, from 1, and
    ``lapses`` the misses among those before it.
    """

    card: CardId
    time: int
    expected: float
    recalled: bool
    days: int
    nth: int
    lapses: int


class Row(NamedTuple):
    """The predictions of one range: from this probability on, their means, and how many there are."""

    edge: float
    expected: float
    recalled: float
    reviews: int


def predictions(histories: Iterable[History], parameters: Sequence[float]) -> list[Prediction]:
    """Return what these parameters expected of each answer."""
    model = ForgettingModel(parameters)
    return [prediction for history in histories for prediction in _predicted(history, model)]


def log_loss(found: Sequence[Prediction]) -> float:
    """Return the mean surprise at the answers; lower is better, and 0 is certainty that came true."""
    return math.fsum(map(surprise, found)) / len(found)


def surprise(prediction: Prediction) -> float:
    """Return the log loss of one answer."""
    expected = min(max(prediction.expected, _SURE), 1 - _SURE)
    return -math.log(expected if prediction.recalled else 1 - expected)


def rmse(found: Sequence[Prediction]) -> float:
    """Return the RMSE(bins) of the FSRS benchmark: the gap between predicted and recalled among similar reviews."""
    bins: defaultdict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for prediction in found:
        sums = bins[_bin(prediction)]
        sums[0] += prediction.expected
        sums[1] += prediction.recalled
        sums[2] += 1
    total = math.fsum((expected - recalled) ** 2 / count for expected, recalled, count in bins.values())
    return math.sqrt(total / len(found))


def rows(found: Iterable[Prediction]) -> list[Row]:
    """Return predicted against recalled, by ranges of the prediction, without empty ones."""
    ranges: defaultdict[float, list[Prediction]] = defaultdict(list)
    for prediction in found:
        ranges[max(edge for edge in EDGES if edge <= prediction.expected)].append(prediction)
    return [
        Row(
            edge,
            math.fsum(p.expected for p in ranges[edge]) / len(ranges[edge]),
            sum(p.recalled for p in ranges[edge]) / len(ranges[edge]),
            len(ranges[edge]),
        )
        for edge in sorted(ranges)
    ]


def _predicted(history: History, model: ForgettingModel) -> list[Prediction]:
    first, *rest = history.answers
    trace, lapses = model.first(first.rating), 0
    out: list[Prediction] = []
    for answer in rest:
        recalled = answer.rating != Rating.AGAIN
        if answer.days:
            expected = model.recall(answer.days, trace.stability)
            nth = len(out) + 1
            out.append(Prediction(history.card, answer.time, expected, recalled, answer.days, nth, lapses))
            lapses += not recalled
        trace = model.after(trace, answer.rating, answer.days)
    return out


def _bin(prediction: Prediction) -> tuple[int, int, int]:
    """Return the benchmark's bin: by elapsed days, number of reviews and lapses, each on a scale that widens."""
    lapses = prediction.lapses
    return (
        round(248 * _power(3.62, prediction.days)),
        round(1.99 * _power(1.89, prediction.nth + 1)),
        round(1.65 * _power(1.73, lapses)) if lapses else 0,
    )


def _power(base: float, value: int) -> float:
    return float(base ** math.floor(math.log(value, base)))
