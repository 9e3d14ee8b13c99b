r"""Spans → HTML, plain text and the canonical form; hostile texts, also in the real Anki."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.anki.writer import write
from flashcards.model import Card, Cloze, Form, Math, Note, Paragraph, Rich, Table, Text
from flashcards.text import markup, prose
from flashcards.text.canonical import canonical
from flashcards.text.html import html, literal
from flashcards.text.plain import cloze_answers, plain
from tests.anki import oracle, samples
from tests.text.test_markup import MARKED, PLAIN, SPANS

if TYPE_CHECKING:
    from pathlib import Path


def parsed(raw: str) -> Text:
    return markup.parse(raw, clozes=True)[0]


# --- HTML -----------------------------------------------------------------------------------------------

HTML = {
    "plain": "plain",
    "<b>x</b> & 'y' \"z\"": "&lt;b&gt;x&lt;/b&gt; &amp; &#x27;y&#x27; &quot;z&quot;",
    "a *b* **c** `d`": "a <em>b</em> <strong>c</strong> <code>d</code>",
    "one\\\ntwo": "one<br>two",
    "one\n\ntwo": "<p>one</p><p>two</p>",
    "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
    "3. a\n\n   b": '<ol start="3"><li><p>a</p><p>b</p></li></ol>',
    "> a": "<blockquote><p>a</p></blockquote>",
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
    "`{{c1::x}}`": "<code>&#123;&#123;c1:&#58;x&#125;&#125;</code>",
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


def test_table() -> None:
    table = Rich((Table((("a",), ("<b>",)), ((("1",), (Cloze(1, ("2",)),)),)),))
    head = "<table><thead><tr><th>a</th><th>&lt;b&gt;</th></tr></thead>"
    assert html(table) == f"{head}<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    assert (plain(table), canonical(table)) == ("a:\n- 1\n<b>:\n- 2", "a|<b>\n1|{{c1::2}}")


# --- plain text ------------------------------------------------------------------------------------------


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


# --- the canonical form: these results may never change -----------------------------------------------------

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
    "`` a` `b ``": "`a\\` \\`b`",
}


@pytest.mark.parametrize(("raw", "expected"), CANONICAL.items(), ids=CANONICAL)
def test_canonical(raw: str, expected: str) -> None:
    assert canonical(parsed(raw)) == expected


def test_different_texts_have_different_forms() -> None:
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
def test_one_form_one_text(one: str, two: str) -> None:
    (first, faults), (second, more) = (markup.parse(raw, clozes=True) for raw in (one, two))
    if faults or more:
        return
    if canonical(first) == canonical(second):
        assert _shown(html(first, cloze=True)) == _shown(html(second, cloze=True))
    if html(first, cloze=True) == html(second, cloze=True):
        assert canonical(first) == canonical(second)


# --- laws -------------------------------------------------------------------------------------------------------

TAGS = {"em", "strong", "code", "pre", "p", "ul", "ol", "li", "blockquote", "a", "img", "br", "span"}
ATTRIBUTES = {("a", "href"), ("img", "src"), ("img", "alt"), ("ol", "start")}


class _Tags(HTMLParser):
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
    seen = _Tags(shown)
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(address.lower().startswith(("http://", "https://")) for address in seen.addresses)
    assert seen.open == []
    assert not re.search(r"\[(sound|anki|latex|/latex|\$|/\$)|\x1f", shown, re.IGNORECASE)
    if not clozes:
        assert not re.search(r"\{\{", shown)


@given(PLAIN)
def test_a_plain_text_is_itself(raw: str) -> None:
    text, _ = markup.parse(raw)
    assert plain(text) == raw
    assert unescape(html(text)) == raw


@given(st.text(max_size=60))
def test_literal_shows_just_the_text(text: str) -> None:
    shown = literal(text)
    assert _Tags(shown).tags <= {"span"}
    shown = re.sub(r"</?span>", "", shown)
    # Numeric references to some characters have other meanings in HTML, but only & < > quotes and signs are escaped.
    assert unescape(shown) == unescape(re.sub("&", "&amp;", text).replace("\x1f", " "))


# --- in the real Anki -------------------------------------------------------------------------------------------

# text → answers by number, as a reader sees them: tags gone, entities read
CLOZES = {
    "{{c1::a}} b {{c2::c::h}}": {1: "a", 2: "c"},
    "x {{c1::{x}}} y": {1: "{x}"},
    "{{c1::{{x}}}} y": {1: "{{x}}"},
    "{{{c1::a}}}": {1: "a"},
    "{ {{c1::f{a{b}}}} }": {1: "f{a{b}}"},
    "{{c1::a\\::b}} {{c2::`std::vector<int>`}}": {1: "a::b", 2: "std::vector<int>"},
    "{{c1::a:}} {{c2:::b}} {{c3:::}}": {1: "a:", 2: ":b", 3: ":"},
    "{{c1::\\}}} {{c2::\\{\\{c3\\::x}}": {1: "}", 2: "{{c3::x"},
    "{{c1::`}}`}} `{{c2::x}}`": {1: "}}"},
    "{{c1::a&#125;&#125;b}}": {1: "a}}b"},
    "{{c1::a::{h}}} {{c2::b::x:}} {{c3::c:::y}}": {1: "a", 2: "b", 3: "c"},
    "{{c1::*a* **b**}}": {1: "a b"},
    "{{c1::[a](http://x/%7D%7D)}} [{{c2::b}}](http://x/::)": {1: "a", 2: "b"},
    "{{c1::<b>&amp;&lt;}} <script>alert(1)</script>": {1: "<b>&<"},
    "{{c1::x::sound:a.mp3}} {{c2::y::latex}} {{c3::z::anki:tts}}": {1: "x", 2: "y", 3: "z"},
    "[{{c1::sound:a.mp3]}} {{c2::[sound:b.mp3]}}": {1: "sound:a.mp3]", 2: "[sound:b.mp3]"},
    "\\\\{{c1::(x\\\\)}} \\\\({{c2::y}}\\\\)": {1: "(x\\)", 2: "y"},
    "- {{c1::a}}\n- b {{c2::c}}\n\n> {{c499::d}}": {1: "a", 2: "c", 499: "d"},
    "\\(\\frac{1}{{{c1::x^{2}}}} + {{c2::y}}\\)": {1: "x^{2} ", 2: "y"},
    "{{c1::\\(a_{b_{c}}\\)}} {{c2::\\(\\text{a::b}\\)}}": {1: "\\(a_{b_{c} }\\)", 2: "\\(\\text{a::b}\\)"},
    "{{c1::\\([sound:c.mp3]\\)}} \\[latex]\\dots[/latex]\\]": {1: "\\([sound:c.mp3]\\)"},
    "{{c1::שלום}} {{c2::日本語 👩‍🔬}}": {1: "שלום", 2: "日本語 👩‍🔬"},
    "{\\{c7::no\\}} {{c1::yes}} }\\}": {1: "yes"},
}
TEXTS = [
    "</div></script><script>alert(1)</script>",
    "{{c1::x}} {\\{FrontSide}} {{type:Text}} {{#Key}}",
    "[sound:a.mp3] [latex]\\input{/etc/passwd}[/latex] [$]x[/$] [anki:play:q:0] \\([sound:a.mp3]\\) \\[latex]x[/latex]\\]",
    "\\\\(x\\\\) &#92;(x&#92;) \\\\\\\\(x\\\\) \\\\[[a|(x]]",
    '<img src="x" onerror="alert(1)"> <svg onload=x> &lt;b&gt;',
    "[a](http://x/'\"%22><script>)",
    "a<b and c>d \x1f e",
]


def _note(number: int, raw: str) -> Note:
    text, _ = markup.parse(raw, clozes=True)
    cards = tuple(Card(n, str(n), Form(), answer) for n, answer in cloze_answers(text).items())
    return samples.cloze(f"c/{number}", text=text, cards=cards)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], tuple[str, str, bool]]:
    """GUID and ordinal → front, back, and whether Anki would play or speak something."""
    folder: Path = tmp_path_factory.mktemp("anki")
    notes = [_note(number, raw) for number, raw in enumerate(CLOZES)]
    notes += [samples.qa(f"q/{n}", (1, html_free(raw), html_free(raw))) for n, raw in enumerate(TEXTS)]
    package = folder / "x.apkg"
    write(samples.deck(*notes), package, mod=lambda _: samples.TIME, time=samples.TIME, version="1")
    with oracle.collection(folder) as learner:
        assert oracle.import_package(learner, package).new == len(notes)
        out = {}
        for number in learner.find_cards(""):
            card = learner.get_card(number)
            sides = card.render_output()
            sound = bool(sides.question_av_tags or sides.answer_av_tags)
            out[card.note().guid, card.ord + 1] = (sides.question_text, sides.answer_text, sound)
        return out


def html_free(raw: str) -> Text:
    return markup.parse(raw)[0]


def _words(fragment: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", fragment))


@pytest.mark.parametrize(("number", "raw"), [*enumerate(CLOZES)], ids=CLOZES)
def test_anki_hides_and_shows_exactly_the_answer(
    number: int, raw: str, shown: dict[tuple[str, int], tuple[str, str, bool]]
) -> None:
    guid = _note(number, raw).guid
    assert sorted(ordinal for key, ordinal in shown if key == guid) == sorted(CLOZES[raw])
    for ordinal, answer in CLOZES[raw].items():
        front, back, sound = shown[guid, ordinal]
        assert not sound
        hidden = "".join(_active(front))
        assert hidden.startswith("[")
        assert hidden.endswith("]")
        if not _in_math(raw, ordinal):
            assert _active(back) == [answer]
        assert answer in _words(back)
        assert "<script" not in front + back


def _in_math(raw: str, number: int) -> bool:
    return any(
        isinstance(span, Math)
        and any(isinstance(part, Cloze) and part.number == number for part in span.spans)
        for span in prose.walk(parsed(raw))
    )


def _active(side: str) -> list[str]:
    """What stands in the active clozes of a side."""
    out = []
    for found in re.finditer(r'<span class="cloze"[^>]*>', side):
        depth, at = 1, found.end()
        while depth:
            tag = re.compile(r"<(/?)span[^>]*>").search(side, at)
            assert tag
            depth += -1 if tag[1] else 1
            at, end = tag.end(), tag.start()
        out.append(_words(side[found.end() : end]))
    return out or re.findall(r"\[[^\]]*\]", side)[:1]


@pytest.mark.parametrize(("number", "raw"), [*enumerate(TEXTS)], ids=TEXTS)
def test_anki_shows_a_text_and_does_nothing(
    number: int, raw: str, shown: dict[tuple[str, int], tuple[str, str, bool]]
) -> None:
    front, back, sound = shown[samples.qa(f"q/{number}", (1, "x", "x")).guid, 1]
    text = plain(html_free(raw)).replace("\x1f", " ")
    assert not sound
    assert "<script" not in front + back
    assert 'onerror="' not in front
    if "\\[" not in raw and "\\([" not in raw:
        assert " ".join(text.split()) in " ".join(_words(front).split())
    assert _Tags(front).tags <= {*TAGS, "div", "a", "span"}


def test_nothing_shows_nothing() -> None:
    assert html(Rich((Paragraph(()),))) == plain("") == canonical("") == ""
