"""Minimal made-up decks as texts."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.compiler.texts import Texts
from flashcards.lint.engine import lint
from flashcards.loading.layout import phrases

if TYPE_CHECKING:
    from flashcards.model import Problem

_DECK = "schema: 1\nid: toy\nuuid: 00000000-0000-4000-8000-000000000000\nname: Toy\nlanguage: {language}\n"
_SOURCES = """\
sources:
  paper: {title: A paper, credibility: 4}
  paper-2: {title: Another paper, credibility: 5}
  shop: {title: A shop, credibility: 1}
  unrated: {title: Nobody rated it}
"""


def compiled(*concepts: str, lint: str = "", language: str = "en", **named: str) -> Compiled:
    """Compile a deck of concept files named ``apple``, ``pear`` and ``plum`` in this order, then the named ones."""
    files = {**dict(zip(("apple", "pear", "plum"), concepts, strict=False)), **named}
    deck = _DECK.format(language=language) + (f"lint:\n{indent(dedent(lint), '  ')}" if lint else "")
    texts = Texts(
        "toy",
        ("deck.yaml", deck),
        ("sources.yaml", _SOURCES),
        tuple((f"{name}.yaml", name, dedent(text)) for name, text in files.items()),
        phrases={**phrases(), language: phrases()["en"]},
    )
    return compile_deck(texts)


def found(*concepts: str, lint_: str = "", language: str = "en", **named: str) -> list[Problem]:
    """Return what lint finds in texts that compile without errors."""
    result = compiled(*concepts, lint=lint_, language=language, **named)
    assert not [problem for problem in result.errors if problem.code != "no-source"], result.errors
    assert result.deck is not None
    return list(lint(result.deck))


def shown(problems: list[Problem], *codes: str) -> list[str]:
    """Return ``CODE level file:line:column`` for the problems with these codes, or for all."""
    return [
        f"{p.code} {p.level.value} {p.place.path}:{p.place.line}:{p.place.column}"
        for p in problems
        if p.code in codes or not codes
    ]
