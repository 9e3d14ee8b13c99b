"""How a learner answers and how long it takes, from their own log. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.log import Action
from flashcards.study.memory import Rating, State
from flashcards.study.statistics import without_undone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.study.log import CardId, LogEntry
    from flashcards.study.memory import Settings

# What a learner without a log is taken to do; it weighs as much as so many answers of their own.
_FIRST = {Rating.AGAIN: 6.0, Rating.HARD: 3.0, Rating.GOOD: 16.0, Rating.EASY: 5.0}
_LATER = {Rating.HARD: 3.0, Rating.GOOD: 24.0, Rating.EASY: 3.0}
_NEW_SECONDS, _REVIEW_SECONDS, _AS_MANY = 25.0, 10.0, 5


class Habits(NamedTuple):
    """Seconds that a card takes on the day it is new and on a later day, and the shares of the grades.

    ``first`` are weights of Again, Hard, Good and Easy of a new card; ``later`` of Hard, Good and Easy when a card was
    recalled.
    """

    new_seconds: float
    review_seconds: float
    first: tuple[float, ...]
    later: tuple[float, ...]


def habits(entries: Iterable[LogEntry], settings: Settings) -> Habits:
    """Return what the log says, mixed with what most learners do while it is short."""
    first, later = Counter(_FIRST), Counter(_LATER)
    days: defaultdict[tuple[CardId, int], list[LogEntry]] = defaultdict(list)
    for entry in without_undone(entries):
        if entry.kind is not Action.REVIEW:
            continue
        days[entry.card, entry.moment.day(settings.rollover)].append(entry)
        rating = Rating(entry.rating)
        if entry.was is State.NEW:
            first[rating] += 1
        elif entry.was is State.REVIEW and rating is not Rating.AGAIN:
            later[rating] += 1
    new, old = _seconds(days.values(), new=True), _seconds(days.values(), new=False)
    return Habits(
        _mean(new, _NEW_SECONDS),
        _mean(old, _REVIEW_SECONDS),
        tuple(first[rating] for rating in Rating),
        tuple(later[rating] for rating in tuple(Rating)[1:]),
    )


def _seconds(days: Iterable[list[LogEntry]], *, new: bool) -> list[float]:
    return [
        sum(entry.duration for entry in day) / 1000
        for day in days
        if any(entry.was is State.NEW for entry in day) is new
    ]


def _mean(found: list[float], usual: float) -> float:
    return (sum(found) + usual * _AS_MANY) / (len(found) + _AS_MANY)
