"""Options: who stands beside the right answer, and who never does. And what the quiz looks up in a deck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flashcards.model import Unit
from flashcards.study.choices import options
from flashcards.study.lookup import Book
from tests.courses import compiled

if TYPE_CHECKING:
    from flashcards.model import Card, Note


def concept(term: str, rest: str = "", definition: str = "") -> str:
    text = definition or f"What {term} is and nothing else."
    return f"term: {term}\n{rest}definition:\n  short:\n    text: {text}\n"


CONCEPTS = {
    "alpha": concept(
        "alpha",
        "aliases: [first letter, a-sound]\nrelated: {delta: cousin, epsilon: cousin}\n",
    )
    + """\
  cloze:
    one:
      text: The {{c1::beta}} comes after the {{c2::first letter}}, {{c3::some long thing}} not.
distinctions:
  vs-beta:
    between: [alpha, beta]
    axis: The place in the alphabet.
    points:
      place: {alpha: Stands first., beta: Stands second., cards: [alpha, beta]}
history:
  cadmus: {date: 1500, who: Cadmus, what: brought the letters}
  homer: {date: 1600, who: Homer, what: never wrote}
  euclid: {date: 1700, who: Euclid, what: drew with them}
  crew: {date: 1800, who: Cadmus and friends, what: sailed}
examples:
  school:
    scenario: A child writes its first sign.
    shows: alpha
    roles:
      beta: {is: the chalk}
      gamma: {is: the slate}
      delta: {is: the teacher}
""",
    "beta": concept("beta", "aliases: [second letter]\n"),
    "gamma": concept("gamma"),
    "delta": concept("delta", "aliases: [fourth letter]\n"),
    "epsilon": concept("epsilon"),
    "first": concept("first letter", definition="A synonym that stands as a concept of its own."),
}


@pytest.fixture(scope="module")
def book() -> Book:
    result = compiled(CONCEPTS)
    assert not result.errors, result.errors
    assert result.deck is not None
    return Book(result.deck)


def card(book: Book, key: str, name: str) -> tuple[Note, Card]:
    note = next(note for note in book.deck.notes if note.key == key)
    return note, next(card for card in note.cards if card.name == name)


def words(book: Book, key: str, name: str, confused: tuple[str, ...] = ()) -> tuple[str, set[str]]:
    """The right option, and the others."""
    found = options(book, *card(book, key, name), "salt", confused)
    (right,) = (option.text for option in found if option.right)
    return right, {option.text for option in found if not option.right}


@pytest.mark.parametrize(
    ("key", "name", "right", "others"),
    [
        pytest.param(
            "alpha/short", "reverse", "alpha", {"beta", "delta", "epsilon"}, id="a term: confusable, related"
        ),
        pytest.param("alpha/vs-beta.place", "beta", "beta", {"alpha", "gamma", "delta"}, id="a point"),
        pytest.param(
            "alpha/one", "1", "beta", {"alpha", "gamma", "delta"}, id="a blank that names a concept"
        ),
        pytest.param(
            "alpha/cadmus", "who", "Cadmus", {"Homer", "Euclid"}, id="an event: others, none a part of it"
        ),
        pytest.param("alpha/school.beta", "ask", "the chalk", {"the slate", "the teacher"}, id="a role"),
    ],
)
def test_options(book: Book, key: str, name: str, right: str, others: set[str]) -> None:
    assert words(book, key, name) == (right, others)


def test_no_option_is_another_name_of_the_answer(book: Book) -> None:
    everyone = [note for note in book.deck.notes for _ in note.live]
    for note in everyone:
        for asked in note.live:
            found = options(book, note, asked, "x")
            concept = book.answered(note, asked)
            names = set(book.names(concept)) if concept else set()
            assert not {option.text for option in found if not option.right} & names
            assert len({option.text for option in found}) == len(found)
            assert len(found) in {0, 3, 4}


def test_what_this_learner_confuses_comes_first(book: Book) -> None:
    assert "gamma" in words(book, "alpha/short", "reverse", ("gamma",))[1]


def test_a_free_answer_has_no_options(book: Book) -> None:
    assert options(book, *card(book, "alpha/one", "3"), "salt") == ()
    assert options(book, *card(book, "alpha/vs-beta", "ask"), "salt") == ()


FREE = {
    "one": """\
term: one
related: {two: cousin, three: cousin}
definition:
  cloze:
    a: {text: "A thing with {{c1::red stripes}} and {{c2::blue dots}}."}
    year: {text: "Seen in {{c1::the 1990s}}."}
faq:
  why: {q: Why is it so?, a: Because rain falls on it.}
  long: {q: How long?, a: So long that nobody could read four such answers side by side and still know the first.}
""",
    "two": """\
term: two
definition:
  cloze:
    b: {text: "Has {{c1::green lines}}, {{c2::blue dots}} and {{c3::one single enormous square}}."}
faq:
  why: {q: Why is that so?, a: Because snow lies on it.}
  same: {q: Why else?, a: because Rain falls on it!}
""",
    "three": """\
term: three
definition:
  cloze:
    c: {text: "Has {{c1::white rings}} or {{c2::red stripes}}, {{c3::stripes}} in {{c4::room 1990}}."}
faq:
  why: {q: Why was it so?, a: Because wind blew on it.}
""",
    "far": "term: far\nfaq:\n  why: {q: Why?, a: Because fire burnt near it.}\n",
}


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        pytest.param(
            "one/why",
            "ask",
            ("Because rain falls on it.", {"Because snow lies on it.", "Because wind blew on it."}),
            id="an answer of its own length, neither equal nor from afar",
        ),
        pytest.param(
            "one/a",
            "1",
            ("red stripes", {"green lines", "white rings"}),
            id="a blank: as many words, none that the question shows",
        ),
        pytest.param("one/year", "1", None, id="no number among words"),
        pytest.param("one/long", "ask", None, id="nothing of that length"),
    ],
)
def test_options_for_a_free_answer(key: str, name: str, expected: tuple[str, set[str]] | None) -> None:
    result = compiled(FREE)
    assert not result.errors, result.errors
    assert result.deck is not None
    free = Book(result.deck)
    if expected:
        assert words(free, key, name) == expected
    else:
        assert options(free, *card(free, key, name), "salt") == ()


def test_the_salt_decides_the_order(book: Book) -> None:
    note, asked = card(book, "alpha/short", "reverse")
    orders = {tuple(o.text for o in options(book, note, asked, f"{salt}")) for salt in range(12)}
    assert len(orders) > 1
    assert options(book, note, asked, "1") == options(book, note, asked, "1")


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
def test_blanks(book: Book, key: str, name: str, blanks: tuple[tuple[str, ...], ...]) -> None:
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
