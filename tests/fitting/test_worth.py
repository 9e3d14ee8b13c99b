"""When ``stats`` advises a fit."""

from __future__ import annotations

from flashcards.fitting import worth
from flashcards.study.log import NO_CARD, Action, LogEntry
from flashcards.study.memory import PARAMETERS, Moment, Settings
from tests.fitting import learners


def test_a_learner_who_differs_is_told_and_a_short_log_is_not() -> None:
    log = learners.log(learners.parameters(2), 2, cards=100, days=150)
    found = worth.since(log, Settings())
    assert (found.worth, found.reviews > 300, found.expected - found.recalled > 0.02) == (True, True, True)
    assert not worth.since(log[:200], Settings()).worth
    assert worth.since([], Settings()) == worth.Since(0, 0.0, 0.0, worth=False)


def test_after_a_fit_only_later_reviews_count() -> None:
    log = learners.log(learners.parameters(2), 2, cards=100, days=150)
    fit = LogEntry(
        f"{log[-1].moment.time + 1 << 80:032x}", NO_CARD, "", Moment(log[-1].moment.time + 1), Action.FIT
    )
    assert worth.since([*log, fit], Settings()) == worth.Since(0, 0.0, 0.0, worth=False)
    undo = LogEntry("f" * 32, NO_CARD, "", Moment(log[-1].moment.time + 2), Action.UNDO, undoes=fit.id)
    assert worth.since([*log, fit, undo], Settings()).worth


def test_a_calibrated_learner_is_told_after_a_thousand_reviews() -> None:
    log = learners.log(PARAMETERS, 3, cards=200, days=200)
    found = worth.since(log, Settings())
    assert abs(found.expected - found.recalled) < 0.02
    assert found.worth == (found.reviews >= 1000)
