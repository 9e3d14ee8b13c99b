"""Find the parts of a text in which markup has no meaning: code spans, math and escapes."""

from __future__ import annotations

import re

CLOZE = re.compile(r"\{\{c(\d+)::")
MATH_CLOSERS = {"(": "\\)", "[": "\\]"}
TICKS = re.compile(r"`+")


def literal_end(src: str, at: int, limit: int) -> int:
    """Return the offset after a code span, math or an escape that begins here, or ``at`` if none does."""
    if src[at] == "`":
        ticks = TICKS.match(src, at)
        length = len(ticks[0]) if ticks else 1
        closing = re.compile(rf"(?<!`)`{{{length}}}(?!`)").search(src, at + length)
        return closing.end() if closing else at + length
    if src[at] != "\\":
        return at
    closer = MATH_CLOSERS.get(src[at + 1 : at + 2])
    end = src.find(closer, at + 2, limit) if closer else -1
    if end < 0 or CLOZE.search(src, at, end):
        return at + 2
    return end + 2
