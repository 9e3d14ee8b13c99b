"""The markup of a text reads back as that text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.model import Cloze, Rich
from flashcards.syntax.emitter import clean
from flashcards.text import markup
from flashcards.text.plain import plain
from flashcards.text.source import literal, source

_SIGNS = "ab1 .*_`[]{}()<>&$~!#-+=:\\|@/'\"^c;"
_WORDS = (
    st.one_of(st.text(alphabet=_SIGNS, min_size=1, max_size=20), st.text(min_size=1, max_size=20))
    .map(lambda text: " ".join(clean(unicodedata.normalize("NFC", text)).split()))
    .filter(bool)
)


@given(_WORDS)
def test_literal_words_say_just_themselves(words: str) -> None:
    text, faults = markup.parse(literal(words))
    assert faults == []
    assert plain(text) == words


@given(_WORDS)
def test_so_they_do_in_a_blank(words: str) -> None:
    text, faults = markup.parse(f"X {{{{c1::{literal(words)}}}}}", clozes=True)
    assert faults == []
    assert isinstance(text, Rich)
    (cloze,) = [span for span in text.blocks[0].spans if isinstance(span, Cloze)]  # type: ignore[union-attr]  # a paragraph
    assert ("".join(map(str, cloze.spans)), cloze.hint) == (words, "")


@pytest.mark.parametrize(
    "raw",
    [
        "plain",
        "**bold** and *soft* and `code`",
        "{{c1::Zeus::god}} rules {{c12::the *sky*}}",
        r"\(x^2\) and \[y_{1}\]",
        "[link](https://example.org/x) and ![alt](file.png)",
        "[[osmosis]] and [[osmosis|the flow]]",
        "one\n\ntwo",
        "- a\n- b\n  - c",
        "1. a\n2. b",
        "> said\n>\n> more",
        "```\nx = *y*\n```",
        "a\\\nb",
    ],
)
def test_what_the_parser_reads_is_written_back(raw: str) -> None:
    text, faults = markup.parse(raw, clozes=True)
    assert faults == []
    assert markup.parse(source(text), clozes=True) == (text, [])
