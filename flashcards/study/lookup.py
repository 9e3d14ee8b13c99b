"""Look up what the quiz needs in a deck: accepted answers, concepts, and what they are confused with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flashcards.model import Cloze, Deck, Note, NoteType
from flashcards.study import grading
from flashcards.text import plain, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Card


class Book:
    """One deck, with indexes by name and concept."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck

    def blanks(self, note: Note, card: Card) -> tuple[tuple[str, ...], ...]:
        """Return what to accept for each blank of a cloze, or for a short answer; () if it is not to be typed."""
        if note.type is NoteType.CLOZE:
            words = hidden(note, card)
        elif card.form.typed:
            words = [plain.plain(card.answer)]
        else:
            return ()
        if not all(map(grading.is_short, words)):
            return ()
        return tuple(grading.answers(word, self.aliases(word)) for word in dict.fromkeys(words))

    def aliases(self, words: str) -> tuple[str, ...]:
        """Return all names of the concept that these words name."""
        name = self.named(words)
        return self.names(name) if name else ()

    def answered(self, note: Note, card: Card) -> str:
        """Return the id of the concept whose name is the card's answer; "" if there is none."""
        if card.concept:
            return card.concept
        blanks = self.blanks(note, card)
        return self.named(blanks[0][0]) if len(blanks) == 1 else ""

    def term(self, concept: str) -> str:
        """Return a concept's term in plain text."""
        known = self.deck.concepts.get(concept)
        return plain.plain(known.term) if known else concept.replace("-", " ")

    def names(self, concept: str) -> tuple[str, ...]:
        """Return a concept's term and aliases."""
        known = self.deck.concepts.get(concept)
        return (self.term(concept), *(known.aliases if known else ()))

    def named(self, words: str) -> str:
        """Return the id of the concept that these words name; "" if there is none."""
        return self._named.get(grading.normal(words), "")

    @cached_property
    def _named(self) -> dict[str, str]:
        """The concept of every name in normal form; a concept's own term wins over another's alias."""
        out = {grading.normal(self.term(name)): name for name in self.deck.concepts}
        for name, concept in self.deck.concepts.items():
            for alias in concept.aliases:
                out.setdefault(grading.normal(alias), name)
        return out

    @property
    def all_names(self) -> frozenset[str]:
        """The names of all concepts, in normal form."""
        return frozenset(self._named)

    def near(self, concept: str) -> Iterator[str]:
        """Yield concepts near this one: first ``akin``, then its unit, then the rest; some more than once."""
        yield from self.akin(concept)
        for unit in self.deck.units:
            yield from unit.concepts if concept in unit.concepts else ()
        yield from self.deck.concepts

    def akin(self, concept: str) -> Iterator[str]:
        """Yield the concepts that distinctions compare with this one, then those that it relates to or that relate to it."""
        concepts = self.deck.concepts
        for pair in (pair for other in concepts.values() for pair in other.confusable if concept in pair):
            yield from (name for name in pair if name != concept)
        known = concepts.get(concept)
        yield from known.related if known else ()
        yield from (name for name, other in concepts.items() if concept in other.related)

    def between(self, one: str, other: str) -> Note | None:
        """Return the note that says how two concepts differ."""
        return self._distinctions.get(frozenset((one, other)))

    @cached_property
    def _distinctions(self) -> dict[frozenset[str], Note]:
        out: dict[frozenset[str], Note] = {}
        for note in self.deck.notes:
            for card in note.cards:
                if card.form.compares and not card.among:
                    out |= dict.fromkeys(_pairs(prose.linked(card.ask)), note)
        for note in self.deck.notes:  # a distinction may have cards for its points only
            for card in note.cards:
                for pair in _pairs(card.among):
                    out.setdefault(pair, note)
        return out


def hidden(note: Note, card: Card) -> list[str]:
    """Return what each blank of a cloze card hides."""
    return [
        plain.plain(prose.text_of(span.spans))
        for span in prose.walk(note.text)
        if isinstance(span, Cloze) and span.number == card.ordinal
    ]


def _pairs(concepts: Iterable[str]) -> Iterator[frozenset[str]]:
    names = list(concepts)
    yield from (frozenset((a, b)) for n, a in enumerate(names) for b in names[n + 1 :])
