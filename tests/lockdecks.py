"""A small deck about cells, its texts and its lock after a release, for the tests of releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.releases import lock, lock_reader, record
from flashcards.releases.lock import Lock
from tests import decks
from tests.decks import PHRASES

if TYPE_CHECKING:
    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck

__all__ = ["PHRASES"]
UUID = "00000000-0000-4000-8000-000000000000"
HEAD = decks.head("cells", "Cells", UUID)
FIRST = 1_700_000_000


def texts(concepts: dict[str, str], head: str = HEAD, phrases: dict[str, str] | None = None) -> Texts:
    files = decks.files(concepts, head, "sources:\n  book: {title: A Book}\n")
    return decks.from_files(files, phrases=phrases or PHRASES)


def deck(concepts: dict[str, str], head: str = HEAD, phrases: dict[str, str] | None = None) -> Deck:
    return decks.without_errors(texts(concepts, head, phrases))


def released(made: Deck, version: str = "1.0", time: int = FIRST, before: Lock | None = None) -> Lock:
    """The lock after a release, as read from its own text."""
    before = before or Lock(made.id, made.uuid, made.name)
    text = lock.write(record.record(made, before, record.Edition(version, time)))
    found, problems = lock_reader.read(lock.NAME, text.encode())
    assert found, problems
    return found
