"""The plan for an exam as the log records it, and the cards that it is about. Pure.

The text is a JSON object: ``day`` (the date), ``deck`` (its uuid), ``minutes`` a day, and ``units`` and ``concepts``,
which are left out if they are empty. The newest entry counts until its date; an empty text ends the plan.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.model import Deck
    from flashcards.study.log import LogEntry

_EPOCH = date(1970, 1, 1)
MINUTES = (1, 600)


class Plan(NamedTuple):
    """An exam: its date, the deck, the minutes of a day, and its scope; the whole deck if nothing is named."""

    day: date
    deck: str
    minutes: int
    units: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The study day of the exam."""
        return (self.day - _EPOCH).days


def written(plan: Plan) -> str:
    """Return the plan's text."""
    values: dict[str, object] = {"day": plan.day.isoformat(), "deck": plan.deck, "minutes": plan.minutes}
    scope = {"units": list(plan.units), "concepts": list(plan.concepts)}
    return json.dumps(values | {name: value for name, value in scope.items() if value}, separators=(",", ":"))


def read(text: str) -> Plan | None:
    """Return the plan of a text; None if there is none, or none that this version understands."""
    try:
        found = json.loads(text)
        minutes = int(found["minutes"])
        if not MINUTES[0] <= minutes <= MINUTES[1]:
            return None
        return Plan(
            date.fromisoformat(found["day"]),
            str(found["deck"]),
            minutes,
            tuple(map(str, found.get("units", ()))),
            tuple(map(str, found.get("concepts", ()))),
        )
    except (ValueError, TypeError, KeyError):
        return None


def in_force(entries: Sequence[LogEntry], today: int) -> Plan | None:
    """Return the plan that the log's entries about exams, in order, leave in force on a study day."""
    plan = read(entries[-1].text) if entries else None
    return plan if plan is not None and today < plan.number else None


def scope(deck: Deck, plan: Plan) -> frozenset[str]:
    """Return the ids of the concepts that the exam is about: those named, and all that they require."""
    if not plan.units and not plan.concepts:
        return frozenset(deck.concepts)
    waiting = list(plan.concepts)
    for unit in deck.units:
        waiting += unit.concepts if unit.id in plan.units else ()
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in deck.concepts:
            found.add(name)
            waiting += deck.concepts[name].requires
    return frozenset(found)
