"""How a learner answers and how long it takes."""

from __future__ import annotations

import pytest

from flashcards.exams.habits import habits
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import DAY, HOUR, Moment, Settings, State

NOON = 20_000 * DAY + 12 * HOUR


def entry(
    number: int, day: int, was: State, rating: int, seconds: int, kind: Action = Action.REVIEW
) -> LogEntry:
    card, moment = CardId("a" * 16, 1), Moment(NOON + day * DAY)
    return LogEntry(f"{number:032x}", card, "d", moment, kind, rating, seconds * 1000, was)


def test_a_learner_without_a_log_is_taken_to_be_like_others() -> None:
    found = habits([], Settings())
    assert (found.new_seconds, found.review_seconds) == (25, 10)
    assert (found.first, found.later) == ((6, 3, 16, 5), (3, 24, 3))


def test_seconds_are_those_of_a_card_on_a_day_mixed_with_what_is_usual() -> None:
    log = [
        entry(1, 0, State.NEW, 1, 30),
        entry(2, 0, State.LEARNING, 3, 25),
        entry(3, 3, State.REVIEW, 4, 4),
        entry(4, 4, State.REVIEW, 3, 60, Action.CRAM),
    ]
    found = habits(log, Settings())
    assert found.new_seconds == pytest.approx((5 * 25 + 55) / 6)
    assert found.review_seconds == pytest.approx((5 * 10 + 4) / 6)
    assert (found.first, found.later) == ((7, 3, 16, 5), (3, 24, 4))
