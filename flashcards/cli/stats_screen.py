"""Print statistics as text that fits into 40 columns and is complete without colour."""

from __future__ import annotations

import shutil
import textwrap
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from flashcards.cli.shared import output
from flashcards.study import statistics
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flashcards.study.statistics import Figures, Tally

_SHADES: Final = "·░▒▓█"  # no reviews, then one for each quarter of the busiest day
_COLOURS: Final = (None, 22, 28, 34, 40)  # greens of the 256-colour palette, one for each shade
_WIDEST: Final = 53  # weeks


def show(figures: Figures, decks: Sequence[str]) -> None:
    """Print all statistics of these decks."""
    total = figures.total
    _line(", ".join(decks), bold=True)
    crammed = f", and {figures.crammed:,} crammed" if figures.crammed else ""
    _line(
        f"{_reviews(total)} on {counted(len(figures.days), 'day')}{crammed}, true retention {_share(total)}"
    )
    _heat(figures)
    _table("Last days", _newest(figures.days, 7))
    _table("Weeks", _newest(figures.weeks, 8))
    _table("Kinds", figures.kinds)
    _forecast(figures.forecast)
    _table("Concepts, lowest retention first", {name: figures.concepts[name] for name in figures.weakest})
    _list("Leeches", (f"{concept} ({lapses} lapses)" for _, concept, lapses in figures.leeches))
    _list(
        "Confused",
        (
            f"{asked} missed when asked against {answered}: {_times(n)}"
            for asked, answered, n in figures.confused
        ),
    )


def _line(text: str, *, bold: bool = False) -> None:
    columns = shutil.get_terminal_size().columns
    indent = len(text) - len(text.lstrip())
    for part in textwrap.wrap(text, columns, subsequent_indent=" " * (indent + 2)) or [""]:
        output.say(part, err=False, bold=bold)


def _title(text: str) -> None:
    _line("")
    _line(text, bold=True)


def _heat(figures: Figures) -> None:
    weeks = min(_WIDEST, shutil.get_terminal_size().columns - 6)
    rows = statistics.heat(figures.days, figures.today, weeks)
    busiest = max((n for row in rows for n in row if n), default=0)
    if not busiest:
        return
    _title(f"The last {counted(weeks, 'week')}")
    for name, row in zip(("Mon", "", "Wed", "", "Fri", "", "Sun"), rows, strict=True):
        cells = (" " if n is None else _shade(-(-4 * n // busiest)) for n in row)
        click.echo(f"{name:<4}{''.join(cells)}", color=output.colour())
    _line(f"    {_SHADES[0]} none  {_SHADES[1]} few  {_SHADES[4]} up to {busiest:,} a day")


def _shade(level: int) -> str:
    return click.style(_SHADES[level], fg=_COLOURS[level])


def _table(title: str, rows: Mapping[str, Tally]) -> None:
    if not rows:
        return
    room = max(12, shutil.get_terminal_size().columns - 22)
    width = min(room, max(len(name) for name in (*rows, title)))
    _title(f"{title:<{width + 2}} reviews retained")
    for name, tally in rows.items():
        shown = name if len(name) <= width else name[: width - 1] + "…"
        _line(f"  {shown or '(removed)':<{width}} {tally.answers:>7,} {_share(tally):>8}")


def _forecast(counts: Sequence[int]) -> None:
    _title(f"Due in the next {len(counts)} days: {sum(counts):,} (today {counts[0]:,})")
    top = max(counts)
    for row in range(0, len(counts), 10):
        part = counts[row : row + 10]
        _line(f"  {f'+{row}':>4}  {' '.join(f'{n:>{len(str(top))}}' for n in part)}")


def _list(title: str, lines: Iterable[str]) -> None:
    shown = list(lines)[:10]
    if shown:
        _title(title)
    for line in shown:
        _line(f"  {line}")


def _newest(rows: Mapping[str, Tally], count: int) -> dict[str, Tally]:
    return {f"{date.fromisoformat(name):%a} {name}": rows[name] for name in sorted(rows)[-count:]}


def _share(tally: Tally) -> str:
    return "–" if tally.retention is None else f"{tally.retention:.0%}"


def _reviews(tally: Tally) -> str:
    return counted(tally.answers, "review")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
