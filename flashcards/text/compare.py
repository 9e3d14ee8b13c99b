"""Two texts → what differs between them, in words."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import Final, NamedTuple


class Piece(NamedTuple):
    """Part of a text that is in both (``=``), only before (``-``) or only after (``+``)."""

    sign: str
    text: str


_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST = 50_000  # pairs of equal words to choose from, as two texts of 200 words have


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """What became of a text, word by word. Joining all but ``+`` gives ``before``, all but ``-`` ``after``."""
    one, other = _TOKENS.findall(before), _TOKENS.findall(after)
    if _pairs(one, other) > _MOST:
        return _framed(one, other)
    found: list[Piece] = []
    gone, come = "", ""
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left, right = "".join(one[i:j]), "".join(other[k:m])
        if tag == "equal" and (left.strip() or not (gone or come)):
            found += [Piece(*piece) for piece in (("-", gone), ("+", come)) if piece[1]]
            found.append(Piece("=", left))
            gone, come = "", ""
        else:  # a space between two changed words belongs to both
            gone, come = gone + left, come + right
    found += [Piece(*piece) for piece in (("-", gone), ("+", come)) if piece[1]]
    return tuple(found)


def _pairs(one: list[str], other: list[str]) -> int:
    """How many pairs of equal words there are: what a comparison's time grows with."""
    if len(one) * len(other) <= _MOST:
        return 0
    counts = Counter(other)
    return sum(number * counts[word] for word, number in Counter(one).items())


def _framed(one: list[str], other: list[str]) -> tuple[Piece, ...]:
    """Long texts as replaced between what they begin and what they end with in common."""
    shortest = min(len(one), len(other))
    head = next((n for n in range(shortest) if one[n] != other[n]), shortest)
    tail = next((n for n in range(shortest - head) if one[-1 - n] != other[-1 - n]), shortest - head)
    if not "".join(one[len(one) - tail :]).strip():
        tail = 0
    pieces = (
        ("=", one[:head]),
        ("-", one[head : len(one) - tail]),
        ("+", other[head : len(other) - tail]),
        ("=", one[len(one) - tail :]),
    )
    return tuple(Piece(sign, "".join(words)) for sign, words in pieces if words)


_ALIKE: Final = 0.5  # less of a text in common than this reads better as a line before and a line after


def readable(before: str, after: str) -> tuple[Piece, ...]:
    """As ``compared``; a text that has little in common with the one before as all of that, then all of this."""
    pieces = compared(before, after)
    same = sum(len(piece.text) for piece in pieces if piece.sign == "=")
    if same < _ALIKE * min(len(before), len(after)):
        return tuple(Piece(sign, text) for sign, text in (("-", before), ("+", after)) if text)
    return pieces


_CONTEXT: Final = 60  # characters of unchanged text that are enough to find the place


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with long unchanged stretches cut to what stands next to a change."""
    last = len(pieces) - 1
    return tuple(
        Piece("=", _cut(piece.text, left=number > 0, right=number < last)) if piece.sign == "=" else piece
        for number, piece in enumerate(pieces)
    )


def _cut(text: str, *, left: bool, right: bool) -> str:
    if len(text) <= (left + right) * _CONTEXT + 20:
        return text
    start = text[:_CONTEXT].rsplit(" ", 1)[0] if left else ""
    end = text[-_CONTEXT:].split(" ", 1)[-1] if right else ""
    return " ".join(filter(None, (start, "…", end)))
