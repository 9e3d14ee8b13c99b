"""What a plan asks on a day."""

from __future__ import annotations

from flashcards.exams.habits import habits
from flashcards.exams.policy import Exam, Standing, final_days, ordinary, planned
from flashcards.study.forgetting import ForgettingModel, Trace
from flashcards.study.memory import PARAMETERS, Settings

TODAY = 20_000
HABITS = habits([], Settings())
NEW = Standing("new")


def exam(days: int, minutes: float = 10) -> Exam:
    return Exam(TODAY + days, minutes * 60, ForgettingModel(PARAMETERS), HABITS, 0.9)


def seen(plan: Exam, group: str, stability: float, ago: int, due: int = 0) -> Standing:
    return plan.seen(group, Trace(stability, 5.0), TODAY - ago, TODAY + due)


def test_until_the_last_days_due_cards_and_new_ones_are_asked() -> None:
    plan = exam(40)
    cards = [seen(plan, "a", 20, 20), seen(plan, "b", 20, 5, due=15), NEW]
    assert sorted(planned(cards, TODAY, plan, plan.seconds)) == [0, 2]


def test_in_the_last_days_every_card_is_asked_that_will_not_be_known_anyway() -> None:
    plan = exam(1)
    cards = [seen(plan, "a", 20, 5, due=15), seen(plan, "b", 400, 5, due=300), seen(plan, "c", 20, 0, due=20)]
    assert planned(cards, TODAY, plan, plan.seconds) == [0]


def test_what_adds_most_comes_first_and_the_minutes_are_kept() -> None:
    plan = exam(1, minutes=0.5)
    cards = [
        seen(plan, "a", 50, 30),
        seen(plan, "b", 10, 30),
        seen(plan, "c", 20, 30),
        seen(plan, "d", 30, 30),
    ]
    assert planned(cards, TODAY, plan, plan.seconds) == [1, 2, 3]
    assert planned(cards, TODAY, plan, 0) == []
    assert planned(cards, TODAY, plan, -60) == []


def test_siblings_are_kept_apart_until_the_last_days() -> None:
    far, near = exam(40), exam(1)
    assert planned([NEW, NEW], TODAY, far, far.seconds) == [0]
    assert planned([NEW, seen(far, "new", 5, 0, due=5)], TODAY, far, far.seconds) == []
    assert planned([NEW, NEW], TODAY, near, near.seconds) == [0, 1]


def test_new_cards_come_in_the_order_of_the_course() -> None:
    plan = exam(40, minutes=1)
    cards = [Standing(str(n)) for n in range(9)]
    assert planned(cards, TODAY, plan, plan.seconds) == [0, 1]


def test_the_last_days_are_as_many_as_it_takes_to_go_through_everything() -> None:
    plan = exam(40, minutes=1)  # six cards a day
    assert [final_days([seen(plan, "a", 9, 9)] * n, plan) for n in (0, 6, 7, 999)] == [1, 1, 2, 10]


def test_the_ordinary_schedule_asks_the_weakest_first_and_then_new_cards() -> None:
    plan = exam(40)
    cards = [NEW, seen(plan, "a", 20, 20), seen(plan, "b", 10, 20), seen(plan, "c", 10, 2, due=8)]
    assert ordinary(cards, TODAY, plan, plan.seconds) == [2, 1, 0]
