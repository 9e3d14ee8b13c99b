"""The options of a multiple-choice question. Pure: the same salt gives the same order.

Distractors are what a learner really takes for the answer: the concepts that the deck's own distinctions set beside
it, then related ones; other events for a history card. None is another name of the answer or equal to it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study import grading
from flashcards.study.answers import Book, headline, note_concepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Card, Note

_FEWEST, _MOST = 2, 3  # distractors


class Option(NamedTuple):
    """One option; ``concept`` is the concept that it names, or ""."""

    text: str
    right: bool
    concept: str = ""


def options(
    book: Book, note: Note, card: Card, salt: str, confused: Iterable[str] = ()
) -> tuple[Option, ...]:
    """Three or four options, one of them right; () if the deck has no two distractors that mislead fairly.

    ``confused`` are the concepts that this learner has taken for the answer: they come first.
    """
    if note.kind == "history":
        return _mixed(_plain(headline(card.answer), _events(book, note, card)), salt)
    concept = book.answered(note, card)
    if concept:
        return _mixed(_concepts(book, note, concept, confused), salt)
    if card.name in {"forward", "reverse"}:
        return _mixed(_plain(headline(card.answer), _same_cards(book, note, card)), salt)
    if "." in note.key and note.kind == "examples":
        return _mixed(_plain(headline(card.answer), _roles(book, note)), salt)
    return ()


def _mixed(found: list[Option], salt: str) -> tuple[Option, ...]:
    if len(found) <= _FEWEST:
        return ()
    return tuple(
        sorted(found[: _MOST + 1], key=lambda option: sha256(f"{salt}{option.text}".encode()).digest())
    )


def _concepts(book: Book, note: Note, concept: str, confused: Iterable[str]) -> list[Option]:
    names = {grading.normal(name) for name in book.names(concept)}
    out = [Option(book.term(concept), right=True, concept=concept)]
    for other in dict.fromkeys((*note_concepts(note), *confused, *book.near(concept))):
        theirs = {grading.normal(name) for name in book.names(other)}
        if other != concept and not theirs & names and other in book.deck.concepts:
            out.append(Option(book.term(other), right=False, concept=other))
    return out


def _plain(answer: str, pool: Iterable[str]) -> list[Option]:
    """The answer and those of the pool that don't say the same, or a part of it."""
    out = [Option(answer, right=True)] if answer else []
    taken = [grading.normal(answer)]
    for text in pool:
        words = grading.normal(text)
        if words and not any(f" {words} " in f" {held} " or f" {held} " in f" {words} " for held in taken):
            taken.append(words)
            out.append(Option(text, right=False))
    return out


def _events(book: Book, note: Note, card: Card) -> Iterator[str]:
    """Who or when other events were: of the same concept first."""
    events = (other for other in book.deck.notes if other.kind == "history" and other is not note)
    for other in sorted(events, key=lambda event: event.concept != note.concept):
        yield from (headline(c.answer) for c in other.live if c.name == card.name != "order")


def _same_cards(book: Book, note: Note, card: Card) -> Iterator[str]:
    """What cards of this name and kind answer, of the same concept first, then of those near it."""
    near = {concept: n for n, concept in reversed(list(enumerate((note.concept, *book.near(note.concept)))))}
    others = (n for n in book.deck.notes if n.kind == note.kind and n is not note and n.concept in near)
    for other in sorted(others, key=lambda n: near[n.concept]):
        yield from (headline(c.answer) for c in other.live if c.name == card.name)


def _roles(book: Book, note: Note) -> Iterator[str]:
    """Who plays the other parts in the same case."""
    case = note.key.partition(".")[0] + "."
    for other in book.deck.notes:
        if other.key.startswith(case) and other is not note:
            yield from (headline(c.answer) for c in other.live)
