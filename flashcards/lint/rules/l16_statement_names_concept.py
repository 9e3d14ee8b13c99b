"""A statement that asks "A or B?" must not hold a word of the right name that the other names lack.

- bad: Compares the inner goal with the loss. Inner alignment or outer alignment?
- good: Compares the learned goal with the loss. Inner alignment or outer alignment?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Statements of distinctions that give their concept's name away."""
    for asked in course.cards:
        if asked.card.among:
            given = _own(asked, course) & course.stems(asked.body)
            if given:
                words = [word for word in english.tokens(asked.body) if course.stems(word) & given]
                message = f'"{words[0]}" gives the name away'
                yield asked.finding(Level.WARNING, message, "say it without the name")


def _own(asked: SeenCard, course: Course) -> frozenset[str]:
    """The words of the concept's name that no other name on the card has, also within a hyphenated word."""
    concept = asked.card.concept
    names = [course.names.get(other, (other,))[0] for other in asked.card.among if other != concept]
    own = course.names.get(concept, ("",))[0]
    return course.parts(own) - course.parts(" ".join(names))


RULE = Rule("L16", "statement-names-concept", (Level.WARNING,), check)
