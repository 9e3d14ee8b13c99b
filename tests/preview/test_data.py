"""What the page's script gets to know of a deck."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flashcards.model import Level, Place, Problem
from flashcards.preview import data
from tests.preview import sites

if TYPE_CHECKING:
    from pathlib import Path


def _data(folder: Path) -> dict[str, Any]:
    result = sites.compiled(sites.deck(folder / "deck", sites.SMALL))
    assert result.deck
    written: dict[str, Any] = json.loads(data.as_json(result.deck, result.problems))
    return written


def test_cards_are_ordered_by_unit_concept_and_kind(tmp_path: Path) -> None:
    written = _data(tmp_path)
    [unit] = written["units"]
    assert unit["title"] == "Unit one"
    assert [(c["id"], c["cards"], c["file"]) for c in unit["concepts"]] == [
        ("alpha", [0, 6], "concepts/alpha.yaml"),
        ("beta", [6, 10], "concepts/beta.yaml"),
    ]
    shown = [
        (written["notes"][card[0]][0], written["kinds"][written["notes"][card[0]][2]], card[2])
        for card in written["cards"]
    ]
    assert shown[:7] == [
        ("alpha/short", "Definition", "forward"),
        ("alpha/short", "Definition", "reverse"),
        ("alpha/power", "Definition", "1"),
        ("alpha/power", "Definition", "2"),
        ("alpha/picture", "Question", "ask"),
        ("alpha/made", "History", "who"),
        ("beta/short", "Definition", "forward"),
    ]


def test_problems_belong_to_the_note_or_concept_they_are_about(tmp_path: Path) -> None:
    folder = sites.deck(tmp_path / "deck", sites.SMALL)
    result = sites.compiled(folder)
    assert result.deck
    lines = {
        "concepts/alpha.yaml": [2, 6, 9, 14, 21, 24],
        "concepts/beta.yaml": [9, 12, 13],
        "deck.yaml": [3],
    }
    problems = [
        Problem(Place(str(folder / path), line), "x", f"{path}:{line}", "", Level.WARNING)
        for path, numbers in lines.items()
        for line in numbers
    ]
    written = json.loads(data.as_json(result.deck, problems))
    beside: dict[str, list[str]] = {
        note[0]: [_line(written, n) for n in note[6]] for note in written["notes"]
    }
    beside |= {c["id"]: [_line(written, n) for n in c["problems"]] for c in written["units"][0]["concepts"]}
    assert {key: found for key, found in beside.items() if found} == {
        "alpha": ["alpha.yaml:2", "alpha.yaml:24"],
        "alpha/short": ["alpha.yaml:6"],
        "alpha/power": ["alpha.yaml:9"],
        "alpha/picture": ["alpha.yaml:14"],
        "alpha/made": ["alpha.yaml:21"],
        "beta/vs-alpha": ["beta.yaml:9"],
        "beta/vs-alpha.place": ["beta.yaml:12", "beta.yaml:13"],
    }


def _line(written: dict[str, Any], number: int) -> str:
    return str(written["problems"][number][2]).removeprefix("concepts/")


def test_images_are_inlined(tmp_path: Path) -> None:
    [(name, image)] = _data(tmp_path)["media"].items()
    assert name.startswith("flashcards-")
    assert image.startswith("data:image/png;base64,iVBORw0KGgo")
