"""The one builder of small test decks: as files, as texts in memory, or compiled."""

from __future__ import annotations

from pathlib import PurePath
from textwrap import dedent
from typing import TYPE_CHECKING

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.compiler.texts import Texts
from flashcards.loading import layout
from flashcards.releases import lock
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flashcards.model import Deck, Media, Note

UUID = "0b5e5f3c-6d8a-4b0e-9f5e-2f6f3a1c7d10"
SOURCES = (
    "sources:\n  one: {title: First work, authors: [Ada Author], year: 2001, url: 'https://example.org/1'}\n"
)
PHRASES = layout.phrases()


def head(id_: str = "small", name: str = "Small deck", uuid: str = UUID, language: str = "en") -> str:
    """The least that a deck.yaml holds."""
    return f"schema: 1\nid: {id_}\nuuid: {uuid}\nname: {name}\nlanguage: {language}\n"


DECK = head()
UNRELEASED = lock.write(
    lock.Lock("small", UUID, "Small deck")
)  # the released.lock of a deck that no learner has


def files(concepts: Mapping[str, str], deck: str = DECK, sources: str = SOURCES) -> dict[str, str]:
    """The files of a deck by their paths; concept texts may be indented."""
    named = {f"concepts/{name}.yaml": dedent(text).lstrip("\n") for name, text in concepts.items()}
    return {"deck.yaml": deck, "sources.yaml": sources, **named}


def from_files(
    files: Mapping[str, str],
    *,
    root: str = "",
    media: tuple[Media, ...] = (),
    phrases: Mapping[str, str] = PHRASES,
) -> Texts:
    """A deck folder as texts; every file but deck.yaml and sources.yaml is a concept."""
    concepts = [path for path in files if path not in {"deck.yaml", "sources.yaml"}]
    return Texts(
        root=root,
        deck=("deck.yaml", files["deck.yaml"]),
        sources=("sources.yaml", files["sources.yaml"]) if "sources.yaml" in files else None,
        concepts=tuple((path, PurePath(path).stem, files[path]) for path in concepts),
        media=media,
        phrases=dict(phrases),
    )


def texts(
    concepts: Mapping[str, str], deck: str = DECK, sources: str = SOURCES, media: tuple[Media, ...] = ()
) -> Texts:
    """The texts of a deck with these concepts."""
    return from_files(files(concepts, deck, sources), media=media)


def compiled(concepts: Mapping[str, str], deck: str = DECK, sources: str = SOURCES) -> Compiled:
    """Compile a deck with these concepts, which may have errors."""
    return compile_deck(texts(concepts, deck, sources))


def without_errors(texts: Texts) -> Deck:
    """Compile a deck that must have no errors."""
    result = compile_deck(texts)
    assert not result.errors, result.errors
    assert result.deck is not None
    return result.deck


def notes(concept: str, **others: str) -> list[Note]:
    """The notes of the concept "it", which must have no errors."""
    named = {name.replace("_", "-"): text for name, text in others.items()}
    return [note for note in without_errors(texts({"it": concept, **named})).notes if note.concept == "it"]


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


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, byte for byte, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder
