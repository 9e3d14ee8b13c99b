"""Learners recognise a long front by its look, and the answer comes without thinking (Matuschak).

Examples and cards that ask for an order of events may be longer.

- bad: a whole paragraph of the source, then: which concept is this?
- good: the two sentences of it that only this concept fits
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
    """Find fronts with too many words."""
    for seen in course.cards:
        words, most = english.count(seen.front), limit["examples" if seen.form.long_front else ""]
        if words > most:
            message = f"the front has {words} words, more than {most:g}"
            yield seen.finding(Level.WARNING, message, "keep only what the answer needs")


RULE = Rule("L02", "front-too-long", (Level.WARNING,), check, {"": 45, "examples": 60})
