"""Edits of a source text by character offsets: what is not edited stays as it is, to the byte.

Nothing is emitted anew. Offsets count in the decoded text (``nodes.decode``), which is what nodes know; ``patched``
carries them over to the file's bytes, whose byte order mark, line ends and unnormalised letters stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from flashcards.syntax import reader
from flashcards.syntax.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """The characters from ``start`` up to ``end`` become ``text``."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits that don't overlap; of two at one place, the insertion comes first."""
    out, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def patched(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A file's bytes with edits whose offsets count in its decoded text. The bytes must be UTF-8."""
    raw, text = data.decode(), reader.decode("", data)[0]
    if raw != text:
        newline = "\r\n" if "\r\n" in raw else "\n"
        edits = [
            Edit(_raw(raw, text, start), _raw(raw, text, end), new.replace("\n", newline))
            for start, end, new in edits
        ]
    return applied(raw, edits).encode()


def _raw(raw: str, text: str, offset: int) -> int:
    """The offset in the raw text that stands for one in the decoded text: lines are the same in both."""
    number = text.count("\n", 0, offset)
    column = offset - text.rfind("\n", 0, offset) - 1
    lines = raw.split("\n")
    start = sum(len(line) + 1 for line in lines[:number])
    line = lines[number].removesuffix("\r")
    if number == 0 and line.startswith("\ufeff"):
        start, line = start + 1, line[1:]
    lengths = range(len(line) + 1)
    return (
        start + bisect_right(lengths, column, key=lambda n: len(unicodedata.normalize("NFC", line[:n]))) - 1
    )


# --- words and links --------------------------------------------------------------------------------------


def put(text: str, scalar: Scalar, word: str) -> Edit:
    """A scalar that is one word becomes another; its quotes stay."""
    begin = inside(text, scalar)
    at = text.find(scalar.value, begin, scalar.end)
    if at < 0:  # written with escapes, so in double quotes
        return Edit(begin, scalar.end - 1, word)
    return Edit(at, at + len(scalar.value), word)


def inside(text: str, scalar: Scalar) -> int:
    """Where a scalar's content begins, behind its quote or its block header."""
    if scalar.style in {"|", ">"}:
        return text.index("\n", scalar.start)
    return scalar.start + len(scalar.style)


# --- entries of a mapping -----------------------------------------------------------------------------------


def flow(text: str, node: Mapping) -> bool:
    """Whether a mapping is written in braces."""
    lines = text.split("\n", node.line + 1)
    return lines[node.line][node.column : node.column + 1] == "{"


def added(text: str, node: Mapping, entry: str) -> Edit:
    """A new first entry, ``key: value``."""
    first = next(iter(node.entries.values()))[0].start
    if flow(text, node):
        return Edit(first, first, f"{entry}, ")
    start = _line_start(text, first)
    return Edit(start, start, f"{' ' * node.column}{entry}\n")


def removed(text: str, node: Mapping, name: str) -> Edit | None:
    """The entry of a one-word scalar is taken out; None where a comment or the layout stands against that."""
    key, value = node.entries[name]
    assert isinstance(value, Scalar)
    start, end = _line_start(text, key.start), _line_end(text, value.end)
    if not flow(text, node):
        alone = not text[start : key.start].strip() and not text[value.end : end].strip()
        return Edit(start, end, "") if alone and value.style not in {"|", ">"} else None
    if after := re.compile(r",[ \n]*(?=[^ \n#])").match(text, value.end):
        return Edit(key.start, after.end(), "")
    before = re.compile(r",[ \n]*\Z").search(text, 0, key.start)
    return Edit(before.start(), value.end, "") if before else None


# --- whole entries -------------------------------------------------------------------------------------------


_ENTRY = re.compile(r"-(?= |$)")


def block(text: str, key: Scalar) -> tuple[int, int]:
    """Offsets of the whole lines of a block entry.

    They are comments right above its key in the key's column, the key, and all below it that is indented further
    or is a list in the key's column, as many editors write it.
    """
    lines = text.split("\n")
    first = key.line
    while first and lines[first - 1].startswith(" " * key.column + "#"):
        first -= 1
    last = key.line
    for number in range(key.line + 1, len(lines)):
        line = lines[number].lstrip(" ")
        indent = len(lines[number]) - len(line)
        if line and (indent > key.column or (indent == key.column and _ENTRY.match(line))):
            last = number
        elif line and not line.startswith("#"):
            break
    start = sum(len(line) + 1 for line in lines[:first])
    return start, min(start + sum(len(line) + 1 for line in lines[first : last + 1]), len(text))


def headless(text: str, key: Scalar) -> Edit:
    """A block header ``key:`` is taken out; a comment behind it stays."""
    start, end = _line_start(text, key.start), _line_end(text, key.end)
    if comment := re.compile(r"[^#\n]*(?=#)").match(text, key.end):
        return Edit(key.start, comment.end(), "")
    if text[:start].endswith("\n\n"):
        start -= 1
    return Edit(start, end, "")


def pasted(text: str, at: int, piece: str) -> Edit:
    """Whole lines put in at a line's start, or behind a last line that may lack its newline."""
    if text[:at].endswith("\n"):
        return Edit(at, at, piece)
    return Edit(at, at, "\n" + piece.removesuffix("\n"))


def shifted(lines: str, by: int) -> str:
    """Lines indented by so many columns more (or less); empty ones stay empty."""
    pattern = re.compile(rf"^ {{0,{max(-by, 0)}}}(?=.)", re.MULTILINE)
    return pattern.sub(" " * max(by, 0), lines)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Behind the newline, or the text's end."""
    return text.find("\n", at) + 1 or len(text)
