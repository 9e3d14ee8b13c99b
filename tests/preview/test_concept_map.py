"""The concept map, as values and as the elements that are drawn."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from flashcards.model import Concept, Deck, Unit
from flashcards.preview import concept_map
from flashcards.preview.concept_map import Edge
from tests.anki import samples
from tests.decks import compiled


def _deck(*concepts: Concept) -> Deck:
    units = (Unit("u", "First unit", tuple(c.id for c in concepts[:2])),)
    return replace(samples.deck(), concepts={c.id: c for c in concepts}, units=units)


A = Concept("a", "alpha", related={"b": "part-of", "gone": "nothing"})


B = Concept("b", "<beta>", requires=("a",), confusable=(("b", "a", "c"),))


C = Concept("c", "gamma")


ABC = _deck(A, B, C)


def test_relations_to_unwritten_concepts_are_left_out() -> None:
    assert concept_map.edges(ABC) == [
        Edge("a", "b", "related", "part of"),
        Edge("b", "a", "requires", "requires"),
        Edge("b", "a", "distinction", "distinguished from"),
        Edge("b", "c", "distinction", "distinguished from"),
        Edge("a", "c", "distinction", "distinguished from"),
    ]


def test_a_distinction_of_too_many_concepts_adds_few_edges() -> None:
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


def test_the_list_names_every_relation() -> None:
    rows = ET.fromstring(concept_map.in_words(ABC)).iter("li")
    assert ["".join(row.itertext()) for row in rows] == [
        "alpha required by <beta>; distinguished from <beta>, gamma; related to <beta> (→ part of)",
        "<beta> requires alpha; distinguished from alpha, gamma; related to alpha (← part of)",
        "gamma distinguished from <beta>, alpha",
    ]
