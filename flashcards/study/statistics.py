"""What the log says about a learner's studying: plain counts, for ``flashcards stats``. Pure."""

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
_FEW = 3  # answers of cards in review below which a concept's retention says nothing
_EPOCH = date(1970, 1, 1)


class About(NamedTuple):
    """What the last session cached of a card."""

    concept: str
    kind: str
    live: bool


class Tally(NamedTuple):
    """Answers, and what they say of memory.

    True retention is Anki's: of the answers to cards in review (not those in learning), the share that wasn't
    Again.
    """

    answers: int = 0
    asked: int = 0  # answers to cards in review
    recalled: int = 0

    @property
    def retention(self) -> float | None:
        """From 0 to 1; None if no card in review was asked."""
        return self.recalled / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that ``flashcards stats`` shows. Days are ISO dates of study days, weeks begin on their Monday.

    ``forecast`` is what will be due today (with all that is overdue), tomorrow and so on, without new cards;
    ``leeches`` are cards with their lapses; ``confused`` counts (concept asked, concept answered).
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
    """All the figures of a log; undone entries count nowhere, crammed ones only as ``crammed``."""
    log = standing(entries)
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


def standing(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """The entries that were not taken back, without the undos themselves."""
    log = list(entries)
    undone = {entry.undoes for entry in log}
    return [entry for entry in log if entry.kind is not Action.UNDO and entry.id not in undone]


def tallies(reviews: Iterable[LogEntry], key: Callable[[LogEntry], str]) -> dict[str, Tally]:
    """Reviews counted by a key, in the order of the keys; "" is of cards that no deck knows, and comes first."""
    counts: dict[str, list[int]] = {}
    for entry in reviews:
        tally = counts.setdefault(key(entry), [0, 0, 0])
        asked = entry.was is State.REVIEW
        tally[0] += 1
        tally[1] += asked
        tally[2] += asked and entry.rating != Rating.AGAIN
    return {name: Tally(*counts[name]) for name in sorted(counts)}


def forecast(states: Mapping[CardId, CardState], now: Moment, settings: Settings) -> list[int]:
    """How many cards come due today and on each of the days after it; suspended ones never do."""
    today = now.day(settings.rollover)
    out = [0] * FORECAST
    for state in states.values():
        memory = state.memory
        if state.suspended or memory.state is State.NEW:
            continue
        due = memory.due
        if memory.state is not State.REVIEW:
            due = now._replace(time=memory.due).day(settings.rollover)
        ahead = max(due, state.buried_until, today) - today
        if ahead < FORECAST:
            out[ahead] += 1
    return out


def weakest(concepts: Mapping[str, Tally]) -> list[str]:
    """The concepts with the lowest retention, worst first; those below full retention and asked a few times."""
    known = {name: tally for name, tally in concepts.items() if name and tally.asked >= _FEW}
    poor = [name for name, tally in known.items() if tally.recalled < tally.asked]
    return sorted(poor, key=lambda name: (known[name].retention, -known[name].asked, name))[:_WEAKEST]


def heat(days: Mapping[str, Tally], today: str, weeks: int) -> list[list[int | None]]:
    """Seven rows, Monday first, of answers in the last ``weeks`` weeks; None for days to come."""
    start = date.fromisoformat(monday(today)) - timedelta(weeks=weeks - 1)
    return [
        [
            _answers(days, (start + timedelta(weeks=week, days=row)).isoformat(), today)
            for week in range(weeks)
        ]
        for row in range(7)
    ]


def iso(day: int) -> str:
    """The date of a study day's number."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def monday(day: str) -> str:
    """The Monday of a date's week."""
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
    """The figures for scripts. The keys are stable."""
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
