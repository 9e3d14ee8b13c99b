"""The page as a file: what its policy allows, what it holds, and that a deck can't break out of its data."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from flashcards.model import Level, Place, Problem
from flashcards.preview import page
from tests.anki import samples
from tests.preview import sites

VENDORED = Path(page.__file__).parent / "vendor"


def _page(folder: Path, files: dict[str, str], **options: Any) -> str:
    result = sites.compiled(sites.deck(folder / "deck", files))
    assert result.deck is not None
    return page.render(result.deck, result.problems, **options)


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="_data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def _policy(html: str) -> dict[str, str]:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    rules = (rule.partition(" ") for rule in unescape(found[1]).split("; "))
    return {name: value for name, _, value in rules}


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    policy = _policy(
        _page(tmp_path, {**sites.SMALL, "concepts/alpha.yaml": "term: a\ndefinition: {short: {text: b}}"})
    )
    hashes = {name: policy.pop(name) for name in ("script-src", "style-src")}
    assert policy == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert all(re.fullmatch(r"'sha256-[\w+/=]{44}'", value) for value in hashes.values())


@pytest.mark.parametrize(
    ("options", "rule", "expected"),
    [
        ({}, "font-src", "data:"),
        ({}, "connect-src", None),
        ({"watch": 1}, "connect-src", "'self'"),
    ],
    ids=["fonts with math", "no connection", "a connection while watching"],
)
def test_the_policy_grows_only_with_what_is_needed(
    tmp_path: Path, options: dict[str, int], rule: str, expected: str | None
) -> None:
    assert _policy(_page(tmp_path, sites.SMALL, **options)).get(rule) == expected


def test_math_is_in_the_page_only_where_the_deck_has_some(tmp_path: Path) -> None:
    plain = {**sites.SMALL, "concepts/alpha.yaml": "term: a\ndefinition: {short: {text: 'a \\ ( b'}}"}
    assert "renderToString" not in _page(tmp_path / "plain", plain)
    assert "renderToString" in _page(tmp_path / "math", sites.SMALL)


def test_cards_stand_by_unit_concept_and_kind(tmp_path: Path) -> None:
    data = _data(_page(tmp_path, sites.SMALL))
    [unit] = data["units"]
    assert unit["title"] == "Unit one"
    assert [(c["id"], c["cards"], c["file"]) for c in unit["concepts"]] == [
        ("alpha", [0, 6], "concepts/alpha.yaml"),
        ("beta", [6, 10], "concepts/beta.yaml"),
    ]
    shown = [
        (data["notes"][card[0]][0], data["kinds"][data["notes"][card[0]][2]], card[2])
        for card in data["cards"]
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


def test_problems_stand_beside_what_they_are_about(tmp_path: Path) -> None:
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
    data = _data(page.render(result.deck, problems))
    beside: dict[str, list[str]] = {note[0]: [_line(data, n) for n in note[6]] for note in data["notes"]}
    beside |= {c["id"]: [_line(data, n) for n in c["problems"]] for c in data["units"][0]["concepts"]}
    assert {key: found for key, found in beside.items() if found} == {
        "alpha": ["alpha.yaml:2", "alpha.yaml:24"],
        "alpha/short": ["alpha.yaml:6"],
        "alpha/power": ["alpha.yaml:9"],
        "alpha/picture": ["alpha.yaml:14"],
        "alpha/made": ["alpha.yaml:21"],
        "beta/vs-alpha": ["beta.yaml:9"],
        "beta/vs-alpha.place": ["beta.yaml:12", "beta.yaml:13"],
    }


def _line(data: dict[str, Any], number: int) -> str:
    return str(data["problems"][number][2]).removeprefix("concepts/")


def test_no_path_outside_the_deck_is_told(tmp_path: Path) -> None:
    assert str(tmp_path) not in _page(tmp_path, sites.SMALL)


def test_author_text_can_not_end_the_data(tmp_path: Path) -> None:
    html = _page(tmp_path, sites.HOSTILE)
    assert "<script>hit" not in html
    assert "<img src=x" not in html
    assert sites.EVIL.replace("{{c9::x}}", "x") in {c["term"] for c in _data(html)["units"][0]["concepts"]}


def test_images_are_inlined(tmp_path: Path) -> None:
    [(name, image)] = _data(_page(tmp_path, sites.SMALL))["media"].items()
    assert name.startswith("flashcards-")
    assert image.startswith("data:image/png;base64,iVBORw0KGgo")


def test_the_same_deck_gives_the_same_page(tmp_path: Path) -> None:
    assert _page(tmp_path, sites.SMALL) == _page(tmp_path, sites.SMALL)


def test_a_deck_without_notes_has_a_page() -> None:
    assert "0 cards" in page.render(samples.deck(), ())


def test_vendored_files_are_those_that_were_vetted() -> None:
    lines = (VENDORED / "SHA256SUMS").read_text("ascii").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {
        path.relative_to(VENDORED).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (VENDORED / "katex").rglob("*")
        if path.is_file()
    }
    assert found == listed
