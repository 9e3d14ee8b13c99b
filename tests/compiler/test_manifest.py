"""deck.yaml and sources.yaml: what they say, and what is refused."""

from __future__ import annotations

import pytest

from flashcards.compiler import concepts, manifest
from flashcards.model import Place, Source, Unit

HEAD = """\
schema: 1
id: ai
uuid: 6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11
name: AI Alignment
language: en
"""


def problems(text: str) -> list[tuple[int, int, str]]:
    return [(p.place.line, p.place.column, p.code) for p in manifest.read_deck("deck.yaml", text)[1]]


def test_the_least() -> None:
    deck, found = manifest.read_deck("deck.yaml", HEAD)
    assert found == []
    assert deck is not None
    assert deck.values == {
        "schema": "1",
        "id": "ai",
        "uuid": "6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11",
        "name": "AI Alignment",
        "language": "en",
    }
    assert (deck.authors, deck.units, deck.sections) == ((), (), {})
    assert deck.places["name"] == Place("deck.yaml", 4, 7)


def test_everything() -> None:
    more = """\
description: >-
  A course
  in two lines.
license: CC-BY-4.0
authors: [A B, "C: D"]
homepage: https://example.org/?a=1
units:
  one: {title: "One: first", concepts: [a, b-c]}
  two:
    title: Two
    concepts:
      - d
sections: {structure: Structure, open_questions: Open questions}
lint: {L01: 40, L02.max_words: 5}
"""
    deck, found = manifest.read_deck("deck.yaml", HEAD + more)
    assert found == []
    assert deck is not None
    assert deck.values["description"] == "A course in two lines."
    assert deck.authors == ("A B", "C: D")
    assert deck.units == (Unit("one", "One: first", ("a", "b-c")), Unit("two", "Two", ("d",)))
    assert deck.sections == {"structure": "Structure", "open_questions": "Open questions"}
    assert deck.unit_places == (
        ("a", Place("deck.yaml", 13, 41)),
        ("b-c", Place("deck.yaml", 13, 44)),
        ("d", Place("deck.yaml", 17, 9)),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schema: 1\n", "", [(1, 1, "missing-key")]),
        ("schema: 1", "schema: 2", [(1, 9, "bad-value")]),
        ("schema: 1", "schema: 1.0", [(1, 9, "bad-value")]),
        ("id: ai", "id: AI", [(2, 5, "bad-id")]),
        ("id: ai", "id: a--b", [(2, 5, "bad-id")]),
        ("id: ai", "id: -a", [(2, 5, "bad-id")]),
        ("6f0b3a52", "6F0B3A52", [(3, 7, "bad-value")]),
        ("6f0b3a52", "6f0b3a5", [(3, 7, "bad-value")]),
        ("AI Alignment", "AI::Alignment", [(4, 7, "bad-name")]),
        ("AI Alignment", "'A\"B'", [(4, 7, "bad-name")]),
        ("AI Alignment", "A*B", [(4, 7, "bad-name")]),
        ("AI Alignment", "'A\\B'", [(4, 7, "bad-name")]),
        ("AI Alignment", "' AI'", [(4, 7, "bad-name")]),
        ("AI Alignment", "'AI '", [(4, 7, "bad-name")]),
        ("AI Alignment", "'A\n\n  B'", [(4, 7, "bad-name")]),
        ("AI Alignment", "A:B", []),
        ("AI Alignment", "é 日本", []),
        ("AI Alignment", "A", []),
        ("language: en", "language: en-GB", []),
        ("language: en", "language: English", [(5, 11, "bad-value")]),
        ("language: en", "language: no", []),
        ("language: en", "language: en\nhomepage: javascript:x", [(6, 11, "bad-url")]),
        ("language: en", "language: en\nhomepage: 'https://x y'", [(6, 11, "bad-url")]),
        ("language: en", "language: en\nauthor: x", [(6, 1, "unknown-key")]),
        ("language: en", "language: en\nunits: [a]", [(6, 8, "wrong-type")]),
        ("language: en", "language: en\nunits: {a: {concepts: [b]}}", [(6, 12, "missing-key")]),
        ("language: en", "language: en\nunits: {a: {title: b, concepts: [B]}}", [(6, 34, "bad-id")]),
        ("language: en", "language: en\nsections: {A: b}", [(6, 12, "bad-id")]),
        ("language: en", "language: en\nlint: {words: 3}", [(6, 8, "bad-value")]),
        ("language: en", f"language: en\nlint: {{L01: {'9' * 9}.{'9' * 9}}}", []),
        ("language: en", f"language: en\nlint: {{L01: {'9' * 400}}}", [(6, 13, "bad-value")]),
        ("language: en", f"language: en\nsections: {{a: {'b' * 100}}}", []),
        ("language: en", f"language: en\nsections: {{a: {'b' * 101}}}", [(6, 15, "bad-value")]),
        (
            "language: en",
            f"language: en\nsections: {{{', '.join(f's{n}: x' for n in range(101))}}}",
            [(6, 11, "too-many")],
        ),
        (
            "language: en",
            f"language: en\nunits: {{a: {{title: b, concepts: [{', '.join(f'c{n}' for n in range(999))}]}}}}",
            [],
        ),
        ("language: en", f"language: en\nauthors: [{'a, ' * 101}]", [(6, 10, "too-many")]),
        (
            "language: en",
            "language: en\nunits: {a: {title: b, concepts: [c, c]}, d: {title: e, concepts: [c]}}",
            [(6, 37, "duplicate-key"), (6, 67, "duplicate-key")],
        ),
    ],
)
def test_refused(old: str, new: str, expected: list[tuple[int, int, str]]) -> None:
    assert problems(HEAD.replace(old, new)) == expected


def test_a_section_of_the_format_is_no_further_one() -> None:
    deck, _ = manifest.read_deck("d", HEAD + "sections: {faq: Questions, structure: S, term: T}\n")
    assert deck is not None
    assert [(p.place, p.code, p.message) for p in concepts.check_sections(deck)] == [
        (Place("d", 6, 11), "bad-id", '"faq" is a key of the format already'),
        (Place("d", 6, 11), "bad-id", '"term" is a key of the format already'),
    ]


def test_a_slip_leaves_no_deck_but_is_told() -> None:
    deck, found = manifest.read_deck("deck.yaml", HEAD.replace("name: AI", "name: AI: x"))
    assert deck is None
    assert [(p.place.line, p.place.column, p.code) for p in found] == [(4, 9, "yaml-colon")]


# --- sources ---------------------------------------------------------------------------------------------

ONE = "sources:\n  rlo: {title: Risks, "


def test_a_source() -> None:
    text = ONE + "authors: [A, B], date: 2019-06-05, url: http://x, credibility: 4, unverified: [venue]}\n"
    assert manifest.read_sources_file("s", text) == (
        {
            "rlo": Source(
                "rlo",
                "Risks",
                ("A", "B"),
                "2019",
                "2019-06-05",
                "http://x",
                credibility=4,
                place=Place("s", 2, 3),
            )
        },
        [],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE + "year: 2018, date: 2019-06}", [(2, 41, "bad-date")]),
        (ONE + "year: 19}", [(2, 29, "bad-date")]),
        (ONE + "date: 2019-02-30}", [(2, 29, "bad-date")]),
        (ONE + "date: 2019-6}", [(2, 29, "bad-date")]),
        (ONE + "credibility: 6}", [(2, 36, "bad-value")]),
        (ONE + "url: ftp://x}", [(2, 28, "bad-url")]),
        (ONE + "authors: A}", [(2, 32, "wrong-type")]),
        ("sources:\n  rlo: {year: 2019}", [(2, 8, "missing-key")]),
        ("sources:\n  RLO: {title: x}", [(2, 3, "bad-id")]),
        ("sources: []", [(1, 10, "wrong-type")]),
        ("source: {}", [(1, 1, "unknown-key"), (1, 1, "missing-key")]),
        ("sources: {}", [(1, 10, "empty-value")]),
        ("sources:\n  a: {title: x}\n  b:\n    title: y\n    credibility: {{4}}", [(5, 18, "yaml-start")]),
        ("", [(1, 1, "empty-file")]),
    ],
)
def test_sources_refused(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert [
        (p.place.line, p.place.column, p.code) for p in manifest.read_sources_file("s", text)[1]
    ] == expected


def test_a_bad_source_spoils_no_other() -> None:
    sources, found = manifest.read_sources_file("s", "sources:\n  a: {title: x}\n  b: {year: 2019}\n")
    assert [*sources] == ["a"]
    assert len(found) == 1
