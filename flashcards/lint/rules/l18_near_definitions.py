"""Two terms whose definitions nearly agree: whoever reads one of them can't tell which term is meant.

- bad: mesa-objective: the goal that the model pursues; behavioral objective: the goal that a model pursues
- good: each definition says what the other term is not
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.lint.similarity import first_similar
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Definitions that share most of their words."""
    cards = [asked for asked in course.cards if asked.form.definition == "question"]
    for here, there, share in first_similar([course.stems(asked.body) for asked in cards], limit[""]):
        asked, other = cards[here], cards[there]
        if asked.answer.casefold() != other.answer.casefold():
            message = f'the definition shares {share:.0%} of its words with that of "{other.answer}"'
            yield asked.finding(Level.WARNING, message, "say what sets the two terms apart", other=other.note)


RULE = Rule("L18", "near-definitions", (Level.WARNING,), check, {"": 0.6})
