"""Values → the YAML text of a new file.

Whatever a string holds, the reader gives it back as ``clean`` makes it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from flashcards.text.characters import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Tree = str | list["Tree"] | dict[str, "Tree"]
"""A string, a list or a mapping; what is emitted has no other types."""

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ,.()/'-]*[A-Za-z0-9.)])?")
_IN_FLOW = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./'_-]*[A-Za-z0-9.])?")
_ADDRESS = re.compile(r"https?://[\w./~%?=&+-]+")
_WORDLESS = {"null", "Null", "NULL"}  # an editor would see nothing where these stand plain
_FOLDED = 70  # characters from which a text goes on lines of its own
_LONGEST_LINE = 400  # characters; a word that is longer than this can't be folded


def emit(tree: Mapping[str, Tree], indent: int = 0) -> str:
    """Return the lines of a block mapping, each indented by so many columns. Empty values are left out."""
    return "".join(_entry(key, value, indent) for key, value in tree.items() if value)


def _entry(key: str, value: Tree, indent: int) -> str:
    begin = f"{' ' * indent}{_flow(key)}:"
    if isinstance(value, dict):
        return f"{begin}\n{emit(value, indent + 2)}"
    if isinstance(value, list):
        return f"{begin}{_list(value, indent)}"
    return f"{begin} {_scalar(value, indent + 2)}\n"


def _list(values: Iterable[Tree], indent: int) -> str:
    values = list(values)
    if all(isinstance(value, str) for value in values):
        line = f" [{', '.join(_flow(str(value)) for value in values)}]"
        if len(line) < _WIDTH and not any("\n" in str(value) for value in values):
            return f"{line}\n"
    return "\n" + "".join(_item(value, indent + 2) for value in values)


def _item(value: Tree, indent: int) -> str:
    if isinstance(value, dict):
        return f"{' ' * indent}- {emit(value, indent + 2).lstrip(' ')}"
    assert isinstance(value, str)
    return f"{' ' * indent}- {_scalar(value, indent + 2)}\n"


def clean(text: str) -> str:
    """Return a text as a file can hold it: no control characters, no tabs, no white space at the ends of lines."""
    lines = FORBIDDEN.sub("", text).replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _scalar(text: str, indent: int) -> str:
    text = clean(text)
    if _ADDRESS.fullmatch(text):
        return text
    if "\n" in text:
        return "|-\n" + "\n".join(" " * indent + line if line else "" for line in text.split("\n"))
    if len(text) <= _FOLDED or not _foldable(text):
        return _quoted(text, _PLAIN)
    lines = textwrap.wrap(text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(" " * indent + line for line in lines)


def _foldable(text: str) -> bool:
    """Whether folding loses nothing: single spaces between words, and no word that is too long for a line."""
    words = text.split(" ")
    return text == " ".join(text.split()) and max(map(len, words)) < _LONGEST_LINE and text.isprintable()


def _flow(text: str) -> str:
    return _quoted(clean(text), _IN_FLOW)


def _quoted(text: str, plain: re.Pattern[str]) -> str:
    """Return a scalar on one line, in single quotes unless it needs none."""
    if plain.fullmatch(text) and text not in _WORDLESS:
        return text
    return "'" + text.replace("'", "''") + "'"
