"""Twice as large a hostile file takes twice as much work, not four times: nothing takes more than a second.

Every file goes the way of ``check``. Work is counted in calls, which depend on no clock; what one call of C code
does is tried at a size at which a step that takes the square of it would take for ever.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.lint.engine import lint
from flashcards.preview import data
from flashcards.releases import refusals
from flashcards.study import choices
from flashcards.study.lookup import Book
from flashcards.text import prose
from tests import lockdecks
from tests.decks import DECK, from_files
from tests.work import calls

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "term: it\n"


class Files(NamedTuple):
    """A hostile concept, the deck's sources, and how many small concepts stand beside it."""

    concept: str
    sources: str = ""
    others: int = 0


def many(line: str, n: int, between: str = "") -> str:
    """The line n times, with # replaced by a number."""
    return between.join(line.replace("#", str(number)) for number in range(n))


def names(line: str, n: int) -> str:
    return many(line, n, ", ")


def faq(fields: str, n: int = 1) -> str:
    return HEAD + "faq:\n" + many("  k#: {" + fields + "}\n", n)


def section(name: str, fields: str, n: int) -> str:
    return f"{HEAD}{name}:\n" + many("  k#: {" + fields + "}\n", n)


def compiled(files: Files) -> Compiled:
    deck = {"deck.yaml": DECK, "it.yaml": files.concept}
    deck |= {f"z{n}.yaml": faq("q: Q?, a: A") for n in range(files.others)}
    deck |= {"sources.yaml": f"sources:\n{files.sources}"} if files.sources else {}
    return compile_deck(from_files(deck))


def checked(files: Files) -> None:
    result = compiled(files)
    if result.deck is not None:
        lint(result.deck)


CASES: dict[str, tuple[int, Callable[[int], Files]]] = {
    "items that nearly agree": (150, lambda n: Files(faq("q: Why a b c d e f g h i j k l m n #?, a: So #", n))),
    "unknown events": (250, lambda n: Files(section("history", "date: 2001, who: w, what: d, beside: [event#]", n))),
    "unknown sources": (200, lambda n: Files(faq("q: a, a: b, src: [source#]", n), sources=many("  zz#yy: {title: x}\n", n))),
    "unknown concepts": (150, lambda n: Files(faq("q: a, a: b") + f"related: {{{names('unknown#: x', n)}}}\n", others=n)),
    "faults far down": (50, lambda n: Files("\n" * n * 50 + faq("q: a, a: '[a](b)'", n))),
    "faults in a text": (200, lambda n: Files(faq(f"q: a, a: '{'$x^2$ ' * n}'"))),
    "links in a text": (200, lambda n: Files(faq("q: a, a: '" + many("[[x#]] ", n).replace("#", "1") + "'"))),
    "blanks": (240, lambda n: Files(section("key_aspects", "text: '" + many("{{c1#::a}} ", n) + "'", 1))),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_twice_as_much_takes_twice_the_work(name: str) -> None:
    n, make = CASES[name]
    checked(make(1))  # what is loaded when first needed doesn't count
    assert calls(lambda: checked(make(2 * n))) < 2.5 * calls(lambda: checked(make(n))) + 20_000


def renamed(n: int) -> Callable[[], object]:
    """A concept of which every key has another name than in the lock, and every answer nearly the same."""
    before = lockdecks.deck({"it": faq("q: Why #?, a: the answer number # is here", n)})
    after = faq("q: Why #?, a: the answer no # is there", n).replace("  k", "  n")
    deck, lock = lockdecks.deck({"it": after}), lockdecks.released(before)
    return lambda: refusals.refusals(deck, lock)


def choice(n: int) -> Callable[[], object]:
    """Options for a card among many whose answers differ."""
    deck = compiled(Files(faq("q: Why #?, a: because of #", n))).deck
    assert deck
    book, note = Book(deck), deck.notes[0]
    return lambda: choices.options(book, note, note.cards[0], "salt")


@pytest.mark.parametrize(("make", "n"), [(renamed, 40), (choice, 200)])
def test_other_commands_too(make: Callable[[int], Callable[[], object]], n: int) -> None:
    assert calls(make(2 * n)) < 2.5 * calls(make(n)) + 5_000


def test_problems_in_one_line_stand_beside_their_own_notes() -> None:
    result = compiled(Files(HEAD + "faq: {" + names("k#: {q: a, a: '[[x#]]'}", 9) + "}"))
    assert result.deck
    found = data.Findings(result.deck, result.problems).of_note
    assert found == {f"it/k{n}": [n] for n in range(9)}


LONG = 100_000
FOR_EVER = {
    "spaces": ("Why" + " " * LONG + "x?", ""),
    "and why": ("x" + " and why" * LONG, ""),
    "or": ("x" + " or" * LONG + " x", ""),
    "words": (many("w# ", LONG // 8), ""),
    "a context of spaces": ("Why?", "a" + " " * LONG + "b"),
}


@pytest.mark.parametrize(("question", "context"), FOR_EVER.values(), ids=FOR_EVER)
def test_a_rule_that_takes_the_square_of_a_text_would_take_for_ever(question: str, context: str) -> None:
    result = compiled(Files(faq("q: Why?, a: So.")))
    assert result.deck
    (note,) = result.deck.notes
    notes = (replace(note, cards=(note.cards[0]._replace(ask=question),)),)
    concepts = {"it": replace(result.deck.concepts["it"], context=context)}
    assert lint(replace(result.deck, notes=notes, concepts=concepts))


@pytest.mark.parametrize(
    ("word", "there", "rest"),
    [
        ("a" + "-" * 60 + "b", "ab", " a" + "-" * 80 + "c"),
        ("a" + " -" * 40 + "b", "a" + " " * 40 + "b", " a" + "- " * 80 + "c"),
        ("a " * 50 + "b", "", "a " * 50 + "b"),
    ],
    ids=["hyphens", "spaces and hyphens", "more than a name has"],
)
def test_a_name_that_fits_a_text_in_many_ways(word: str, there: str, rest: str) -> None:
    assert prose.elide(there + rest, (word, "zzz")) == "____" * bool(there) + rest


def test_a_context_of_spaces_is_one_part() -> None:
    result = compiled(Files(faq("q: Why?, a: So.") + f"context: 'a{' ' * 9000}b'\n"))
    assert result.deck
    assert result.deck.notes[0].context == f"a{' ' * 9000}b · it"
