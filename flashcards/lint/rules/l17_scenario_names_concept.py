"""An example that asks which concept it shows must not name that concept, even if the author wrote another answer.

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
    """Find examples whose scenario names the concept that they show."""
    for seen in course.cards:
        if seen.form.case:
            scenario = course.stems(seen.body)
            shown = [name for concept in _shown(seen) for name in course.names.get(concept, ())]
            named = [name for name in shown if course.stems(name) and course.stems(name) <= scenario]
            if named:
                message = f'the scenario names "{named[0]}"'
                yield seen.finding(Level.WARNING, message, "describe the case without the name")


def _shown(seen: SeenCard) -> set[str]:
    """Return the concepts that the note links to, or the note's own concept if it links to none."""
    return set(linked(seen.note)) or {seen.note.concept}


RULE = Rule("L17", "scenario-names-concept", (Level.WARNING,), check)
