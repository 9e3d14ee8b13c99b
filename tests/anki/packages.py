"""A small deck with every kind of note, its package, and that package read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.anki import comparison
from flashcards.anki.writer import write
from flashcards.model import Break, Code, Image, Link, Listing, Math, Paragraph, Rich
from tests.anki import samples

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.anki.reader import Package
    from flashcards.model import Deck

RICH = Rich(
    (
        Paragraph(
            ("An ", Code("a::b"), " & ", Math(("x^{2}",)), Break(), Link(("link",), "https://x.org/?a&b"))
        ),
        Listing(((Paragraph(("one",)),), (Paragraph((Image("a plot", "p.png"),)),))),
    )
)
NOTES = (
    samples.qa("a/one", (1, "Question <1>?", RICH), extra="Mind {{this}}."),
    samples.qa("a/two", (1, "Q1", "A1"), (2, "Q2", "A2"), position=2),
    samples.cloze("b/holes", "It ", (1, "is", "verb"), " what ", (3, "it", ""), " is.", position=3),
    samples.qa("c/retired", (1, "Q", "A"), retired="Withdrawn: newer papers contradict it.", position=4),
    samples.qa(
        "d/dropped", (1, "Who?", "They."), dropped=samples.dropped(2, "Withdrawn: unknown."), position=5
    ),
)
DECK = samples.deck(*NOTES)


def package(path: Path, deck: Deck = DECK, mod: int = samples.TIME) -> Path:
    write(deck, path, mod=lambda _: mod, time=samples.TIME, version="1")
    return path


def ours(found: Package) -> Deck:
    deck, left_out = comparison.deck_of(found)
    assert left_out == 0
    return deck
