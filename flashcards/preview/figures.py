"""Draws figures of the deck: cards by kind and tier, lengths of answers, credibility of sources.

Each figure is a small plot and a table of the same numbers for people who can't see the plot.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.model import Tier
from flashcards.preview import svg
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flashcards.model import Deck

_WIDTH: Final = 340
_NAMES: Final = 164
_BAR, _ROW = 18, 30
_LENGTHS: Final = ((0, 2), (3, 5), (6, 10), (11, 15), (16, 20), (21, 30), (31, 50))
_CREDIBILITY: Final = {
    5: "5 · peer-reviewed",
    4: "4 · primary report",
    3: "3 · edited community",
    2: "2 · personal site",
    1: "1 · marketing",
    0: "not rated",
}


class Plot(NamedTuple):
    """A bar chart: for each row its name and its number in each series."""

    title: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def plots(deck: Deck) -> list[Plot]:
    """Return the deck's figures; they count the cards that a new learner gets."""
    return [_by_kind(deck), _by_length(deck), _by_credibility(deck)]


def draw(plot: Plot) -> str:
    """Return a plot as HTML: its title, the SVG, and its numbers as a table that can be opened."""
    heading = svg.element("h3", escape(plot.title))
    return svg.element("section", heading, _legend(plot), _bars(plot), _table(plot), class_="figure")


def _by_kind(deck: Deck) -> Plot:
    counts = Counter((note.heading, note.tier) for note in deck.notes for _ in note.live)
    totals = Counter(note.heading for note in deck.notes for _ in note.live)
    rows = tuple(
        (kind, (counts[kind, Tier.CORE], counts[kind, Tier.MORE])) for kind, _ in totals.most_common()
    )
    return Plot("Cards by kind and tier", ("core", "more"), rows)


def _by_length(deck: Deck) -> Plot:
    lengths = [len(plain(prose.back(card)).split()) for note in deck.notes for card in note.live]
    rows = [(f"{low}-{high}", sum(low <= n <= high for n in lengths)) for low, high in _LENGTHS]
    rows.append((f"over {_LENGTHS[-1][1]}", sum(n > _LENGTHS[-1][1] for n in lengths)))
    return Plot("Words in an answer", ("cards",), tuple((name, (count,)) for name, count in rows))


def _by_credibility(deck: Deck) -> Plot:
    works = Counter(source.credibility for source in deck.sources.values())
    rows = tuple((name, (works[level],)) for level, name in _CREDIBILITY.items() if level or works[level])
    return Plot("Sources by credibility", ("sources",), rows)


def _bars(plot: Plot) -> str:
    most = max((sum(values) for _, values in plot.rows), default=0) or 1
    scale = (_WIDTH - _NAMES - 60) / most
    drawn = (part for n, row in enumerate(plot.rows) for part in _row(row, n * _ROW + 6, scale, plot.series))
    words = "; ".join(f"{name}: {_numbers_in_words(plot.series, values)}" for name, values in plot.rows)
    return svg.picture(_WIDTH, len(plot.rows) * _ROW + 8, f"{plot.title}. {words}", *drawn)


def _row(row: tuple[str, tuple[int, ...]], y: float, scale: float, series: Sequence[str]) -> Iterator[str]:
    name, values = row
    yield svg.text(svg.lines(name, 22, 1)[0], _NAMES - 10, y + 13.5, class_="name")
    x = float(_NAMES)
    for label, value in zip(series, values, strict=True):
        if value:
            title = svg.titled(f"{name}, {label}: {value:,}")
            width = max(value * scale, 1.0)
            yield svg.element("rect", title, x=x, y=y, width=width, height=_BAR, class_=f"bar {label}")
            x += width
    yield svg.text(f"{sum(values):,}", x + 8, y + 13.5, class_="number")


def _numbers_in_words(series: Sequence[str], values: Sequence[int]) -> str:
    return ", ".join(f"{value:,} {label}" for label, value in zip(series, values, strict=True))


def _legend(plot: Plot) -> str:
    if len(plot.series) == 1:
        return ""
    keys = (
        svg.element(
            "span",
            svg.picture(
                16,
                14,
                "",
                svg.element("rect", x=1, y=1, width=14, height=12, class_=f"bar {label}"),
                aria_hidden="true",
            ),
            label,
        )
        for label in plot.series
    )
    return svg.element("p", *keys, class_="legend")


def _table(plot: Plot) -> str:
    head = "".join(svg.element("th", escape(label), scope="col") for label in plot.series)
    rows = (
        svg.element(
            "tr",
            svg.element("th", escape(name), scope="row"),
            *(svg.element("td", f"{value:,}") for value in values),
        )
        for name, values in plot.rows
    )
    table = svg.element("table", f"<thead><tr><td></td>{head}</tr></thead>", svg.element("tbody", *rows))
    return svg.element("details", svg.element("summary", "As a table"), table)
