"""A long answer is graded loosely: half of it comes to mind, and the card passes (Wozniak's rule 4).

Counted is what the learner must say, not what the back adds to it. Definitions, examples and the sentence that
tells concepts apart may be longer; nothing may be longer than an error's limit. Blanks have a rule of their own, L03.

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
    """Answers with more words than their kind of card allows."""
    for asked in course.cards:
        if asked.cloze or asked.exempt("L01"):
            continue
        words, most = english.count(asked.answer), limit[asked.form.measure]
        if words > limit["error"] or words > most:
            level = Level.ERROR if words > limit["error"] else Level.WARNING
            message = f"the answer has {words} words, more than {min(most, limit['error']):g}"
            yield asked.finding(level, message, "cut it, or make two items of it", back=True)


RULE = Rule(
    "L01",
    "answer-too-long",
    (Level.WARNING, Level.ERROR),
    check,
    {"": 20, "definition": 35, "distinctions": 25, "examples": 30, "error": 50},
)
