"""Keys and ids for what has no name yet. They are made once; from then on they are the author's."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_LONGEST: Final = 40
_FILLERS: Final = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "how", "in", "is", "it"),
        *("of", "on", "or", "that", "the", "this", "to", "what", "why", "with"),
    }
)


def slug(text: str, fallback: str) -> str:
    """Return an id from a text's words; from its hash where it has no Latin letters or digits.

    Args:
        text: the words, in any language.
        fallback: what the id begins with if it comes from a hash.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])'(?=[a-z])", "", folded))
    out = ""
    for word in words:
        longer = f"{out}-{word}" if out else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        out = longer
    letters = sum(not character.isspace() for character in unicodedata.normalize("NFKD", text))
    if not out or (len(out) * 3 < letters and not text.isascii()):
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
        return f"{out}-{digest}" if out else f"{fallback}-{digest}"
    return out


def short(text: str, fallback: str) -> str:
    """Return an id from the first four telling words of a text."""
    words = [word for word in text.split() if re.sub(r"\W", "", word.lower()) not in _FILLERS]
    return slug(" ".join(words[:4]) or text, fallback)


class Keys:
    """The keys of a file, each once."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.taken = set(taken)

    def new(self, wanted: str) -> str:
        """Return the wanted key, with a number behind it if there is one already."""
        key, number = wanted, 1
        while key in self.taken:
            number += 1
            key = f"{wanted}-{number}"
        self.taken.add(key)
        return key
