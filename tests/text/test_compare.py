"""Two texts compared word by word."""

from __future__ import annotations

import pytest
from hypothesis import given

from flashcards.text.compare import Piece, readable, shortened, word_diff
from tests.text.samples import LITERAL


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", ()),
        ("a b", "a b", (("=", "a b"),)),
        ("", "a", (("+", "a"),)),
        ("a", "", (("-", "a"),)),
        ("the old one", "the new one", (("=", "the "), ("-", "old"), ("+", "new"), ("=", " one"))),
        ("a b c", "x y c", (("-", "a b"), ("+", "x y"), ("=", " c"))),
        ("one.", "one!", (("=", "one"), ("-", "."), ("+", "!"))),
    ],
    ids=["nothing", "same", "came", "went", "a word", "a space between two belongs to both", "a sign"],
)
def test_word_diff(before: str, after: str, pieces: tuple[tuple[str, str], ...]) -> None:
    assert word_diff(before, after) == tuple(Piece(*piece) for piece in pieces)


@given(LITERAL, LITERAL)
def test_pieces_give_both_texts_again(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == after


def test_very_long_texts_are_shown_as_replaced() -> None:
    before, after = "a " * 5_000, "b " * 5_000
    assert word_diff(before, after) == (Piece("-", before), Piece("+", after))


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "a " * 900 + "b " * 9 + "c",
            "a " * 900 + "d " * 9 + "c",
            ("a " * 900, "b " * 8 + "b", "d " * 8 + "d", " c"),
        ),
        ("a " * 900, "a " * 901, ("a " * 900, "", "a ", "")),
        ("a " * 901, "a " * 900, ("a " * 900, "a ", "", "")),
        ("a " * 900, "a " * 900, ("a " * 900, "", "", "")),
    ],
    ids=["in the middle", "longer", "shorter", "the same"],
)
def test_long_texts_keep_their_common_beginning_and_end(
    before: str, after: str, pieces: tuple[str, ...]
) -> None:
    shown = tuple(Piece(*piece) for piece in zip("=-+=", pieces, strict=True) if piece[1])
    assert word_diff(before, after) == shown


def test_long_stretches_are_cut_to_what_stands_next_to_a_change() -> None:
    pieces = shortened(word_diff("one " * 60 + "two " + "three " * 60, "one " * 60 + "four " + "three " * 60))
    assert [piece.sign for piece in pieces] == ["=", "-", "+", "="]
    assert pieces[0].text == "… " + "one " * 14
    assert pieces[3].text == " three" * 9 + " …"


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("one two three", "one two four", (("=", "one two "), ("-", "three"), ("+", "four"))),
        ("one two three", "four five one six", (("-", "one two three"), ("+", "four five one six"))),
        ("", "new", (("+", "new"),)),
        ("old", "", (("-", "old"),)),
        ("same", "same", (("=", "same"),)),
    ],
    ids=["alike", "little in common", "came", "went", "same"],
)
def test_texts_that_share_little_are_one_deletion_and_one_insertion(
    before: str, after: str, pieces: tuple[tuple[str, str], ...]
) -> None:
    assert readable(before, after) == tuple(Piece(*piece) for piece in pieces)
