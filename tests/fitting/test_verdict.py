"""Fits of simulated learners, judged on reviews that they haven't seen.

FLASHCARDS_LEARNERS=20 runs as many learners whose memory differs from the defaults, and a quarter as many whose memory
is the defaults.
"""

from __future__ import annotations

import os

import pytest

from flashcards.fitting import optimizer, verdict
from flashcards.study import calibration
from flashcards.study.histories import Answered, History, histories
from flashcards.study.log import CardId
from flashcards.study.memory import PARAMETERS, Settings
from tests.fitting import learners

COUNT = int(os.environ.get("FLASHCARDS_LEARNERS", "4"))
SETTINGS = Settings()


def judged(parameters: tuple[float, ...], seed: int) -> verdict.Verdict:
    found = histories(learners.log(parameters, seed), SETTINGS)
    return verdict.judge(found, PARAMETERS, lambda part: optimizer.fit(part, SETTINGS))


def gain(parameters: tuple[float, ...], fitted: tuple[float, ...], seed: int) -> float:
    """By how much the fit predicts the same learner's next course better than the defaults."""
    later = histories(learners.log(parameters, seed + 1000), SETTINGS)
    losses = [calibration.log_loss(calibration.predictions(later, p)) for p in (PARAMETERS, fitted)]
    return losses[0] - losses[1]


def test_a_fit_is_better_for_learners_who_differ_and_never_adopted_where_it_is_worse() -> None:
    gains, adopted = [], []
    for seed in range(COUNT):
        parameters = learners.parameters(seed)
        found = judged(parameters, seed)
        assert found.reviews >= 1000
        gains.append(gain(parameters, found.fitted, seed))
        adopted.append(found.better)
    assert sum(g > 0 for g in gains) >= 0.9 * COUNT
    assert all(g > 0 for g, taken in zip(gains, adopted, strict=True) if taken)
    assert any(adopted)


def test_no_fit_is_adopted_for_learners_who_are_the_defaults() -> None:
    assert [judged(PARAMETERS, 20 + n).better for n in range(max(COUNT // 4, 1))] == [False] * max(
        COUNT // 4, 1
    )


def test_the_same_log_gives_the_same_verdict() -> None:
    log = learners.log(learners.parameters(9), 9)
    found = histories(log, SETTINGS)

    def fitter(part: object) -> tuple[float, ...]:
        assert part
        return learners.parameters(9)

    assert verdict.judge(found, PARAMETERS, fitter) == verdict.judge(found, PARAMETERS, fitter)
    assert verdict.judge(found, PARAMETERS, fitter).better


def test_what_is_in_force_already_is_not_better_than_itself() -> None:
    found = histories(learners.log(PARAMETERS, 1, cards=80, days=120), SETTINGS)
    result = verdict.judge(found, PARAMETERS, lambda _: PARAMETERS)
    assert (result.wins, result.better, result.more) == (0.0, False, 0)
    assert result.fit.log_loss == pytest.approx(result.present.log_loss)
    assert result.present == result.defaults


def test_before_cuts_by_time() -> None:
    answers = tuple(Answered(time, 3, 1) for time in (1, 2, 3))
    found = [History(CardId("a" * 16, 1), answers), History(CardId("b" * 16, 1), answers[2:])]
    assert verdict.before(found, 3) == [History(CardId("a" * 16, 1), answers[:2])]
