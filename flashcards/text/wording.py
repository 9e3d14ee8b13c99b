"""What became of a text, word by word, and how Markdown says so."""

from __future__ import annotations

from typing import Final

QUOTED: Final = "TO BE REWRITTEN:"
"""What stands before another's words in a draft, until the author has said it in words of their own."""


def brief(text: str, most: int) -> str:
    """A text in one line, cut at a word if it has more than so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def counted(number: int, noun: str) -> str:
    """``1 card``, ``1,000 cards``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


_NAMED: Final = 2  # authors; of more, the first is named


def authors(names: tuple[str, ...]) -> str:
    """The authors of a work as cards and reports name them."""
    return f"{names[0]} et al." if len(names) > _NAMED else " & ".join(names)
