"""The course that comes with flashcards, compiled once for all its tests."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load

if TYPE_CHECKING:
    from flashcards.model import Deck

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("FLASHCARDS_SHARED", ROOT.parent / "shared"))


@cache
def course() -> Deck:
    """The compiled deck."""
    result = compile_deck(load(ROOT / "decks" / "ai-alignment"))
    assert result.deck is not None
    assert result.problems == ()
    return result.deck
