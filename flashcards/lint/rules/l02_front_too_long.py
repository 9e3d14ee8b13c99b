"""A long, distinctive front is recognised by its shape, and the answer comes without a thought (Matuschak).

Examples and order cards may be longer than the rest.

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
    """Fronts with too many words."""
    for asked in course.cards:
        words, most = english.count(asked.front), limit["examples" if asked.form.long_front else ""]
        if words > most:
            message = f"the front has {words} words, more than {most:g}"
            yield asked.finding(Level.WARNING, message, "keep only what the answer needs")


RULE = Rule("L02", "front-too-long", (Level.WARNING,), check, {"": 45, "examples": 60})
