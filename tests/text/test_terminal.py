"""What rich makes of parsed text: words, styles and widths."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, Group
from rich.text import Text as Styled

from flashcards.model import Rich, Table, Text
from flashcards.text import markup, terminal


def parse(raw: str) -> Text:
    text, faults = markup.parse(raw, clozes=True)
    assert not faults
    return text


def shown(text: Text, width: int = 60, *, hide: int = 0, reveal: int = 0) -> str:
    out = StringIO()
    console = Console(file=out, width=width, color_system=None, _environ={})
    console.print(Group(*terminal.lines(text, width, hide=hide, reveal=reveal)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("plain [bold]words[/bold]", "plain [bold]words[/bold]", id="rich's markup is text"),
        pytest.param("*a* **b** `c`", "a b c", id="inline styles"),
        pytest.param(r"\(x^2 \le \alpha\)", "x² ≤ α", id="math as Unicode"),
        pytest.param(r"\(\frac{a}{b}\)", r"\frac{a}{b}", id="math as source where Unicode can't say it"),
        pytest.param("![a red cell](cell.png)", "[image: a red cell]", id="an image is its alt text"),
        pytest.param(
            "[here](https://example.org/a)", "here <https://example.org/a>", id="a link shows where"
        ),
        pytest.param("a\n\nb", "a\n\nb", id="paragraphs"),
        pytest.param("- one\n- two", "• one\n• two", id="bullets"),
        pytest.param("3. one\n4. two", "3. one\n4. two", id="numbers from the start"),
        pytest.param("> they\n> said", "│ they said", id="quotation"),
        pytest.param("```\nif x:\n    y\n```", "  if x:\n      y", id="code keeps its indent"),
        pytest.param("a\\\nb", "a\nb", id="hard break"),
    ],
)
def test_words(raw: str, expected: str) -> None:
    assert shown(parse(raw)) == expected


CLOZES = "The {{c1::mitochondrion::organelle}} makes {{c2::ATP}}, says {{c1::she}}."


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        pytest.param(
            {"hide": 1}, "The [organelle] makes ATP, says [...].", id="hidden, with and without hint"
        ),
        pytest.param({"hide": 2}, "The mitochondrion makes [...], says she.", id="the other number"),
        pytest.param({"reveal": 1}, "The mitochondrion makes ATP, says she.", id="revealed"),
    ],
)
def test_clozes(sides: dict[str, int], expected: str) -> None:
    assert shown(parse(CLOZES), **sides) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Loop: `for i in {{c1::range(10)}}:`", "Loop: for i in [...]:"),
        ("```\nfor i in {{c1::range(10)::n}}:\n    pass\n```", "  for i in [n]:\n      pass"),
    ],
)
def test_a_cloze_in_code_is_hidden_in_brackets(raw: str, expected: str) -> None:
    assert shown(parse(raw), hide=1) == expected
    assert shown(parse(raw), reveal=1) == shown(parse(raw))


def test_a_cloze_in_math_is_hidden_in_brackets() -> None:
    assert shown(parse(r"\(E = {{c1::m c^2}}\)"), hide=1) == "E = [...]"


def test_a_revealed_blank_is_underlined_so_that_colour_is_not_the_only_cue() -> None:
    (block,) = terminal.lines(parse("It is {{c1::this}}."), 40, reveal=1)
    assert isinstance(block, Styled)
    assert [(block.plain[s.start : s.end], s.style) for s in block.spans] == [("this", terminal.REVEALED)]
    assert "underline" in terminal.REVEALED


TABLE = Rich((Table((("left",), ("right",)), ((("says a",), ("says b",)), (("c",), ("d",)))),))


def test_a_wide_table_stands_side_by_side() -> None:
    rows = shown(TABLE, 60).splitlines()
    assert [row.split("┃")[1].strip() for row in rows if "┃" in row] == ["left"]
    assert [[cell.strip() for cell in row.split("│")[1:3]] for row in rows if "│" in row] == [
        ["says a", "says b"],
        ["c", "d"],
    ]


def test_a_narrow_table_becomes_lists() -> None:
    assert shown(TABLE, 40) == "left\n• says a\n• c\n\nright\n• says b\n• d"


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("日本語の文章は空白なしで折り返される必要があります。" * 3, id="wide characters"),
        pytest.param("- 日本語の文章は空白なしで折り返される必要があります。" * 3, id="wide in a list"),
        pytest.param("x" * 100, id="one long word"),
        pytest.param("> " + "y" * 100, id="one long word quoted"),
        pytest.param("👩‍👩‍👧 family and 🇩🇪 flag " * 6, id="joined emoji"),
    ],
)
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(raw: str, width: int) -> None:
    text = shown(parse(raw), width)
    assert max(map(cell_len, text.splitlines())) <= width
    letters = [c for c in raw if c.isalpha()]
    assert [c for c in text if c.isalpha()] == letters
