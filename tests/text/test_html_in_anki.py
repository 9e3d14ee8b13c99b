r"""Text as HTML in the real Anki: it hides exactly the answers, and hostile text has no effect."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from flashcards.anki.writer import write
from flashcards.model import Card, Cloze, Form, Math, Note, Text
from flashcards.text import markup, prose
from flashcards.text.plain import cloze_answers, plain
from tests.anki import oracle, samples
from tests.text.samples import parsed
from tests.text.test_html import TAGS, ParsedHtml

if TYPE_CHECKING:
    from pathlib import Path

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
    "{{c1::`}}`}} `{{c2::x}}`": {1: "}}", 2: "x"},
    "`for i in {{c1::range(10)}}: f({{c2::i::name}})`": {1: "range(10)", 2: "i"},
    "`{{{c1::{a}}}} \\({{c2::<b>}}\\) [sound:x]`": {1: "{a}", 2: "<b>"},
    "```\nif {{c1::x < y}}:\n    {{c2::z}}\n```": {1: "x < y", 2: "z"},
    "```\nfn() {{{c1::a;}}}\n{{c2::b:}}:c }}\n```": {1: "a;", 2: "b:"},
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
    notes += [
        samples.qa(f"q/{n}", (1, _parsed_without_clozes(raw), _parsed_without_clozes(raw)))
        for n, raw in enumerate(TEXTS)
    ]
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


def _parsed_without_clozes(raw: str) -> Text:
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
    text = plain(_parsed_without_clozes(raw)).replace("\x1f", " ")
    assert not sound
    assert "<script" not in front + back
    assert 'onerror="' not in front
    if "\\[" not in raw and "\\([" not in raw:
        assert " ".join(text.split()) in " ".join(_words(front).split())
    assert ParsedHtml(front).tags <= {*TAGS, "div", "a", "span"}
