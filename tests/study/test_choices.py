"""Which options a multiple-choice question offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flashcards.study.choices import options
from tests.study.books import book_of, card

if TYPE_CHECKING:
    from flashcards.study.lookup import Book


def words(book: Book, key: str, name: str, confused: tuple[str, ...] = ()) -> tuple[str, set[str]]:
    """Return the right option, and the others."""
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
def test_distractors_are_plausible_for_the_kind_of_answer(
    book: Book, key: str, name: str, right: str, others: set[str]
) -> None:
    assert words(book, key, name) == (right, others)


def test_no_option_is_another_name_of_the_answer(book: Book) -> None:
    for note in book.deck.notes:
        for live in note.live:
            found = options(book, note, live, "x")
            concept = book.answered(note, live)
            names = set(book.names(concept)) if concept else set()
            assert not {option.text for option in found if not option.right} & names
            assert len({option.text for option in found}) == len(found)
            assert len(found) in {0, 3, 4}


def test_concepts_that_the_learner_confuses_come_first(book: Book) -> None:
    assert "gamma" in words(book, "alpha/short", "reverse", ("gamma",))[1]


def test_a_free_answer_without_similar_ones_has_no_options(book: Book) -> None:
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
            id="answers of similar length from nearby, none equal",
        ),
        pytest.param(
            "one/a",
            "1",
            ("red stripes", {"green lines", "white rings"}),
            id="a blank: as many words, none that the question shows",
        ),
        pytest.param("one/year", "1", None, id="no number among words"),
        pytest.param("one/long", "ask", None, id="none of similar length"),
    ],
)
def test_a_free_answer_gets_similar_answers_from_nearby(
    key: str, name: str, expected: tuple[str, set[str]] | None
) -> None:
    free = book_of(FREE)
    if expected:
        assert words(free, key, name) == expected
    else:
        assert options(free, *card(free, key, name), "salt") == ()


def test_the_salt_decides_the_order(book: Book) -> None:
    note, asked = card(book, "alpha/short", "reverse")
    orders = {tuple(o.text for o in options(book, note, asked, f"{salt}")) for salt in range(12)}
    assert len(orders) > 1
    assert options(book, note, asked, "1") == options(book, note, asked, "1")
