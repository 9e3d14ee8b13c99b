"""A small deck about Greek gods, for tests that edit, compare or release it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import decks

if TYPE_CHECKING:
    from flashcards.model import Deck

DECK = decks.head("greek", "Greek", "6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11")
SOURCES = """\
sources:
  homer:
    title: Iliad
    authors: [Homer]
    year: 1990
    url: https://example.org/iliad
"""
GODS = """\
term: Olympian
context: Greek religion
definition:
  short:
    text: A god who lives on Mount Olympus.
  cloze:
    rule:
      text: "{{c1::Zeus}} rules the sky, {{c2::Poseidon::a brother}} the sea."
faq:
  how-many:
    q: How many Olympians are there?
    a: Twelve.
  why-twelve:
    q: Why are they twelve?
    a: Nobody knows.
"""
FILES = {"deck.yaml": DECK, "sources.yaml": SOURCES, "concepts/olympian.yaml": GODS}


def compiled(files: dict[str, str]) -> Deck:
    """The deck that these files make; there must be no error in them."""
    return decks.without_errors(decks.from_files(files))


def edited(*changes: tuple[str, str], path: str = "concepts/olympian.yaml", **other: str) -> dict[str, str]:
    """``FILES`` with texts of one file replaced, each of which must be there."""
    text = FILES[path]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {**FILES, path: text, **other}
