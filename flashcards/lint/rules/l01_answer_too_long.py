"""A long answer is graded loosely: half of it comes to mind, and the card passes (Wozniak's rule 4).

The rule counts what the learner must say, not what the back adds to it. Definitions, examples and the sentence that
tells concepts apart may be longer, but no answer may exceed the error threshold. Blanks have their own rule, L03.

- bad: What is deceptive alignment? -> a paragraph of sixty words
- good: three items: what it is, why the model does it, when it ends
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Find answers with more words than their kind of card allows."""
    for seen in course.cards:
        if seen.cloze or seen.exempt("L01"):
            continue
        words, most = english.count(seen.answer), limit[seen.form.measure]
        if words > limit["error"] or words > most:
            level = Level.ERROR if words > limit["error"] else Level.WARNING
            message = f"the answer has {words} words, more than {min(most, limit['error']):g}"
            yield seen.finding(level, message, "shorten it, or split it into two items", back=True)


RULE = Rule(
    "L01",
    "answer-too-long",
    (Level.WARNING, Level.ERROR),
    check,
    {"": 20, "definition": 35, "distinctions": 25, "examples": 30, "error": 50},
)
