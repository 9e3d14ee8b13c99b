r"""Text as HTML: what each construct becomes, and that hostile text has no effect."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.model import Cloze, Paragraph, Rich, Table
from flashcards.text import markup
from flashcards.text.html import html, literal
from tests.text.samples import MARKED, PLAIN, parsed

HTML = {
    "plain": "plain",
    "<b>x</b> & 'y' \"z\"": "&lt;b&gt;x&lt;/b&gt; &amp; &#x27;y&#x27; &quot;z&quot;",
    "a *b* **c** `d`": "a <em>b</em> <strong>c</strong> <code>d</code>",
    "one\\\ntwo": "one<br>two",
    "one\n\ntwo": "<p>one</p><p>two</p>",
    "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
    "3. a\n\n   b": '<ol start="3"><li><p>a</p><p>b</p></li></ol>',
    "> a\n> b": "<blockquote><p>a b</p></blockquote>",
    "```\na < b\n```": "<pre><code>a &lt; b</code></pre>",
    "[a]() []() [](<>)": "[a]() []() [](&lt;&gt;)",
    "[a](http://x/?a=1&b=2)": '<a href="http://x/?a=1&amp;b=2">a</a>',
    '[a](<http://x"onclick=>)': '<a href="http://x%22onclick=">a</a>',
    '![p "q"](r.png)': '<img src="r.png" alt="p &quot;q&quot;">',
    "[[x|y]]": "y",
    "\\(a<b\\) \\[c\\]": "\\(a&lt;b\\) \\[c\\]",
    "{{c1::a}}": "{{c1::a}}",
    "{{c1::a::h}}": "{{c1::a::h}}",
    "{{c2::`a::b`}}": "{{c2::<code>a:&#58;b</code>}}",
    "{{c1::a:}}": "{{c1::a&#58;}}",
    "{{c1:::a}}": "{{c1::&#58;a}}",
    "{{c1::a:::h}}": "{{c1::a::&#58;h}}",
    "{{c1::{x}}}": "{{c1::{x&#125;}}",
    "{{c1::{{x}}}}": "{{c1::&#123;&#123;x&#125;&#125;}}",
    "{{c1::a::{h}}}": "{{c1::a::{h&#125;}}",
    "{{c1::a::sound:x}}": "{{c1::a::&#115;ound:x}}",
    "{{c1::`}}`}}": "{{c1::<code>&#125;&#125;</code>}}",
    "{{c1::[a](http://x/%7B&#58;:)}}": '{{c1::<a href="http://x/%7B:&#58;">a</a>}}',
    "\\(\\frac{1}{{{c1::x^{2}}}}\\)": "\\(\\frac{1}{{{c1::x^{2} &#125;}}}\\)".replace("} &#125;", "} "),
    "\\({{c1::a::h}}\\)": "\\({{c1::a::h}}\\)",
    "{{c1::\\(a_{b_{c}}\\)}}": "{{c1::\\(a_{b_{c} }\\)}}",
    "`a {{c1::x}}`": "<code>a </code>{{c1::<code>x</code>}}",
    "`{{c1::{a}::h}}`": "{{c1::<code>{a}</code>::h}}",
    "```\na {{{c1::{x}}}} {{d::e}}\n```": "<pre><code>a &#123;{{c1::{x&#125;}}} &#123;&#123;d:&#58;e&#125;&#125;</code></pre>",
    "{\\{c1::x\\}}": "&#123;&#123;c1::x&#125;&#125;",
    "[sound:x.mp3]": "&#91;sound:x.mp3]",
    "[SOUND:x] [latex]y[/latex] [$]z[/$] [$$]w[/$$] [anki:play:q:0]": "&#91;SOUND:x] &#91;latex]y&#91;/latex] &#91;$]z&#91;/$] &#91;$$]w&#91;/$$] &#91;anki:play:q:0]",
    "\\([sound:x.mp3]\\)": "\\(&#91;sound:x.mp3]\\)",
    "\\[latex]x[/latex]\\]": "\\[ latex]x&#91;/latex]\\]",
    "\\[$]x[/$]\\]": "\\[ $]x&#91;/$]\\]",
    "\\\\(x\\\\) \\\\[y\\\\]": "<span>\\</span>(x<span>\\</span>) <span>\\</span>[y<span>\\</span>]",
    "\\\\\\(x\\)": "<span>\\</span>\\(x\\)",
    "\\\\[[a|(x]]": "<span>\\</span>(x",
    "{[[a|{c1::x]]}}": "&#123;&#123;c1::x&#125;&#125;",
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), HTML.items(), ids=HTML)
def test_html(raw: str, expected: str) -> None:
    assert html(parsed(raw), cloze=True) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("{{c1::a::h}} b", "a b"),
        ("[{{c1::sound:x]}}", "&#91;sound:x]"),
        ("{{{c1::{c2::x}}}}}", "&#123;&#123;c2::x&#125;&#125;}"),
        ("\\\\{{c1::(x}}", "<span>\\</span>(x"),
        ("{{c1::\\\\}}(x", "<span>\\</span>(x"),
        ("`a::b`", "<code>a::b</code>"),
    ],
)
def test_html_without_clozes(raw: str, expected: str) -> None:
    assert html(parsed(raw)) == expected


def test_a_table_has_a_head_and_a_body() -> None:
    table = Rich((Table((("a",), ("<b>",)), ((("1",), (Cloze(1, ("2",)),)),)),))
    head = "<table><thead><tr><th>a</th><th>&lt;b&gt;</th></tr></thead>"
    assert html(table) == f"{head}<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"


def test_nothing_shows_nothing() -> None:
    assert html(Rich((Paragraph(()),))) == ""


TAGS = {"em", "strong", "code", "pre", "p", "ul", "ol", "li", "blockquote", "a", "img", "br", "span"}
ATTRIBUTES = {("a", "href"), ("img", "src"), ("img", "alt"), ("ol", "start")}


class ParsedHtml(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name == "href"}
        self.open += [tag] if tag not in {"br", "img"} else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


HOSTILE_WORDS = st.sampled_from(
    ["<script>", "</div>", "<!--", "<img src=x onerror=y>", "javascript:", "[sound:", "[anki:tts]", "[latex]", "[/latex]",
     "[$]", "\\\\(", "\\\\)", "&#123;", "&#92;(", '"', "'", "{{type:", "{{c9::", "\x1f", "&lt;", "](javascript:x)", "</code>"]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(HOSTILE_WORDS, MARKED), max_size=8).map("".join)


@given(HOSTILE, st.booleans())
@example("![a\x1fb](c\x1fd.png)", False)
@settings(max_examples=300)
def test_only_known_tags(raw: str, clozes: bool) -> None:
    text, _ = markup.parse(raw, clozes=clozes)
    shown = html(text, cloze=clozes)
    seen = ParsedHtml(shown)
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(address.lower().startswith(("http://", "https://")) for address in seen.addresses)
    assert seen.open == []
    assert not re.search(r"\[(sound|anki|latex|/latex|\$|/\$)|\x1f", shown, re.IGNORECASE)
    if not clozes:
        assert not re.search(r"\{\{", shown)


@given(PLAIN)
def test_a_plain_text_is_shown_as_it_is(raw: str) -> None:
    assert unescape(html(parsed(raw))) == raw


@given(st.text(max_size=60))
def test_literal_shows_just_the_text(text: str) -> None:
    shown = literal(text)
    assert ParsedHtml(shown).tags <= {"span"}
    shown = re.sub(r"</?span>", "", shown)
    # Numeric references to some characters have other meanings in HTML, but only & < > quotes and signs are escaped.
    assert unescape(shown) == unescape(re.sub("&", "&amp;", text).replace("\x1f", " "))
