"""The architecture page is true: its floors are the real ones, and its three examples work as they stand there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

import flashcards.cli
from flashcards.cli import LazyGroup, cli
from flashcards.compiler import editor_schemas, kinds
from flashcards.lint import engine, rules
from flashcards.study import choices
from flashcards.study.lookup import Book
from tests.decks import DECK, SOURCES, UNRELEASED, asked, compiled, write
from tests.test_floors import FLOORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.compile import Compiled

PAGE = (Path(__file__).parents[1] / ".github" / "ARCHITECTURE.md").read_text("utf-8")
KIND, RULE, COMMAND = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
MISTAKES = """\
term: overfitting
context: learning
mistakes:
  more-data: {belief: More data removes every wrong goal., truth: Data fits both goals.}
  more-steps: {belief: More steps remove every wrong goal., truth: Steps follow the loss.}
  more-layers: {belief: More layers remove every wrong goal., truth: Layers keep the goal.}
"""


@pytest.fixture(autouse=True)
def _examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the three files where the page says, in a folder that the packages look into too."""
    for package, name, text in (
        (kinds, "mistakes", KIND),
        (rules, "l90_shouting", RULE),
        (flashcards.cli, "works", COMMAND),
    ):
        folder = tmp_path / package.__name__
        write(folder, {f"{name}.py": text})
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    monkeypatch.setitem(LazyGroup.table, "works", "List the works that a deck cites.")
    for cached in (kinds.discover, engine.discover):
        cached.cache_clear()
    yield
    for name in ("compiler.kinds.mistakes", "lint.rules.l90_shouting", "cli.works"):
        sys.modules.pop(f"flashcards.{name}", None)
    monkeypatch.undo()
    for cached in (kinds.discover, engine.discover):
        cached.cache_clear()


def course(concept: str = MISTAKES) -> Compiled:
    return compiled({"it": concept})


def test_the_floors_are_the_real_ones() -> None:
    rows = re.findall(r"^\| (\d) \| (.+) \|$", PAGE, re.MULTILINE)
    wings = {wing: int(floor) for floor, row in rows for wing in re.findall(r"`(\w+)/?`", row)}
    assert wings == FLOORS


def test_every_wing_has_its_paragraph() -> None:
    told = set(re.findall(r"\*\*`(\w+)/`\*\*", PAGE))
    assert told == {wing for wing, floor in FLOORS.items() if 0 < floor < 8}


def test_a_new_kind_makes_cards() -> None:
    result = course()
    assert result.problems == ()
    assert result.deck
    first = next(note for note in result.deck.notes if note.key == "it/more-data")
    assert asked(first) == {
        "ask": ("More data removes every wrong goal.\nWhat is true instead?", "Data fits both goals.")
    }


def test_a_new_kind_is_checked_and_known_to_editors() -> None:
    wrong = course("term: x\nmistakes:\n  m: {belief: A., trut: B.}\n")
    assert [(p.place.line, p.code) for p in wrong.problems] == [(3, "missing-key"), (3, "unknown-key")]
    schema = editor_schemas.schemas()["concept.json"]
    jsonschema.validate({"term": "x", "mistakes": {"m": {"belief": "A.", "truth": "B."}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"term": "x", "mistakes": {"m": {"belief": "A."}}}, schema)


def test_a_new_kind_is_typed_and_offered_as_a_choice() -> None:
    deck = course().deck
    assert deck
    book = Book(deck)
    note = next(note for note in deck.notes if note.key == "it/more-data")
    assert book.blanks(note, note.cards[0]) == (("Data fits both goals.",),)
    offered = choices.options(book, note, note.cards[0], "salt")
    assert sorted(option.text for option in offered) == [
        "Data fits both goals.",
        "Layers keep the goal.",
        "Steps follow the loss.",
    ]


def test_a_new_kind_is_linted_at_its_fields() -> None:
    result = course(MISTAKES.replace("Data fits both goals.", "'Yes, it does.'"))
    assert result.deck
    yes = [p for p in engine.lint(result.deck) if p.code == "L08"]
    assert [(p.place.line, p.place.column) for p in yes] == [(4, 67)]


def test_a_new_rule_finds_and_explains_itself() -> None:
    loud = course("term: x\nfaq:\n  a: {q: WHAT IS A MESA-OPTIMIZER?, a: So.}\n").deck
    assert loud
    assert [p.message for p in engine.lint(loud) if p.code == "L90"] == [
        "it/a, card ask: the front is in capitals"
    ]
    assert engine.explain("L90").startswith("L90 shouting (warning)")


def test_a_new_command_runs(tmp_path: Path) -> None:
    concept = "term: x\nsrc: [one]\nfaq:\n  a: {q: Why?, a: So.}\n"
    files = {
        "deck.yaml": DECK,
        "sources.yaml": SOURCES,
        "concepts/it.yaml": concept,
        "released.lock": UNRELEASED,
    }
    deck = write(tmp_path / "small", files)
    done = CliRunner().invoke(cli, ["works", str(deck)])
    assert (done.exit_code, done.stdout) == (0, "First work\n")
    assert "works" in CliRunner().invoke(cli, ["--help"]).output


def test_without_its_file_a_section_is_unknown() -> None:
    assert [p.code for p in course(MISTAKES.replace("mistakes", "riddles")).problems] == [
        "missing-key",
        "unknown-key",
    ]
