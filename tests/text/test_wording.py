"""Texts cut to one line, and counted nouns."""

from __future__ import annotations

import pytest

from flashcards.text.wording import brief, counted


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one  two\nthree", "one two three"), ("one two three four", "one two …"), ("", "")],
    ids=["fits on one line", "is cut at a word", "nothing"],
)
def test_brief(text: str, expected: str) -> None:
    assert brief(text, 13) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (1000, "1,000 cards")]
)
def test_counted(number: int, expected: str) -> None:
    assert counted(number, "card") == expected
