"""Every fact of the inventory stands on a card, or the table says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.syntax import reader
from tests.course.deck import course

FACTS = tuple(f"F{n:03}" for n in range(1, 130))
REASONS = {"duplicate", "filler", "cut", "source", "corrected"}


def _table() -> dict[str, list[str]]:
    path = Path(__file__).parent / "coverage.yaml"
    root, problems = reader.read(path.name, path.read_text("utf-8"))
    assert root is not None
    assert problems == []
    return {fact: root.word(fact).split() for fact in root.entries}


TABLE = _table()


def test_the_table_holds_the_129_facts() -> None:
    assert tuple(TABLE) == FACTS


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_on_a_live_card_or_has_a_reason(fact: str) -> None:
    words = TABLE[fact]
    reasons, items = [w for w in words if w in REASONS], [w for w in words if "/" in w]
    others = [w for w in words if w in FACTS]
    assert len(words) == len(reasons) + len(items) + len(others) > 0
    assert set(items) <= {note.key for note in course().notes if note.live}
    assert (reasons in ([], ["corrected"])) == bool(items)
    assert (reasons == ["duplicate"]) == bool(others)
    assert all(word < fact and "/" in TABLE[word][-1] for word in others)


def test_most_facts_are_on_cards() -> None:
    assert sum("/" in words[-1] for words in TABLE.values()) == 94
