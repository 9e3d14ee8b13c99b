"""Words and sentences of English texts."""

from __future__ import annotations

import pytest

from flashcards.lint import english


@pytest.mark.parametrize(
    "family",
    [
        "optimizer optimizers optimize optimized optimizing optimization optimizations optimisation",
        "align aligned aligning alignment alignments",
        "deception deceptive deceptively",
        "behaviour behavior behaviours behaviors",
        "learn learned learner learning learner's",
        "game gaming gamed games",
        "plan planned planning planner plans",
        "property properties",
        "robust robustness",
    ],
)
def test_forms_of_one_word_have_one_stem(family: str) -> None:
    assert len({english.stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        "base bias",
        "general generate",
        "mesa-optimizer optimizer",
        "inner inert",
        "red reed",
        "sing song",
        "class clas",
    ],
)
def test_different_words_have_different_stems(pair: str) -> None:
    assert len({english.stem(word) for word in pair.split()}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One two. Three.", ["One two.", "Three."], id="full stop"),
        pytest.param("Hubinger et al. (2019) said.", 1, id="et al."),
        pytest.param("See e.g. this one.", 1, id="e.g."),
        pytest.param("He said “Go.” Then left.", 2, id="quotation marks"),
        pytest.param("One? ____ two.", 2, id="blank"),
        pytest.param("One\ntwo", ["One", "two"], id="lines"),
    ],
)
def test_a_text_is_split_into_sentences(text: str, expected: int | list[str]) -> None:
    found = english.sentences(text)
    assert (found if isinstance(expected, list) else len(found)) == expected
