"""Compare two texts word by word."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import Final, NamedTuple

_TOKENS: Final = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_PAIRS: Final = 50_000  # pairs of equal words; two texts of 200 words have about as many
_LEAST_COMMON: Final = 0.5  # share of a text; two texts with less in common read better one after the other
_CONTEXT: Final = 60  # characters of unchanged text kept beside a change
_WORTH_CUTTING: Final = 20  # characters; a cut that saves fewer isn't made


class Piece(NamedTuple):
    """Part of a text: in both versions (``=``), only in the old one (``-``) or only in the new one (``+``)."""

    sign: str
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words kept, deleted and inserted.

    Joining all pieces except ``+`` gives ``before``; joining all except ``-`` gives ``after``.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if _equal_pairs(old, new) > _MOST_PAIRS:
        return _middle_replaced(old, new)
    pieces: list[Piece] = []
    deleted, inserted = "", ""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[i:j]), "".join(new[k:m])
        if tag == "equal" and (left.strip() or not (deleted or inserted)):
            pieces += [*_change(deleted, inserted), Piece("=", left)]
            deleted, inserted = "", ""
        else:  # a space between two changed words belongs to both
            deleted, inserted = deleted + left, inserted + right
    return (*pieces, *_change(deleted, inserted))


def _change(deleted: str, inserted: str) -> list[Piece]:
    return [Piece(sign, text) for sign, text in (("-", deleted), ("+", inserted)) if text]


def _equal_pairs(old: list[str], new: list[str]) -> int:
    """Count the pairs of equal words, which determine how long a comparison takes; 0 for short texts."""
    if len(old) * len(new) <= _MOST_PAIRS:
        return 0
    counts = Counter(new)
    return sum(number * counts[word] for word, number in Counter(old).items())


def _middle_replaced(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    """Show long texts as one deletion and one insertion between their common beginning and end."""
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    tail = next((n for n in range(shortest - head) if old[-1 - n] != new[-1 - n]), shortest - head)
    if not "".join(old[len(old) - tail :]).strip():
        tail = 0
    pieces = (
        ("=", old[:head]),
        ("-", old[head : len(old) - tail]),
        ("+", new[head : len(new) - tail]),
        ("=", old[len(old) - tail :]),
    )
    return tuple(Piece(sign, "".join(words)) for sign, words in pieces if words)


def readable(before: str, after: str) -> tuple[Piece, ...]:
    """Compare as ``word_diff`` does, or return one deletion and one insertion if the texts share little."""
    pieces = word_diff(before, after)
    common = sum(len(piece.text) for piece in pieces if piece.sign == "=")
    if common < _LEAST_COMMON * min(len(before), len(after)):
        return tuple(_change(before, after))
    return pieces


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Cut long unchanged pieces to the words beside a change."""
    last = len(pieces) - 1
    return tuple(
        Piece("=", _cut(piece.text, left=number > 0, right=number < last)) if piece.sign == "=" else piece
        for number, piece in enumerate(pieces)
    )


def _cut(text: str, *, left: bool, right: bool) -> str:
    """Cut an unchanged text that has a change on its left, its right or both."""
    if len(text) <= (left + right) * _CONTEXT + _WORTH_CUTTING:
        return text
    start = text[:_CONTEXT].rsplit(" ", 1)[0] if left else ""
    end = text[-_CONTEXT:].split(" ", 1)[-1] if right else ""
    return " ".join(filter(None, (start, "…", end)))
