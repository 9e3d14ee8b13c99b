"""A plan for an exam as a picture that fits into 40 columns and 20 lines, and as JSON."""

from __future__ import annotations

import shutil
import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import output
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flashcards.exams.forecast import Day
    from flashcards.exams.outlook import Outlook
    from flashcards.exams.plan import Plan

LONGEST = 400  # days ahead
_ROWS = 6  # of days, so that the picture fits
_UNITS = 5
_NARROW = 60  # columns below which there is no room for the bar


def show(plan: Plan, found: Outlook, name: str) -> None:
    """Print the picture."""
    left = plan.number - found.desk.today
    _line(f"Exam on {plan.day}: {counted(left, 'day')} to go, {plan.minutes} min a day, {name}", bold=True)
    wide = _columns() >= _NARROW
    _line(f"{'from':<10} {'days':>4} {'new':>4} {'old':>5} {'min':>4}" + " a day" * wide)
    for first, days in _parts(found.plan.days):
        _line(_load(plan, left, first, days, wide=wide))
    _line(f"{'Known on the day':<22} {'without':>8} {'plan':>6}", bold=True)
    for unit, (share, without) in _units(found):
        shown = unit if len(unit) <= 22 else unit[:21] + "…"  # noqa: PLR2004 - the width of the column
        _line(f"{shown:<22} {without:>8.0%} {share:>6.0%}")
    for sentence in sentences(plan, found):
        _line(sentence)


def sentences(plan: Plan, found: Outlook) -> Iterator[str]:
    """What can't be learned, what more minutes would change, and what all this is."""
    cards = len(found.desk.cards)
    unseen, late = round(found.plan.unseen * cards), round(found.late)
    if unseen:
        yield f"No time for about {unseen:,} of {counted(cards, 'card')} at {plan.minutes} min a day."
    if late:
        yield f"About {counted(late, 'card')} come too late to be seen on three days."
    if found.more is not None:
        minutes, forecast = found.more
        rest = round(forecast.unseen * cards)
        yield f"With {minutes} min a day: {forecast.share:.0%}" + (f", {rest:,} not begun." if rest else ".")
    yield "FSRS expects this from your answers; it is no promise."


def as_json(plan: Plan, found: Outlook) -> None:
    """Print everything for scripts. The keys are stable."""
    first = found.desk.today
    rows = [
        {
            "date": (plan.day - timedelta(days=plan.number - first - place)).isoformat(),
            "new": round(day.new, 2),
            "reviews": round(day.review, 2),
            "minutes": round(day.seconds / 60, 2),
        }
        for place, day in enumerate(found.plan.days)
    ]
    more = found.more and {"minutes": found.more[0], "expected": round(found.more[1].share, 4)}
    value = {
        "date": plan.day.isoformat(),
        "minutes": plan.minutes,
        "units": list(plan.units),
        "concepts": list(plan.concepts),
        "cards": len(found.desk.cards),
        "expected": round(found.plan.share, 4),
        "without_plan": round(found.without.share, 4),
        "by_unit": {
            unit: {"expected": round(share, 4), "without_plan": round(without, 4)}
            for unit, (share, without) in found.units.items()
        },
        "not_begun": round(found.plan.unseen * len(found.desk.cards), 1),
        "late": round(found.late, 1),
        "more": more,
        "days": rows,
    }
    click.echo(output.json_text(value))


def _parts(days: Sequence[Day]) -> Iterator[tuple[int, Sequence[Day]]]:
    """The days in at most so many rows, of one length but the first, which may be shorter."""
    size = -(-len(days) // _ROWS)
    for start in range(0, len(days), size):
        yield start, days[start : start + size]


def _load(plan: Plan, left: int, first: int, days: Sequence[Day], *, wide: bool) -> str:
    date = plan.day - timedelta(days=left - first)
    new, review = sum(day.new for day in days) / len(days), sum(day.review for day in days) / len(days)
    minutes = sum(day.seconds for day in days) / len(days) / 60
    bar = "█" * round(20 * minutes / plan.minutes) if wide else ""
    return f"{date} {len(days):>4} {new:>4.0f} {review:>5.0f} {minutes:>4.0f}  {bar}".rstrip()


def _units(found: Outlook) -> Iterator[tuple[str, tuple[float, float]]]:
    """The units that lie furthest behind, and all together."""
    if len(found.units) > 1:
        worst = sorted(found.units, key=lambda unit: found.units[unit][0])[:_UNITS]
        for unit in found.units:
            if unit in worst:
                yield unit or "(no unit)", found.units[unit]
    yield "All", (found.plan.share, found.without.share)


def _columns() -> int:
    return shutil.get_terminal_size().columns


def _line(text: str, *, bold: bool = False) -> None:
    if len(text) <= _columns():
        output.say(text, err=False, bold=bold)
        return
    for part in textwrap.wrap(text, _columns()):
        output.say(part, err=False, bold=bold)
