"""What the nouns promise of themselves."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

from flashcards import model
from tests.course.deck import course


def test_a_deck_is_the_same_after_pickling() -> None:
    assert pickle.loads(pickle.dumps(course(), protocol=5)) == course()


@pytest.mark.parametrize(
    ("noun", "name"),
    [(model.Code("x"), "text"), (model.Cloze(1, ("a",), "b"), "number"), (model.Strong(("a",)), "spans")],
)
def test_nouns_are_frozen(noun: model.Span, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(noun, name, "y")
