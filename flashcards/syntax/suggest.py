"""Did you mean …? The known word that is nearest to a mistyped one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


# What other programs and plain English call a key here.
_ELSEWHERE = {"question": "q", "front": "q", "answer": "a", "back": "a"}
_LONGEST_GUESS = 60  # characters of a word that may be one of ours, mistyped


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "..."?`` with the closest known word, or "" if none is close."""
    close = closest(word, known)
    return f'; did you mean "{close}"?' if close else ""


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is closest to a mistyped one, ignoring case, or "" if none is close."""
    if len(word) > _LONGEST_GUESS:
        return ""
    by_lower_case = {name.lower(): name for name in known}
    other = _ELSEWHERE.get(word.lower(), "")
    close = [other] if other in by_lower_case else get_close_matches(word.lower(), by_lower_case, n=1)
    return by_lower_case[close[0]] if close else ""


class Guesses:
    """Suggestions for words that may be many, among known words that may be many: so much looking and no more."""

    def __init__(self) -> None:
        self.left = 100_000  # characters to compare

    def nearest(self, word: str, known: Collection[str]) -> str:
        """As the function, but "" once too much has been compared."""
        if self.left < 0:
            return ""
        self.left -= len(known) * len(word)
        return nearest(word, known) if self.left >= 0 else ""


def as_id(text: str) -> str:
    """The id that a text was perhaps meant to be: "Cell Biology" → "cell-biology"; "" if nothing is left of it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") if text.isascii() else ""
