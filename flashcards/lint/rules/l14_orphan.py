"""Learners soon forget an isolated fact, and can't tell a concept without neighbours from similar ones.

A concept should name another one (under `related` or in a distinction), and another one should name it. It should
have enough cards to be learnt well, but not so many that it crowds out the rest. In a deck of a single concept the
rule only counts the cards.

- bad: related is empty, and no other file names the concept
- good: related: {inner-alignment: is what it endangers}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.cards import Finding
from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course
    from flashcards.model import Concept


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Find concepts without links, and concepts with too few or too many cards."""
    concepts = course.deck.concepts
    out = {name: _named(concept) - {name} for name, concept in concepts.items()}
    into = {other for names in out.values() for other in names}
    retired = {note.concept for note in course.deck.notes} - {note.concept for note in course.notes}
    for name, concept in concepts.items():
        if name in retired:
            continue
        cards = len(course.by_concept[name])
        if len(concepts) > 1 and not out[name]:
            yield _finding(concept, "names no other concept", "add one under related")
        if len(concepts) > 1 and name not in into:
            yield _finding(concept, "is named by no other concept", "add it to another's related")
        if cards < limit["least"]:
            yield _finding(
                concept,
                f"has {counted(cards, 'card')}, fewer than {limit['least']:g}",
                "write more, or make it an item of another concept",
            )
        if cards > limit["most"]:
            yield _finding(
                concept,
                f"has {cards} cards, more than {limit['most']:g}",
                "delete the weak ones, or split the concept",
            )


def _named(concept: Concept) -> set[str]:
    return {*concept.related, *(name for between in concept.confusable for name in between)}


def _finding(concept: Concept, message: str, hint: str) -> Finding:
    return Finding(Level.WARNING, concept.place, f"{concept.id} {message}", hint, (), concept)


RULE = Rule("L14", "orphan", (Level.WARNING,), check, {"least": 3, "most": 90})
