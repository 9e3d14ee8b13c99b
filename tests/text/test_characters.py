"""The table of control characters, which every released lock depends on."""

from __future__ import annotations

import pytest

from flashcards.text import characters

CONTROLS = {
    *range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F),
    *range(0x2066, 0x206A), 0xFEFF, *range(0xD800, 0xE000),
}  # fmt: skip
FORBIDDEN = {*CONTROLS, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, 0xF0000}


def test_the_table_of_controls_never_changes() -> None:
    assert {n for n in range(0x110000) if characters.CONTROL.match(chr(n))} == CONTROLS


def test_source_texts_must_not_contain_noncharacters_either() -> None:
    assert {n for n in range(0x110000) if characters.FORBIDDEN.match(chr(n))} == FORBIDDEN


def test_a_line_has_no_newline() -> None:
    assert characters.line("a\nb\x1b[2J") == "a\\nb\\x1b[2J"
    assert characters.safe("a\nb\x1b[2J") == "a\nb\\x1b[2J"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u2060",
        "\u3164",
        "\u00ad",
        "\u2800",
        "\u200d\u200c",
        "\ufe0f",
        "\u115f \u1160",
        "\U000e0041",
    ],
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert characters.is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200b.", "日", "\u2801", "👩‍🔬", "\u0301", "-", "﷽"])
def test_what_shows_something_is_not(text: str) -> None:
    assert not characters.is_blank(text)


def test_invisible_characters_are_named_once_each() -> None:
    assert characters.code_points("\u200b\u200b\xad") == "U+200B, U+00AD"
