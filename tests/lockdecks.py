"""Small decks as texts, compiled against a lock: what the tests of releases begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.compile import compile_deck
from flashcards.compiler.texts import Texts
from flashcards.loading import layout
from flashcards.releases import lock, lock_reader, record
from flashcards.releases.lock import Lock

if TYPE_CHECKING:
    from flashcards.model import Deck

UUID = "00000000-0000-4000-8000-000000000000"
HEAD = f"schema: 1\nid: cells\nuuid: {UUID}\nname: Cells\nlanguage: en\n"
FIRST = 1_700_000_000
PHRASES = layout.phrases()


def texts(concepts: dict[str, str], head: str = HEAD, phrases: dict[str, str] | None = None) -> Texts:
    return Texts(
        root="",
        deck=("deck.yaml", head),
        sources=("sources.yaml", "sources:\n  book: {title: A Book}\n"),
        concepts=tuple((f"concepts/{name}.yaml", name, text) for name, text in concepts.items()),
        phrases=phrases or PHRASES,
    )


def deck(concepts: dict[str, str], head: str = HEAD, phrases: dict[str, str] | None = None) -> Deck:
    result = compile_deck(texts(concepts, head, phrases))
    assert not result.errors, result.errors
    assert result.deck
    return result.deck


def released(made: Deck, version: str = "1.0", time: int = FIRST, before: Lock | None = None) -> Lock:
    """The lock after a release, as read from its own text."""
    before = before or Lock(made.uuid, made.name)
    text = lock.write(record.record(made, before, record.Edition(version, time)))
    found, problems = lock_reader.read(lock.NAME, text.encode())
    assert found, problems
    return found
