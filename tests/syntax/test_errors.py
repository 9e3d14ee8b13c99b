"""Each slip of a YAML author: the place to hint, the code, and that reading goes on behind it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # missing from the types

from flashcards.model import Level
from flashcards.syntax import nodes, reader


def simple(node: nodes.Node | None) -> object:
    """A node as plain Python; "?" stands for what a slip spoilt."""
    if isinstance(node, nodes.Scalar):
        return "?" if node.unreadable else node.value
    if isinstance(node, nodes.Mapping):
        return {name: simple(value) for name, (_, value) in node.entries.items()}
    return [simple(item) for item in node.items] if node else None


def places(text: str) -> list[tuple[int, int, str]]:
    return sorted((p.place.line, p.place.column, p.code) for p in reader.read("f", text)[1])


# Each entry holds the text, line, column and code of its problem, and what is read.
ONE = {
    "colon in a text": (
        "a:\n  b: text with: colon\n  c: d\n",
        2,
        15,
        "yaml-colon",
        {"a": {"b": "?", "c": "d"}},
    ),
    "colon behind an address": ("a: see http://x: y\n", 1, 16, "yaml-colon", {"a": "?"}),
    "colon in a further line": (
        "a: first line\n  see note: with colon\nb: c\n",
        2,
        11,
        "yaml-colon",
        {"a": "?", "b": "c"},
    ),
    "colon in a list": ("a:\n  - x: y: z\n", 2, 9, "yaml-colon", {"a": [{"x": "?"}]}),
    "colon behind a quoted key": ('"a b": c: d\n', 1, 9, "yaml-colon", {"a b": "?"}),
    "colon behind accents": ("é: 日本👩‍🔬: x\nb: c\n", 1, 9, "yaml-colon", {"é": "?", "b": "c"}),
    "cloze first": ("a: {{c1::x}} is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "cloze alone": ("a: {{c1::x}}\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "brace first": ("a: {x} is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "link first": ("a: [[x]] is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "link alone": ("a: [[x]]\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "bracket first": ("a: [x] is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "@ first": ("a: @home is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "@ in a list": ("a:\n  - @x\n  - b\nc: d\n", 2, 5, "yaml-start", {"a": ["?", "b"], "c": "d"}),
    "@ in brackets": ("a: [@x]\nb: c\n", 1, 5, "yaml-start", {"a": "?", "b": "c"}),
    "` first": ("a: `code` is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "* first": ("a: *emph* is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "** first": ("a: **strong** is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "* and a word": ("a: *emph\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "* alone": ("a: *\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "% first": ("a: %5 is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "& and a word": ("a: &x is\nb: c\n", 1, 4, "yaml-anchor", {"a": "is", "b": "c"}),
    "& alone": ("a: & is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "! and a word": ("a: !x is\nb: c\n", 1, 4, "yaml-tag", {"a": "is", "b": "c"}),
    "!!": ("a: !!python/object:x y\nb: c\n", 1, 4, "yaml-tag", {"a": "y", "b": "c"}),
    "! with a handle": ("a: !foo!x y\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "| and a text": ("a: |x| is\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "> and a text": ("a: >50% of\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    ">- and a text": ("a: >-text\n  x\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "? first": ("a: ? x\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "- first": ("a: - x\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "} first": ("a: }\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    ", first": ("a: , x\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "` where a key stands": ("a: b\n`c`: d\ne: f\n", 2, 1, "yaml-start", {"a": "b", "e": "f"}),
    "a word in * where a key stands": (
        "a:\n  b: c\n  *d* e\nf: g\n",
        3,
        3,
        "yaml-start",
        {"a": {"b": "c"}, "f": "g"},
    ),
    "braces where a key stands": ("a: b\n{{c1::[c]}} d\ne: f\n", 2, 1, "yaml-layout", {"a": "b", "e": "f"}),
    "! with a handle in brackets": ("a: [!foo!x y]\nb: c\n", 1, 4, "yaml-start", {"a": "?", "b": "c"}),
    "* where a key stands": ("a:\n  b: c\n  * d\ne: f\n", 3, 3, "yaml-start", {"a": {"b": "c"}, "e": "f"}),
    "tab for an indent": ("a:\n\tb: x\nc: d\n", 2, 1, "yaml-tab", {"a": {"b": "x"}, "c": "d"}),
    "tab below spaces": ("a:\n  b: x\n\tc: d\n", 3, 1, "yaml-tab", {"a": {"b": "x", "c": "d"}}),
    "tab behind spaces": ("a:\n  b: x\n  \tc: d\n", 3, 3, "yaml-tab", {"a": {"b": "x", "c": "d"}}),
    "tab in a block": ("a:\n  b: >-\n\ttext\n  c: d\n", 3, 1, "yaml-tab", {"a": {"b": "text", "c": "d"}}),
    "key twice": ("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate-key", {"a": "1", "b": "2"}),
    "TeX in double quotes": ('a: "so \\(x\\) is"\nb: c\n', 1, 8, "yaml-escape", {"a": "?", "b": "c"}),
    "\\alpha in double quotes": ('a: "so \\alpha"\nb: c\n', 1, 8, "yaml-escape", {"a": "?", "b": "c"}),
    "\\theta in double quotes": (
        'a: "\\\\theta \\theta"\nb: c\n',
        1,
        13,
        "yaml-escape",
        {"a": "?", "b": "c"},
    ),
    "\\nabla in double quotes": ('a: "日 \\nabla x"\nb: c\n', 1, 7, "yaml-escape", {"a": "?", "b": "c"}),
    "\\x without digits": ('a: "\\xZZ"\nb: c\n', 1, 5, "yaml-escape", {"a": "?", "b": "c"}),
    "\\x without digits, then \\": ('a: "\\x\\q"\nb: c\n', 1, 5, "yaml-escape", {"a": "?", "b": "c"}),
    "\\ twice, then x": ('a: "\\\\x\\q"\nb: c\n', 1, 8, "yaml-escape", {"a": "?", "b": "c"}),
    "\\x at the end": ('a: b\nc: "\\x', 2, 5, "yaml-escape", {"a": "b", "c": "?"}),
    "half a surrogate": ('a: "x \\ud800"\nb: c\n', 1, 7, "yaml-escape", {"a": "?", "b": "c"}),
    '" left open': ('a:\n  b: "so it is\n  c: d\n', 2, 6, "yaml-quote", {"a": {"b": "?", "c": "d"}}),
    "' left open": ("a:\n  b: 'so it is\n  c: d\n", 2, 6, "yaml-quote", {"a": {"b": "?", "c": "d"}}),
    "' closed by chance": (
        "a:\n  b: 'so it is\n  c: don't\n  e: f\n",
        2,
        6,
        "yaml-quote",
        {"a": {"b": "?", "c": "don't", "e": "f"}},
    ),
    '" closed by chance': ('a: "x\n  y\n  z: "w"\nb: c\n', 1, 4, "yaml-quote", {"a": "?", "b": "c"}),
    "text behind a quote": ('a: "so" it is\nb: c\n', 1, 9, "yaml-quote", {"a": "?", "b": "c"}),
    "apostrophe in quotes": ("a: 'it's'\nb: c\n", 1, 8, "yaml-quote", {"a": "?", "b": "c"}),
    "too deep": ("a:\n  b: x\n   c: d\n", 3, 4, "yaml-indent", {"a": {"b": "x", "c": "d"}}),
    "too deep at the top": ("a: x\n  c: d\n", 2, 3, "yaml-indent", {"a": "x", "c": "d"}),
    "too deep below a quote": ("a: 'x'\n  b: c\n", 2, 3, "yaml-indent", {"a": "x", "b": "c"}),
    "too shallow": ("a:\n   b: x\n  c: d\n", 3, 3, "yaml-indent", {"a": {"b": "x", "c": "d"}}),
    "between two levels": (
        "a:\n   b:\n     c: x\n  d: y\n",
        4,
        3,
        "yaml-indent",
        {"a": {"b": {"c": "x"}, "d": "y"}},
    ),
    "block gets shallower": (
        "a:\n  b: |\n    one\n   two\n  c: d\n",
        4,
        4,
        "yaml-indent",
        {"a": {"b": "one\n", "c": "d"}},
    ),
    "key in a list": ("a:\n  - b\n  c: d\n", 3, 3, "yaml-indent", {"a": ["b"]}),
    "list among keys": ("a: x\n- y: z\nb: c\n", 2, 1, "yaml-indent", {"a": "x", "b": "c"}),
    "stray bracket": ("a: b\n]\nc: d\n", 2, 1, "yaml-indent", {"a": "b", "c": "d"}),
    "no space, first": ("a:b\nc: d\n", 1, 2, "yaml-space", {"a": "?", "c": "d"}),
    "no space, last": ("c: d\na:b\n", 2, 2, "yaml-space", {"c": "d", "a": "?"}),
    "no space, deep": ("a:\n  b:x\n  c: d\n", 2, 4, "yaml-space", {"a": {"b": "?", "c": "d"}}),
    "no colon": ("c: d\na\ne: f\n", 2, 1, "yaml-layout", {"c": "d", "e": "f"}),
    "no colon, first": ("just text\nb: c\n", 1, 1, "yaml-layout", {"b": "c"}),
    "no colon, last": ("c: d\na\n", 2, 1, "yaml-layout", {"c": "d"}),
    "block not indented": ("a:\n  b: >-\n  text\n  c: d\n", 3, 3, "yaml-layout", {"a": {"b": "?", "c": "d"}}),
    "no key": ("c: d\n: b\n", 2, 1, "yaml-layout", {"c": "d"}),
    "no key in a list": ("a:\n  - : b\nc: d\n", 2, 5, "yaml-indent", {"a": "?", "c": "d"}),
    "quoted key, no colon": ("a: b\n'c' d\ne: f\n", 2, 1, "yaml-layout", {"a": "b", "e": "f"}),
    "endless key": (f"x: y\n{'a b ' * 300}: z\n", 2, 1, "yaml-layout", {"x": "y"}),
    "[ left open": ("a: [b, c\nd: e\n", 1, 4, "yaml-flow", {"a": "?", "d": "e"}),
    "[ left open, nothing in it": ("a: [\nd: e\n", 1, 4, "yaml-flow", {"a": "?", "d": "e"}),
    "{ left open": ("a: {b: c, d: e\nf: g\n", 1, 4, "yaml-flow", {"a": "?", "f": "g"}),
    "[[ left half open": ("a: [[b]\nd: e\n", 1, 4, "yaml-flow", {"a": "?", "d": "e"}),
    "colon in brackets": ("a: [b: c: d]\nb: c\n", 1, 9, "yaml-flow", {"a": "?", "b": "c"}),
    "comment in a text": ("a: see issue #5\nb: c\n", 1, 14, "yaml-comment", {"a": "see issue", "b": "c"}),
    "comment for a text": ("a: #5 is it\nb: c\n", 1, 4, "yaml-comment", {"a": "", "b": "c"}),
    "comment behind a tab": ("a: x\t#5\nb: c\n", 1, 6, "yaml-comment", {"a": "x", "b": "c"}),
    "comment in a further line": ("a: x\n  é #5\nb: c\n", 2, 5, "yaml-comment", {"a": "x é", "b": "c"}),
    "comment in a list": ("a:\n  - x #y\n  - z\n", 2, 7, "yaml-comment", {"a": ["x", "z"]}),
    "comment in brackets": ("a: [x #y\n  , z]\n", 1, 7, "yaml-comment", {"a": ["x", "z"]}),
    "comment with a colon": ("a: x #b: y\nb: c\n", 1, 6, "yaml-comment", {"a": "x", "b": "c"}),
    "text behind a comment": ("a: see #5 and\n  more\nb: c\n", 1, 8, "yaml-comment", {"a": "?", "b": "c"}),
    "text behind a remark": (
        "a:\n  b: x\n   y # z\n   w\nc: d\n",
        3,
        6,
        "yaml-comment",
        {"a": {"b": "?"}, "c": "d"},
    ),
    "list as a key": ("? [a]\n: b\n", 1, 1, "yaml-start", None),
    "second document": ("a: b\n---\nc: d\n", 2, 1, "several-documents", {"a": "b"}),
    "text behind the end": ("a: b\n...\nc: d\n", 3, 1, "several-documents", None),
    "%YAML": ("%YAML 1.1\n---\na: b\n", 1, 1, "yaml-directive", {"a": "b"}),
    "%TAG": ("%TAG ! tag:x,2000:\n---\na: b\n", 1, 1, "yaml-directive", {"a": "b"}),
    "% in the first column": ("a: b\n%5 more\n", 2, 1, "yaml-directive", None),
}


@pytest.mark.parametrize(("text", "line", "column", "code", "read"), ONE.values(), ids=ONE)
def test_one_slip(text: str, line: int, column: int, code: str, read: object) -> None:
    root, problems = reader.read("f", text)
    assert [(p.place.line, p.place.column, p.code) for p in problems] == [(line, column, code)]
    assert simple(root) == read
    assert problems[0].hint, "the message says what to do"


SILENT = [
    "a: b # remark\n",
    "a: b #\n",
    "a: b ## remark\n",
    "a: b#5\n",
    "a: https://example.org/#top\n",
    "a: 'b' #5\n",
    "a: >- #5\n  b #5\n",
    "a: 'b #5'\n",
    'a: "b #5"\n',
    "a: [b] #5\n",
    "a: #5\n  b: c\n",
    "#5\na: b\n  #5\n#5\n",
]


@pytest.mark.parametrize("text", SILENT)
def test_a_comment_that_nobody_takes_for_text_is_silent(text: str) -> None:
    assert places(text) == []


def test_a_word_cut_off_gives_no_remark_away() -> None:
    assert places("a: b # remark\nc: d ## remark\ne: f #g\n") == [(3, 6, "yaml-comment")]


def test_only_what_is_cut_off_can_be_meant() -> None:
    """What YAML silently drops may be a remark, so it stops no build; what breaks the text does."""
    assert [p.level for p in reader.read("f", "a: see #5\n")[1]] == [Level.WARNING]
    assert [p.level for p in reader.read("f", "a: see #5\n  more\n")[1]] == [Level.ERROR]


SEVERAL = """\
term: x: y
definition:
  short:
    text: {{c1::a}} b
    q:What
  cloze:
    one:
      text: "so \\(x\\)"
    two:
      text: 'don't do
    three:
      text: [[foo]] bar
faq:
    bad: x
   worse: y
sources: [a, b
stray line
last: "x
"""


def test_several_slips_are_told_at_once() -> None:
    assert places(SEVERAL) == [
        (1, 8, "yaml-colon"),
        (4, 11, "yaml-start"),
        (5, 6, "yaml-space"),
        (8, 17, "yaml-escape"),
        (10, 18, "yaml-quote"),
        (12, 13, "yaml-start"),
        (15, 4, "yaml-indent"),
        (16, 10, "yaml-flow"),
        (17, 1, "yaml-layout"),
        (18, 7, "yaml-quote"),
    ]


def test_a_directive_that_is_there_twice_is_told_twice() -> None:
    assert places("%YAML 1.1\n%YAML 1.1\n---\na: @b\n") == [
        (1, 1, "yaml-directive"),
        (2, 1, "yaml-directive"),
        (4, 4, "yaml-start"),
    ]


def test_a_colon_behind_a_key_without_one_is_told_too() -> None:
    assert places("c: d\na\n:b\n") == [(2, 1, "yaml-layout"), (3, 1, "yaml-layout")]


def test_only_the_first_wrong_indent_is_told() -> None:
    """How the rest should stand is a guess, and so are keys that then seem to stand there twice."""
    assert places("a: x\n    b: y\n    c: z\nd: @e\n") == [(2, 5, "yaml-indent")]
    assert places("a:\n  b:\n    q: x\n   c:\n    q: y\nd: @e\n") == [
        (4, 4, "yaml-indent"),
        (6, 4, "yaml-start"),
    ]


def test_slips_are_told_up_to_a_number() -> None:
    for value in ("@x", "x #y"):
        assert len(reader.read("f", "".join(f"k{n}: {value}\n" for n in range(100)))[1]) == 25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:b\nc: d\n", 'a space is missing after this colon; write "a: b"'),
        (
            "a: x: y\n",
            'a colon followed by a space ends a key in YAML, so this text can\'t go on behind ": "; '
            "put the text in quotes, or write >- after the colon and the text on the next line",
        ),
        (
            'a: "\\theta"\n',
            'in double quotes YAML reads "\\t" as a tab; '
            "use single quotes or a >- block, where a backslash is just a backslash",
        ),
        (
            "a:\n  b: x\n   c: d\n",
            "this line is indented by 3 spaces, its neighbours by 2; "
            "give it the indent of its neighbours; a text that goes on here must be quoted",
        ),
        (
            "a: see issue #5\n",
            'YAML takes "#5" and what follows it in the line for a comment, so nobody will see it; '
            "put the text in quotes, or write >- after the colon and the text on the next line; "
            "a remark of yours needs a space behind the #",
        ),
    ],
    ids=["space", "colon", "escape", "indent", "comment"],
)
def test_wording(text: str, said: str) -> None:
    [problem] = reader.read("f", text)[1]
    assert f"{problem.message}; {problem.hint}" == said


SAMPLES = [text for text, *_ in ONE.values()] + [SEVERAL, "[" * 1001, "? " * 1001, "a: b\n" + "[" * 1001]
BITS = [*":-#,&*!|>%@?'\"{}[]\\\n", ": ", "- ", "  ", "\t", "\n---\n", "\n...\n", "\\x", "!f!x ", "''", "é"]


@st.composite
def broken(draw: st.DrawFn) -> str:
    """One of the texts above with some of it replaced."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(BITS)) + text[at + draw(st.integers(0, 2)) :]
    return text


class Translated(CParser):
    """libyaml, as it would speak in another language."""

    def get_event(self) -> Any:
        try:
            return super().get_event()
        except yaml.MarkedYAMLError as error:
            raise type(error)("ja", error.context_mark, "nein", error.problem_mark) from None


@given(broken())
def test_no_word_of_the_library_is_read(text: str) -> None:
    told = reader.read("f", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CParser", Translated)
        assert reader.read("f", text) == told


def test_no_word_of_the_parser_reaches_the_author() -> None:
    for text, *_ in ONE.values():
        for problem in reader.read("f", text)[1]:
            for word in ("scanning", "parsing", "token", "node content", "block mapping", "indicator"):
                assert word not in problem.message, text
