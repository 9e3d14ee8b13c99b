"""A session that follows the plan for an exam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.exams import outlook, plan
from flashcards.exams.forecast import forecast
from flashcards.exams.policy import planned as policy
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flashcards.exams.outlook import ExamDesk
    from flashcards.model import Deck
    from flashcards.reviews.store import Store
    from flashcards.study.log import LogEntry
    from flashcards.study.memory import Moment
    from flashcards.study.queue import Candidate, DailyLimits, Queue

    Planned = Callable[[list[Candidate], Moment, DailyLimits], Queue]


def planned(deck: Deck, store: Store, now: Moment, entries: Sequence[LogEntry]) -> tuple[Planned, str] | None:
    """Return what makes a session's queues by the plan in force for this deck, and a line that says how it stands.

    None if there is no such plan. Each queue is made from the log as it then is, so missed days are planned anew.
    """
    present = plan.in_force(entries, now.day(store.settings.rollover))
    if present is None or present.deck != deck.uuid:
        return None
    exam = present
    first = _desk(exam, deck, store, now)
    if not first.cards:
        return None

    def queue(candidates: list[Candidate], at: Moment, limits: DailyLimits) -> Queue:
        states = store.states(deck.uuid)
        if at.day(store.settings.rollover) >= exam.number:  # the session went on past the last midnight
            from flashcards.study.queue import todays  # noqa: PLC0415 - seldom

            return todays(candidates, states, at, store.settings, limits)
        found = _desk(exam, deck, store, at)
        return outlook.queue(found, candidates, states, at, store.settings, limits)

    return queue, _status(first)


def _desk(exam: plan.Plan, deck: Deck, store: Store, now: Moment) -> ExamDesk:
    entries = list(store.entries(deck.uuid))
    return outlook.desk(deck, exam, store.states(deck.uuid), entries, now, store.settings)


def _status(found: ExamDesk) -> str:
    result = forecast(found.cards, found.today, found.exam, policy, found.spent)
    left = counted(found.exam.day - found.today, "day")
    return f"{left} to the exam: {result.share:.0%} expected, {result.days[0].seconds / 60:.0f} min today. "
