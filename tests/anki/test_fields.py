"""A note's fields: their order, content and escaping."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from flashcards.anki import notetypes
from flashcards.anki.fields import SEPARATOR, fields, source
from flashcards.model import Citation, Note, Source
from tests.anki import samples

HOSTILE = "\x1f<script>alert(1)</script> {{c1::x}} [sound:a.mp3] \\(x\\) & \"' </div> [anki:tts][/anki:tts]"


def named(note: Note) -> dict[str, str]:
    return dict(zip(notetypes.FIELDS[note.type], fields(note), strict=True))


def test_fields_of_questions_and_answers_are_in_order() -> None:
    note = samples.qa("a/b", (1, "Q1", "A1"), (3, "Q3", "A3"), extra="more", citations=())
    assert {name: value for name, value in named(note).items() if value} == {
        "Key": "a/b",
        "Context": "AI alignment · inner alignment",
        "Kind": "Question",
        "Question 1": "Q1",
        "Answer 1": "A1",
        "Question 3": "Q3",
        "Answer 3": "A3",
        "Extra": "more",
    }


def test_fields_of_a_cloze_are_in_order() -> None:
    note = samples.cloze(
        "a/c", "x ", (1, "one", "h"), " ", (3, "three", ""), citations=(), retired="Gone: why"
    )
    assert {name: value for name, value in named(note).items() if value} == {
        "Key": "a/c",
        "Context": "AI alignment · inner alignment",
        "Kind": "Question",
        "Text": "x {{c1::one::h}} {{c3::three}}",
        "Retired": "Gone: why",
    }


def test_the_key_is_the_first_name() -> None:
    assert named(samples.qa("new/name", (1, "q", "a"), first="old/name"))["Key"] == "old/name"


def test_a_dropped_question_shows_why() -> None:
    values = named(samples.qa("a/b", (1, "Q1", "A1"), dropped=samples.dropped(2, "Wrong & withdrawn")))
    assert values["Question 2"] == '<div class="banner">Wrong &amp; withdrawn</div>'
    assert (values["Question 1"], values["Answer 2"]) == ("Q1", "")


def test_a_retired_note_keeps_its_content() -> None:
    values = named(samples.qa("a/b", (1, "Q1", "A1"), retired="Withdrawn: <why>"))
    assert (values["Question 1"], values["Retired"]) == ("Q1", "Withdrawn: &lt;why&gt;")


def test_reasons_are_in_the_language_of_the_deck() -> None:
    gone = samples.dropped(2, "falsch {why}")
    note = samples.qa("a/b", (1, "Q", "A"), retired="alt", dropped=gone, withdrawn="Zurückgezogen: {why}")
    values = named(note)
    assert values["Retired"] == "Zurückgezogen: alt"
    assert values["Question 2"] == '<div class="banner">Zurückgezogen: falsch {why}</div>'


LINK = '<a href="https://x.org/">T</a>'


@pytest.mark.parametrize(
    ("work", "locator", "expected"),
    [
        pytest.param(Source("s", "T"), "", "T", id="title alone"),
        pytest.param(
            Source("s", "T", ("A B",), "2019", url="https://x.org/"),
            "",
            f"A B, {LINK} (2019)",
            id="one author",
        ),
        pytest.param(
            Source("s", "T", ("A", "B"), url="https://x.org/"), "", f"A &amp; B, {LINK}", id="two authors"
        ),
        pytest.param(Source("s", "T", ("A", "B", "C"), "2019"), "", "A et al., T (2019)", id="three authors"),
        pytest.param(Source("s", "T", year="2019"), "section 4", "T (2019), section 4", id="locator"),
        pytest.param(Source("s", "<T>", ("A<b>",)), "<i>", "A&lt;b&gt;, &lt;T&gt;, &lt;i&gt;", id="escaped"),
        pytest.param(Source("s", "T", url="javascript:alert(1)"), "", "T", id="script address"),
        pytest.param(Source("s", "T", url=" https://x.org/"), "", "T", id="address behind a blank"),
        pytest.param(
            Source("s", "T", url='https://x.org/?a=1&b="><{{c1::[sound:x]\\('),
            "",
            '<a href="https://x.org/?a=1&amp;b=%22%3E%3C%7B%7Bc1::%5Bsound:x%5D%5C(">T</a>',
            id="hostile address",
        ),
        pytest.param(
            Source("s", "T", url="HTTPS://x.org/%C3%A9ä"),
            "",
            '<a href="HTTPS://x.org/%C3%A9%C3%A4">T</a>',
            id="accents",
        ),
    ],
)
def test_source(work: Source, locator: str, expected: str) -> None:
    line, _, works = source((Citation(work, locator),)).partition("</summary>")
    assert line.startswith('<details><summary dir="auto">')
    assert works == f'<div dir="auto">{expected}</div></details>'


def test_sources_are_one_line_that_opens() -> None:
    first = Citation(Source("a", "First", ("Ann Author", "Ben Baker", "Cleo Cook"), "2019"), "section 4")
    second = Citation(Source("b", "Second", ("Ann Author",), "2020"))
    assert source(()) == ""
    assert source((first, second)) == (
        '<details><summary dir="auto">Author et al. 2019, section 4 · +1</summary>'
        '<div dir="auto">Ann Author et al., First (2019), section 4</div>'
        '<div dir="auto">Ann Author, Second (2020)</div></details>'
    )


def test_a_note_without_sources_has_an_empty_field() -> None:
    assert source(()) == ""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # HTMLParser's signature
        self.seen.append(tag)


@pytest.mark.parametrize("kind", ["qa", "cloze"])
def test_hostile_text_is_inert_everywhere(kind: str) -> None:
    work = Source("s", HOSTILE, (HOSTILE, HOSTILE), HOSTILE, url="https://x.org/" + HOSTILE)
    other = {"first": HOSTILE, "context": HOSTILE, "heading": HOSTILE, "extra": HOSTILE, "retired": HOSTILE}
    cited = {"citations": (Citation(work, HOSTILE),), **other}
    if kind == "qa":
        note = samples.qa("a/b", (1, HOSTILE, HOSTILE), dropped=samples.dropped(2, HOSTILE), **cited)
    else:
        note = samples.cloze("a/b", HOSTILE, (2, HOSTILE, HOSTILE), **cited)
    joined = "\n".join(fields(note))
    tags = _Tags()
    tags.feed(joined)
    assert set(tags.seen) <= {"a", "details", "div", "span", "summary"}
    for bad in (SEPARATOR, "{{c1", "[sound:", "\\(", "[anki:"):
        assert bad not in joined
