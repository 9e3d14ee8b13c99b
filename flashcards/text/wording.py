"""Small wordings that reports share: a text cut to one line, a counted noun."""

from __future__ import annotations

from typing import Final

QUOTED: Final = "TO BE REWRITTEN:"
"""What stands before another's words in a draft, until the author has said it in words of their own."""


def brief(text: str, most: int) -> str:
    """Return a text on one line, cut after a word if it has more than ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 card`` or ``1,000 cards``; ``plural`` is for nouns that take more than an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
