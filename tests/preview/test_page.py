"""The page as a file: what its policy allows, and that a deck can't break out of its data."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

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
def test_the_policy_allows_fonts_and_connections_only_where_needed(
    tmp_path: Path, options: dict[str, int], rule: str, expected: str | None
) -> None:
    assert _policy(_page(tmp_path, sites.SMALL, **options)).get(rule) == expected


def test_the_page_has_katex_only_if_the_deck_has_math(tmp_path: Path) -> None:
    plain = {**sites.SMALL, "concepts/alpha.yaml": "term: a\ndefinition: {short: {text: 'a \\ ( b'}}"}
    assert "renderToString" not in _page(tmp_path / "plain", plain)
    assert "renderToString" in _page(tmp_path / "math", sites.SMALL)


def test_the_page_shows_no_path_outside_the_deck(tmp_path: Path) -> None:
    assert str(tmp_path) not in _page(tmp_path, sites.SMALL)


def test_author_text_can_not_end_the_data(tmp_path: Path) -> None:
    html = _page(tmp_path, sites.HOSTILE)
    assert "<script>hit" not in html
    assert "<img src=x" not in html
    assert sites.EVIL.replace("{{c9::x}}", "x") in {c["term"] for c in _data(html)["units"][0]["concepts"]}


def test_the_same_deck_gives_the_same_page(tmp_path: Path) -> None:
    assert _page(tmp_path, sites.SMALL) == _page(tmp_path, sites.SMALL)


def test_a_deck_without_notes_has_a_page() -> None:
    assert "0 cards" in page.render(samples.deck(), ())


def test_vendored_files_have_the_recorded_checksums() -> None:
    lines = (VENDORED / "SHA256SUMS").read_text("ascii").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {
        path.relative_to(VENDORED).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (VENDORED / "katex").rglob("*")
        if path.is_file()
    }
    assert found == listed
