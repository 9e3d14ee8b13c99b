"""A definition of a few words fits many terms once its own term is blanked out.

The rule counts the content words on the front of the card that asks for the term.

- bad: ____: a kind of optimizer. Which term is meant?
- good: ____: an optimizer that was itself found by another optimizer's search. Which term is meant?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Find definitions with too few words to single out the term."""
    for seen in course.cards:
        if seen.form.definition == "question":
            words = len(course.stems(seen.body))
            if words < limit[""]:
                number = counted(words, "content word")
                message = f"without the term, the definition has {number}, fewer than {limit['']:g}"
                yield seen.finding(
                    Level.WARNING, message, "say more, or ask only from term to definition: cards: [forward]"
                )


RULE = Rule("L20", "thin-definition", (Level.WARNING,), check, {"": 4})
