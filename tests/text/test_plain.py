"""Text as plain words, with blanks hidden."""

from __future__ import annotations

import pytest
from hypothesis import given

from flashcards.model import Cloze, Paragraph, Rich, Table
from flashcards.text import markup
from flashcards.text.plain import cloze_answers, plain
from tests.text.samples import PLAIN, parsed


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a *b* **c** `d` [e](http://x) [[f|g]] ![h](i.png)", "a b c d e g h"),
        ("{{c1::a}} {{c2::b::h}}", "a b"),
        ("\\(x^2 \\le \\alpha\\)", "x² ≤ α"),
        ("\\(\\frac{1}{2}\\)", "\\frac{1}{2}"),
        ("one\\\ntwo\n\nthree", "one\ntwo\nthree"),
        ("- a\n  - b\n- c\n  d", "- a\n  - b\n- c d"),
        ("9. a\n10. b\\\n    c", "9. a\n10. b\n    c"),
        ("> a\n>\n> b\n> > c", "> a\n> b\n> > c"),
        ("```\na\n  b\n```", "a\n  b"),
    ],
)
def test_plain(raw: str, expected: str) -> None:
    assert plain(parsed(raw)) == expected


@pytest.mark.parametrize(
    ("raw", "first", "second"),
    [
        ("{{c1::a}} {{c2::b::h}} {{c1::c}}", "[...] b [...]", "a [h] c"),
        ("\\({{c1::x}}^{{c2::2::power}}\\)", "[...]^2", "x^[power]"),
        ("- {{c1::a}}\n- {{c2::b}}", "- [...]\n- b", "- a\n- [...]"),
        ("`f({{c1::x}}, {{c2::y::h}})`", "f([...], y)", "f(x, [h])"),
        ("```\nif {{c1::x}}:\n  {{c2::y}}\n```", "if [...]:\n  y", "if x:\n  [...]"),
        ("*{{c1::a}}* {{c0::b}}", "[...] b", "a b"),
    ],
)
def test_hidden(raw: str, first: str, second: str) -> None:
    assert (plain(parsed(raw), hide=1), plain(parsed(raw), hide=2)) == (first, second)


def test_answers() -> None:
    assert cloze_answers(parsed("{{c7::a}} {{c2::*b*::h}} {{c7::\\(x^2\\)}} \\({{c1::y}}\\)")) == {
        1: "y",
        2: "b",
        7: "a … x²",
    }


def test_the_columns_of_a_table_are_lists() -> None:
    table = Rich((Table((("a",), ("<b>",)), ((("1",), (Cloze(1, ("2",)),)),)),))
    assert plain(table) == "a:\n- 1\n<b>:\n- 2"


def test_nothing_shows_nothing() -> None:
    assert plain(Rich((Paragraph(()),))) == ""


@given(PLAIN)
def test_a_plain_text_is_shown_as_it_is(raw: str) -> None:
    assert plain(markup.parse(raw)[0]) == raw
