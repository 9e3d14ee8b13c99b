"""The timeline, as values and as the elements that are drawn."""

from __future__ import annotations

import itertools
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from flashcards.model import Concept, Deck, Event, Place
from flashcards.preview import timeline
from tests.anki import samples


def _event(date: str, precision: str = "", who: str = "Ada", what: str = "did it") -> Event:
    return Event("key", date, precision, who, what, "", Place("a.yaml"))


def _deck(*concepts: Concept) -> Deck:
    return replace(samples.deck(), concepts={concept.id: concept for concept in concepts})


A = Concept("a", "alpha")


B = Concept("b", "beta")


@pytest.mark.parametrize(
    ("date", "precision", "kind"),
    [
        ("2019-06-05", "", "circle day"),
        ("2019-06-05", "exact", "circle day"),
        ("2019-06", "", "rect month"),
        ("2019", "", "rect year"),
        ("2019", "about", "rect about"),
        ("2019-06-05", "before", "path before"),
        ("2019", "after", "path after"),
    ],
)
def test_a_mark_shows_how_exact_a_date_is(date: str, precision: str, kind: str) -> None:
    deck = _deck(replace(A, events=(_event(date, precision),)))
    [mark] = ET.fromstring(timeline.draw(timeline.events(deck))).iter("a")
    shape = mark[1]
    assert f"{shape.tag} {shape.get('class')}" == kind


def test_events_are_in_order_and_occur_once() -> None:
    events = (_event("2019"), _event("1950-03"), _event("2019-02-01", who="Bob"))
    deck = _deck(replace(A, events=events), replace(B, events=events[:1]))
    assert [(one.event.date, one.concept) for one in timeline.events(deck)] == [
        ("1950-03", "a"),
        ("2019", "a"),
        ("2019-02-01", "a"),
    ]


def test_years_without_events_are_left_out() -> None:
    deck = _deck(replace(A, events=tuple(_event(year, who=year) for year in ("1950", "1951", "2019"))))
    drawn = ET.fromstring(timeline.draw(timeline.events(deck)))
    years = [text.text for text in drawn.iter("text") if text.get("class") == "year"]
    assert years == ["1950", "1951", "2019"]
    assert len([path for path in drawn.iter("path") if path.get("class") == "cut"]) == 1


def test_labels_of_the_timeline_do_not_overlap() -> None:
    crowd = tuple(
        _event(f"2019-{month:02}-{day:02}", who=f"Somebody {month} {day}")
        for month in range(1, 13)
        for day in (1, 9)
    )
    drawn = ET.fromstring(timeline.draw(timeline.events(_deck(replace(A, events=crowd)))))
    rows: dict[str, list[float]] = {}
    for mark in drawn.iter("a"):
        rows.setdefault(str(mark[1].get("cy")), []).append(float(str(mark[1].get("cx"))))
    gaps = [b - a for row in rows.values() for a, b in itertools.pairwise(row)]
    assert len(rows) > 3
    assert all(gap > 90 for gap in gaps)


def test_the_list_has_each_event_in_words() -> None:
    deck = _deck(replace(A, events=(_event("2003", "about", "<Ada>", "asked"),)))
    [row] = ET.fromstring(timeline.in_words(deck, timeline.events(deck))).iter("li")
    assert "".join(row.itertext()) == "about 2003<Ada> asked. alpha"
