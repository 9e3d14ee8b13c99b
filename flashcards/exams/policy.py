"""Which cards to ask on a day, so that as much as possible is known on the day of the exam. Pure.

Until the last days: cards that are due, and new ones in the course's order, as early as the minutes allow, so that they
are seen on three days wherever there is time. In the last days, which are as many as it takes to go once through
everything: each card once, unless it will be known anyway. What doesn't fit into the day's minutes is chosen by what
it adds to the expected recall, a second; where not everything can be learned, that takes new cards to the end.
"""

from __future__ import annotations

from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import Rating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.exams.habits import Habits
    from flashcards.study.forgetting import ForgettingModel, Trace

SEEN = 3  # days on which a new card is seen, if there is time
KNOWN = 0.975  # expected recall on the day of the exam from which a card is not asked again
_LAST_DAYS = 10  # at most; what is asked earlier is forgotten again
_LOOKED_AT = (
    4  # times the cards that fit into a day; of those with the lowest expected recall the best are chosen
)


class Standing(NamedTuple):
    """A card of the scope: its note (``group``), and what is remembered of it.

    ``trace`` is None for a new card; ``last`` and ``due`` are study days. ``expected`` is the recall to expect on the
    day of the exam if the card isn't asked again.
    """

    group: str
    trace: Trace | None = None
    last: int = 0
    due: int = 0
    expected: float = 0.0


class Exam(NamedTuple):
    """What the plan goes by: the study day of the exam, the seconds of a day, and how the learner learns."""

    day: int
    seconds: float
    model: ForgettingModel
    habits: Habits
    retention: float

    def seen(self, group: str, trace: Trace, last: int, due: int) -> Standing:
        """Return a card that has been answered, with what to expect of it on the day."""
        return Standing(group, trace, last, due, self.model.recall(self.day - last, trace.stability))


def planned(cards: Sequence[Standing], today: int, exam: Exam, seconds: float) -> list[int]:
    """Return the indices of the cards to ask on a day within the seconds that are left of it, the best first.

    The cards are in the order of the course.
    """
    last_days = exam.day - today <= final_days(cards, exam)
    asked = [
        index
        for index, card in enumerate(cards)
        if (last_days or card.due <= today)
        and card.trace is not None
        and card.last < today
        and card.expected < KNOWN
    ]
    most = _LOOKED_AT * int(max(seconds, 0) / exam.habits.review_seconds)
    if len(asked) > most:
        asked = nsmallest(most, asked, key=lambda index: cards[index].expected)
    gains = {index: _gain(cards[index], today, exam) / exam.habits.review_seconds for index in asked}
    asked.sort(key=lambda index: -gains[index])
    worth = _new_gain(today, exam) / exam.habits.new_seconds
    before = [index for index in asked if gains[index] >= worth]
    after = [index for index in asked if gains[index] < worth]
    order = [*before, *_new(cards, exam, seconds), *after]
    return _fitting(cards, order, today, exam, seconds, apart=not last_days)


def ordinary(cards: Sequence[Standing], today: int, exam: Exam, seconds: float) -> list[int]:
    """Return what the ordinary schedule asks within the same seconds: due cards, weakest first, then new ones."""
    due = [
        (-(today - card.last) / card.trace.stability, index)
        for index, card in enumerate(cards)
        if card.trace is not None and card.due <= today and card.last < today
    ]
    order = [*(index for _, index in sorted(due)), *_new(cards, exam, seconds)]
    return _fitting(cards, order, today, exam, seconds, apart=True)


def final_days(cards: Sequence[Standing], exam: Exam) -> int:
    """Return how many days it takes to go once through what has been seen."""
    seen = sum(card.trace is not None for card in cards)
    return min(max(int(-(-seen * exam.habits.review_seconds // exam.seconds)), 1), _LAST_DAYS)


def _gain(card: Standing, today: int, exam: Exam) -> float:
    """Return what asking the card today adds to its expected recall, averaged over knowing it and not."""
    assert card.trace is not None
    model, days, left = exam.model, today - card.last, exam.day - today
    recall = model.recall(days, card.trace.stability)
    good = model.after(card.trace, Rating.GOOD, days)
    lost = model.after(model.after(card.trace, Rating.AGAIN, days), Rating.GOOD, 0)
    after = recall * model.recall(left, good.stability) + (1 - recall) * model.recall(left, lost.stability)
    return after - card.expected


def _new_gain(today: int, exam: Exam) -> float:
    first = exam.model.after(exam.model.first(Rating.GOOD), Rating.GOOD, 0)
    return exam.model.recall(exam.day - today, first.stability)


def _new(cards: Sequence[Standing], exam: Exam, seconds: float) -> list[int]:
    """Return the next new cards of the course; ten times as many as fit, since siblings are put off."""
    found = (index for index, card in enumerate(cards) if card.trace is None)
    return list(islice(found, 10 * int(max(seconds, 0) / exam.habits.new_seconds)))


def _fitting(
    cards: Sequence[Standing], order: Sequence[int], today: int, exam: Exam, seconds: float, *, apart: bool
) -> list[int]:
    """Return the first of these that fit into the seconds; ``apart`` keeps siblings on different days."""
    out: list[int] = []
    taken = (
        {card.group for card in cards if card.trace is not None and card.last >= today} if apart else set()
    )
    for index in order:
        card = cards[index]
        cost = exam.habits.new_seconds if card.trace is None else exam.habits.review_seconds
        if cost > seconds:
            break
        if apart and card.group in taken:
            continue
        taken.add(card.group)
        seconds -= cost
        out.append(index)
    return out
