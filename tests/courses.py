"""Small decks for tests, from texts in memory."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.compiler.texts import Texts
from flashcards.loading.layout import phrases
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Media, Note

UUID = "0b5e5f3c-6d8a-4b0e-9f5e-2f6f3a1c7d10"
DECK = f"schema: 1\nid: small\nuuid: {UUID}\nname: Small deck\nlanguage: en\n"
SOURCES = (
    "sources:\n  one: {title: First work, authors: [Ada Author], year: 2001, url: 'https://example.org/1'}\n"
)


def texts(
    concepts: dict[str, str], deck: str = DECK, sources: str = SOURCES, media: tuple[Media, ...] = ()
) -> Texts:
    """A deck folder as texts; concept texts may be indented."""
    files = tuple(
        (f"concepts/{name}.yaml", name, dedent(text).lstrip("\n")) for name, text in concepts.items()
    )
    return Texts("", ("deck.yaml", deck), ("sources.yaml", sources), files, media, (), phrases())


def compiled(concepts: dict[str, str], deck: str = DECK, sources: str = SOURCES) -> Compiled:
    """Compile such a deck."""
    return compile_deck(texts(concepts, deck, sources))


def notes(concept: str, **others: str) -> list[Note]:
    """The notes of the concept "it", which must have no errors."""
    result = compiled({"it": concept, **{name.replace("_", "-"): text for name, text in others.items()}})
    assert not result.errors, result.errors
    assert result.deck is not None
    return [note for note in result.deck.notes if note.concept == "it"]


def asked(note: Note) -> dict[str, tuple[str, str]]:
    """Card name → question and answer as words."""
    shown = {
        c.name: plain(prose.front(c)) if prose.front(c) else plain(note.text, hide=c.ordinal)
        for c in note.cards
    }
    return {card.name: (shown[card.name], plain(prose.back(card))) for card in note.cards}


def found(result: Compiled) -> list[tuple[str, int, int, str]]:
    """The problems as path, line, column, code."""
    return [(*problem.place, problem.code) for problem in result.problems]


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a folder and return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
