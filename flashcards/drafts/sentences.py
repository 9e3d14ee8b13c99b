"""A paragraph → its sentences."""

from __future__ import annotations

import re
from typing import Final

_END: Final = re.compile(r"[.!?][\"”’')\]]{0,2}(?:\[\d+\])?[ ]+(?=[\"“‘'(\[]?[A-Z0-9])|(?<=[。！？])(?=\S)")
_SHORTENED: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Eq|Inc|Ltd|ca|approx)|\b[A-Z])\."
)
_FOOTNOTE: Final = re.compile(r"(?<=[.!?\w\"”])\[\d{1,3}\]")


def split(text: str) -> list[str]:
    """Return the sentences of a paragraph, without the numbers of footnotes."""
    text = " ".join(text.split())
    out, start = [], 0
    for end in _END.finditer(text):
        if not _abbreviated(text, end):
            out.append(text[start : end.end()])
            start = end.end()
    out.append(text[start:])
    return [cleaned for sentence in out if (cleaned := _FOOTNOTE.sub("", sentence).strip())]


def _abbreviated(text: str, end: re.Match[str]) -> bool:
    """Whether the point at an end closes an abbreviation."""
    begin = max(end.start() - 8, 0)
    return any(begin + m.end() == end.start() + 1 for m in _SHORTENED.finditer(text[begin : end.start() + 1]))
