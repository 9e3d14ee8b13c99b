"""A case that is to be recognised must not say what it shows, also where a text of its own is the answer.

- bad: A mesa-optimizer learns to please its trainers. Which concept is this?
- good: A model that searches for plans learns to please its trainers. Which concept is this?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.cards import linked
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Examples whose scenario names the concept that they show."""
    for asked in course.cards:
        if asked.form.case:
            scenario = course.stems(asked.body)
            shown = [name for concept in _shown(asked) for name in course.names.get(concept, ())]
            named = [name for name in shown if course.stems(name) and course.stems(name) <= scenario]
            if named:
                message = f'the scenario names "{named[0]}"'
                yield asked.finding(Level.WARNING, message, "tell the case without the name")


def _shown(asked: SeenCard) -> set[str]:
    """The concepts that the answer names; the file's own if it is a text of the author's."""
    return set(linked(asked.note)) or {asked.note.concept}


RULE = Rule("L17", "scenario-names-concept", (Level.WARNING,), check)
