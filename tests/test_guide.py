"""The author guide is current, and what it shows works as written."""

from __future__ import annotations

import re

import pytest

from tests import guide
from tests.courses import DECK, compiled

TEXT = guide.GUIDE.read_text("utf-8")


def test_the_generated_parts_are_current() -> None:
    assert guide.current(TEXT) == TEXT, "run: python -m tests.guide"


EXAMPLES = re.findall(r"(?s)\n### .*?```yaml\n(.*?)```", TEXT)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(":")[0].strip())
def test_every_kinds_example_compiles(example: str) -> None:
    source = "term: tested\n" + example
    deck = DECK + "sections: {structure: Structure}\n"
    sources = "sources: {rlo2019: {title: A work}}\n"
    result = compiled({"tested": source}, deck, sources)
    assert result.errors == ()
    assert result.deck is not None
    assert result.deck.notes


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 6
