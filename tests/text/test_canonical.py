"""The canonical form. These results must never change: every released lock depends on them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from flashcards.model import Cloze, Paragraph, Rich, Table
from flashcards.text import markup
from flashcards.text.canonical import canonical
from flashcards.text.html import html
from tests.text.samples import MARKED, SPANS, parsed

CANONICAL = {
    "plain": "plain",
    " a   b\nc ": "a b c",
    "_a_ __b__ `c`": "*a* **b** `c`",
    "\\*a\\* \\`b\\` \\\\": "\\*a\\* \\`b\\` \\\\",
    "[x] {y} a::b": "\\[x] \\{y\\} a\\::b",
    "&lt;b&gt; <i>": "<b> <i>",
    "{{c1::a::h}}": "{{c1::a::h}}",
    "{{c1::a\\::h}}": "{{c1::a\\::h}}",
    "{{c03::{x}}}": "{{c3::\\{x\\}}}",
    "\\(x_{1}\\) \\[y\\]": "\\(x_{1}\\) \\[y\\]",
    "\\({{c1::x}}\\)": "\\({{c1::x}}\\)",
    "\\[x\\]": "\\[x\\]",
    "\\\\[x]": "\\\\\\[x]",
    "[a](http://x 't')": "[a](http://x)",
    "![p](q.png)": "![p](q.png)",
    "[[x|y]]": "y",
    "a\\\nb": "a\\ b",
    "a\n\nb": "a\n\nb",
    "* a\n* b": "- a\n- b",
    "\\- a": "\\- a",
    "- a\n  - b": "- a\n  - b",
    "2. a\n\n   b": "2. a\n  b",
    "> a\n> > b": "> a\n> > b",
    "\\> a": "\\> a",
    "```py\nx\n  y\n```": "```\n  x\n    y\n```",
    "`a` `b`": "`a` `b`",
    "`f({{c1::x::h}})`": "`f(`{{c1::`x`::h}}`)`",
    "```\nif {{c1::x}}:\n  y\n```": "```\n  `if `{{c1::`x`}}`:\n    y`\n```",
    "`` a` `b ``": "`a\\` \\`b`",
}


@pytest.mark.parametrize(("raw", "expected"), CANONICAL.items(), ids=CANONICAL)
def test_canonical(raw: str, expected: str) -> None:
    assert canonical(parsed(raw)) == expected


def test_a_table_has_a_row_a_line() -> None:
    table = Rich((Table((("a",), ("<b>",)), ((("1",), (Cloze(1, ("2",)),)),)),))
    assert canonical(table) == "a|<b>\n1|{{c1::2}}"


def test_nothing_is_nothing() -> None:
    assert canonical(Rich((Paragraph(()),))) == ""


def test_texts_that_look_different_have_different_forms() -> None:
    raws = [*CANONICAL, *SPANS]
    forms: dict[str, str] = {}
    for raw in raws:
        shown = _shown(html(parsed(raw), cloze=True))
        assert forms.setdefault(canonical(parsed(raw)), shown) == shown, raw


def _shown(text: str) -> str:
    """HTML without what no reader sees."""
    parts = re.split(r"(<pre>.*?</pre>)", re.sub(r"</?p>", "\n", text), flags=re.DOTALL)
    return "".join(part if part.startswith("<pre>") else " ".join(part.split()) for part in parts)


@given(MARKED, MARKED)
@settings(max_examples=300)
def test_texts_of_one_form_look_the_same(one: str, two: str) -> None:
    (first, faults), (second, more) = (markup.parse(raw, clozes=True) for raw in (one, two))
    if faults or more:
        return
    if canonical(first) == canonical(second):
        assert _shown(html(first, cloze=True)) == _shown(html(second, cloze=True))
    if html(first, cloze=True) == html(second, cloze=True):
        assert canonical(first) == canonical(second)
