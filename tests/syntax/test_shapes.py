"""Shapes: what the validator says, what the JSON Schema says, and that both say the same."""

from __future__ import annotations

import copy
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from flashcards.compiler import concepts, editor_schemas, manifest
from flashcards.syntax import reader, shapes, suggest
from flashcards.syntax.nodes import File

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.model import Place

SCHEMAS = Path(editor_schemas.__file__).parents[1] / "schema"
SHAPES = {
    "concept.json": concepts.schema_shape(),
    "deck.json": manifest.DECK,
    "sources.json": manifest.SOURCES_FILE,
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_shipped_schemas_are_current(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(SCHEMAS / name, editor_schemas.as_text(editor_schemas.schemas()[name]))


def test_no_other_schema_is_shipped() -> None:
    assert {path.name for path in SCHEMAS.iterdir()} == set(SHAPES) == set(editor_schemas.schemas())


@pytest.mark.parametrize("name", SHAPES)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft7Validator.check_schema(editor_schemas.schemas()[name])


def test_every_pattern_means_the_same_to_an_editor() -> None:
    """Editors read patterns as JavaScript does: nothing that Python alone knows."""
    for name in SHAPES:
        for pattern in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', (SCHEMAS / name).read_text("utf-8")):
            assert not re.search(r"\(\?[^:!=<]|\(\?<[^!=]|\\\\[AZz]|(?<!\\)[*+?}]\+", pattern), pattern


# --- what the validator says ---------------------------------------------------------------------------------

INNER = shapes.Record({"text": shapes.Prose(), "src": shapes.Many(shapes.ID, most=3)}, required=("text",))
FORMS = shapes.Record(
    {"term": shapes.Prose(), "means": shapes.Prose(), "q": shapes.Prose(), "a": shapes.Prose()},
    forms=(("term", "means"), ("q", "a")),
)
ALL = shapes.Record(
    {
        "id": shapes.ID,
        "date": shapes.DATE,
        "url": shapes.URL,
        "tag": shapes.TAG,
        "tier": shapes.Choice(("core", "more")),
        "items": shapes.Keyed(shapes.ID, INNER, "items", most=2),
        "either": shapes.Either(shapes.ID, shapes.Keyed(shapes.ID, shapes.LINE, "places")),
        "forms": FORMS,
    },
    required=("id",),
)
SAID = {
    "fine": ("id: a-b1\ndate: 2019-06\nurl: http://x\ntag: a-b\ntier: core\n", []),
    "missing": ("date: 2019\n", [(1, 1, "missing-key", 'the key "id" is missing here')]),
    "unknown": ("id: a\ndates: 2019\n", [(2, 1, "unknown-key", 'the key "dates" is not known here; did you mean "date"?')]),
    "unknown and far": ("id: a\nxyzzy: 2019\n", [(2, 1, "unknown-key", 'the key "xyzzy" is not known here')]),
    "empty": ("id:\ntier: ~\n", [(1, 4, "empty-value", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is missing here"), (2, 7, "empty-value", "one of core, more is missing here")]),
    "zero width": ("id: '\u200b'\n", [(1, 5, "empty-value", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is missing here: U+200B shows nothing")]),
    "blank": ("id: ' '\n", [(1, 5, "empty-value", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is missing here")]),
    "bad id": ("id: Inner_Alignment\n", [(1, 5, "bad-id", '"Inner_Alignment" is not lower-case letters, digits and single hyphens, like inner-alignment')]),
    "bad date": ("id: a\ndate: 2019-13\n", [(2, 7, "bad-date", '"2019-13" is not a date: YYYY, YYYY-MM or YYYY-MM-DD')]),
    "bad choice": ("id: a\ntier: Mor\n", [(2, 7, "bad-value", '"Mor" is not known here; did you mean "more"?')]),
    "bad address": ("id: a\nurl: javascript:x\n", [(2, 6, "bad-url", '"javascript:x" is not a web address that begins with http:// or https://')]),
    "list for items": ("id: a\nitems:\n  - text: b\n", [(3, 3, "wrong-type", "a mapping of items is expected here, not a list")]),
    "text for items": ("id: a\nitems: b\n", [(2, 8, "wrong-type", "a mapping of items is expected here, not a text")]),
    "no space": ("id: a\nitems:\n  b:c\n", [(3, 3, "wrong-type", "a mapping of items is expected here, not a text")]),
    "no items": ("id: a\nitems: {}\n", [(2, 8, "empty-value", "items are missing here")]),
    "text for a list": ("id: a\nitems: {b: {text: c, src: d}}\n", [(2, 27, "wrong-type", "a list is expected here, not a text")]),
    "bad in a list": ("id: a\nitems: {b: {text: c, src: [d, E, [f]]}}\n", [(2, 31, "bad-id", '"E" is not lower-case letters, digits and single hyphens, like inner-alignment'), (2, 34, "wrong-type", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is expected here, not a list")]),
    "mapping for a text": ("id: {a: b}\n", [(1, 5, "wrong-type", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is expected here, not keys with values")]),
    "either": ("id: a\neither: {b: c}\n", []),
    "either scalar": ("id: a\neither: B\n", [(2, 9, "bad-id", '"B" is not lower-case letters, digits and single hyphens, like inner-alignment')]),
    "either list": ("id: a\neither: [b]\n", [(2, 9, "wrong-type", "a value (lower-case letters, digits and single hyphens, like inner-alignment) is expected here, not a list")]),
    "whole form": ("id: a\nforms: {q: b, a: c}\n", []),
    "half form": ("id: a\nforms: {q: b}\n", [(2, 8, "missing-key", "this is not complete")]),
    "mixed forms": ("id: a\nforms: {q: b, a: c, term: d}\n", [(2, 8, "missing-key", "this mixes two forms")]),
    "as many as may be": ("id: a\nitems: {b: {text: c, src: [d, e, f]}, g: {text: h}}\n", []),
    "too many in a list": ("id: a\nitems: {b: {text: c, src: [d, e, f, g]}}\n", [(2, 27, "too-many", "4 entries stand here; 3 is the most")]),
    "too many items": ("id: a\nitems: {b: {text: c}, d: {text: e}, f: {text: g}}\n", [(2, 8, "too-many", "3 entries stand here; 2 is the most")]),
    "long value": (f"id: {'A' * 99}\n", [(1, 5, "bad-id", f'"{"A" * 39}…" is not lower-case letters, digits and single hyphens, like inner-alignment')]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID)
def test_check(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    root, problems = reader.read("f", text)
    assert root is not None
    assert problems == []
    found = shapes.check(root, ALL, File("f", text))
    assert [(p.place.line, p.place.column, p.code, p.message) for p in found] == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("id: a\nitems:\n  - text: b\n", "give every entry a key of its own instead of a dash; the key is its name for life"),
        ("id: a\nitems:\n  b:c\n", 'write a space behind the colon: "b: c"'),
        ("id: a\nitems: {b: {text: c, src: d}}\n", "write it in brackets: [one, two]"),
        ("id: a\nforms: {q: b}\n", "write term + means or q + a"),
        ("id: a\nx: b\n", "known here: id, date, url, tag, tier, items, either, forms"),
    ],
)  # fmt: skip
def test_mends(text: str, hint: str) -> None:
    root, _ = reader.read("f", text)
    assert root is not None
    assert [p.hint for p in shapes.check(root, ALL, File("f", text))] == [hint]


def test_of_many_words_the_first_get_a_suggestion() -> None:
    guesses, known = suggest.Guesses(), ["source-0", *(f"work-{n}" for n in range(999))]
    hints = [guesses.nearest(f"sourze-{n % 10}", known) for n in range(100)]
    assert hints[:12] == ['; did you mean "source-0"?'] * 12
    assert hints[12:] == [""] * 88


def test_an_unreadable_value_is_told_once() -> None:
    root, problems = reader.read("f", "id: {{x}}\n")
    assert root is not None
    assert len(problems) == 1
    assert shapes.check(root, ALL, File("f", "")) == []


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("definitoin", "definition"),
        ("Examples", "examples"),
        ("externallinks", "external_links"),
        ("source", "sources"),
        ("zzz", ""),
        ("definitoin" + "n" * 51, ""),
    ],
)
def test_nearest(word: str, hint: str) -> None:
    assert suggest.nearest(word, SHAPES["concept.json"].fields) == (
        f'; did you mean "{hint}"?' if hint else ""
    )


# --- both say the same -----------------------------------------------------------------------------------------


class _Editor(yaml.CSafeLoader):
    """Types as YAML editors see them, but dates are strings in JSON Schema's world."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "merge", "value"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def validator(name: str) -> Draft7Validator:
    return Draft7Validator(editor_schemas.schemas()[name])


def verdicts(name: str, text: str) -> tuple[bool, bool] | None:
    """The validator's and the schema's, or None where YAML already refuses."""
    root, problems = reader.read("f", text)
    if root is None or problems:
        return None
    instance = yaml.load(text, _Editor)
    return not shapes.check(root, SHAPES[name], File("f", text)), validator(name).is_valid(instance)


DECK = {
    "schema": 1,
    "id": "ai",
    "uuid": "6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11",
    "name": "AI Alignment",
    "language": "en",
    "authors": ["A B"],
    "homepage": "https://example.org",
    "units": {"one": {"title": "One", "concepts": ["a", "b-c"]}},
    "sections": {"structure": "Structure"},
    "lint": {"L01.words": 40},
}
SOURCES = {
    "sources": {"rlo": {"title": "T", "authors": ["A"], "year": 2019, "url": "http://x", "credibility": 4}}
}
CONCEPT = {
    "term": "mesa-optimizer",
    "context": "AI",
    "aliases": ["inner optimizer"],
    "tags": ["a-b"],
    "requires": ["optimizer"],
    "reviewed": "2026-01-02",
    "src": ["rlo", {"rlo2": "section 4"}],
    "definition": {"short": {"text": "x", "cards": ["forward"]}, "cloze": {"one": {"text": "{{c1::x}}"}}},
    "distinctions": {"x-y": {"between": ["x", "y"], "axis": "z", "points": {"p": {"x": "1", "y": "2"}}}},
    "faq": {
        "why": {"q": "Why?", "a": "So.", "extra": "e", "tier": "more", "lint": {"allow": ["L01"], "why": "w"}}
    },
    "history": {"made": {"date": 2019, "precision": "about", "who": "w", "what": "did", "beside": ["other"]}},
    "advantages": {"k": {"term": "t", "means": "m"}},
    "challenges": {"k2": {"q": "t", "a": "m"}},
    "key_aspects": {"k3": {"text": "{{c1::t}}", "dropped": {"1": "why"}, "was": "old"}},
    "examples": {"e": {"scenario": "s", "ask": "a", "shows": "x", "roles": {"x": {"is": "r"}}}},
    "related": {"y": "is near"},
    "external_links": {"l": {"title": "t", "url": "https://x"}},
    "sources": {"s": {"title": "t", "year": "2019"}},
    "structure": {"k4": {"text": "{{c1::t}}"}},
}
WHOLE: dict[str, dict[str, Any]] = {"concept.json": CONCEPT, "deck.json": DECK, "sources.json": SOURCES}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_documents_are_fine_for_both(name: str) -> None:
    assert verdicts(name, yaml.safe_dump(WHOLE[name], sort_keys=False)) == (True, True)


@pytest.mark.parametrize("path", sorted(Path("decks").glob("*/**/*.yaml")), ids=str)
def test_the_course_is_fine_for_both(path: Path) -> None:
    name = {"deck.yaml": "deck.json", "sources.yaml": "sources.json"}.get(path.name, "concept.json")
    assert verdicts(name, path.read_text("utf-8")) == (True, True)


STRANGE: list[Any] = [
    *(
        None,
        "",
        " ",
        "x",
        "Y z",
        "Y\nz\n",
        "no",
        "2019",
        "2019-06-01",
        0,
        2019,
        1.5,
        True,
        "core",
        "https://x",
        "a/b.c",
    ),
    *(
        [],
        [None],
        ["x"],
        [["x"]],
        [{"x": "y"}],
        [1],
        {},
        {"x": "y"},
        {"X Y": "z"},
        {"x": None},
        {"x": {}},
        {"a": ["b"]},
        {1: "x"},
    ),
]
KEYS = [
    "text",
    "q",
    "a",
    "term",
    "means",
    "src",
    "was",
    "cards",
    "tier",
    "x",
    "X",
    "x_y",
    "x-y",
    "between",
    "sources",
    "note",
    "1",
]


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, ...]] = [path]
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, below in entries:
        inner += spots(below, (*path, key))
    return inner


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from([*["concept.json"] * 4, "deck.json", "sources.json"]))
    kept = draw(st.sets(st.sampled_from([*WHOLE[name]]), min_size=1, max_size=3)) | {*WHOLE[name]} & {"term"}
    whole = copy.deepcopy(
        {key: value for key, value in WHOLE[name].items() if key in kept or name != "concept.json"}
    )
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([p for p in spots(whole) if p] or [("term",)]))
        holder: Any = whole
        for step in path[:-1]:
            holder = holder[step]
        act = draw(st.sampled_from(["replace", "replace", "remove", "rename", "add"]))
        if act == "replace":
            holder[path[-1]] = copy.deepcopy(draw(st.sampled_from(STRANGE)))
        elif act == "remove":
            holder.pop(path[-1], None) if isinstance(holder, dict) else holder.pop(path[-1])
        elif isinstance(holder, dict):
            value = (
                copy.deepcopy(draw(st.sampled_from(STRANGE))) if act == "add" else holder.pop(path[-1], "x")
            )
            holder[draw(st.sampled_from(KEYS))] = value
    return name, yaml.dump(whole, Dumper=yaml.CSafeDumper, sort_keys=False)


@given(mutated())
@settings(
    max_examples=int(os.environ.get("FLASHCARDS_FUZZ", "300")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
def test_validator_and_schema_agree(case: tuple[str, str]) -> None:
    name, text = case
    both = verdicts(name, text)
    if both is not None and both[0] != both[1]:
        root, _ = reader.read("f", text)
        assert root is not None
        said = shapes.check(root, SHAPES[name], File("f", text))
        # Editors take any number or boolean where a word of a certain form stands: they can't see its characters.
        assert both == (False, True), (said, text)
        assert all(problem.code.startswith(("bad-", "unknown-card")) for problem in said), (said, text)
        assert all(_numeric(text, problem.place) for problem in said), (said, text)


def _numeric(text: str, place: Place) -> bool:
    """Whether the value or the key at a place is a number or a boolean."""
    word = text.split("\n")[place.line - 1][place.column - 1 :].partition(":")[0]
    return isinstance(yaml.load(word, _Editor), int | float | bool)
