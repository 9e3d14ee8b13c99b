"""A kind that nobody has seen is taken up by compiling, checking and the schema when its file is there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest

from flashcards.compiler import editor_schemas, kinds
from tests.decks import asked, compiled, found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RIDDLES = '''
"""`riddles`: one riddle, one answer."""

from flashcards.syntax import shapes
from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import SectionKind
from flashcards.model import Card, Form

_ITEM = record({"riddle": shapes.Prose(), "solution": shapes.Prose()}, required=("riddle", "solution"))


def drafts(section):
    for item in section.items(_ITEM):
        riddle, solution = item.text("riddle"), item.text("solution")
        yield from item.qa([Card(1, "ask", Form(), solution, ask=riddle)], (riddle, solution))


KINDS = (SectionKind("riddles", keyed(_ITEM), drafts),)
'''


@pytest.fixture
def _riddles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "riddles.py").write_text(RIDDLES)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.discover.cache_clear()
    yield
    sys.modules.pop("flashcards.compiler.kinds.riddles", None)
    kinds.discover.cache_clear()


@pytest.mark.usefixtures("_riddles")
def test_a_dropped_in_kind_is_taken_up() -> None:
    fine = "term: x\nriddles:\n  r: {riddle: What has keys?, solution: A deck.}\n"
    result = compiled({"it": fine, "bad": "term: y\nriddles:\n  r: {riddle: What?, solutoin: A.}\n"})
    assert found(result) == [
        ("concepts/bad.yaml", 3, 6, "missing-key"),
        ("concepts/bad.yaml", 3, 22, "unknown-key"),
    ]
    assert "solution" in result.problems[1].message
    assert result.deck is not None
    (note,) = result.deck.notes
    assert (note.kind, note.heading, asked(note)) == (
        "riddles",
        "Riddles",
        {"ask": ("What has keys?", "A deck.")},
    )
    schema = editor_schemas.schemas()["concept.json"]
    jsonschema.validate({"term": "x", "riddles": {"r": {"riddle": "What?", "solution": "A."}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"term": "x", "riddles": {"r": {"riddle": "What?"}}}, schema)


def test_without_its_file_the_section_is_unknown() -> None:
    assert "riddles" not in kinds.discover()
    assert (
        found(compiled({"it": "term: x\nriddles:\n  r: {riddle: What?, solution: A.}\n"}))[0][3]
        == "missing-key"
    )
