"""What the nouns promise of themselves."""

from __future__ import annotations

import pickle

import pytest

from flashcards import model
from tests.course.deck import course


def test_a_deck_is_the_same_after_pickling() -> None:
    assert pickle.loads(pickle.dumps(course(), protocol=5)) == course()


@pytest.mark.parametrize("noun", [model.Break(), model.Code("x"), model.Cloze(1, ("a",), "b")])
def test_a_noun_is_pickled_as_a_call_of_its_class(noun: model.Span) -> None:
    data = pickle.dumps(noun, protocol=5)
    assert pickle.loads(data) == noun
    assert not any(name.encode() in data for name in ("text", "number", "spans", "hint"))
