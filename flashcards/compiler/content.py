"""A note's context line, its content hash, and how much its cards show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flashcards import identity
from flashcards.model import Rich
from flashcards.text import prose
from flashcards.text.canonical import canonical
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.model import Card, Concept, Dropped, NoteType, Text

MOST_CHARACTERS = 500_000
"""Characters on the cards of one file."""
_EACH = 100  # characters that a card counts for in addition to its texts


class Topic:
    """The parts of a concept's context line, and the names that would give an answer away."""

    def __init__(self, concept: Concept) -> None:
        term = plain(concept.term)
        self.parts = [part for part in prose.topics(concept.context) if part != term] + [term]
        self.names = {name.casefold() for name in (term, *concept.aliases)}
        self.telling = self.names | {part.casefold() for part in self.parts}
        self.tagged = sum(map(len, concept.tags))
        self.longest = max(map(len, self.telling))
        self.whole = " · ".join(self.parts)

    def line(self, cards: tuple[Card, ...]) -> str:
        """Return the context line: topics and term, without those that are an answer of these cards."""
        if any(card.among for card in cards):  # the concept whose file it is would be ruled out, or in
            return " · ".join(self.parts[:-1])
        answers = set()
        for card in cards:
            first = card.answer.strip() if isinstance(card.answer, str) else _first_line(card.answer)
            if len(first) <= self.longest:
                answers.add(first.casefold())
        if answers.isdisjoint(self.telling):
            return self.whole
        parts = self.parts if answers.isdisjoint(self.names) else self.parts[:-1]
        return " · ".join(part for part in parts if part.casefold() not in answers)


def _first_line(text: Rich) -> str:
    return plain(text if len(text.blocks) == 1 else Rich(text.blocks[:1])).partition("\n")[0].strip()


class Content(NamedTuple):
    """A note's context line, its content hash, and how many characters its cards show without the sources."""

    context: str
    digest: str
    length: int


def content_of(
    topic: Topic,
    note_type: NoteType,
    cards: tuple[Card, ...],
    dropped: tuple[Dropped, ...],
    retired: str,
    texts: Iterable[Text],
) -> Content:
    """Compute a note's context line, content hash and size. All names in the texts must be filled in.

    The hash covers the item's own texts, its set of cards, and whether it is withdrawn.
    """
    parts = [canonical(text) for text in texts]
    context = topic.line(cards)
    ordinals = ",".join([str(card.ordinal) for card in cards])
    gone = ",".join([f"{card.ordinal}={card.why}" for card in dropped])
    digest = identity.content_hash([note_type, ordinals, gone, retired, *parts])
    shown = (len(cards) or 1) * (_EACH + sum(map(len, parts)))
    return Content(context, digest, shown + len(context) + len(retired) + topic.tagged)
