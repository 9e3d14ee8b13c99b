"""Two questions on one card are graded as one: half an answer passes, or a whole one fails.

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
    """Questions with a second question in them."""
    for asked in course.cards:
        if asked.cloze or asked.exempt("L19"):
            continue  # the rest has the deck's own question below a statement
        question = asked.front.rsplit("\n", 1)[-1]  # below a scenario
        if question.count("?") > 1 or _SECOND.search(question, 0, question.find("?") + 1):
            yield asked.finding(Level.WARNING, "the front asks two things", "make two items of it")


_SECOND = re.compile(r"\sand\s+(why|how|what|who|when|where|which)\b", re.IGNORECASE)
RULE = Rule("L19", "two-questions", (Level.WARNING,), check, english=True)
