"""Elements of pictures."""

from __future__ import annotations

import pytest

from flashcards.preview import svg


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("one two three four five", ["one two", "three…"]),
        ("日本語日本語日本語日本語日本語", ["日本語日本語日本", "語日本語日本語"]),
    ],
)
def test_labels_are_broken_into_lines(words: str, expected: list[str]) -> None:
    assert svg.lines(words, 8, 2) == expected
