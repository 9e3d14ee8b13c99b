"""A field's HTML becomes markup that says the same; what has no form here is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.drafts.field_html import convert
from flashcards.text import markup

IMAGES = {"my pic.png": "my-pic.png"}


@pytest.mark.parametrize(
    ("html", "text", "lost"),
    [
        ("a<br>b", "a\\\nb", ()),
        ("<b>bold </b>text <i>it</i>", "**bold** text *it*", ()),
        ("<div>x</div><div>y</div>", "x\n\ny", ()),
        ("H<sub>2</sub>O, x<sup>2</sup>", "H₂O, x²", ()),
        ("x<sub>Q</sub>", "xQ", ("raised or lowered letters",)),
        (r"\(x^2 &lt; y\)", r"\(x^2 < y\)", ()),
        ("[latex]$a_b$[/latex]", r"\(a_b\)", ()),
        ("[$]a[/$] and [$$]b[/$$]", r"\(a\) and \[b\]", ()),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c", ()),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n1. b", ()),
        ("<pre>x = *y*\nz</pre>", "```\nx = *y*\nz\n```", ()),
        ('<img src="my pic.png"> see', "![my pic](my-pic.png) see", ()),
        ('<img src="gone.png">see', "see", ("the image gone.png",)),
        ("a * b_c [x](y) {{x}}", r"a \* b\_c &#91;x](y) \{\{x\}\}", ()),
        ("<u>u</u>", "u", ("underlining",)),
        ('<span style="color: red">r</span>', "r", ("colour or style",)),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b", ("a table",)),
        ("1. first<br>2. second", "1\\. first\\\n2\\. second", ()),
        ("&nbsp;<br>", "", ()),
        ("<script>alert(1)</script>x", "x", ("a script",)),
        ("std::vector <code>a::b</code>", "std\\::vector `a::b`", ()),
        ('<a href="https://example.org/x">link</a>', "[link](https://example.org/x)", ()),
        ('<a href="javascript:x">link</a>', "link", ()),
        ("{{c1::x::hint}} y", "x y", ()),
    ],
)
def test_a_field_becomes_markup(html: str, text: str, lost: tuple[str, ...]) -> None:
    made = convert(html, IMAGES)
    assert made is not None
    assert (made.text, made.lost) == (text, lost)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("{{c1::Zeus::god}} rules <b>{{c2::sky}}</b>", "{{c1::Zeus::god}} rules **{{c2::sky}}**"),
        ("{{c1::a<b>x</b>}}", "{{c1::a**x**}}"),
        (r"\[ {{c1::E}} = mc^2 \]", r"\[{{c1::E}} = mc^2\]"),
        ("{{c7::日本}}語", "{{c7::日本}}語"),
    ],
)
def test_blanks_keep_their_numbers(html: str, text: str) -> None:
    made = convert(html, {}, clozes=True)
    assert made is not None
    assert made.text == text


def test_a_blank_in_a_blank_is_refused_and_sounds_are_named() -> None:
    assert convert("{{c1::a {{c2::b}} c}}", {}, clozes=True) is None
    made = convert("[sound:a.mp3]hi", {})
    assert made is not None
    assert (made.text, made.sounds) == ("hi", ("a.mp3",))


_PIECES = st.sampled_from(
    [*("<b>", "</b>", "<i>", "</i>", "<br>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<ol>", "</ol>", "<pre>", "</pre>"),
     *("<code>", "</code>", "{{c1::", "}}", "::", r"\(", r"\)", "[$]", "[/$]", "*", "_", "`", "[", "](", "1. ", "- ", "&amp;"),
     *("<sub>", "</sub>", '<img src="my pic.png">', '<a href="https://e.org">', "</a>", "<table>", "<td>", "word ", "日本")]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5), max_size=15).map("".join), st.booleans())
def test_whatever_the_field_its_markup_is_sound(html: str, clozes: bool) -> None:
    made = convert(html, IMAGES, clozes=clozes)
    if made is not None:
        assert markup.parse(made.text, clozes=clozes)[1] == []
