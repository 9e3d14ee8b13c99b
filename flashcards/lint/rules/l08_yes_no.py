"""A guess answers a yes-no question right half the time, and a right answer shows little (Matuschak).

- bad: Is mesa-optimization happening in current systems?
- good: How far had mesa-optimization been observed by 2024?
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find questions that yes or no answers, and answers that begin with yes or no."""
    for seen in course.cards:
        if seen.cloze:
            continue
        question = english.sentences(seen.front)[-1:]
        if question and question[0].rstrip().endswith("?") and _VERB.match(question[0]):
            yield seen.finding(Level.ERROR, "yes or no answers this", "ask how, why, what or which")
        elif not seen.exempt("L08") and _ANSWER.match(seen.answer):
            yield seen.finding(
                Level.ERROR, "the answer begins with yes or no", "ask how, why, what or which", back=True
            )


_VERB = re.compile(
    r"(is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|must|may|might|am)(n['\u2019]t)?\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(yes|no|true|false)\s*([,.;:!\u2013\u2014-]|$)", re.IGNORECASE)
RULE = Rule("L08", "yes-no", (Level.ERROR,), check, english=True)
