"""A statement that asks "A or B?" must not contain a word that only the right name has.

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
    """Find statements of distinctions that give their concept's name away."""
    for seen in course.cards:
        if seen.card.among:
            revealing = _own(seen, course) & course.stems(seen.body)
            if revealing:
                words = [word for word in english.tokens(seen.body) if course.stems(word) & revealing]
                message = f'"{words[0]}" gives the name away'
                yield seen.finding(Level.WARNING, message, "say it without the name")


def _own(seen: SeenCard, course: Course) -> frozenset[str]:
    """Return the stems that the concept's name has and no other option has, counting parts of hyphenated words."""
    concept = seen.card.concept
    names = [course.names.get(other, (other,))[0] for other in seen.card.among if other != concept]
    own = course.names.get(concept, ("",))[0]
    return course.parts(own) - course.parts(" ".join(names))


RULE = Rule("L16", "statement-names-concept", (Level.WARNING,), check)
