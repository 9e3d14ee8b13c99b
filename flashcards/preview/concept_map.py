"""Draws the concept map: concepts in a column for each unit, and lines for their relations.

A list below the map says in words how concepts are related. The script shows its line for the concept under the
pointer or the focus, and people who can't see the map can read it.
"""

from __future__ import annotations

from html import escape
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.preview import svg
from flashcards.preview.data import units_of
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.model import Deck

_WIDTH, _HEIGHT = 160, 40
_LANE, _ROW = 212, 62
_TOP, _EDGE = 64, 22
_LEADS: Final = {
    "requires": "requires",
    "required": "required by",
    "distinction": "distinguished from",
    "related": "related to",
}


class Edge(NamedTuple):
    """A relation of two concepts; ``kind`` is ``requires``, ``related`` or ``distinction``, ``name`` is its label."""

    start: str
    end: str
    kind: str
    name: str


class _Spot(NamedTuple):
    lane: int
    x: float
    y: float


def edges(deck: Deck) -> list[Edge]:
    """Return the relations of the deck's concepts in the deck's order, without concepts that are not written yet."""
    found: dict[Edge, None] = {}
    for concept in deck.concepts.values():
        found |= dict.fromkeys(Edge(concept.id, other, "requires", "requires") for other in concept.requires)
        for between in concept.confusable:
            pairs = combinations(between, 2)
            found |= dict.fromkeys(Edge(a, b, "distinction", "distinguished from") for a, b in pairs)
        found |= dict.fromkeys(
            Edge(concept.id, other, "related", relation.replace("-", " "))
            for other, relation in concept.related.items()
        )
    return [edge for edge in found if edge.start in deck.concepts and edge.end in deck.concepts]


def draw(deck: Deck) -> str:
    """Return the map as SVG; its nodes link to the concepts."""
    spots = _spots(deck)
    lanes = units_of(deck)
    deepest = max((len(concepts) for _, concepts in lanes), default=0)
    joined = edges(deck)
    inner = [
        *(_heading(title, number) for number, (title, _) in enumerate(lanes)),
        svg.element("g", *(_edge(edge, spots) for edge in joined if edge.start != edge.end), class_="edges"),
        *(_node(concept.id, plain(concept.term), spots) for _, row in lanes for concept in row),
    ]
    name = f"Concept map: {len(spots)} concepts in {len(lanes)} units, {len(joined)} relations"
    # Screen readers find the links inside a picture only if it is a group.
    return svg.picture(
        len(lanes) * _LANE + _EDGE, _TOP + deepest * _ROW + 10, name, *inner, id="_mapsvg", role="group"
    )


def in_words(deck: Deck) -> str:
    """Return the relations of each concept as an HTML list."""
    joined: dict[str, dict[str, dict[str, list[str]]]] = {
        concept: {kind: {} for kind in _LEADS} for concept in deck.concepts
    }
    for edge in edges(deck):
        joined[edge.start][edge.kind].setdefault(edge.end, []).append(f"→ {edge.name}")
        back = "required" if edge.kind == "requires" else edge.kind
        joined[edge.end][back].setdefault(edge.start, []).append(f"← {edge.name}")
    rows = (
        svg.element("li", _linked(deck, concept.id), _sentence(deck, joined[concept.id]), data_of=concept.id)
        for _, row in units_of(deck)
        for concept in row
    )
    return svg.element("ul", *rows, id="_relations")


def _sentence(deck: Deck, joined: Mapping[str, Mapping[str, list[str]]]) -> str:
    parts = (
        f" {lead} {', '.join(_named(deck, other, hows, kind) for other, hows in joined[kind].items())}"
        for kind, lead in _LEADS.items()
        if joined[kind]
    )
    return ";".join(parts) or " has no relations"


def _named(deck: Deck, other: str, hows: list[str], kind: str) -> str:
    return _linked(deck, other) + (f" ({escape(', '.join(hows))})" if kind == "related" else "")


def _linked(deck: Deck, concept: str) -> str:
    return svg.element("a", escape(plain(deck.concepts[concept].term)), href=f"#{concept}")


def _spots(deck: Deck) -> dict[str, _Spot]:
    return {
        concept.id: _Spot(lane, _EDGE + lane * _LANE, _TOP + row * _ROW)
        for lane, (_, concepts) in enumerate(units_of(deck))
        for row, concept in enumerate(concepts)
    }


def _heading(title: str, lane: int) -> str:
    x = _EDGE + lane * _LANE
    shown = svg.lines(title, 22, 2)
    return "".join(svg.text(line, x, 18 + 17 * n, class_="lane") for n, line in enumerate(shown))


def _node(concept: str, term: str, spots: Mapping[str, _Spot]) -> str:
    spot = spots[concept]
    words = svg.lines(term, 21, 2)
    middle = spot.y + _HEIGHT / 2 + 4.5 - 7.5 * (len(words) - 1)
    return svg.element(
        "a",
        svg.titled(term),
        svg.element("rect", x=spot.x, y=spot.y, width=_WIDTH, height=_HEIGHT, rx=7),
        *(svg.text(line, spot.x + _WIDTH / 2, middle + 15 * n) for n, line in enumerate(words)),
        svg.text("", spot.x + _WIDTH / 2, spot.y - 4, class_="how"),
        href=f"#{concept}",
        class_="node",
        data_id=concept,
    )


def _edge(edge: Edge, spots: Mapping[str, _Spot]) -> str:
    return svg.element(
        "path",
        svg.titled(f"{edge.start} → {edge.end}: {edge.name}"),
        d=" ".join(_curve(spots[edge.start], spots[edge.end])),
        class_=edge.kind,
        data_a=edge.start,
        data_b=edge.end,
        data_how=edge.name,
    )


def _curve(start: _Spot, end: _Spot) -> Iterator[str]:
    """Return the path of an edge: across between columns, or out to the right and back within a column."""
    y1, y2 = start.y + _HEIGHT / 2, end.y + _HEIGHT / 2
    if start.lane == end.lane:
        x = start.x + _WIDTH
        out = x + min(16 + abs(y1 - y2) / 7, _LANE - _WIDTH - 8)
        yield f"M{x:.0f} {y1:.0f}C{out:.0f} {y1:.0f} {out:.0f} {y2:.0f} {x:.0f} {y2:.0f}"
        return
    rightward = start.lane < end.lane
    x1 = start.x + (_WIDTH if rightward else 0)
    x2 = end.x + (0 if rightward else _WIDTH)
    bend = 60 if rightward else -60
    # Bend an edge along a row, so that it doesn't seem to touch the nodes between its ends.
    bow = _ROW * 0.68 if y1 == y2 and abs(start.lane - end.lane) > 1 else 0
    yield f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1 + bow:.0f} {x2 - bend:.0f} {y2 + bow:.0f} {x2:.0f} {y2:.0f}"
