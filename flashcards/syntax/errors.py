r"""The slips that YAML authors make, in plain words, and how to read on behind one.

YAML stops at its first error. ``explain`` turns that error into a problem at the place that the author must
fix, and, where it can, gives the text back without the slip (``recovery``), so that the rest of the file is still
checked in the same run. It reads no word of the error, which other versions of libyaml say in other words: the
error's class, its two marks and the text between them tell one slip from another.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.scanner import ScannerError

from flashcards.model import Place, Problem
from flashcards.syntax import recovery
from flashcards.text.characters import UNREADABLE

_BLOCK = "put the text in quotes, or write >- after the colon and the text on the next line"
_ONE_PAIR = (
    "put the whole text in one pair of quotes, or write >- after the colon and the text on the next line"
)
_RAW = "use single quotes or a >- block, where a backslash is just a backslash"
BRACES = ("a value that starts with {{ is read as YAML's own notation", _BLOCK)
BRACKETS = ("a value that starts with [[ is read as a YAML list", _BLOCK)
ALIAS = ("a value that starts with * is read as a YAML alias", _BLOCK)
KEY = ("a key must be one word or text, not a list or a mapping", 'write "key: value" lines')

_LONGEST_KEY = 1024  # YAML's own limit
_KEY = re.compile(r"[ ]*(?:- +)*[\w-]+:(?: |$)")
_COMMENT = re.compile(r"\S[ \t]+(#)")
_NO_SPACE = re.compile(r"([ ]*(?:- +)*[A-Za-z0-9_-]+:)(?!//)\S")
_NUMBERED = re.compile(r"(?<!\\)(?:\\\\)*\\[xuU]$")  # behind it the digits of a character are missing
_HANDLE = re.compile(r"![\w-]+!")
_QUOTED = re.compile(r"'(?:[^']|'')*+'|\"(?:[^\"\\]|\\.)*+\"", re.DOTALL)
# First character of a plain value → what YAML takes it for.
_STARTS = {
    "{": "YAML's own notation",
    "[": "a YAML list",
    "@": "a sign that YAML reserves",
    "`": "a sign that YAML reserves",
    "*": "a YAML alias",
    "%": "a sign that YAML reserves",
    "&": "a YAML anchor",
    "!": "a YAML tag",
    "|": "the start of a text block",
    ">": "the start of a text block",
    "}": "YAML's own notation",
    "]": "YAML's own notation",
    ",": "YAML's own notation",
    "?": "YAML's own notation",
    "-": "a YAML list",
}


def comment(word: str) -> tuple[str, str, str]:
    """Code, message and hint for a text that ends before a word like ``#5``."""
    message = f'YAML takes "{word}" and what follows it in the line for a comment, so nobody will see it'
    return "yaml-comment", message, f"{_BLOCK}; a remark of yours needs a space behind the #"


def escape(found: str) -> tuple[str, str]:
    """Message and hint for an escape that YAML knows and no author of a card means."""
    kind = {"\\t": "a tab", "\\n": "a new line"}.get(found, "an invisible control character")
    return f'in double quotes YAML reads "{found}" as {kind}', _RAW


class Slip(NamedTuple):
    """A syntax error in plain words; ``repaired`` is the text without it, None where nobody can tell."""

    problem: Problem
    repaired: str | None


class Around(NamedTuple):
    """What YAML was in when it stopped: the document or not, and the event that began the innermost collection."""

    document: bool
    collection: Any


def explain(path: str, text: str, error: yaml.MarkedYAMLError, around: Around) -> Slip:
    """What YAML could not read: the problem to show, and the text to read on with."""
    mark = error.problem_mark or error.context_mark or yaml.Mark("", 0, 0, 0, None, 0)
    start = error.context_mark or mark
    lines = text.split("\n")
    lines += [""] * (max(mark.line, start.line) + 1 - len(lines))  # YAML marks the end as a line of its own
    trouble = _Trouble(isinstance(error, ScannerError), around, text, lines, mark, start)
    slip = next(found for finder in _FINDERS if (found := finder(trouble)))
    place = Place(path, slip.line + 1, slip.column + 1)
    repaired = None if slip.repaired is None else "\n".join(slip.repaired)
    return Slip(Problem(place, slip.code, slip.message, slip.hint), repaired)


class _Trouble(NamedTuple):
    """An error of the YAML parser. ``start`` is where the thing that it was reading begins.

    The scanner finds words and signs, and may be ahead; what is not ``scanned`` is a sign in a wrong place.
    """

    scanned: bool
    around: Around
    text: str
    lines: list[str]
    mark: yaml.Mark
    start: yaml.Mark

    def line(self, number: int | None = None) -> str:
        """A line of the text, the faulty one by default."""
        return self.lines[self.mark.line if number is None else number]

    @property
    def at(self) -> str:
        """The character at which YAML stopped, or "" at the end."""
        return self.text[self.mark.index : self.mark.index + 1]

    @property
    def first(self) -> str:
        """The character with which the thing that it was reading begins."""
        return self.text[self.start.index : self.start.index + 1]

    @property
    def between(self) -> str:
        """What it had read of that thing."""
        return self.text[self.start.index : self.mark.index]

    @property
    def open_quote(self) -> bool:
        """Whether it stopped inside a quoted text."""
        quoted = self.scanned and self.first in {"'", '"'}
        return quoted and not _QUOTED.match(self.text, self.start.index, self.mark.index)

    @property
    def ended(self) -> bool:
        """Whether it stopped at the end of the text or at a line that ends a document."""
        return not self.at or (self.mark.column == 0 and self.line().startswith(("---", "...")))

    @property
    def directive(self) -> bool:
        """Whether it was reading a line that begins with %."""
        return self.scanned and self.first == "%" and self.start.column == 0

    @property
    def name(self) -> bool:
        """Whether it was reading a sign and its name, as in ``*x``."""
        named = self.first in {"&", "*", "!"} and not re.search(r"\s", self.between)
        return self.scanned and named and self.mark.line == self.start.line

    @property
    def handle(self) -> bool:
        """Whether it stopped at a tag like ``!x!y`` whose first name was never declared."""
        named = not self.scanned and _HANDLE.match(self.text, self.mark.index) is not None
        return named and (not self.between or self.first == "&")

    @property
    def outside(self) -> bool:
        """Whether something stands before or behind the document that has no place there."""
        return not self.scanned and not self.around.document

    @property
    def in_brackets(self) -> bool:
        """Whether something stands in the wrong place in ``{ }`` or ``[ ]``."""
        return not self.scanned and self._in(flow=True) and not self.handle

    @property
    def colon(self) -> bool:
        """Whether a colon stands where YAML expects none."""
        return self.scanned and self.at == ":" and not self.between

    @property
    def no_colon(self) -> bool:
        """Whether no colon and space came behind what must be a key."""
        if not self.scanned or not self.between or self._in(flow=True):
            return False
        return not (self.open_quote or self.name or self.directive or self.first in {"|", ">"})

    @property
    def keyless(self) -> bool:
        """Whether something stands where YAML expects a key, a dash or the end of the mapping or list."""
        if self.scanned or self.handle or not self._in(flow=False):
            return False
        return bool(self.around.collection.end_mark.index == self.start.index)

    def _in(self, *, flow: bool) -> bool:
        collection = self.around.collection
        return collection is not None and collection.flow_style is flow


class _Found(NamedTuple):
    code: str
    message: str
    hint: str
    line: int
    column: int
    repaired: list[str] | None = None


# --- the slips, the surest first ----------------------------------------------------------------------------


def _tab(trouble: _Trouble) -> _Found | None:
    line = trouble.line()
    indent = line[: recovery.indent_of(line)]
    if "\t" not in indent:
        return None
    number = trouble.mark.line
    message = "a tab character indents this line; YAML allows only spaces"
    repaired = recovery.reindented(trouble.lines, number, recovery.expected_indent(trouble.lines, number))
    return _Found("yaml-tab", message, "use two spaces for each level", number, indent.index("\t"), repaired)


def _escape(trouble: _Trouble) -> _Found | None:
    numbered = trouble.first == '"' and _NUMBERED.search(trouble.between) is not None
    if not trouble.open_quote or (trouble.ended and not numbered):
        return None
    line, mark = trouble.line(), trouble.mark
    column = mark.column - 2 if numbered else mark.column
    found = line[column : column + 2]
    message = f'in double quotes YAML reads "{found}" as an escape, and knows none of that name'
    if numbered:
        message = f'in double quotes YAML reads "{found}" as a character by its number, which is missing'
    repaired = recovery.unread(trouble.lines, trouble.start.line)
    return _Found("yaml-escape", message, _RAW, mark.line, column, repaired)


def _unclosed(trouble: _Trouble) -> _Found | None:
    if not trouble.open_quote:
        return None
    return _open_quote(trouble.lines, trouble.start.line, trouble.start.column)


def _closed_by_chance(trouble: _Trouble) -> _Found | None:
    """A quote that was left open and that a quotation mark further below closed."""
    before = trouble.line()[: trouble.mark.column].rstrip()
    if not trouble.keyless or before[-1:] not in {"'", '"'}:
        return None
    quote = before[-1]
    for number in range(trouble.mark.line - 1, -1, -1):
        entry = recovery.ENTRY.fullmatch(trouble.line(number))
        if entry and entry["value"][0] == quote:
            return _open_quote(trouble.lines, number, entry.start("value")) if _odd(entry["value"]) else None
    return None


def _odd(value: str) -> bool:
    return value.replace('\\"', "").count(value[0]) % 2 == 1


def _open_quote(lines: list[str], line: int, column: int) -> _Found:
    message = "this quotation mark is never closed"
    hint = "close it at the end of the text"
    return _Found("yaml-quote", message, hint, line, column, recovery.unread(lines, line))


def _document(trouble: _Trouble) -> _Found | None:
    above = trouble.mark.line
    if not trouble.directive and not trouble.outside:
        return None
    while above > 0 and not trouble.line(above).strip():
        above -= 1
    if trouble.line(above).startswith("%"):
        hint = "delete the line; a text that begins with % must be indented or quoted"
        repaired = recovery.without(trouble.lines, above) if trouble.outside else None
        return _Found("yaml-directive", "YAML directives (%) are not used here", hint, above, 0, repaired)
    hint = "delete the ... or --- line, or make a second file"
    return _Found("several-documents", "a file holds one document", hint, trouble.mark.line, 0)


def _brackets(trouble: _Trouble) -> _Found | None:
    """Inside ``{ }`` or ``[ ]`` that an author meant as YAML's."""
    line, start = trouble.line(trouble.start.line), trouble.start
    if not trouble.in_brackets:
        return None
    entry = recovery.ENTRY.fullmatch(line)
    if entry and entry["value"][:2] in {"{{", "[["} and trouble.mark.line == start.line:
        return None
    repaired = recovery.unread(trouble.lines, start.line)
    hint = "write the entries on lines of their own, or put texts with , : { } [ ] in quotes"
    if trouble.mark.line == start.line and line[start.column : start.column + 1] in {"[", "{"}:
        message = "in { } or [ ] a comma or the closing bracket is missing before this"
        return _Found("yaml-flow", message, hint, start.line, trouble.mark.column, repaired)
    return _open_bracket(trouble, hint)


def _open_bracket(trouble: _Trouble, hint: str) -> _Found | None:
    for number in range(trouble.start.line, -1, -1):
        entry = recovery.ENTRY.fullmatch(trouble.line(number))
        if entry and entry["value"][0] in "[{":
            bracket = entry["value"][0]
            message = f'this "{bracket}" is not closed with "{"]" if bracket == "[" else "}"}"'
            repaired = recovery.unread(trouble.lines, number)
            return _Found("yaml-flow", message, hint, number, entry.start("value"), repaired)
    return None


def _start(trouble: _Trouble) -> _Found | None:
    """A value whose first character means something to YAML."""
    entry, mark = _entry(trouble), trouble.mark
    if entry is None or entry["value"][0] not in _STARTS:
        return None
    value, column = entry["value"], entry.start("value")
    if value[0] in "[{" and trouble.line()[mark.column : mark.column + 1] in {"@", "`", "%"}:
        value, column = trouble.line()[mark.column :], mark.column
    shown = value[:2] if value[:2] in {"{{", "[[", "**"} else value[0]
    message = f"a value that starts with {shown} is read as {_STARTS[value[0]]}"
    repaired = recovery.unread(trouble.lines, mark.line)
    return _Found("yaml-start", message, _BLOCK, mark.line, column, repaired)


def _bare_start(trouble: _Trouble) -> _Found | None:
    """A line whose first character means something to YAML, where a key is expected."""
    line, mark = trouble.line(), trouble.mark
    first = line.lstrip()[:1]
    near = mark.column <= recovery.indent_of(line) + 1
    named = trouble.name and trouble.start.column == recovery.indent_of(line)
    if first not in {"@", "`", "*", "&", "!", "|", ">", "%"} or not (near or named):
        return None
    message = f"a line that starts with {first} is read as {_STARTS[first]}"
    hint = 'write "key: value", or indent the line as part of the text above'
    return _Found(
        "yaml-start",
        message,
        hint,
        mark.line,
        recovery.indent_of(line),
        recovery.without(trouble.lines, mark.line),
    )


def _behind_quote(trouble: _Trouble) -> _Found | None:
    entry, mark = _entry(trouble), trouble.mark
    if entry is None or entry["value"][0] not in "\"'" or mark.column <= entry.start("value"):
        return None
    repaired = recovery.unread(trouble.lines, mark.line)
    message = "text goes on after the closing quotation mark"
    return _Found("yaml-quote", message, _ONE_PAIR, mark.line, mark.column, repaired)


def _entry(trouble: _Trouble) -> re.Match[str] | None:
    """The faulty line, if it has a key or a dash before its value and the trouble is in that value."""
    entry = recovery.ENTRY.fullmatch(trouble.line())
    if entry is None or not (entry["key"] or entry["dash"]) or trouble.mark.column < entry.start("value"):
        return None
    return entry


def _no_space(trouble: _Trouble) -> _Found | None:
    """``key:value``, which YAML takes for a text that goes on in the next line."""
    if not (trouble.colon or trouble.no_colon):
        return None
    for number in range(trouble.mark.line - 1, -1, -1):
        if found := _NO_SPACE.match(trouble.line(number)):
            message = "a space is missing after this colon"
            line = trouble.line(number)
            repaired = recovery.replaced(trouble.lines, number, f"{found[1]} '{UNREADABLE}'")
            column = found.end(1) - 1
            hint = f'write "{line[: found.end(1)].strip()} {line[found.end(1) :].strip()[:20]}"'
            return _Found("yaml-space", message, hint, number, column, repaired)
        if _KEY.match(trouble.line(number)):
            return None
    return None


def _colon(trouble: _Trouble) -> _Found | None:
    """``: `` inside a plain text, in the line of its key or further below."""
    line, mark = trouble.line(), trouble.mark
    if not trouble.colon:
        return None
    first = mark.line
    if _entry(trouble) is None:
        if _KEY.match(line):
            return None
        first = recovery.owner(trouble.lines, mark.line)
        if first < 0:
            return None
    message = 'a colon followed by a space ends a key in YAML, so this text can\'t go on behind ": "'
    return _Found(
        "yaml-colon", message, _BLOCK, mark.line, mark.column, recovery.unread(trouble.lines, first)
    )


def _indented(trouble: _Trouble) -> _Found | None:
    """A key that stands deeper than its neighbours, or between their level and their parents'."""
    line, number = trouble.line(), trouble.mark.line
    if not _KEY.match(line) or not (
        trouble.colon or (trouble.keyless and trouble.mark.column == recovery.indent_of(line))
    ):
        return None
    wanted = recovery.neighbours_indent(trouble.lines, number)
    if wanted == recovery.indent_of(line):
        return None
    message = f"this line is indented by {recovery.indent_of(line)} spaces, its neighbours by {wanted}"
    hint = "give it the indent of its neighbours; a text that goes on here must be quoted"
    repaired = recovery.reindented(trouble.lines, number, wanted)
    return _Found("yaml-indent", message, hint, number, recovery.indent_of(line), repaired)


def _no_key(trouble: _Trouble) -> _Found | None:
    """A line without ``key:`` where a key is expected."""
    number = trouble.start.line if trouble.no_colon else trouble.mark.line
    line = trouble.line(number)
    if line.lstrip().startswith(":"):
        message, hint = "the key before this colon is missing", 'write "key: value"'
        return _Found(
            "yaml-layout",
            message,
            hint,
            number,
            recovery.indent_of(line),
            recovery.without(trouble.lines, number),
        )
    if trouble.no_colon or trouble.colon:
        message = 'a key must be followed by a colon and a space: "key: value"'
        hint = "add the colon, or indent the line as part of the text above"
        if len(line) > _LONGEST_KEY:
            message, hint = "a key is far too long", "write a short key, a colon, and the text behind it"
        elif trouble.colon:
            number = recovery.line_above(trouble.lines, number)
            line = trouble.line(number)
        return _Found(
            "yaml-layout",
            message,
            hint,
            number,
            recovery.indent_of(line),
            recovery.without(trouble.lines, number),
        )
    return None


def _cut_off(trouble: _Trouble) -> _Found | None:
    """A text that YAML ends at `` #``, so that its next line belongs to nothing."""
    above = recovery.line_above(trouble.lines, trouble.mark.line)
    first = recovery.owner(trouble.lines, trouble.mark.line)
    found = _COMMENT.search(trouble.line(above))
    if not trouble.keyless or found is None or first < 0 or _KEY.match(trouble.line()):
        return None
    message = 'YAML takes what follows " #" for a comment, so this text can\'t go on in the next line'
    repaired = recovery.unread(trouble.lines, first)
    return _Found("yaml-comment", message, _BLOCK, above, found.start(1), repaired)


def _misfit(trouble: _Trouble) -> _Found | None:
    if not trouble.keyless:
        return None
    message = "this line does not fit the indent of the lines above"
    if trouble.line()[trouble.mark.column :].startswith("- "):
        message = "a list entry (-) stands where a key is expected"
    hint = "give it the indent of its neighbours, or deepen the lines that belong to the key above"
    repaired = recovery.without(trouble.lines, trouble.mark.line)
    return _Found("yaml-indent", message, hint, trouble.mark.line, trouble.mark.column, repaired)


def _other(trouble: _Trouble) -> _Found:
    message = "YAML, the format of this file, can't go on here"
    hint = "look at this line and the one above; quote the text if it holds signs like : # { ["
    return _Found("yaml-syntax", message, hint, trouble.mark.line, trouble.mark.column)


_FINDERS = (
    _tab,
    _escape,
    _unclosed,
    _closed_by_chance,
    _document,
    _brackets,
    _start,
    _bare_start,
    _behind_quote,
    _no_space,
    _colon,
    _indented,
    _no_key,
    _cut_off,
    _misfit,
    _other,
)
