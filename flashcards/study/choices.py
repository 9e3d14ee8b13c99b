"""The options of a multiple-choice question. Pure: the same salt gives the same order.

Distractors are what a learner really takes for the answer: the concepts that the deck's own distinctions set beside
it, then related ones; other events for a history card; for a free answer what cards of the same kind answer
nearby, of about the same length. None is another name of the answer, equal to it, or a part of the question.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from flashcards.model import NoteType, Rivals
from flashcards.study import grading
from flashcards.study.lookup import Book, hidden
from flashcards.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Card, Note

_FEWEST, _MOST = 2, 3  # distractors
_READABLE = 200  # characters; four longer options are a page to read
_FEW = 3  # words
_EVEN = 1.7  # how much longer than another an option may be


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
    rivals, answer = card.form.rivals, plain.plain(card.answer)
    concept = book.answered(note, card)
    if concept and rivals is not Rivals.ALL_SAME_CARDS:
        found = _concepts(book, card, concept, confused)
    elif rivals is Rivals.ALL_SAME_CARDS:
        found = _plain(answer, _all_same_cards(book, note, card))
    elif rivals is Rivals.SAME_CARDS:
        found = _plain(answer, _same_cards(book, note, card))
    elif rivals is Rivals.PARTS:
        found = _plain(answer, _parts(book, note))
    elif rivals is Rivals.ALIKE:
        found = _alike(book, note, card)
    else:
        found = []
    return _mixed(found, salt)


def _mixed(found: list[Option], salt: str) -> tuple[Option, ...]:
    if len(found) <= _FEWEST:
        return ()
    return tuple(
        sorted(found[: _MOST + 1], key=lambda option: sha256(f"{salt}{option.text}".encode()).digest())
    )


def _concepts(book: Book, card: Card, concept: str, confused: Iterable[str]) -> list[Option]:
    names = {grading.normal(name) for name in book.names(concept)}
    out = [Option(book.term(concept), right=True, concept=concept)]
    for other in dict.fromkeys((*card.among, *confused, *book.near(concept))):
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
            if len(out) > _MOST:
                break
    return out


def _all_same_cards(book: Book, note: Note, card: Card) -> Iterator[str]:
    """What cards of this name and kind answer in the whole deck, of the same concept first."""
    others = (other for other in book.deck.notes if other.kind == note.kind and other is not note)
    for other in sorted(others, key=lambda other: other.concept != note.concept):
        yield from (plain.plain(c.answer) for c in other.live if c.name == card.name)


def _same_cards(book: Book, note: Note, card: Card) -> Iterator[str]:
    """What cards of this name and kind answer, of the same concept first, then of those near it."""
    for other in _nearby(book, note, book.near(note.concept)):
        yield from (plain.plain(c.answer) for c in other.live if c.name == card.name)


def _nearby(book: Book, note: Note, concepts: Iterable[str]) -> list[Note]:
    """Other notes of this kind and type: of the same concept first, then of these concepts in their order."""
    near = {concept: n for n, concept in enumerate(dict.fromkeys((note.concept, *concepts)))}
    others = (n for n in book.deck.notes if (n.kind, n.type) == (note.kind, note.type) and n is not note)
    return sorted((n for n in others if n.concept in near), key=lambda n: near[n.concept])


def _alike(book: Book, note: Note, card: Card) -> list[Option]:
    """A free answer, and what cards of the same kind answer nearby at about the same length."""
    answer = _said(note, card)
    if not answer or len(answer) > _READABLE:
        return []
    shown = grading.normal(plain.question(note, card))
    pool = (
        _said(other, c)
        for other in _nearby(book, note, book.akin(note.concept))
        for c in other.live
        if c.name == card.name or other.type is NoteType.CLOZE
    )
    return _plain(
        answer,
        (text for text in pool if _similar(text, answer) and f" {grading.normal(text)} " not in f" {shown} "),
    )


def _said(note: Note, card: Card) -> str:
    """An answer in one piece; "" if it has several."""
    if note.type is not NoteType.CLOZE:
        return plain.plain(card.answer)
    words = dict.fromkeys(hidden(note, card))
    return next(iter(words)) if len(words) == 1 else ""


def _similar(text: str, answer: str) -> bool:
    """Whether neither length nor a number gives the right option away; short ones have as many words."""
    if max(len(text.split()), len(answer.split())) <= _FEW and len(text.split()) != len(answer.split()):
        return False
    even = len(answer) <= _EVEN * len(text) and len(text) <= _EVEN * len(answer)
    return even and any(map(str.isdigit, text)) == any(map(str.isdigit, answer))


def _parts(book: Book, note: Note) -> Iterator[str]:
    """What the other parts of the same item answer."""
    case = note.key.partition(".")[0] + "."
    for other in book.deck.notes:
        if other.key.startswith(case) and other is not note:
            yield from (plain.plain(c.answer) for c in other.live)
