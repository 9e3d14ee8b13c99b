"""What a YAML file is read into: scalars, mappings and sequences that know their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flashcards.model import Place
from flashcards.text.characters import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
ESCAPE = re.compile(r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.)", re.DOTALL)
_BLANK_ESCAPE = re.compile(r"\\[\s_nrtvfNLP]")


class Scalar(NamedTuple):
    """A string. ``line`` and ``column`` count from 0, ``start`` and ``end`` are offsets into the file's text."""

    value: str
    line: int
    column: int
    start: int
    end: int
    style: str

    @property
    def empty(self) -> bool:
        """Whether an editor would see null here."""
        return self.style == "" and self.value in {"", "~", "null", "Null", "NULL"}

    @property
    def unreadable(self) -> bool:
        """Whether a problem has been reported in place of this value."""
        return self.value == UNREADABLE


class Mapping(NamedTuple):
    """Keys in the author's order, each with its own place. The readers give nothing for what has another type."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int

    def get(self, name: str) -> Node | None:
        """A value, or None."""
        entry = self.entries.get(name)
        return entry[1] if entry else None

    def scalar(self, name: str) -> Scalar | None:
        """A scalar value, or None."""
        value = self.get(name)
        return value if isinstance(value, Scalar) else None

    def word(self, name: str) -> str:
        """A scalar's string without the white space around it, or "" (also for one that could not be read)."""
        value = self.get(name)
        return value.value.strip() if isinstance(value, Scalar) and not value.unreadable else ""

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        """The scalars of a list that could be read."""
        value = self.get(name)
        if not isinstance(value, Sequence):
            return ()
        return tuple([item for item in value.items if isinstance(item, Scalar) and not item.unreadable])

    def words(self, name: str) -> tuple[str, ...]:
        """The strings of a list."""
        return tuple([scalar.value.strip() for scalar in self.scalars(name)])

    def inner(self, name: str) -> Mapping:
        """A mapping, or an empty one."""
        value = self.get(name)
        return value if isinstance(value, Mapping) else Mapping({}, self.line, self.column)

    def mappings(self) -> Iterator[tuple[Scalar, Mapping]]:
        """The entries whose values are mappings."""
        for key, value in self.entries.values():
            if isinstance(value, Mapping):
                yield key, value


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


Node = Scalar | Mapping | Sequence


class File(NamedTuple):
    """A source text with its path, which turns nodes into places."""

    path: str
    text: str

    def place(self, node: Node) -> Place:
        """Where a node begins."""
        return Place(self.path, node.line + 1, node.column + 1)

    def places_in(self, scalar: Scalar, offsets: Iterable[int]) -> dict[int, Place]:
        """Where the characters at these offsets of a scalar's value stand, found in one walk.

        YAML folds and strips only white space, so the n-th visible character of the value is the n-th of the
        source, where an escape of a quoted text is one character; one that does not match gives up.
        """
        # The text may have been repaired above the scalar, so its line counts, not its offset.
        begin = at = _line_starts(self.text)[scalar.line] + scalar.column
        if scalar.style in {"|", ">"}:
            at = self.text.find("\n", at)
        elif scalar.style:
            at += 1
        places: dict[int, Place] = {}
        behind = 0
        for offset in sorted(offsets):
            at = self._behind(scalar.value[behind:offset], at, scalar.style)
            behind = offset
            found = self._skip(at, scalar.style) if at >= 0 else at
            sure = 0 <= found < begin + scalar.end - scalar.start
            places[offset] = self.place_at(found) if sure else self.place(scalar)
        return places

    def _behind(self, words: str, at: int, style: str) -> int:
        """Where the source goes on behind these characters of a value, which begin at ``at``; -1 where it differs."""
        for wanted in words if at >= 0 else "":
            if not wanted.isspace():
                at = self._skip(at, style)
                length = self._length(at, style)
                if length == 1 and self.text[at : at + 1] != wanted:
                    return -1
                at += length
        return at

    def _length(self, at: int, style: str) -> int:
        """How many characters of the source stand for the one of a value at ``at``."""
        if style == "'":
            return 2 if self.text.startswith("''", at) else 1
        escape = ESCAPE.match(self.text, at) if style == '"' else None
        return len(escape[0]) if escape else 1

    def _skip(self, at: int, style: str) -> int:
        while True:
            if self.text[at : at + 1].isspace():
                at += 1
            elif style == '"' and (blank := _BLANK_ESCAPE.match(self.text, at)):
                at = blank.end()
            else:
                return at

    def place_at(self, index: int) -> Place:
        """Where the character at an offset of the text stands."""
        starts = _line_starts(self.text)
        line = bisect_right(starts, index)
        return Place(self.path, line, index - starts[line - 1] + 1)


@lru_cache(maxsize=2)  # a file's problems are found one after the other
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]
