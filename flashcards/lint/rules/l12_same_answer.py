"""Two items of a concept with the same answer often ask the same thing twice; sometimes the second is a useful new angle.

The rule skips cards that ask which concept, which role or which year. A second item is an info, a
third or later one a warning.

- bad: three questions of one concept with the answer "interpretability"
- good: one of them, or an allowance that says how the angles differ
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
    """Find answers that several items of a concept share."""
    for cards in course.by_concept.values():
        groups: dict[tuple[str, ...], dict[str, SeenCard]] = {}
        for seen in cards:
            words = tuple(english.tokens(seen.answer))
            if words and not seen.exempt("L12"):
                groups.setdefault(words, {}).setdefault(seen.item, seen)
        for same in groups.values():
            yield from _findings(list(same.values()), limit[""])


def _findings(same: list[SeenCard], many: float) -> Iterator[Finding]:
    for nth, seen in enumerate(same[1:], 2):
        level = Level.WARNING if nth >= many else Level.INFO
        message = f"the answer is the same as that of {same[0].name()}"
        yield seen.finding(level, message, "keep one, unless they ask from different angles", back=True)


RULE = Rule("L12", "same-answer", (Level.INFO, Level.WARNING), check, {"": 3})
