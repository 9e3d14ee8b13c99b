"""Choose the options of a multiple-choice question. The same salt gives the same order.

Distractors are plausible wrong answers. For a concept: the concepts that the deck's distinctions compare with it, then
related ones. For an event: other events. For a free answer: what cards of the same kind ask nearby, with answers of
about the same length. No distractor is another name of the answer, equal to it, or a part of the question.
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
_READABLE = 200  # characters of an option; four longer ones are too much to read
_FEW_WORDS = 3  # an answer of at most this many words only has options of as many
_MOST_LONGER = 1.7  # how many times longer an option may be than another


class Option(NamedTuple):
    """One option. ``concept`` is the id of the concept that it names, or ""."""

    text: str
    right: bool
    concept: str = ""


def options(
    book: Book, note: Note, card: Card, salt: str, confused: Iterable[str] = ()
) -> tuple[Option, ...]:
    """Return three or four options, one of them right; () if the deck has fewer than two good distractors.

    Args:
        book: The deck.
        note: The card's note.
        card: The card.
        salt: Decides the order of the options.
        confused: The concepts that this learner has mistaken for the answer; they come first.
    """
    rivals, answer = card.form.rivals, plain.plain(card.answer)
    concept = book.answered(note, card)
    if concept and rivals is not Rivals.ALL_SAME_CARDS:
        found = _concepts(book, card, concept, confused)
    elif rivals is Rivals.ALL_SAME_CARDS:
        found = _with_answer(answer, _all_same_cards(book, note, card))
    elif rivals is Rivals.SAME_CARDS:
        found = _with_answer(answer, _same_cards(book, note, card))
    elif rivals is Rivals.PARTS:
        found = _with_answer(answer, _parts(book, note))
    elif rivals is Rivals.ALIKE:
        found = _similar_answers(book, note, card)
    else:
        found = []
    return _shuffled(found, salt)


def _shuffled(found: list[Option], salt: str) -> tuple[Option, ...]:
    if len(found) <= _FEWEST:
        return ()
    return tuple(
        sorted(found[: _MOST + 1], key=lambda option: sha256(f"{salt}{option.text}".encode()).digest())
    )


def _concepts(book: Book, card: Card, concept: str, confused: Iterable[str]) -> list[Option]:
    """Return the right concept, then others whose names differ from its names."""
    names = {grading.normal(name) for name in book.names(concept)}
    out = [Option(book.term(concept), right=True, concept=concept)]
    for other in dict.fromkeys((*card.among, *confused, *book.near(concept))):
        theirs = {grading.normal(name) for name in book.names(other)}
        if other != concept and not theirs & names and other in book.deck.concepts:
            out.append(Option(book.term(other), right=False, concept=other))
    return out


def _with_answer(answer: str, pool: Iterable[str]) -> list[Option]:
    """Return the answer and the texts of the pool that neither contain another option nor are part of one."""
    out = [Option(answer, right=True)] if answer else []
    chosen = [grading.normal(answer)]
    for text in pool:
        words = grading.normal(text)
        if words and not any(f" {words} " in f" {held} " or f" {held} " in f" {words} " for held in chosen):
            chosen.append(words)
            out.append(Option(text, right=False))
            if len(out) > _MOST:
                break
    return out


def _all_same_cards(book: Book, note: Note, card: Card) -> Iterator[str]:
    """Yield the answers of cards with this name and kind in the whole deck, those of the same concept first."""
    others = (other for other in book.deck.notes if other.kind == note.kind and other is not note)
    for other in sorted(others, key=lambda other: other.concept != note.concept):
        yield from (plain.plain(c.answer) for c in other.live if c.name == card.name)


def _same_cards(book: Book, note: Note, card: Card) -> Iterator[str]:
    """Yield the answers of cards with this name and kind, those of the same concept first, then of those near it."""
    for other in _nearby(book, note, book.near(note.concept)):
        yield from (plain.plain(c.answer) for c in other.live if c.name == card.name)


def _nearby(book: Book, note: Note, concepts: Iterable[str]) -> list[Note]:
    """Return other notes of this kind and type: those of the same concept first, then of these concepts in order."""
    near = {concept: n for n, concept in enumerate(dict.fromkeys((note.concept, *concepts)))}
    others = (n for n in book.deck.notes if (n.kind, n.type) == (note.kind, note.type) and n is not note)
    return sorted((n for n in others if n.concept in near), key=lambda n: near[n.concept])


def _similar_answers(book: Book, note: Note, card: Card) -> list[Option]:
    """Return a free answer, and answers of about its length that cards of the same kind have nearby."""
    answer = _whole_answer(note, card)
    if not answer or len(answer) > _READABLE:
        return []
    shown = grading.normal(plain.question(note, card))
    pool = (
        _whole_answer(other, c)
        for other in _nearby(book, note, book.akin(note.concept))
        for c in other.live
        if c.name == card.name or other.type is NoteType.CLOZE
    )
    return _with_answer(
        answer,
        (text for text in pool if _similar(text, answer) and f" {grading.normal(text)} " not in f" {shown} "),
    )


def _whole_answer(note: Note, card: Card) -> str:
    """Return a card's answer in one piece; "" for a cloze whose blanks hide different words."""
    if note.type is not NoteType.CLOZE:
        return plain.plain(card.answer)
    words = dict.fromkeys(hidden(note, card))
    return next(iter(words)) if len(words) == 1 else ""


def _similar(text: str, answer: str) -> bool:
    """Return whether neither its length nor a number would give the right option away."""
    if max(len(text.split()), len(answer.split())) <= _FEW_WORDS and len(text.split()) != len(answer.split()):
        return False
    even = len(answer) <= _MOST_LONGER * len(text) and len(text) <= _MOST_LONGER * len(answer)
    return even and any(map(str.isdigit, text)) == any(map(str.isdigit, answer))


def _parts(book: Book, note: Note) -> Iterator[str]:
    """Yield the answers of the other parts of the same item."""
    case = note.key.partition(".")[0] + "."
    for other in book.deck.notes:
        if other.key.startswith(case) and other is not note:
            yield from (plain.plain(c.answer) for c in other.live)
