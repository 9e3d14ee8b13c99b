"""Draws the timeline: the events of all concepts, and how exactly each date is known.

Years without events are left out, so that a course with one event in 1950 and forty in this decade stays readable. A
mark on the axis shows each gap.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.compiler.kinds.history import span_of
from flashcards.preview import svg
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flashcards.model import Deck, Event

_YEAR: Final = 104  # width of a year, in pixels like all lengths here
_CUT: Final = 34  # width of a gap
_ROW: Final = 26
_LEFT: Final = 28
_AXIS: Final = 34
_CHARACTER: Final = 6.6  # average width of a character
_LABEL: Final = 30  # characters of a label
_INEXACT: Final = {"about", "before", "after"}


class Dated(NamedTuple):
    """An event of a concept, and the first and last day that its date allows."""

    event: Event
    concept: str
    first: date
    last: date


class _Scale(NamedTuple):
    """Where the column of each year begins, where the gaps are, and the whole width."""

    starts: dict[int, float]
    cuts: list[float]
    width: float

    def at(self, day: date) -> float:
        """Return the position of a day."""
        year = date(day.year, 1, 1)
        days = (date(day.year, 12, 31) - year).days + 1
        return self.starts[day.year] + _YEAR * (day - year).days / days


def events(deck: Deck) -> list[Dated]:
    """Return the deck's events by date; an event that several concepts have in the same words occurs once."""
    found: dict[tuple[object, ...], Dated] = {}
    for concept in deck.concepts.values():
        for event in concept.events:
            content = (event.date, event.precision, plain(event.who), plain(event.what))
            found.setdefault(content, Dated(event, concept.id, *span_of(event.date)))
    return sorted(found.values(), key=lambda dated: (dated.first, dated.last, dated.concept))


def draw(dated: Sequence[Dated]) -> str:
    """Return the events as SVG: for each a mark as long as its possible time, labelled with who it was."""
    scale = _scale(sorted({one.first.year for one in dated}))
    rows = list(_rows(dated, scale))
    height = _AXIS + _ROW * (max(rows, default=0) + 1) + 12
    drawn = (_mark(one, scale, _AXIS + _ROW * row + 18) for one, row in zip(dated, rows, strict=True))
    name = f"Timeline of {len(dated)} events"
    return svg.picture(scale.width, height, name, *_axis(scale, height), *drawn, role="group")


def in_words(deck: Deck, dated: Sequence[Dated]) -> str:
    """Return the events as an HTML list: date and precision, who, what, and the concept."""
    return svg.element("ol", *(_sentence(deck, one) for one in dated), class_="events")


def legend() -> str:
    """Return drawn examples that explain the marks."""
    ends = {"day": 5, "month": 19, "year": 40, "about": 40, "before": 40, "after": 40}
    keys = (
        svg.element("span", svg.picture(end + 6, 16, "", _shape(5, end, 8, kind), aria_hidden="true"), kind)
        for kind, end in ends.items()
    )
    return svg.element("p", *keys, class_="legend")


def _scale(years: Sequence[int]) -> _Scale:
    starts: dict[int, float] = {}
    cuts: list[float] = []
    x: float = _LEFT
    for year in years:
        if starts and year - 1 not in starts:
            cuts.append(x + _CUT / 2)
            x += _CUT
        starts[year] = x
        x += _YEAR
    return _Scale(starts, cuts, x + _LABEL * _CHARACTER)


def _rows(dated: Sequence[Dated], scale: _Scale) -> Iterator[int]:
    """Yield for each event the first row that has room for its mark and label."""
    ends: list[float] = []
    for one in dated:
        start = scale.at(one.first) - 12
        end = scale.at(one.last) + 16 + _CHARACTER * len(_label(one))
        row = next((n for n, occupied in enumerate(ends) if occupied < start), len(ends))
        ends[row : row + 1] = [end]
        yield row


def _axis(scale: _Scale, height: float) -> Iterator[str]:
    for year, x in scale.starts.items():
        yield svg.element("path", d=f"M{x:.0f} 24V{height:.0f}", class_="year")
        yield svg.text(str(year), x + 4, 16, class_="year")
    for x in scale.cuts:
        yield svg.element("path", d=f"M{x - 3:.0f} 20l4 -10m3 10l4 -10", class_="cut")


def _mark(one: Dated, scale: _Scale, y: float) -> str:
    x1, x2 = scale.at(one.first), scale.at(one.last)
    kind = one.event.precision if one.event.precision in _INEXACT else _unit(one.event)
    drawn = _shape(x1, x2, y, kind)
    return svg.element(
        "a",
        svg.titled(f"{when(one.event)}: {plain(one.event.who)} {plain(one.event.what)}"),
        drawn,
        svg.text(_label(one), max(x2, x1 + 6) + 10, y + 4.5),
        href=f"#{one.concept}",
        class_="event",
    )


def _unit(event: Event) -> str:
    return ("year", "month", "day")[event.date.count("-")]


def _shape(x1: float, x2: float, y: float, kind: str) -> str:
    """Return a dot for a day, a bar for a month or a year, a dashed bar for about, an arrow for before and after."""
    if kind == "day":
        return svg.element("circle", cx=x1, cy=y, r=4.5, class_=kind)
    if kind in {"month", "year", "about"}:
        return svg.element("rect", x=x1, y=y - 4, width=max(x2 - x1, 14), height=8, rx=2, class_=kind)
    length = max(x2 - x1, 22)
    tip, far, way = (x2 - length, x2, 1) if kind == "before" else (x1 + length, x1, -1)
    head = f"M{tip + 6 * way:.1f} {y - 4:.1f}L{tip:.1f} {y:.1f}L{tip + 6 * way:.1f} {y + 4:.1f}"
    return svg.element("path", d=f"M{tip:.1f} {y:.1f}H{far:.1f}V{y - 5:.1f}V{y + 5:.1f}{head}", class_=kind)


def _label(one: Dated) -> str:
    return svg.lines(plain(one.event.who), _LABEL, 1)[0]


def when(event: Event) -> str:
    """Return the date with its precision in words."""
    return f"{event.precision} {event.date}" if event.precision in _INEXACT else event.date


def _sentence(deck: Deck, one: Dated) -> str:
    event = one.event
    work = f" <cite>{escape(plain(event.work))}</cite>" if event.work else ""
    term = plain(deck.concepts[one.concept].term)
    link = svg.element("a", escape(term), href=f"#{one.concept}")
    day = svg.element("time", escape(when(event)), datetime=event.date)
    words = svg.element("span", f"{escape(plain(event.who))} {escape(plain(event.what))}.{work} ", link)
    return svg.element("li", day, words)
