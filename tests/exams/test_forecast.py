"""Forecasts against learners who are simulated apart from them.

FLASHCARDS_LEARNERS=50 runs as many learners; two in three have other parameters than those that the plan goes by.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

from flashcards.exams.forecast import answered, by_group, forecast
from flashcards.exams.habits import habits
from flashcards.exams.policy import Exam, Standing, ordinary, planned
from flashcards.study.forgetting import ForgettingModel, Trace
from flashcards.study.memory import PARAMETERS, Rating, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COUNT = int(os.environ.get("FLASHCARDS_LEARNERS", "10"))
TODAY = 20_000
HABITS = habits([], Settings())
TIMES = 5


def learner(number: int) -> tuple[list[Standing], Exam, ForgettingModel]:
    """A random scope, date and number of minutes, and the learner's true memory."""
    dice = random.Random(number)
    days, minutes = dice.choice((1, 3, 5, 10, 14, 21, 30, 45, 60)), dice.choice((3, 5, 10, 15, 20, 30))
    exam = Exam(TODAY + days, minutes * 60, ForgettingModel(PARAMETERS), HABITS, 0.9)
    moved = tuple(value * dice.uniform(0.85, 1.15) for value in PARAMETERS) if number % 3 else PARAMETERS
    begun = dice.choice((0, 0.3, 0.7, 1))
    cards = []
    for place in range(dice.choice((30, 60, 100, 200, 400))):
        card = Standing(str(place))
        if dice.random() < begun:
            day = TODAY - dice.randint(5, 120)
            while card.trace is None or card.due <= TODAY - dice.choice((0, 0, 10)):
                rating = dice.choices(tuple(Rating), (2, 1, 6, 1))[0]
                card = answered(card, day, rating, exam)
                day = card.due
                if day >= TODAY:
                    break
        cards.append(card)
    return cards, exam, ForgettingModel(moved)


def lived(
    cards: Sequence[Standing],
    exam: Exam,
    true: ForgettingModel,
    policy: Callable[[Sequence[Standing], int, Exam, float], list[int]],
    seed: int,
) -> tuple[float, float]:
    """The share that is truly known on the day, and the largest share of a day's minutes that was used."""
    dice, used = random.Random(seed), 0.0
    held, real = list(cards), [(card.trace, card.last) for card in cards]
    for day in range(TODAY, exam.day):
        seconds = 0.0
        for index in policy(held, day, exam, exam.seconds):
            trace, last = real[index]
            seconds += HABITS.new_seconds if trace is None else HABITS.review_seconds
            rating = graded(trace, day - last, true, dice)
            held[index] = answered(held[index], day, rating, exam)
            after = true.first(rating) if trace is None else true.after(trace, rating, day - last)
            if rating is Rating.AGAIN or (trace is None and rating is not Rating.EASY):
                after = true.after(after, Rating.GOOD, 0)
            real[index] = (after, day)
        used = max(used, seconds / exam.seconds)
    known = [0.0 if trace is None else true.recall(exam.day - last, trace.stability) for trace, last in real]
    return sum(known) / len(known), used


def graded(trace: Trace | None, days: int, true: ForgettingModel, dice: random.Random) -> Rating:
    if trace is None:
        return dice.choices(tuple(Rating), HABITS.first)[0]
    if dice.random() >= true.recall(days, trace.stability):
        return Rating.AGAIN
    return dice.choices(tuple(Rating)[1:], HABITS.later)[0]


def test_plans_keep_what_they_promise() -> None:
    close = within = better = 0
    for number in range(COUNT):
        cards, exam, true = learner(number)
        expected = forecast(cards, TODAY, exam, planned).share
        plans = [lived(cards, exam, true, planned, seed) for seed in range(TIMES)]
        usual = [lived(cards, exam, true, ordinary, seed)[0] for seed in range(TIMES)]
        known = sum(share for share, _ in plans) / TIMES
        close += abs(expected - known) <= 0.05
        within += max(used for _, used in plans) <= 1.1
        better += known >= sum(usual) / TIMES
    print(f"{COUNT} learners: within 5 points {close}, minutes kept {within}, better {better}")  # noqa: T201 - with -rP
    assert close >= 0.9 * COUNT
    assert within == COUNT
    assert better >= 0.9 * COUNT


def test_an_impossible_wish_leaves_cards_unseen() -> None:
    exam = Exam(TODAY + 2, 60, ForgettingModel(PARAMETERS), HABITS, 0.9)
    found = forecast([Standing(str(n)) for n in range(100)], TODAY, exam, planned)
    assert found.unseen == 0.96
    assert [day.new for day in found.days] == [2, 2]
    assert found.share < 0.04


def test_what_is_spent_of_today_is_not_planned_again() -> None:
    exam = Exam(TODAY + 2, 60, ForgettingModel(PARAMETERS), HABITS, 0.9)
    found = forecast([Standing(str(n)) for n in range(100)], TODAY, exam, planned, spent=40)
    assert [day.new for day in found.days] == [0, 2]


def test_groups_have_the_mean_of_their_cards() -> None:
    assert by_group([0.5, 1.0, 0.0], ["b", "a", "b"]) == {"b": 0.25, "a": 1.0}
