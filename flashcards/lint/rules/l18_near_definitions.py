"""If the definitions of two terms are nearly the same, nobody can tell which term a definition means.

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
    """Find definitions that share most of their words."""
    cards = [seen for seen in course.cards if seen.form.definition == "question"]
    for here, there, share in first_similar([course.stems(seen.body) for seen in cards], limit[""]):
        seen, other = cards[here], cards[there]
        if seen.answer.casefold() != other.answer.casefold():
            message = f'the definition shares {share:.0%} of its words with that of "{other.answer}"'
            yield seen.finding(Level.WARNING, message, "say how the two terms differ", other=other.note)


RULE = Rule("L18", "near-definitions", (Level.WARNING,), check, {"": 0.6})
