"""Whatever the bytes are, reading them gives a draft that builds, or a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.drafts.page import PageError
from flashcards.drafts.reading import decoded, read
from flashcards.model import Level
from flashcards.syntax.emitter import emit
from tests.decks import DECK, compiled

PIECES = [
    *("<p>", "</p>", "<h1>", "</h2>", "<ul><li>", "<dt>", "<dd>", "<a href='https://e.org/a'>", "</a>", "<nav>", "</nav>"),
    *("<td>", "<br>", "<title>", "<meta name=author content=Ann>", "<script>", "</script>", "<!--", "&amp;", "&#x202e;"),
    *("# ", "## Advantages\n", "- ", "* ", "1. ", "**", "`", "[x](https://e.org)", "\n\n", "\n", "^ ", "Term: meaning", "Q: Why?"),
    *("History\n", "See also\n", "External links\n", "FAQ\n", "Example: ", "Osmosis is a thing. ", "It differs from diffusion."),
    *("Ann Lee found it in 1999. ", "(2017-02-11)", "Credibility Rating\n", "3/5", "{{c1::x}}", "$x$", "\\(", "[[", "::", "|"),
    *("日本語。", "é", "\x00", "\ufeff", "Hubinger et al. · 2019", "was introduced ", '"A long quoted title"', "See X for more.", "(e.org)"),
]  # fmt: skip
_MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.sampled_from(["term", "x?", "A thing is a thing."]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["term", "definition", "faq", "related", "text", "question", "answer"]), inner
        )
    ),
    max_leaves=15,
)
_BYTES = st.one_of(
    _MARKUP.map(str.encode),
    _MARKUP.map(lambda text: f"<html><body>{text}".encode()),
    _MARKUP.map(lambda text: f"# Osmosis\n\nOsmosis is a flow of water.\n\n{text}".encode()),
    st.lists(_JSON, max_size=12).map(lambda value: json.dumps(value).encode()),
    _JSON.map(
        lambda value: json.dumps(
            {"term": "osmosis", "definition": "Osmosis is a flow.", "faq": value}
        ).encode()
    ),
    st.binary(max_size=200),
)


@given(_BYTES)
def test_bytes_become_a_draft_that_builds_or_a_sentence(data: bytes) -> None:
    try:
        concept = read(data, year=2026, url="https://example.org/page")
    except PageError as error:
        assert str(error)  # noqa: PT017 - either outcome is fine
        return
    result = compiled({concept.id: emit(concept.tree)}, DECK)
    assert [problem for problem in result.problems if problem.level is Level.ERROR] == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Ein Stück".encode(), "Ein Stück"),
        ("Ein Stück".encode("cp1252"), "Ein Stück"),
        ("Ein Stück".encode("utf-16"), "Ein Stück"),
        (b"\xef\xbb\xbfword", "word"),
        ('<meta charset="shift_jis">日本'.encode("shift_jis"), '<meta charset="shift_jis">日本'),
        (b'<meta charset="rot13">\xe9', '<meta charset="rot13">é'),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"a\x1bb word word word word word", "ab word word word word word"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(data: bytes, text: str) -> None:
    assert decoded(data) == text
