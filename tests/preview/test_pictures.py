"""The map, the timeline and the figures, as values and as the elements that are drawn."""

from __future__ import annotations

import itertools
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from flashcards.model import Concept, Deck, Event, Place, Source, Tier, Unit
from flashcards.preview import concept_map, figures, svg, timeline
from flashcards.preview.concept_map import Edge
from tests.anki import samples
from tests.decks import compiled


def _event(date: str, precision: str = "", who: str = "Ada", what: str = "did it") -> Event:
    return Event("key", date, precision, who, what, "", Place("a.yaml"))


def _deck(*concepts: Concept) -> Deck:
    units = (Unit("u", "First unit", tuple(c.id for c in concepts[:2])),)
    return replace(samples.deck(), concepts={c.id: c for c in concepts}, units=units)


A = Concept("a", "alpha", related={"b": "part-of", "gone": "nothing"})
B = Concept("b", "<beta>", requires=("a",), confusable=(("b", "a", "c"),))
C = Concept("c", "gamma")
ABC = _deck(A, B, C)


def test_edges_join_what_is_written() -> None:
    assert concept_map.edges(ABC) == [
        Edge("a", "b", "related", "part of"),
        Edge("b", "a", "requires", "requires"),
        Edge("b", "a", "distinction", "told apart from"),
        Edge("b", "c", "distinction", "told apart from"),
        Edge("a", "c", "distinction", "told apart from"),
    ]


def test_a_distinction_of_many_concepts_is_no_net() -> None:
    concepts = {f"z{n}": f"term: z{n}\nfaq: {{q: {{q: Q?, a: A.}}}}\n" for n in range(9)}
    between = ", ".join(concepts)
    deck = compiled(
        {"a": f"term: a\ndistinctions: {{d: {{between: [{between}], axis: x}}}}\n", **concepts}
    ).deck
    assert deck
    assert len(concept_map.edges(deck)) == 3


def test_the_map_has_a_node_for_each_concept_and_a_path_for_each_edge() -> None:
    drawn = ET.fromstring(concept_map.draw(ABC))
    nodes = {node.get("href"): node.findtext("title") for node in drawn.iter("a")}
    assert nodes == {"#a": "alpha", "#b": "<beta>", "#c": "gamma"}
    assert len([path for path in drawn.iter("path") if path.get("data-a")]) == 5
    lanes = [text.text for text in drawn.iter("text") if text.get("class") == "lane"]
    assert lanes == ["First unit", "Concepts in no unit"]


def test_no_two_nodes_of_a_large_map_overlap() -> None:
    many = [Concept(f"c{n}", f"concept {n}") for n in range(300)]
    units = tuple(
        Unit(f"u{n}", f"Unit {n}", tuple(c.id for c in many[n * 30 : n * 30 + 30])) for n in range(10)
    )
    drawn = ET.fromstring(concept_map.draw(replace(_deck(*many), units=units)))
    spots = {(rect.get("x"), rect.get("y")) for rect in drawn.iter("rect")}
    assert len(spots) == 300
    assert (drawn.get("width"), drawn.get("height")) == ("2142", "1934")


def test_the_map_in_words_says_every_relation() -> None:
    rows = ET.fromstring(concept_map.in_words(ABC)).iter("li")
    assert ["".join(row.itertext()) for row in rows] == [
        "alpha required by <beta>; told apart from <beta>, gamma; related to <beta> (→ part of)",
        "<beta> requires alpha; told apart from alpha, gamma; related to alpha (← part of)",
        "gamma told apart from <beta>, alpha",
    ]


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
def test_a_mark_shows_how_well_a_date_is_known(date: str, precision: str, kind: str) -> None:
    deck = _deck(replace(A, events=(_event(date, precision),)))
    [mark] = ET.fromstring(timeline.draw(timeline.events(deck))).iter("a")
    shape = mark[1]
    assert f"{shape.tag} {shape.get('class')}" == kind


def test_events_stand_in_order_and_once() -> None:
    told = (_event("2019"), _event("1950-03"), _event("2019-02-01", who="Bob"))
    deck = _deck(replace(A, events=told), replace(B, events=told[:1]))
    assert [(one.event.date, one.concept) for one in timeline.events(deck)] == [
        ("1950-03", "a"),
        ("2019", "a"),
        ("2019-02-01", "a"),
    ]


def test_years_without_events_are_cut_out() -> None:
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


def test_the_timeline_in_words() -> None:
    deck = _deck(replace(A, events=(_event("2003", "about", "<Ada>", "asked"),)))
    [row] = ET.fromstring(timeline.in_words(deck, timeline.events(deck))).iter("li")
    assert "".join(row.itertext()) == "about 2003<Ada> asked. alpha"


def test_figures_count_the_cards_that_a_new_learner_gets() -> None:
    notes = (
        samples.qa("a/one", (1, "Q", "one two three"), (2, "Q", "x")),
        samples.qa("a/two", (1, "Q", "x " * 60), tier=Tier.MORE),
        samples.qa("a/gone", (1, "Q", "x"), retired="Withdrawn: wrong."),
        samples.cloze("a/hole", (1, "x", ""), heading="Definition"),
    )
    sources = {"s": Source("s", "S", credibility=4), "t": Source("t", "T")}
    kinds, lengths, works = figures.plots(replace(samples.deck(*notes), sources=sources))
    assert kinds.rows == (("Question", (2, 1)), ("Definition", (1, 0)))
    assert dict(lengths.rows) == {
        **dict.fromkeys(("6-10", "11-15", "16-20", "21-30", "31-50"), (0,)),
        "0-2": (2,),
        "3-5": (1,),
        "over 50": (1,),
    }
    assert dict(works.rows)["4 · primary report"] == (1,)
    assert dict(works.rows)["not rated"] == (1,)


def test_a_plot_says_its_numbers_as_text_and_as_a_table() -> None:
    plot = figures.Plot("Cards <by> kind", ("core", "more"), (("Q&A", (1200, 0)),))
    drawn = ET.fromstring(figures.draw(plot))
    pictures = [p for p in drawn.iter("svg") if p.get("aria-hidden") is None]
    assert [p.get("aria-label") for p in pictures] == ["Cards <by> kind. Q&A: 1,200 core, 0 more"]
    assert ["".join(cell.itertext()) for cell in drawn.iter("td")] == ["", "1,200", "0"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("one two three four five", ["one two", "three…"]),
        ("日本語日本語日本語日本語日本語", ["日本語日本語日本", "語日本語日本語"]),
    ],
)
def test_labels_are_broken_into_lines(words: str, expected: list[str]) -> None:
    assert svg.lines(words, 8, 2) == expected
