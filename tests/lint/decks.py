"""Minimal made-up decks as texts."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.lint.engine import lint
from tests.decks import PHRASES, from_files, head

if TYPE_CHECKING:
    from flashcards.model import Problem

_SOURCES = """\
sources:
  paper: {title: A paper, credibility: 4}
  paper-2: {title: Another paper, credibility: 5}
  shop: {title: A shop, credibility: 1}
  unrated: {title: Nobody rated it}
"""


def compiled(*concepts: str, lint: str = "", language: str = "en", **named: str) -> Compiled:
    """A deck of concept files: the first is ``apple``, then ``pear`` and ``plum``, then those that are named."""
    texts = {**dict(zip(("apple", "pear", "plum"), concepts, strict=False)), **named}
    deck = head("toy", "Toy", "00000000-0000-4000-8000-000000000000", language)
    files = {
        "deck.yaml": deck + (f"lint:\n{indent(dedent(lint), '  ')}" if lint else ""),
        "sources.yaml": _SOURCES,
        **{f"{name}.yaml": dedent(text) for name, text in texts.items()},
    }
    return compile_deck(from_files(files, root="toy", phrases={**PHRASES, language: PHRASES["en"]}))


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
