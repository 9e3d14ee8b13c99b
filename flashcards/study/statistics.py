"""Count what the review log says about a learner's studying, for ``flashcards stats``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.log import Action
from flashcards.study.memory import Rating, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flashcards.study.log import CardId, CardState, LogEntry
    from flashcards.study.memory import Moment, Settings

FORECAST = 30  # days
_WEAKEST = 10  # concepts
_FEWEST = 3  # answers to cards in review that a concept's retention needs to mean anything
_EPOCH = date(1970, 1, 1)


class About(NamedTuple):
    """A card's concept and kind, and whether its deck still has it, as the last session stored them."""

    concept: str
    kind: str
    live: bool


class Tally(NamedTuple):
    """Counts of answers.

    Attributes:
        answers: All answers.
        asked: The answers to cards in review, not in learning.
        recalled: How many of these were better than Again.
    """

    answers: int = 0
    asked: int = 0
    recalled: int = 0

    @property
    def retention(self) -> float | None:
        """Anki's true retention, from 0 to 1: the recalled share of cards in review; None if none was asked."""
        return self.recalled / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that ``flashcards stats`` shows.

    Attributes:
        total: All answers.
        days: Answers by study day (ISO date).
        weeks: Answers by week (ISO date of its Monday).
        kinds: Answers by kind of note.
        concepts: Answers by concept.
        forecast: How many cards come due today (with overdue ones), tomorrow and so on, without new cards.
        weakest: The concepts with the lowest retention, lowest first.
        leeches: The leeches: card, concept, number of lapses.
        confused: Confused concepts: concept asked, concept answered, how often.
        today: The current study day (ISO date).
        crammed: The number of answers outside the schedule.
    """

    total: Tally
    days: Mapping[str, Tally]
    weeks: Mapping[str, Tally]
    kinds: Mapping[str, Tally]
    concepts: Mapping[str, Tally]
    forecast: Sequence[int]
    weakest: Sequence[str]
    leeches: Sequence[tuple[CardId, str, int]]
    confused: Sequence[tuple[str, str, int]]
    today: str
    crammed: int


def figures(
    entries: Iterable[LogEntry],
    states: Mapping[CardId, CardState],
    about: Mapping[CardId, About],
    now: Moment,
    settings: Settings,
) -> Figures:
    """Compute all the figures of a log. Undone entries don't count; crammed ones only count as ``crammed``."""
    log = without_undone(entries)
    reviews = [entry for entry in log if entry.kind is Action.REVIEW]
    unknown = About("", "", live=False)

    def day(entry: LogEntry) -> str:
        return iso(entry.moment.day(settings.rollover))

    concepts = tallies(reviews, lambda entry: about.get(entry.card, unknown).concept)
    return Figures(
        total=tallies(reviews, lambda _: "").get("", Tally()),
        days=tallies(reviews, day),
        weeks=tallies(reviews, lambda entry: monday(day(entry))),
        kinds=tallies(reviews, lambda entry: about.get(entry.card, unknown).kind),
        concepts=concepts,
        forecast=forecast({c: s for c, s in states.items() if about.get(c, unknown).live}, now, settings),
        weakest=weakest(concepts),
        leeches=_leeches(states, about),
        confused=_confused(log),
        today=iso(now.day(settings.rollover)),
        crammed=sum(entry.kind is Action.CRAM for entry in log),
    )


def without_undone(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """Return the entries that were not undone, without the undos themselves."""
    log = list(entries)
    undone = {entry.undoes for entry in log}
    return [entry for entry in log if entry.kind is not Action.UNDO and entry.id not in undone]


def tallies(reviews: Iterable[LogEntry], key: Callable[[LogEntry], str]) -> dict[str, Tally]:
    """Count reviews by a key, sorted by key. The key "" is for cards that no deck has any more."""
    counts: dict[str, list[int]] = {}
    for entry in reviews:
        tally = counts.setdefault(key(entry), [0, 0, 0])
        asked = entry.was is State.REVIEW
        tally[0] += 1
        tally[1] += asked
        tally[2] += asked and entry.rating != Rating.AGAIN
    return {name: Tally(*counts[name]) for name in sorted(counts)}


def forecast(states: Mapping[CardId, CardState], now: Moment, settings: Settings) -> list[int]:
    """Return how many cards come due today (with overdue ones) and on each of the days after it."""
    today = now.day(settings.rollover)
    out = [0] * FORECAST
    for state in states.values():
        day = state.due_day(now.offset, settings.rollover)
        if day is not None and day < today + FORECAST:
            out[max(day - today, 0)] += 1
    return out


def weakest(concepts: Mapping[str, Tally]) -> list[str]:
    """Return the concepts with the lowest retention, lowest first, among those often enough asked and not always recalled."""
    known = {name: tally for name, tally in concepts.items() if name and tally.asked >= _FEWEST}
    poor = [name for name, tally in known.items() if tally.recalled < tally.asked]
    return sorted(poor, key=lambda name: (known[name].retention, -known[name].asked, name))[:_WEAKEST]


def heat(days: Mapping[str, Tally], today: str, weeks: int) -> list[list[int | None]]:
    """Return seven rows, Monday first, with the answers of each of the last ``weeks`` weeks; None for future days."""
    start = date.fromisoformat(monday(today)) - timedelta(weeks=weeks - 1)
    return [
        [
            _answers(days, (start + timedelta(weeks=week, days=row)).isoformat(), today)
            for week in range(weeks)
        ]
        for row in range(7)
    ]


def iso(day: int) -> str:
    """Return the ISO date of a study day's number."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def monday(day: str) -> str:
    """Return the Monday of a date's week; both are ISO dates."""
    at = date.fromisoformat(day)
    return (at - timedelta(days=at.weekday())).isoformat()


def _answers(days: Mapping[str, Tally], day: str, today: str) -> int | None:
    return None if day > today else days.get(day, Tally()).answers


def _leeches(
    states: Mapping[CardId, CardState], about: Mapping[CardId, About]
) -> list[tuple[CardId, str, int]]:
    found = [
        (card, about[card].concept, state.lapses)
        for card, state in states.items()
        if state.leech and card in about and about[card].live
    ]
    return sorted(found, key=lambda row: (-row[2], row[0]))


def _confused(log: Iterable[LogEntry]) -> list[tuple[str, str, int]]:
    pairs = Counter((entry.asked, entry.mistaken) for entry in log if entry.mistaken)
    return sorted(((*pair, count) for pair, count in pairs.items()), key=lambda row: (-row[2], row))


def as_json(found: Figures) -> dict[str, object]:
    """Return the figures as JSON values for scripts. The keys are stable."""
    return {
        "today": found.today,
        "total": _json(found.total),
        "crammed": found.crammed,
        "days": {name: _json(tally) for name, tally in found.days.items()},
        "weeks": {name: _json(tally) for name, tally in found.weeks.items()},
        "kinds": {name: _json(tally) for name, tally in found.kinds.items()},
        "concepts": {name: _json(tally) for name, tally in found.concepts.items()},
        "forecast": list(found.forecast),
        "weakest": list(found.weakest),
        "leeches": [
            {"guid": card.guid, "ordinal": card.ordinal, "concept": concept, "lapses": lapses}
            for card, concept, lapses in found.leeches
        ],
        "confused": [{"asked": a, "answered": b, "times": n} for a, b, n in found.confused],
    }


def _json(tally: Tally) -> dict[str, object]:
    retention = tally.retention
    return {
        "reviews": tally.answers,
        "in_review": tally.asked,
        "recalled": tally.recalled,
        "retention": None if retention is None else round(retention, 4),
    }
