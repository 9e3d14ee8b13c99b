r"""Signs that CommonMark takes for markup stay signs; what may be either is reported."""

from __future__ import annotations

import pytest

from flashcards.model import Emphasis, Level, Listing, Paragraph, Quote, Rich, Strong
from flashcards.text import markup
from flashcards.text.canonical import canonical
from flashcards.text.html import html
from flashcards.text.plain import plain
from tests.text.samples import one, parsed

ONE_LINE = [
    "> 5.5 mmol/L",
    ">= 4 mmol",
    "- 2 mmol/L",
    "+ 3 D",
    "* 2",
    "1. e4",
    "1789. The revolution begins",
    "2) the second",
    "~~~",
    "> > 3",
    "- - 1",
]
NAMES = [
    "__init__",
    "__FILE__",
    "_snake_case_",
    "__foo_bar__",
    "the method __init__()",
    "run __main__.py",
    "self.__class__ is its type",
]
STARS = [
    "2*3*4",
    "a*b*c",
    "2**3**4",
    "(a+1)*b*(c)",
    "n*(n-1)*(n-2)",
    "10*20*30 = 6000",
    "/*x*/",
    "*.c*",
    "*.txt and *.md",
    "f(*args, **kwargs)",
]


@pytest.mark.parametrize("raw", [*ONE_LINE, *NAMES, *STARS])
def test_signs_in_a_short_answer_stay(raw: str) -> None:
    assert markup.parse(raw) == (raw, [])
    assert plain(parsed(raw)) == raw


@pytest.mark.parametrize("raw", ["> *5* mmol", "- {{c1::2}} mmol/L", "1. `e4`", "+ \\(x\\)"])
def test_a_text_of_one_line_with_other_markup_has_no_blocks_either(raw: str) -> None:
    text, found = markup.parse(raw, clozes=True)
    assert isinstance(text, Rich)
    assert [type(block) for block in text.blocks] == [Paragraph]
    assert plain(text)[0] == raw[0]
    assert found == []


def test_the_content_hash_knows_signs_from_markup() -> None:
    assert canonical(parsed("> 5")) == "\\> 5"
    assert canonical(parsed("> 5\n> 6")) == "> 5 6"
    assert html(parsed(">= 4 mmol")) == "&gt;= 4 mmol"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("_b_", one(Emphasis(("b",)))),
        ("__two words__", one(Strong(("two words",)))),
        ("it is *very* big", one("it is ", Emphasis(("very",)), " big")),
        ("**2**", one(Strong(("2",)))),
        ("日*本*語", one("日", Emphasis(("本",)), "語")),
        ("*and*/*or*", one(Emphasis(("and",)), "/", Emphasis(("or",)))),
        ("*see* (*a*)", one(Emphasis(("see",)), " (", Emphasis(("a",)), ")")),
        ("> a\n> b", Rich((Quote((Paragraph(("a b",)),)),))),
        ("- 1\n- 2", Rich((Listing(((Paragraph(("1",)),), (Paragraph(("2",)),))),))),
    ],
)
def test_what_a_person_calls_emphasis_is_emphasis(raw: str, text: Rich) -> None:
    assert markup.parse(raw) == (text, [])


@pytest.mark.parametrize(
    ("raw", "offset", "message"),
    [
        ("It is __not__ so", 6, "__not__ is read as bold type"),
        ("width*height*depth", 5, "*height* is read as emphasis inside a word"),
        ("a**bc**de", 1, "**bc** is read as emphasis inside a word"),
        ("Too much:\n\n> 5.5 mmol/L", 11, "this > is read as a quotation"),
        ("Too much:\n>= 4", 10, "this > is read as a quotation"),
        ("The loss:\n\n- 2 mmol/L", 11, "this - is read as a list of one item"),
        ("5\n+ 3", 2, "this + is read as a list of one item"),
        ("1789. The revolution\nbegins", 0, "this 1789. is read as a list of one item"),
    ],
)
def test_what_may_be_meant_literally_is_reported(raw: str, offset: int, message: str) -> None:
    (fault,) = markup.parse(raw)[1]
    assert (fault.offset, fault.code, fault.level) == (offset, "sign-or-markup", Level.WARNING)
    assert fault.message == message


@pytest.mark.parametrize(
    "raw",
    [
        "It is **not** so",
        "width\\*height\\*depth",
        "a\n\n\\> 5",
        "a\n\n\\- 2",
        "1789\\. The\nx",
        "`__x__` _a_",
    ],
)
def test_the_cure_that_a_hint_names_silences_the_warning(raw: str) -> None:
    assert markup.parse(raw)[1] == []
