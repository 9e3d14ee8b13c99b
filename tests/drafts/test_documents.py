"""The four documents become drafts that hold what their inventory says. Their sentences stay outside the repository."""

from __future__ import annotations

import pytest

from flashcards.drafts.child import read
from flashcards.lint.engine import lint
from flashcards.model import Level
from flashcards.syntax.emitter import Tree, emit
from tests.decks import DECK, SOURCES, compiled
from tests.drafts import inventory

pytestmark = pytest.mark.skipif(
    not inventory.DOCUMENTS.is_dir(),
    reason="the four documents lie outside the repository (FLASHCARDS_SHARED)",
)
# What each draft is made of: section → number of items, links or names.
STRUCTURE = {
    "000": {"definition": 1, "cloze": 5, "distinctions": 1, "faq": 2, "challenges": 1, "related": 3},
    "001": {"definition": 1, "cloze": 2, "distinctions": 2, "history": 1, "key_aspects": 6, "challenges": 3, "related": 1},
    "002": {
        "definition": 1, "cloze": 7, "history": 2, "key_aspects": 5, "advantages": 5, "challenges": 5, "examples": 1,
        "related": 3, "external_links": 1,
    },
    "003": {
        "definition": 1, "cloze": 6, "history": 7, "key_aspects": 3, "challenges": 1, "examples": 1, "related": 4,
        "external_links": 3,
    },
}  # fmt: skip
# Words of passages that are no content, by document.
FILLER = {
    "000": ("workflow", "dictionary entry", "quality needle", "seo"),
    "001": ("back to the map", "full treatment"),
    "002": ("PromptLayer helps", "Sign up", "free"),
    "003": ("javascript", "Wayback Machine is", "Common Crawl", "Login", "Skip to", "FEB"),
}


def _structure(tree: dict[str, Tree]) -> dict[str, int]:
    definition = tree["definition"]
    assert isinstance(definition, dict)
    inner = definition.get("cloze", {})
    sections = {**tree, "definition": {"short": definition.get("short", "")}, "cloze": inner}
    names = ("definition", "cloze", "distinctions", "faq", "history", "key_aspects", "advantages", "challenges", "examples", "related", "external_links")  # fmt: skip
    found = {name: items for name in names if isinstance(items := sections.get(name, {}), dict)}
    return {name: len(items) for name, items in found.items() if items}


@pytest.mark.parametrize("number", STRUCTURE)
def test_a_document_becomes_a_draft(number: str) -> None:
    concept = read(inventory.document(number).read_bytes(), year=2026, seconds=60)
    assert concept.id == "mesa-optimization"
    assert _structure(concept.tree) == STRUCTURE[number]
    facts = [fact for fact in inventory.facts() if fact.document == number]
    there = [fact for fact in facts if inventory.stands(fact, concept.tree)]
    assert len(there) >= 0.9 * len(facts)
    text = emit(concept.tree)
    assert [words for words in FILLER[number] if words in text] == []
    assert concept.left_out != []
    result = compiled({concept.id: text}, DECK, SOURCES)
    assert {problem.code for problem in result.problems} <= {
        "no-concept"
    }  # what the page names and the deck has not
    assert result.deck is not None
    assert {(finding.code, finding.level) for finding in lint(result.deck)} == {("L21", Level.ERROR)}
