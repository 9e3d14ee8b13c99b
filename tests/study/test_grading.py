"""Typed answers: what is forgiven, what is not, and how a difference is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.study.grading import answers, difference, distance, graphemes, is_short, judge, normal
from flashcards.study.memory import Rating
from flashcards.text.compare import Piece


@pytest.mark.parametrize(
    ("typed", "answer", "right", "exact"),
    [
        pytest.param("Gradient Descent", "gradient descent", True, True, id="case"),
        pytest.param("STRASSE", "Straße", True, True, id="casefold"),
        pytest.param("cafe", "café", True, True, id="accent"),
        pytest.param("mesa optimizer", "mesa-optimizer", True, True, id="hyphen"),
        pytest.param('"friendly" AI!', "friendly AI", True, True, id="punctuation"),
        pytest.param("  two   words ", "two words", True, True, id="spaces"),
        pytest.param("the base optimizer", "base optimizer", True, True, id="article"),
        pytest.param("ﬁnite", "finite", True, True, id="compatibility forms"),
        pytest.param("gardient descent", "gradient descent", True, False, id="a transposition is one slip"),
        pytest.param("gradint descent", "gradient descent", True, False, id="a letter missing"),
        pytest.param("gradientt descent", "gradient descent", True, False, id="a letter too many"),
        pytest.param("gradiant descent", "gradient descent", True, False, id="a wrong letter"),
        pytest.param("gardiant descent", "gradient descent", False, False, id="two slips"),
        pytest.param("2018", "2019", False, False, id="a digit is never forgiven"),
        pytest.param("15", "1.5", False, False, id="a decimal point counts"),
        pytest.param("5", "-5", False, False, id="a sign counts"),
        pytest.param("on", "no", False, False, id="short words are other words"),
        pytest.param("", "abcd", False, False, id="nothing"),
        pytest.param("か", "が", False, False, id="marks of other scripts tell words apart"),
        pytest.param("!", "?", False, False, id="only punctuation: not the same"),
        pytest.param("?", "?", True, True, id="only punctuation: the same"),
        pytest.param("meta optimizer", "mesa-optimizer", False, False, id="a slip that is another answer"),
    ],
)
def test_a_typed_answer_is_judged(typed: str, answer: str, right: bool, exact: bool) -> None:
    verdict = judge(typed, [answer], {normal("meta-optimizer")})
    assert (verdict.right, verdict.exact) == (right, exact)
    assert verdict.grade is (Rating.GOOD if right else Rating.AGAIN)


def test_an_alias_is_accepted_and_is_the_one_compared_with() -> None:
    accepted = answers("mesa-optimization (inner)", ("inner optimizer",))
    assert accepted == ("mesa-optimization (inner)", "mesa-optimization", "inner optimizer")
    assert judge("Inner Optimizer", accepted).against == "inner optimizer"
    assert judge("mesa optimization", accepted).exact
    assert judge("inner optimism", accepted).against == "inner optimizer"
    assert judge("a dog", accepted).against == accepted[0], "if none is near: the answer on the card"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("", "", 0), ("ab", "ba", 1), ("ca", "abc", 3), ("abcdef", "abcdef", 0), ("kitten", "sitting", 3)],
)
def test_distance_is_optimal_string_alignment(a: str, b: str, expected: int) -> None:
    assert distance(a, b) == expected


@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_symmetric_and_bounded(a: str, b: str) -> None:
    away = distance(a, b)
    assert away == distance(b, a)
    assert abs(len(a) - len(b)) <= away <= max(len(a), len(b))
    assert (away == 0) == (a == b)


@given(st.text(max_size=30))
def test_the_normal_form_is_idempotent(text: str) -> None:
    once = normal(normal(text))
    assert normal(once) == once


@pytest.mark.parametrize(
    ("typed", "answer", "expected"),
    [
        pytest.param("gradint", "gradient", "=gradi|+e|=nt", id="missing"),
        pytest.param("graddient", "gradient", "=gra|-d|=dient", id="too many"),
        pytest.param("cafe", "café", "=café", id="an accent is no difference"),
        pytest.param("a🇩🇪", "a🇫🇷", "=a|-🇩🇪|+🇫🇷", id="a flag is one character"),
        pytest.param("a👩‍👧", "a👩‍👩‍👧", "=a|-👩‍👧|+👩‍👩‍👧", id="a family is one character"),
        pytest.param("क", "कि", "-क|+कि", id="a vowel sign stays with its letter"),
        pytest.param("the base", "mesa-optimizer", "-the base|+mesa-optimizer", id="hardly alike: whole"),
        pytest.param("", "ab", "+ab", id="nothing typed"),
    ],
)
def test_a_difference_marks_what_to_change(typed: str, answer: str, expected: str) -> None:
    assert "|".join(f"{p.sign}{p.text}" for p in difference(typed, answer)) == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_difference_contains_the_whole_answer(typed: str, answer: str) -> None:
    pieces = difference(typed, answer)
    assert "".join(p.text for p in pieces if p.sign in "=+") == unicodedata.normalize("NFC", answer)
    assert all(isinstance(p, Piece) and p.text for p in pieces)


@given(st.text(max_size=30))
def test_graphemes_keep_the_whole_text(text: str) -> None:
    assert "".join(graphemes(text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("answer", "short"),
    [
        ("gradient descent", True),
        ("", False),
        ("a\nb", False),
        ("one two three four five six seven eight", False),
    ],
)
def test_only_short_answers_are_typed(answer: str, short: bool) -> None:
    assert is_short(answer) is short
