"""Without a question or a blank, the learner can't tell what to answer.

- bad: Explain mesa-optimization.
- good: What makes a trained model a mesa-optimizer?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find fronts without a question mark and without a blank."""
    for seen in course.cards:
        if (
            not seen.cloze
            and english.BLANK not in seen.front
            and not any(sign in seen.front for sign in _MARKS)
        ):
            yield seen.finding(Level.ERROR, "the front asks nothing", "make it a question")


_MARKS = "?\u037e\uff1f\u061f"  # Latin, Greek, full-width, Arabic
RULE = Rule("L09", "not-a-question", (Level.ERROR,), check)
