"""What authors and file names can do to a terminal, a log or a script that reads: nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cli.shared import output
from flashcards.model import Place, Problem
from flashcards.text import characters
from flashcards.text.markdown import markdown

ODD = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F),
               *range(0x2066, 0x206A), 0xFEFF, 0xD800, 0xDCFF, 0xDFFF)))  # fmt: skip
NASTY = Problem(
    Place("decks/a\n::add-mask::\x1b]0;t\x07\udcff\u202e.yaml", 2, 3),
    "bad-id",
    'the name "\x9b31m\n::error::x" is odd',
    "rename\nit",
)


@pytest.mark.parametrize("character", ODD, ids=ascii)
def test_what_acts_on_a_terminal_is_made_visible(character: str) -> None:
    shown = ascii(character)[1:-1]
    assert characters.safe(f"a{character}b") == f"a{shown}b"
    assert markdown(f"a {character} b").isprintable()


@pytest.mark.parametrize("text", ["שלום العربية", "क्‍ष 👩‍🔬 日本語", "a\u200db\u00a0c", "tab\tline\n"])
def test_real_text_stays_as_it_is(text: str) -> None:
    assert characters.safe(text) == text


def test_a_problem_is_one_line_whatever_its_file_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    output.report([NASTY], "text")
    assert capsys.readouterr().out == (
        r'decks/a\n::add-mask::\x1b]0;t\x07\udcff\u202e.yaml:2:3: bad-id the name "\x9b31m\n::error::x" is odd; '
        "rename\\nit\n"
    )


def test_an_annotation_is_one_line_whatever_its_file_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    output.report([NASTY], "github")
    assert capsys.readouterr().out == (
        r"::error file=decks/a%0A%3A%3Aadd-mask%3A%3A\x1b]0;t\x07\udcff\u202e.yaml,line=2,col=3,title=bad-id"
        r'::the name "\x9b31m%0A::error::x" is odd; rename%0Ait' + "\n"
    )


# In JSON a high surrogate and a low one beside it are one character; the bytes of file names are low ones.
@given(st.text(st.sampled_from(ODD.replace("\ud800", "") + 'a\n\t"\\é日'), max_size=20))
def test_json_holds_the_same_text_in_printable_characters(text: str) -> None:
    printed = output.json_text({"name": text})
    assert json.loads(printed) == {"name": text}
    assert printed.replace("\n", "").isprintable()
