"""Small decks as text, for tests that compare or release them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.compile import compile_deck
from flashcards.compiler.texts import Texts
from flashcards.loading.layout import phrases

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck

DECK = """\
schema: 1
id: greek
uuid: 6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11
name: Greek
language: en
"""
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
    concepts = tuple(
        (path, path.removeprefix("concepts/").removesuffix(".yaml"), text)
        for path, text in files.items()
        if path.startswith("concepts/")
    )
    sources = ("sources.yaml", files["sources.yaml"]) if "sources.yaml" in files else None
    result = compile_deck(Texts("", ("deck.yaml", files["deck.yaml"]), sources, concepts, phrases=phrases()))
    assert result.errors == ()
    assert result.deck is not None
    return result.deck


def edited(*changes: tuple[str, str], path: str = "concepts/olympian.yaml", **other: str) -> dict[str, str]:
    """``FILES`` with texts of one file replaced, each of which must be there."""
    text = FILES[path]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {**FILES, path: text, **other}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the files into a folder; the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
