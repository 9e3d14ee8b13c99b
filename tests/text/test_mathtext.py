r"""TeX → Unicode only where it says exactly the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.text.mathtext import to_unicode

EXACT = {
    "x": "x",
    "  x + y ": "x + y",
    "x^2": "x²",
    "x^{10}": "x¹⁰",
    "x^{-n}": "x⁻ⁿ",
    "x_i": None,
    "p~q": None,
    "x % y": None,
    "a & b": None,
    "x_1": "x₁",
    "x_{n+1}": "xₙ₊₁",
    "x_n^2": "xₙ²",
    "a\\le b": "a ≤ b",
    "a \\le\\beta": "a ≤ β",
    "\\alpha\\beta": "αβ",
    "\\alpha x": "αx",
    "2\\cdot 3": "2 · 3",
    "\\forall x\\in A": "∀x ∈ A",
    "f\\colon A\\to B": None,
    "P(A\\mid B)": "P(A∣B)",
    "\\log x": "log x",
    "\\log(x)": "log(x)",
    "2\\ln\\alpha": "2ln α",
    "\\log_2 x": "log₂ x",
    "\\sin^2x": "sin²x",
    "x\\max": "x max",
    "\\min\\max": "min max",
    "\\{a,b\\}": "{a,b}",
    "50\\%": "50%",
    "a\\,b\\;c": "a b c",
    "a\\!b": "ab",
    "\\$5": "$5",
    "\\frac{1}{2}": None,
    "\\sqrt{x}": None,
    "x^{a}": None,
    "x^{y^2}": None,
    "\\mathbb{R}": None,
    "\\text{a}": None,
    "{x}": None,
    "x^": None,
    "x_": None,
    "\\": None,
    "\\\\": None,
    "\\alphabet": None,
    "": "",
    "x'": "x'",
    "日本": "日本",
}


@pytest.mark.parametrize(("source", "expected"), EXACT.items(), ids=EXACT)
def test_to_unicode(source: str, expected: str | None) -> None:
    assert to_unicode(source) == expected


@given(st.text("x2^_{}\\ alphe,;+", max_size=40))
def test_never_raises_and_leaves_no_tex(source: str) -> None:
    shown = to_unicode(source)
    if shown is not None:
        assert "^" not in shown
        assert "_" not in shown or "\\_" in source
        assert "\\" not in shown
