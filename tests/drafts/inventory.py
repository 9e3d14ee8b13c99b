"""The inventory of the four documents, held against a draft: does each fact stand in the section where it belongs?

The documents and their inventory lie outside the repository, because their sentences are other people's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flashcards.text.wording import QUOTED
from tests.course.deck import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.syntax.emitter import Tree

DOCUMENTS = SHARED / "documents"
# Sections in which a fact of each kind may stand: a definition of another term, say, is a key aspect of this page.
SECTIONS = {
    "definition": {"definition", "key_aspects", "distinctions"},
    "key aspect": {"key_aspects", "definition", "faq"},
    "challenge": {"challenges", "faq"},
    "advantage": {"advantages"},
    "distinction": {"distinctions", "definition", "key_aspects"},
    "example": {"examples"},
    "FAQ": {"faq"},
    "history": {"history", "aliases"},
    "related-term": {"related"},
    "external link": {"external_links", "sources"},
    "source/credibility": {"sources", "tags", "context"},
}


class Fact(NamedTuple):
    """A row of the inventory."""

    id: str
    document: str
    quote: str
    kind: str
    use: str


def facts() -> list[Fact]:
    rows = re.findall(
        r"(?m)^\| (F\d{3}) \| (\d{3}) \| (.*?) \| (.*?) \| (.*?) \|",
        (SHARED / "course" / "inventory.md").read_text("utf-8"),
    )
    return [Fact(*row) for row in rows]


def document(number: str) -> Path:
    (path,) = DOCUMENTS.glob(f"{number}_*")
    return path


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"\{\{c\d+::", " ", text).lower()))


def _said(tree: Tree) -> str:
    """The words of a section in their order, without its keys and the mark."""
    if isinstance(tree, dict):
        return " ".join(
            _said(value) for key, value in tree.items() if key not in {"src", "date", "precision"}
        )
    return " ".join(map(_said, tree)) if isinstance(tree, list) else tree.replace(QUOTED, "")


def stands(fact: Fact, tree: dict[str, Tree]) -> bool:
    """Whether a fact stands in a section of its kind, or in the one where the course uses it."""
    sections = SECTIONS[fact.kind] | {re.split(r"[.-]", fact.use)[0]}
    said = {section: _words(_said(tree.get(section, ""))) for section in sections}
    if fact.kind == "related-term":
        names = re.findall(r"related\.([a-z-]+)", fact.use)
        wanted = names or [
            name.lower().replace(" ", "-") for name in re.findall(r"[A-Z]\w*(?: [A-Z]\w*)+", fact.quote)
        ]
        related = tree.get("related", {})
        if wanted and all(name in related for name in wanted):
            return True
    quote = _words(fact.quote.replace("¦", "|"))
    return any(quote in text for text in said.values())
