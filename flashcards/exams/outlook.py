"""A plan held against a learner's log: the cards of its scope, the load of each day, and what will be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flashcards.exams.forecast import Forecast, by_group, forecast
from flashcards.exams.habits import habits
from flashcards.exams.plan import scope
from flashcards.exams.policy import SEEN, Exam, Standing, ordinary, planned
from flashcards.study.forgetting import ForgettingModel, Trace
from flashcards.study.log import Action, CardId, CardState
from flashcards.study.memory import State
from flashcards.study.queue import Queue, todays
from flashcards.study.statistics import without_undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flashcards.exams.plan import Plan
    from flashcards.model import Deck
    from flashcards.study.log import LogEntry
    from flashcards.study.memory import Moment, Settings
    from flashcards.study.queue import Candidate, DailyLimits

_MORE = (2, 4)  # times the minutes, to say what more time would change
_ALL = 0.995  # of the cards begun, from which everything is


class ExamDesk(NamedTuple):
    """What a plan works with: the cards of its scope by id, as they stand, and the seconds already spent today."""

    exam: Exam
    today: int
    ids: tuple[CardId, ...]
    cards: tuple[Standing, ...]
    units: tuple[str, ...]
    spent: float


class Outlook(NamedTuple):
    """The forecast with the plan and without it, and with more minutes; the shares by unit.

    ``late`` is the number of new cards that come too late to be seen on three days.
    """

    desk: ExamDesk
    plan: Forecast
    without: Forecast
    units: Mapping[str, tuple[float, float]]
    late: float
    more: tuple[int, Forecast] | None


def desk(
    deck: Deck,
    plan: Plan,
    states: Mapping[CardId, CardState],
    entries: Iterable[LogEntry],
    now: Moment,
    settings: Settings,
) -> ExamDesk:
    """Return the cards of the exam as the log leaves them; suspended ones are left out."""
    today, wanted, log = now.day(settings.rollover), scope(deck, plan), without_undone(entries)
    exam = Exam(
        plan.number,
        plan.minutes * 60.0,
        ForgettingModel(settings.parameters),
        habits(log, settings),
        settings.desired_retention,
    )
    titles = {unit.id: unit.title for unit in deck.units}
    rows = []
    for note, card in ((owner, card) for owner in deck.notes for card in owner.live):
        card_id = CardId(note.guid, card.ordinal)
        state = states.get(card_id, CardState())
        if note.concept in wanted and not state.suspended:
            unit = titles.get(note.unit, note.unit)
            rows.append((card_id, _standing(state, card_id, exam, now, settings), unit))
    ids, cards, units = zip(*rows, strict=True) if rows else ((), (), ())
    spent = sum(
        entry.duration / 1000
        for entry in log
        if entry.kind is Action.REVIEW
        and entry.deck == deck.uuid
        and entry.moment.day(settings.rollover) == today
    )
    return ExamDesk(exam, today, ids, cards, units, spent)


def outlook(found: ExamDesk) -> Outlook:
    """Play the plan through, with and without it and with more minutes where that changes something."""
    plan = _played(found, 1)
    without = forecast(found.cards, found.today, found.exam, ordinary, found.spent)
    shares = by_group(plan.recall, found.units), by_group(without.recall, found.units)
    late = sum(day.new for day in plan.days[-(SEEN - 1) :])
    return Outlook(
        found,
        plan,
        without,
        {unit: (shares[0][unit], shares[1][unit]) for unit in shares[0]},
        late,
        _more(found) if plan.unseen > 1 - _ALL or late >= 1 else None,
    )


def todays_plan(found: ExamDesk) -> list[CardId]:
    """Return the cards that the plan asks today, the best first."""
    left = found.exam.seconds - found.spent
    return [found.ids[index] for index in planned(found.cards, found.today, found.exam, left)]


def queue(
    found: ExamDesk,
    candidates: Sequence[Candidate],
    states: Mapping[CardId, CardState],
    now: Moment,
    settings: Settings,
    allowed: DailyLimits,
) -> Queue:
    """Return the day's queue: what the plan asks, then what is due outside the exam, and no new cards from there."""
    usual = todays(candidates, states, now, settings, allowed._replace(new=0))
    by_id = {candidate.card: candidate for candidate in candidates}
    chosen = [by_id[card] for card in todays_plan(found) if card in by_id]
    kinds = {c.card: states.get(c.card, CardState()) for c in chosen}
    free = [c for c in chosen if kinds[c.card].buried_until <= found.today]
    inside = set(found.ids)
    return Queue(
        usual.learning,
        [c for c in free if kinds[c.card].memory.state is State.REVIEW]
        + [c for c in usual.reviews if c.card not in inside],
        [c for c in free if kinds[c.card].memory.state is State.NEW],
    )


def _played(found: ExamDesk, times: float) -> Forecast:
    exam = found.exam._replace(seconds=found.exam.seconds * times)
    return forecast(found.cards, found.today, exam, planned, found.spent)


def _more(found: ExamDesk) -> tuple[int, Forecast]:
    """Return the first of some larger numbers of minutes in which everything is begun, else the largest."""
    for times in _MORE:
        result = _played(found, times)
        if result.unseen <= 1 - _ALL:
            break
    return round(found.exam.seconds * times / 60), result


def _standing(state: CardState, card: CardId, exam: Exam, now: Moment, settings: Settings) -> Standing:
    memory = state.memory
    if memory.state is State.NEW or memory.last_review is None:
        return Standing(card.guid)
    last = now._replace(time=memory.last_review).day(settings.rollover)
    due = memory.due if memory.state is State.REVIEW else last + 1
    return exam.seen(card.guid, Trace(memory.stability, memory.difficulty), last, due)
