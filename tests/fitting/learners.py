"""Simulated learners: a memory with known FSRS parameters, studied by a schedule with FSRS's defaults."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.forgetting import ForgettingModel, Trace
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import DAY, HOUR, MINUTE, PARAMETERS, Moment, Rating, State

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_DAY = 20_000
DECK = "00000000-0000-4000-8000-000000000001"
_SCHEDULE = ForgettingModel(PARAMETERS)


class _Known(NamedTuple):
    """A card's true memory, its memory by the schedule, and the days of its last answer and of its next."""

    true: Trace
    held: Trace
    last: int
    due: int


def parameters(seed: int) -> tuple[float, ...]:
    """A learner's parameters, about as far from FSRS's defaults as real ones lie.

    The stabilities after the first answer, the growth of stability (w8), what a lapse leaves (w11) and the curve's
    decay (w20) are moved for good, everything else a little.
    """
    dice = random.Random(seed)
    strength = dice.choice((0.15, 0.25, 4.0, 6.0))
    out = sorted(value * strength * dice.uniform(0.7, 1.4) for value in PARAMETERS[:4])
    out += [value * dice.uniform(0.85, 1.15) for value in PARAMETERS[4:]]
    out[7] = PARAMETERS[7]
    out[8] = PARAMETERS[8] + (0.7 if strength > 1 else -0.7)
    out[11] = PARAMETERS[11] * dice.choice((0.5, 1.5))
    out[20] = dice.uniform(0.1, 0.45)
    return tuple(out)


def log(true: Sequence[float], seed: int, cards: int = 300, days: int = 300) -> list[LogEntry]:
    """What such a learner answers: three new cards a day and whatever is due."""
    dice, model = random.Random(seed), ForgettingModel(true)
    known: dict[int, _Known] = {}
    out: list[LogEntry] = []
    for day in range(days):
        new = range(len(known), min(len(known) + 3, cards))
        due = [number for number, card in known.items() if card.due <= day]
        for place, number in enumerate((*due, *new)):
            at = (FIRST_DAY + day) * DAY + 12 * HOUR + place * 20_000
            known[number], ratings = _answered(known.get(number), day, model, dice)
            was = State.REVIEW if number in due else State.NEW
            for nth, rating in enumerate(ratings):
                moment = Moment(at + nth * 10 * MINUTE)
                kind = was if nth == 0 else State.RELEARNING if was is State.REVIEW else State.LEARNING
                card = CardId(f"{number:016x}", 1)
                out.append(LogEntry("", card, DECK, moment, Action.REVIEW, rating, 8000, kind))
    out.sort(key=lambda entry: (entry.moment.time, entry.card))
    return [
        LogEntry(
            f"{entry.moment.time << 80 | place:032x}",
            entry.card,
            DECK,
            entry.moment,
            entry.kind,
            entry.rating,
            entry.duration,
            entry.was,
        )
        for place, entry in enumerate(out)
    ]


def _answered(
    card: _Known | None, day: int, model: ForgettingModel, dice: random.Random
) -> tuple[_Known, list[Rating]]:
    """The card after this day, and its answers; a miss is followed by Good after ten minutes."""
    if card is None:
        (rating,) = dice.choices(tuple(Rating), (20, 10, 55, 15))
        true, held = model.first(rating), _SCHEDULE.first(rating)
    else:
        days = day - card.last
        recalled = dice.random() < model.recall(days, card.true.stability)
        (rating,) = dice.choices(tuple(Rating)[1:], (10, 75, 15)) if recalled else (Rating.AGAIN,)
        true, held = model.after(card.true, rating, days), _SCHEDULE.after(card.held, rating, days)
    ratings = [rating]
    if rating is Rating.AGAIN:
        ratings.append(Rating.GOOD)
        true, held = model.after(true, Rating.GOOD, 0), _SCHEDULE.after(held, Rating.GOOD, 0)
    return _Known(true, held, day, day + max(1, round(held.stability * dice.uniform(0.9, 1.1)))), ratings
