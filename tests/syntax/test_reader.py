"""YAML text → nodes with places, and every strictness of the format."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # missing from the types
from yaml.parser import ParserError
from yaml.scanner import ScannerError

from flashcards.model import Place
from flashcards.syntax import nodes, reader
from flashcards.syntax.nodes import File, Mapping, Scalar, Sequence


def read(text: str) -> Mapping:
    root, problems = reader.read("f", text)
    assert problems == []
    assert root is not None
    return root


def found(text: str) -> list[tuple[int, int, str]]:
    return [(p.place.line, p.place.column, p.code) for p in reader.read("f", text)[1]]


def plain(node: nodes.Node | None) -> Any:
    match node:
        case Scalar(value):
            return value
        case Mapping(entries):
            return {name: plain(value) for name, (_, value) in entries.items()}
        case Sequence(items):
            return [plain(item) for item in items]
        case None:
            return None


# --- places ---------------------------------------------------------------------------------------------

PLACES = """\
é: 日本語
emoji 👩‍🔬: "quoted"
map:
  key: 'single'
  "quoted": >-
    folded
  lit: |
    literal
list: [a, {b: c}]
dashes:
  - one
  - two: 2
null:
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ("é", (1, 1), (1, 4)),
        ("emoji 👩‍🔬", (2, 1), (2, 12)),
        ("map", (3, 1), (4, 3)),
        ("map/key", (4, 3), (4, 8)),
        ("map/quoted", (5, 3), (5, 13)),
        ("map/lit", (7, 3), (7, 8)),
        ("list", (9, 1), (9, 7)),
        ("dashes", (10, 1), (11, 3)),
        ("null", (13, 1), (13, 6)),
    ],
)
def test_places(path: str, key: tuple[int, int], value: tuple[int, int]) -> None:
    node, file = read(PLACES), File("f", PLACES)
    *above, last = path.split("/")
    for name in above:
        node = node.inner(name)
    key_node, value_node = node.entries[last]
    assert (file.place(key_node), file.place(value_node)) == (Place("f", *key), Place("f", *value))


def test_places_in_lists() -> None:
    root, file = read(PLACES), File("f", PLACES)
    listed = root.get("list")
    assert isinstance(listed, Sequence)
    assert [file.place(item)[1:] for item in listed.items] == [(9, 8), (9, 11)]
    dashes = root.get("dashes")
    assert isinstance(dashes, Sequence)
    assert [file.place(item)[1:] for item in dashes.items] == [(11, 5), (12, 5)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("k: one ^two", 1, 8, id="plain"),
        pytest.param("k: é日👩‍🔬 ^two", 1, 10, id="plain wide"),
        pytest.param("k: one\n   two\n\n   ^three", 4, 4, id="plain folded"),
        pytest.param("k: 'it''s ^two'", 1, 11, id="single quotes"),
        pytest.param("k: 'one\n  ^two'", 2, 3, id="single folded"),
        pytest.param('k: "one ^two"', 1, 9, id="double quotes"),
        pytest.param('k: "\\\\( \\u00e9\\x41\\U0001F600 ^two"', 1, 30, id="double escapes"),
        pytest.param('k: "one\\n\\n two \\_^three"', 1, 19, id="double blanks"),
        pytest.param('k: "one \\\n  ^two"', 2, 3, id="double continued"),
        pytest.param('k: "e\\u0301 ^two"', 1, 4, id="an escape that merges gives up"),
        pytest.param("k: >-\n  one\n  ^two\n", 3, 3, id="folded"),
        pytest.param("k: >-  # why\n  one\n\n  ^two\n", 4, 3, id="folded with a comment"),
        pytest.param("k: |2\n    one\n  ^two\n", 3, 3, id="literal with an indicator"),
        pytest.param("k: |\n  one\n    ^two\n", 3, 5, id="literal deeper"),
        pytest.param("# é\n\nk: ^one", 3, 4, id="the beginning"),
    ],
)
def test_the_place_of_a_character(text: str, line: int, column: int) -> None:
    marked = read(text).scalar("k")
    assert marked is not None
    offset = marked.value.index("^")
    text = text.replace("^", "")
    scalar = read(text).scalar("k")
    assert scalar is not None
    assert File("f", text).places_in(scalar, [offset])[offset] == Place("f", line, column)


def test_place_in_behind_a_slip() -> None:
    text = "a: x: a long text, which is not read\n  and goes on\nb: |\n  one two\n"
    root, problems = reader.read("f", text)
    assert len(problems) == 1
    assert root is not None
    scalar = root.scalar("b")
    assert scalar is not None
    assert File("f", text).places_in(scalar, [4])[4] == Place("f", 4, 7)


def test_several_places_in_one_walk() -> None:
    text = "k: >-\n  one\n  two  three\n"
    scalar = read(text).scalar("k")
    assert scalar is not None
    assert scalar.value == "one two  three"
    places = File("f", text).places_in(scalar, (9, 0, 4))
    assert places == {0: Place("f", 2, 3), 4: Place("f", 3, 3), 9: Place("f", 3, 8)}
    assert File("f", text).places_in(scalar, ()) == {}


def test_behind_a_character_that_does_not_match_no_place_is_sure() -> None:
    text = 'k: "e\\u0301 one two"'
    scalar = read(text).scalar("k")
    assert scalar is not None
    first = Place("f", 1, 4)
    assert File("f", text).places_in(scalar, (0, 2, 6)) == {0: Place("f", 1, 5), 2: first, 6: first}


def test_place_beyond_the_end() -> None:
    scalar = read("k: one\nb: c").scalar("k")
    assert scalar is not None
    assert File("f", "k: one\nb: c").places_in(scalar, [3])[3] == Place("f", 1, 4)


@given(st.text("ab é日\n.,'", min_size=1, max_size=30), st.integers(0, 40), st.sampled_from("'\"|>"))
def test_place_in_finds_the_character(value: str, offset: int, style: str) -> None:
    text = yaml.dump({"k": value}, default_style=style, allow_unicode=True, width=20)
    root, problems = reader.read("f", text)
    scalar = root.scalar("k") if root else None
    if problems or scalar is None or offset >= len(scalar.value) or scalar.value[offset].isspace():
        return
    place = File("f", text).places_in(scalar, [offset])[offset]
    at = text.split("\n")[place.line - 1][place.column - 1 :]
    assert at[:1] in {scalar.value[offset], '"', "'", "|", ">", "\\"}


# --- bytes → text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a: b\n", "a: b\n"),
        (b"\xef\xbb\xbfa: b\n", "a: b\n"),
        (b"a: b\r\nc: d\r\n", "a: b\nc: d\n"),
        ("e\u0301: x".encode(), "é: x"),
        (b"", ""),
    ],
    ids=["plain", "byte order mark", "CRLF", "NFC", "empty"],
)
def test_decode(data: bytes, text: str) -> None:
    assert reader.decode("f", data) == (text, [])


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"a: b\nc: \xe9t\xe9\n", (2, 4), "not-utf8"),
        ("é日: ".encode() + b"\xff", (1, 5), "not-utf8"),
        (b"\xef\xbb\xbfab\xff", (1, 3), "not-utf8"),
        (b"a: \xed\xa0\x80", (1, 4), "not-utf8"),
        ("a: b".encode("utf-16"), (1, 1), "not-utf8"),
        ("a: b".encode("utf-16-be"), None, None),
        (b"\xfe\xff\0a", (1, 1), "not-utf8"),
        (b"x" * (1 << 20), None, None),
        (b"x" * ((1 << 20) + 1), (1, 1), "too-large"),
    ],
    ids=[
        "Latin-1",
        "wide before",
        "behind the mark",
        "surrogate",
        "UTF-16",
        "UTF-16 unmarked",
        "BE",
        "1 MiB",
        "more",
    ],
)
def test_decode_refuses(data: bytes, place: tuple[int, int] | None, code: str | None) -> None:
    text, problems = reader.decode("f", data)
    assert [(p.place[1:], p.code) for p in problems] == ([(place, code)] if place else [])
    assert (text == "") == bool(problems)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: x" + "\u0300" * 30 + "\u2192" * 40, None),
        ("a: x" + "\u0300" * 31, (1, 35)),
        ("\u65e5: \u0915" + "\u0316\u0300" * 16, (1, 35)),
        ("a: \u2192" + "\u0300" * 30 + "\u2192" + "\u0300" * 31, (1, 66)),
    ],
    ids=["thirty", "more", "of two kinds", "the second row"],
)
def test_rows_of_combining_marks(text: str, place: tuple[int, int] | None) -> None:
    found = reader.decode("f", text.encode())[1]
    assert [(p.place[1:], p.code) for p in found] == ([(place, "piled-marks")] if place else [])


def test_no_combining_mark_is_a_word_character() -> None:
    marks = [c for c in map(chr, range(0x110000)) if unicodedata.combining(c)]
    assert len(marks) > 900
    assert not any(c.isalnum() or c.isspace() or c.isascii() for c in marks)


def test_marks_by_the_hundred_thousand_are_not_sorted() -> None:
    pile = "Z" + "\u0300\u0316" * 200_000  # unicodedata.normalize would take the square of it
    assert [p.code for p in reader.decode("f", f"a: {pile}".encode())[1]] == ["piled-marks"]
    escaped = "Z" + "\\u0300\\u0316" * 4_000
    assert found(f'a: "{escaped}"') == [(1, 4, "piled-marks")]


# --- what is refused ----------------------------------------------------------------------------------------

CONTROLS = [
    "\0",
    "\x07",
    "\x1b",
    "\x1f",
    "\x7f",
    "\x85",
    "\x9b",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffe",
]


@pytest.mark.parametrize("character", [*CONTROLS, "\ud800", "\r", "\U000f0000"], ids=ascii)
def test_control_characters(character: str) -> None:
    root, problems = reader.read("f", f"a: b\né: 日 {character}x\n")
    assert root is None
    assert [(p.place, p.code) for p in problems] == [(Place("f", 2, 6), "control-character")]
    assert f"U+{ord(character):04X}" in problems[0].message


@pytest.mark.parametrize("character", CONTROLS, ids=ascii)
def test_control_characters_by_escape(character: str) -> None:
    escape = f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"
    assert found(f'a: b\né: "日 {escape}x"\n') == [(2, 7, "yaml-escape")]


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\b", "\\e", "\\f", "\\r", "\\v", "\\N", "\\L", "\\P"])
def test_control_characters_by_name(escape: str) -> None:
    assert found(f'a: "x \\\\a {escape}"\n') == [(1, 11, "yaml-escape")]


@pytest.mark.parametrize(
    "text",
    ["שלום العربية", "क्‍ष", "👩‍🔬 👨‍👩‍👧", "日本語", "a\u200db", "soft\u00adhyphen", "\u00a0", "tab\there"],
    ids=ascii,
)
def test_real_languages_are_read(text: str) -> None:
    assert plain(read(f"k: x{text}")) == {"k": f"x{text}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &x b\n", [(1, 4, "yaml-anchor")], id="anchor"),
        pytest.param("a: &x\n  b: c\n", [(1, 4, "yaml-anchor")], id="anchor on a mapping"),
        pytest.param("a: &x [b]\n", [(1, 4, "yaml-anchor")], id="anchor on a list"),
        pytest.param("&x a: b\n", [(1, 1, "yaml-anchor")], id="anchor on a key"),
        pytest.param("a: b\nc: *x\n", [(2, 4, "yaml-start")], id="alias"),
        pytest.param("*x : b\n", [(1, 1, "yaml-start")], id="alias as a key"),
        pytest.param("a: !!str b\n", [(1, 4, "yaml-tag")], id="tag"),
        pytest.param("a: !!set {b}\n", [(1, 4, "yaml-tag")], id="tag on a mapping"),
        pytest.param("- a\n", [(1, 1, "not-a-mapping")], id="list"),
        pytest.param("text\n", [(1, 1, "not-a-mapping")], id="text"),
        pytest.param("", [(1, 1, "empty-file")], id="empty"),
        pytest.param("# only a comment\n", [(1, 1, "empty-file")], id="comment"),
        pytest.param("~", [(1, 1, "empty-file")], id="null"),
        pytest.param("---\n...\n", [(1, 1, "empty-file")], id="empty document"),
        pytest.param("a: b\n---\n", [(2, 1, "several-documents")], id="empty second document"),
        pytest.param('a: 1\n"a": 2\n', [(2, 1, "duplicate-key")], id="duplicate, quoted"),
        pytest.param("a: {b: 1, b: 2}\n", [(1, 11, "duplicate-key")], id="duplicate in braces"),
        pytest.param('é: 1\n"e\\u0301": 2\n', [(2, 1, "duplicate-key")], id="duplicate after NFC"),
        pytest.param(
            "<<<<<<< HEAD\na: b\n||||||| base\n=======\na: c\n>>>>>>> x\n",
            [(1, 1, "git-conflict"), (3, 1, "git-conflict"), (4, 1, "git-conflict"), (6, 1, "git-conflict")],
            id="git conflict",
        ),
        pytest.param("[" * 100_000, [(1, 52, "too-large")], id="deep list"),
        pytest.param("{a: " * 100_000, [(1, 202, "too-large")], id="deep mapping"),
        pytest.param("- " * 100_000, [(1, 103, "too-large")], id="deep dashes"),
        pytest.param("? " * 10_000, [(1, 103, "too-large")], id="deep keys"),
        pytest.param("a: [" + "b," * 20_000 + "]", [(1, 39999, "too-large")], id="many values"),
        pytest.param(f"a: b\nc: {'d' * 10_001}", [(2, 4, "too-large")], id="long value"),
        pytest.param(f'a: "{"d" * 10_001}"', [(1, 4, "too-large")], id="long quoted value"),
        pytest.param(
            f"? {'k' * 10_001}\n: b\n? {'l' * 10_001}\n: b",
            [(1, 3, "too-large"), (3, 3, "too-large")],
            id="long keys",
        ),
        pytest.param('a: "x' + "\\u0300" * 31 + '"', [(1, 4, "piled-marks")], id="marks by escapes"),
        pytest.param(
            '"\\e": b\n"\\a": c\n',
            [(1, 2, "yaml-escape"), (2, 2, "yaml-escape")],
            id="keys that can't be read",
        ),
    ],
)
def test_refused(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(text) == expected


# --- a library with limits of its own ----------------------------------------------------------------------


class Impatient:
    """A YAML library whose scanner is some characters ahead of its events and refuses what is nested too deeply."""

    most = 1000
    ahead = 1024
    kind: type[yaml.MarkedYAMLError] = ScannerError
    begun = True

    def __init__(self, text: str) -> None:
        self.events: list[Any] = []
        self.refused: yaml.MarkedYAMLError | None = None
        self.error = self.read(CParser(text))
        start = self.error and (self.error.context_mark or self.error.problem_mark)
        if start and not self.refused and start.index < len(text):
            shorter = type(self)(text[: start.index])  # the scanner comes there first
            self.refused = shorter.refused
        self.error = self.refused or self.error
        mark = self.error and self.error.problem_mark
        if mark and (self.refused or isinstance(self.error, ScannerError)):  # the parser is never ahead
            self.events = [e for e in self.events if e.start_mark.index <= mark.index - self.ahead]

    def read(self, parser: CParser) -> yaml.MarkedYAMLError | None:
        depth = 0
        try:
            while not self.events or type(self.events[-1]) is not yaml.StreamEndEvent:
                event: Any = parser.get_event()
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > self.most:
                    mark = event.start_mark
                    self.refused = self.kind("dans la lecture", mark if self.begun else None, "profond", mark)
                    return self.refused
                self.events.append(event)
        except yaml.MarkedYAMLError as error:
            return error
        return None

    def get_event(self) -> Any:
        if not self.events:
            assert self.error
            raise self.error
        return self.events.pop(0)


# Each holds a text of fewer than 1,000 levels, which every libyaml reads, and the place of the first that is too deep.
DEEP = {
    "brackets": ("[" * 900, 1, 52),
    "brackets that are closed": ("a: " + "[" * 900 + "]" * 900, 1, 54),
    "braces": ("{a: " * 900, 1, 202),
    "both": ("a: " + "[{b: " * 450, 1, 126),
    "dashes": ("- " * 900, 1, 103),
    "keys": ("? " * 900, 1, 103),
    "dashes and keys": ("- ? " * 450, 1, 103),
    "dashes, then brackets": ("- " * 30 + "[" * 800, 1, 82),
    "a line each": ("\n".join(" " * n + "a:" for n in range(900)), 51, 51),
    "brackets, a line each": ("a:\n" + " [\n" * 900, 52, 2),
    "behind a remark": ("# [[[\n\n" + "[" * 900, 3, 52),
    "behind a quote": ("a: '[[['\nb: " + "[" * 900, 2, 54),
    "behind a text block": ("a: |\n  [[[\nb: " + "[" * 900, 3, 54),
    "quotes in it": ("a: " + '["[", ' * 900, 1, 299),
    "before a slip": ("a: " + "[" * 900 + '"\\q"', 1, 54),
    "before a quote left open": ("a: " + "[" * 60 + "'b", 1, 54),
    "before a reserved sign": ("a: " + "[" * 60 + "@", 1, 54),
    "anchors": ("a: " + "&x [" * 900, 1, 204),
}


@pytest.mark.parametrize("most", [60, 100, 899, 1000])
@pytest.mark.parametrize("ahead", [0, 30, 1024])
@pytest.mark.parametrize(("text", "line", "column"), DEEP.values(), ids=DEEP)
def test_the_51st_level_is_refused_whatever_the_library_refuses(
    monkeypatch: pytest.MonkeyPatch, text: str, line: int, column: int, most: int, ahead: int
) -> None:
    monkeypatch.setattr(reader, "CParser", type("_", (Impatient,), {"most": most, "ahead": ahead}))
    assert [told for told in found(text) if told[2] == "too-large"] == [(line, column, "too-large")]
    assert found(text)[-1] == (line, column, "too-large")


@pytest.mark.parametrize("kind", [ScannerError, ParserError, yaml.MarkedYAMLError])
@pytest.mark.parametrize("begun", [True, False])
def test_no_matter_how_the_library_refuses(
    monkeypatch: pytest.MonkeyPatch, kind: type[yaml.MarkedYAMLError], begun: bool
) -> None:
    monkeypatch.setattr(
        reader, "CParser", type("_", (Impatient,), {"kind": kind, "begun": begun, "most": 99})
    )
    assert found("[" * 900) == [(1, 52, "too-large")]


def test_many_values_are_refused_before_what_the_library_refuses_behind_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "CParser", type("_", (Impatient,), {"most": 3}))
    assert found("a: [" + "b," * 20_000 + "[[[[") == [(1, 39_999, "too-large")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b\n" + "[" * 1001, [(2, 1, "yaml-layout")], id="where a key stands"),
        pytest.param("a: b\n" + "[" * 1001 + '"\\q"', [(2, 1, "yaml-layout")], id="before a slip"),
        pytest.param(" a: b\n" + "[" * 1001, [(2, 1, "several-documents")], id="outside of the document"),
        pytest.param("? [[," + "[" * 1001, [(1, 5, "yaml-syntax")], id="behind a comma for nothing"),
    ],
)
def test_brackets_that_never_become_levels(text: str, expected: list[tuple[int, int, str]]) -> None:
    """libyaml 0.2.6 stops at the last bracket, 0.2.5 at what is wrong with all of them."""
    assert found(text) == expected


@pytest.mark.parametrize(("size", "told"), [(1 << 10, 25), (1 << 18, 15), (1 << 20, 3)])
def test_a_large_file_is_read_again_behind_fewer_slips(size: int, told: int) -> None:
    slips = "".join(f"k{n}: a: b\n" for n in range(40))
    assert len(found("#" * (size - len(slips)) + "\n" + slips)) == told


def test_merge_keys_merge_nothing() -> None:
    assert plain(read("a:\n  <<: {b: c}\n")) == {"a": {"<<": {"b": "c"}}}


def test_bounds_are_inclusive() -> None:
    assert found("a: " + "[b, " * 49 + "]" * 49) == []
    assert found("a: [" + "b," * 19_997 + "]") == []
    assert found(f"{'k' * 999}: {'v' * 10_000}") == []


def test_alias_bomb() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{k}: &{k} [*{p},*{p}]\n" for p, k in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert {code for _, _, code in found(bomb)} == {"yaml-anchor", "yaml-start"}


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "1.10", "2003-12-31", "0x10", "1e3", "1_000", "~", "null", "True", "012"]
)
def test_scalars_stay_what_was_typed(word: str) -> None:
    assert plain(read(f"k: {word}")) == {"k": word}


def test_empty_values() -> None:
    root = read("a:\nb: ~\nc: null\nd: ''\ne: NULL\nf: \"~\"\n")
    assert [name for name in root.entries if (s := root.scalar(name)) and s.empty] == ["a", "b", "c", "e"]


def test_readers_give_nothing_for_other_types() -> None:
    root = read("text: ' x '\nlist: [a, {b: c}]\nmap: {k: {x: y}, s: t}\n")
    assert (root.word("text"), root.word("list"), root.word("gone")) == ("x", "", "")
    assert (root.words("list"), root.words("text"), root.words("gone")) == (("a",), (), ())
    assert (root.inner("text").entries, root.get("gone"), root.scalar("map")) == ({}, None, None)
    assert [key.value for key, _ in root.inner("map").mappings()] == ["k"]


def test_hostile_files_report_a_bounded_number_of_problems() -> None:
    for text in ("\0" * 300_000, "=======\n" * 50_000, "\tx\n" * 50_000):
        assert 0 < len(reader.read("f", text)[1]) <= 25


# --- laws -----------------------------------------------------------------------------------------------------

YAMLISH = st.lists(
    st.sampled_from(
        [
            "a",
            "b:",
            "c: ",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "'",
            '"',
            "{{c1::",
            "}}",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "&x ",
            "*x",
            "!t ",
            "|",
            ">-",
            "\t",
            "%",
            "@",
            "`",
            "?",
            ": ",
            "---",
            "...",
            "\\(",
            "\\",
            "é",
            "日",
            "\u202e",
            "\0",
            "::",
            "<<: ",
            "~",
            " ",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(max_size=200), YAMLISH))
@example("a: 'x\n\n")
@example("- a\nb")
@example("&x {{c1::")
@example("a: !t [")
def test_reading_never_raises(text: str) -> None:
    root, problems = reader.read("f", text)
    assert root is not None or problems
    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.place.line <= len(lines) + 1
        assert problem.place.column >= 1
        assert problem.message


@example("b:\t")
@given(
    st.one_of(
        YAMLISH,
        st.recursive(st.text(max_size=8), lambda s: st.dictionaries(st.text(max_size=5), s, max_size=4)).map(
            lambda v: yaml.safe_dump(v, allow_unicode=True)
        ),
    )
)
@example("b:\t")
def test_values_equal_the_base_loaders(text: str) -> None:
    root, problems = reader.read("f", text)
    if not problems:
        # PyYAML's own scanner refuses some tabs that YAML and libyaml allow.
        loader = yaml.CBaseLoader if "\t" in text else yaml.BaseLoader
        assert plain(root) == yaml.load(text, loader)


@given(st.binary(max_size=200))
def test_decoding_never_raises(data: bytes) -> None:
    text, problems = reader.decode("f", data)
    assert problems or "\r\n" not in text
