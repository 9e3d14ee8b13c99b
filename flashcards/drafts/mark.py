"""The mark behind which another's words stand in a draft. Lint rule L21 reports it as an error."""

from __future__ import annotations

from typing import Final

from flashcards.text.source import literal
from flashcards.text.wording import QUOTED

LONGEST: Final = 1_500
"""Characters of a passage that a draft quotes; a card holds a sentence or two."""


def quoted(words: str) -> str:
    """Return a text that shows another's words behind the mark."""
    return f"{QUOTED} {literal(words)}"


def hidden(words: str) -> str:
    """Return a text for a cloze note: all of the words are its blank, until an author chooses."""
    return f"{QUOTED} {{{{c1::{literal(words)}}}}}"
