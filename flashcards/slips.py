r"""The slips that YAML authors make, in plain words, and how to read on behind one.

YAML stops at its first error. ``explain`` turns that error into a problem at the place that the author must
mend, and, where the slip spoils only one value, gives the text back with that value replaced by
``UNREADABLE``, so that the rest of the file is still checked in the same run.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from flashcards.model import Place, Problem

UNREADABLE = "\U000f0000"  # a private-use character, refused in source texts

_BLOCK = "put the text in quotes, or write >- after the colon and the text on the next line"
BRACES = ("a value that starts with {{ is read as YAML's own notation", _BLOCK)
BRACKETS = ("a value that starts with [[ is read as a YAML list", _BLOCK)
ALIAS = ("a value that starts with * is read as a YAML alias", _BLOCK)
_ENTRY = re.compile(
    r"^(?P<indent>[ ]*(?:- +)?)(?P<key>[^\s:#'\"{\[][^:]*?)(?P<colon>[ ]*:[ ]+)(?P<value>\S.*)$"
)
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


class Slip(NamedTuple):
    """A syntax error in plain words; ``repaired`` is the text without it, None where nobody can tell."""

    problem: Problem
    repaired: str | None


def explain(path: str, text: str, error: yaml.MarkedYAMLError) -> Slip:
    """What YAML could not read: the problem to show, and the text to read on with."""
    mark = error.problem_mark or error.context_mark or yaml.Mark("", 0, 0, 0, None, 0)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    slip = (
        _tab(line, mark) or _quoted(error, lines) or _value(error, line, mark) or _layout(error, line, mark)
    )
    place = Place(path, slip.line + 1, slip.column + 1)
    return Slip(Problem(place, slip.code, slip.message, slip.mend), _without(lines, slip))


class _Found(NamedTuple):
    code: str
    message: str
    mend: str
    line: int
    column: int
    value: bool = False  # whether the slip spoils the value of this line and nothing else


def _tab(line: str, mark: yaml.Mark) -> _Found | None:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return None
    message = "a tab character indents this line; YAML allows only spaces"
    return _Found("yaml-tab", message, "use two spaces for each level", mark.line, indent.index("\t"))


def _quoted(error: yaml.MarkedYAMLError, lines: list[str]) -> _Found | None:
    if error.context not in {"while parsing a quoted scalar", "while scanning a quoted scalar"}:
        return None
    start, mark = error.context_mark, error.problem_mark
    if start is None or mark is None:
        return None
    if "escape" in (error.problem or ""):
        escape = lines[mark.line][mark.column : mark.column + 2]
        message = f'in double quotes YAML reads "{escape}" as an escape, and knows none of that name'
        return _Found(
            "yaml-escape",
            message,
            "use single quotes or a >- block, or write \\\\",
            mark.line,
            mark.column,
            value=True,
        )
    message = "this quotation mark is never closed"
    return _Found(
        "yaml-quote", message, "close it at the end of the text", start.line, start.column, value=True
    )


def _value(error: yaml.MarkedYAMLError, line: str, mark: yaml.Mark) -> _Found | None:
    entry = _ENTRY.match(line)
    if entry is None:
        return None
    value, column = entry["value"], entry.start("value")
    first = value[0]
    if first in _STARTS:
        shown = value[:2] if value[:2] in {"{{", "[[", "**"} else first
        message = f"a value that starts with {shown} is read as {_STARTS[first]}"
        return _Found("yaml-start", message, _BLOCK, mark.line, column, value=True)
    if first in "\"'" and mark.column > column:
        message = "text goes on after the closing quotation mark"
        mend = "put the whole text in one pair of quotes, or write >- after the colon and the text on the next line"
        return _Found("yaml-quote", message, mend, mark.line, mark.column, value=True)
    if "mapping values" in (error.problem or "") and mark.column > column:
        message = 'a colon followed by a space ends a key in YAML, so this text can\'t go on behind ": "'
        return _Found("yaml-colon", message, _BLOCK, mark.line, mark.column, value=True)
    return None


def _layout(error: yaml.MarkedYAMLError, line: str, mark: yaml.Mark) -> _Found:
    if "mapping values" in (error.problem or ""):
        message = "YAML did not expect a key here"
        mend = 'look at this line and the one above: a key needs ": " with a space, and the same indent as its neighbours'
        return _Found("yaml-layout", message, mend, mark.line, len(line) - len(line.lstrip()))
    if error.context in {"while parsing a block mapping", "while parsing a block collection"}:
        message = "this line does not fit the indent of the lines above"
        mend = "give it the indent of its neighbours, or deepen the lines that belong to the key above"
        return _Found("yaml-indent", message, mend, mark.line, mark.column)
    if error.context and error.context.startswith("while parsing a flow"):
        message = "in { } or [ ] a comma or the closing bracket is missing before this"
        mend = "write the entries on lines of their own, or put texts with , : { } [ ] in quotes"
        return _Found("yaml-flow", message, mend, mark.line, mark.column)
    if "could not find expected ':'" in (error.problem or ""):
        message = 'a key must be followed by a colon and a space: "key: value"'
        return _Found(
            "yaml-layout",
            message,
            "add the colon, or indent the line as part of the text above",
            mark.line,
            0,
        )
    message = f"YAML can't read this: {error.problem or 'unknown reason'}"
    return _Found(
        "yaml-syntax",
        message,
        "look at this line and the one above; quote the text if it holds signs like : # { [",
        mark.line,
        mark.column,
    )


def _without(lines: list[str], slip: _Found) -> str | None:
    """The text with the value of the slip's line, and its continuation, replaced by UNREADABLE."""
    if slip.code == "yaml-tab":
        line = lines[slip.line]
        indent = len(line) - len(line.lstrip())
        lines[slip.line] = line[:indent].replace("\t", "  ") + line[indent:]
        return "\n".join(lines)
    entry = _ENTRY.match(lines[slip.line])
    if entry is None or not slip.value:
        return None
    lines[slip.line] = f"{entry['indent']}{entry['key']}{entry['colon']}'{UNREADABLE}'"
    for number in range(slip.line + 1, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= len(entry["indent"]):
            break
        lines[number] = ""
    return "\n".join(lines)
