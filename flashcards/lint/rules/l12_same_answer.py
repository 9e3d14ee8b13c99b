"""Two items of a concept with the same answer often ask the same twice; sometimes they are a useful second angle.

Cards that ask which concept, which role or which year are exempt. From the third item on it is a warning.

- bad: three questions of one concept with the answer "interpretability"
- good: one of them, or an allowance that says why the angles differ
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Answers that several items of a concept share."""
    for cards in course.by_concept.values():
        groups: dict[tuple[str, ...], dict[str, SeenCard]] = {}
        for asked in cards:
            words = tuple(english.tokens(asked.answer))
            if words and not asked.exempt("L12"):
                groups.setdefault(words, {}).setdefault(asked.item, asked)
        for same in groups.values():
            yield from _findings(list(same.values()), limit[""])


def _findings(same: list[SeenCard], many: float) -> Iterator[Finding]:
    for nth, asked in enumerate(same[1:], 2):
        level = Level.WARNING if nth >= many else Level.INFO
        message = f"the answer is that of {same[0].name()} too"
        yield asked.finding(level, message, "keep one, unless the angles differ", back=True)


RULE = Rule("L12", "same-answer", (Level.INFO, Level.WARNING), check, {"": 3})
