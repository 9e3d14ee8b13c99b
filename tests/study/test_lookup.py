"""What the quiz looks up in a deck: accepted answers, names, neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.model import Unit
from flashcards.study.lookup import Book
from tests.study.books import card


@pytest.mark.parametrize(
    ("key", "name", "blanks"),
    [
        pytest.param(
            "alpha/short", "reverse", (("alpha", "first letter", "a-sound"),), id="term with aliases"
        ),
        pytest.param("alpha/one", "1", (("beta", "second letter"),), id="a blank with the concept's aliases"),
        pytest.param(
            "alpha/one", "2", (("first letter",),), id="a concept's own term before another's alias"
        ),
        pytest.param("alpha/vs-beta.place", "alpha", (("alpha", "first letter", "a-sound"),), id="a point"),
        pytest.param("alpha/cadmus", "who", (("Cadmus",),), id="an event without its work"),
        pytest.param("alpha/vs-beta", "ask", (), id="a whole distinction is not typed"),
    ],
)
def test_what_is_accepted_for_each_blank(
    book: Book, key: str, name: str, blanks: tuple[tuple[str, ...], ...]
) -> None:
    assert book.blanks(*card(book, key, name)) == blanks


def test_lookups(book: Book) -> None:
    assert book.named("Second  LETTER!") == "beta"
    assert book.named("nobody") == ""
    between = book.between("beta", "alpha")
    assert between is not None
    assert between.key == "alpha/vs-beta"
    assert book.between("beta", "delta") is None
    assert list(dict.fromkeys(book.near("alpha")))[:3] == ["beta", "delta", "epsilon"]
    units = (Unit("one", "One", ("gamma", "alpha")), Unit("two", "Two", ("beta", "delta", "epsilon")))
    near = Book(replace(book.deck, units=units)).near("alpha")
    assert list(dict.fromkeys(near))[:4] == ["beta", "delta", "epsilon", "gamma"]
    near = Book(replace(book.deck, units=units)).near("gamma")
    assert list(dict.fromkeys(near))[:2] == ["gamma", "alpha"]
    assert card(book, "alpha/vs-beta.place", "alpha")[1].among == ("alpha", "beta")
    assert card(book, "alpha/vs-beta", "ask")[1].among == ()
