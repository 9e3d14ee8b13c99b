"""Predicted against recalled."""

from __future__ import annotations

import math

import pytest

from flashcards.study.calibration import Prediction, Row, log_loss, predictions, rmse, rows
from flashcards.study.forgetting import ForgettingModel
from flashcards.study.histories import Answered, History
from flashcards.study.log import CardId
from flashcards.study.memory import PARAMETERS

CARD = CardId("a" * 16, 1)


def prediction(expected: float, recalled: bool, days: int = 1, nth: int = 1, lapses: int = 0) -> Prediction:
    return Prediction(CARD, 0, expected, recalled, days, nth, lapses)


def test_each_answer_of_a_later_day_is_predicted_from_those_before_it() -> None:
    history = History(
        CARD, (Answered(0, 3, 0), Answered(1, 3, 0), Answered(2, 1, 2), Answered(3, 3, 0), Answered(4, 3, 5))
    )
    first, second = predictions([history], PARAMETERS)
    model = ForgettingModel(PARAMETERS)
    trace = model.after(model.first(3), 3, 0)
    assert first == Prediction(
        CARD, 2, model.recall(2, trace.stability), recalled=False, days=2, nth=1, lapses=0
    )
    trace = model.after(model.after(trace, 1, 2), 3, 0)
    assert second == Prediction(
        CARD, 4, model.recall(5, trace.stability), recalled=True, days=5, nth=2, lapses=1
    )


def test_log_loss_is_the_mean_surprise() -> None:
    found = [prediction(0.9, recalled=True), prediction(0.9, recalled=False)]
    assert log_loss(found) == pytest.approx(-(math.log(0.9) + math.log(0.1)) / 2)
    assert log_loss([prediction(1.0, recalled=False)]) == pytest.approx(-math.log(1e-6))


def test_rmse_compares_within_bins_of_similar_reviews() -> None:
    alike = [prediction(0.9, recalled=True), prediction(0.7, recalled=False)]
    assert rmse(alike) == pytest.approx(0.3)
    assert rmse([*alike, prediction(0.5, recalled=True, days=40)]) == pytest.approx(
        math.sqrt((2 * 0.09 + 0.25) / 3)
    )
    assert rmse([*alike, prediction(0.8, recalled=True, lapses=1)]) == pytest.approx(
        math.sqrt((2 * 0.09 + 0.04) / 3)
    )


def test_rows_are_ranges_of_the_prediction() -> None:
    found = [
        prediction(0.95, recalled=True),
        prediction(0.91, recalled=True),
        prediction(0.93, recalled=False),
    ]
    low, high = rows(found)
    assert high == Row(0.95, 0.95, 1.0, 1)
    assert (low.edge, low.recalled, low.reviews) == (0.9, 0.5, 2)
    assert low.expected == pytest.approx(0.92)
    assert rows([]) == []
