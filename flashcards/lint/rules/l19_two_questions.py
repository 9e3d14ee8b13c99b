"""Two questions on one card get one grade: half an answer passes, or a good half fails.

- bad: What is gradient hacking, and why is it hard to see?
- good: two items
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find fronts that ask two questions."""
    for seen in course.cards:
        if seen.cloze or seen.exempt("L19"):
            continue  # other kinds of cards add their own question to a statement
        question = seen.front.rsplit("\n", 1)[-1]  # an example's question is below its scenario
        if question.count("?") > 1 or _SECOND.search(question, 0, question.find("?") + 1):
            yield seen.finding(Level.WARNING, "the front asks two things", "split it into two items")


_SECOND = re.compile(r"\sand\s+(why|how|what|who|when|where|which)\b", re.IGNORECASE)
RULE = Rule("L19", "two-questions", (Level.WARNING,), check, english=True)
