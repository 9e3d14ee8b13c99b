"""A front that names no topic fits several concepts, and learners mix them up (Wozniak's rules 11 and 16).

The front must have a word of the concept's name that its context line lacks, or name an alias, a part of the context
line, or a linked concept, unless the card asks for that. The rule also finds an item whose term is another concept's
name.

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
    """Find fronts that don't name their topic, and terms that are another concept's name."""
    for concept, cards in course.by_concept.items():
        names = _names(course, concept)
        for seen in cards:
            if seen.form.definition == "answer":
                yield from _foreign_term(seen, course)
            elif not seen.exempt("L10") and not any(
                name <= _searched(seen) for name in (*names, *_linked(course, seen))
            ):
                message = "the front names neither its concept nor its topic"
                yield seen.finding(
                    Level.WARNING, message, "name what it is about; learners see each card alone"
                )


def _foreign_term(seen: SeenCard, course: Course) -> Iterator[Finding]:
    terms = [plain(card.answer) for card in seen.note.cards if card.form.definition == "question"]
    owner = course.owners.get(terms[0].casefold()) if terms else None
    if owner and owner != seen.note.concept:
        message = f'this term is a name of the concept "{owner}"'
        yield seen.finding(Level.WARNING, message, "define it only there, or use another term")


def _searched(seen: SeenCard) -> frozenset[str]:
    """Return the stems in which to look for a name: the front's, and for a cloze also what its blank hides."""
    return seen.stems | seen.answer_stems if seen.cloze else seen.stems


def _names(course: Course, concept: str) -> tuple[frozenset[str], ...]:
    """Return the sets of stems that name a concept or its topic; a front with all of one set passes."""
    details = course.deck.concepts[concept]
    near = {
        concept,
        *details.related,
        *details.requires,
        *(name for between in details.confusable for name in between),
    }
    texts = [name for other in near for name in course.names.get(other, ())]
    texts += prose.topics(details.context)
    own = {
        frozenset({stem}) for stem in course.parts(course.names[concept][0]) - course.stems(details.context)
    }
    return (*own, *(stems for stems in map(course.stems, texts) if stems))


def _linked(course: Course, seen: SeenCard) -> Iterator[frozenset[str]]:
    for concept in linked(seen.note):
        yield from map(course.stems, course.names.get(concept, ()))


RULE = Rule("L10", "no-context", (Level.WARNING,), check)
