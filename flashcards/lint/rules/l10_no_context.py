"""A front that names nothing fits several concepts, and they interfere (Wozniak's rules 11 and 16).

The front must have a telling word of the concept's name, or name an alias, a part of its context line or a concept
that it is linked with, unless that is what it asks for. A second item that defines another concept's term is found too.

- bad: Why is it distinct?
- good: Why is a mesa-objective distinct from the base objective?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.cards import linked
from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Fronts that name nothing of their concept, and terms that are another concept's."""
    for concept, cards in course.by_concept.items():
        names = _names(course, concept)
        for asked in cards:
            if asked.form.definition == "answer":
                yield from _foreign(asked, course)
            elif not asked.exempt("L10") and not any(
                name <= _seen(asked) for name in (*names, *_linked(course, asked))
            ):
                message = "the front names neither its concept nor its topic"
                yield asked.finding(Level.WARNING, message, "name what it is about; cards are shown alone")


def _foreign(asked: SeenCard, course: Course) -> Iterator[Finding]:
    terms = [plain(card.answer) for card in asked.note.cards if card.form.definition == "question"]
    owner = course.owners.get(terms[0].casefold()) if terms else None
    if owner and owner != asked.note.concept:
        message = f'this term is the concept "{owner}"'
        yield asked.finding(Level.WARNING, message, "define it there only, or tell the two apart")


def _seen(asked: SeenCard) -> frozenset[str]:
    """The content words of the front; a blank may hide the very name."""
    return asked.stems | asked.wanted if asked.cloze else asked.stems


def _names(course: Course, concept: str) -> tuple[frozenset[str], ...]:
    entry = course.deck.concepts[concept]
    near = {
        concept,
        *entry.related,
        *entry.requires,
        *(name for between in entry.confusable for name in between),
    }
    texts = [name for other in near for name in course.names.get(other, ())]
    texts += prose.topics(entry.context)
    own = {frozenset({stem}) for stem in course.parts(course.names[concept][0]) - course.stems(entry.context)}
    return (*own, *(stems for stems in map(course.stems, texts) if stems))


def _linked(course: Course, asked: SeenCard) -> Iterator[frozenset[str]]:
    for concept in linked(asked.note):
        yield from map(course.stems, course.names.get(concept, ()))


RULE = Rule("L10", "no-context", (Level.WARNING,), check)
