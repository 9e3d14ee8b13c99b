"""What comes of a policy, day by day, by playing it through with answers as FSRS expects them."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import Rating

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flashcards.exams.policy import Exam, Standing
    from flashcards.study.forgetting import Trace

_ANSWERS = 4000  # cards played through; a small scope is played several times, so that chance evens out
_TIMES = 20


class Day(NamedTuple):
    """The mean load of a day: new cards, reviews, and seconds."""

    new: float
    review: float
    seconds: float


class Forecast(NamedTuple):
    """The days until the exam, the expected recall of each card on the day, and the share that is never begun."""

    days: tuple[Day, ...]
    recall: tuple[float, ...]
    unseen: float

    @property
    def share(self) -> float:
        """The expected share recalled."""
        return sum(self.recall) / len(self.recall)


def forecast(
    cards: Sequence[Standing],
    today: int,
    exam: Exam,
    policy: Callable[[Sequence[Standing], int, Exam, float], list[int]],
    spent: float = 0,
) -> Forecast:
    """Play a policy through from today, of which ``spent`` seconds are used up, until the day before the exam."""
    times = max(1, min(_TIMES, _ANSWERS // len(cards)))
    recall = [0.0] * len(cards)
    loads: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    unseen = 0
    for number in range(times):
        dice = random.Random(number)  # noqa: S311 - a forecast, not a secret
        known = list(cards)
        for day in range(today, exam.day):
            seconds = exam.seconds - (spent if day == today else 0)
            _play(known, policy(known, day, exam, seconds), day, exam, dice, loads[day])
        for index, card in enumerate(known):
            recall[index] += card.expected / times
        unseen += sum(card.trace is None for card in known)
    days = tuple(Day(*(value / times for value in loads[day])) for day in range(today, exam.day))
    return Forecast(days, tuple(recall), unseen / times / len(cards))


def by_group(recall: Sequence[float], groups: Sequence[str]) -> Mapping[str, float]:
    """Return the mean recall of each group (a unit), in the order in which they come."""
    sums: dict[str, list[float]] = {}
    for value, group in zip(recall, groups, strict=True):
        sums.setdefault(group, []).append(value)
    return {group: sum(values) / len(values) for group, values in sums.items()}


def answered(card: Standing, day: int, rating: Rating, exam: Exam) -> Standing:
    """Return a card after its answers of a day; a card that isn't known yet is answered Good after its steps."""
    model = exam.model
    if card.trace is None:
        trace = model.first(rating)
        again = rating is not Rating.EASY
    else:
        trace = model.after(card.trace, rating, day - card.last)
        again = rating is Rating.AGAIN
    if again:
        trace = model.after(trace, Rating.GOOD, 0)
    due = day + max(1, round(model.days(trace.stability, exam.retention)))
    return exam.seen(card.group, trace, day, due)


def _play(
    known: list[Standing], chosen: Sequence[int], day: int, exam: Exam, dice: random.Random, load: list[float]
) -> None:
    habits = exam.habits
    for index in chosen:
        card = known[index]
        new = card.trace is None
        known[index] = answered(card, day, _rating(card.trace, day - card.last, exam, dice), exam)
        load[0] += new
        load[1] += not new
        load[2] += habits.new_seconds if new else habits.review_seconds


def _rating(trace: Trace | None, days: int, exam: Exam, dice: random.Random) -> Rating:
    if trace is None:
        return dice.choices(tuple(Rating), exam.habits.first)[0]
    if dice.random() >= exam.model.recall(days, trace.stability):
        return Rating.AGAIN
    return dice.choices(tuple(Rating)[1:], exam.habits.later)[0]
