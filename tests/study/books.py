"""A deck for the tests of lookup and choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.study.lookup import Book
from tests.decks import compiled

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


def book_of(concepts: dict[str, str]) -> Book:
    """Compile concept files that have no errors."""
    result = compiled(concepts)
    assert not result.errors, result.errors
    assert result.deck is not None
    return Book(result.deck)


def card(book: Book, key: str, name: str) -> tuple[Note, Card]:
    note = next(note for note in book.deck.notes if note.key == key)
    return note, next(card for card in note.cards if card.name == name)
