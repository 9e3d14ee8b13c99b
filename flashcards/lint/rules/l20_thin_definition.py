"""A definition of a few words, once the term is blanked out, fits many terms.

Counted are the content words on the front of the card that asks for the term.

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
    """Definitions with too few words to tell the term."""
    for asked in course.cards:
        if asked.form.definition == "question":
            words = len(course.stems(asked.body))
            if words < limit[""]:
                said = counted(words, "telling word")
                message = f"without the term the definition has {said}, fewer than {limit['']:g}"
                yield asked.finding(Level.WARNING, message, "say more, or ask one way only: cards: [forward]")


RULE = Rule("L20", "thin-definition", (Level.WARNING,), check, {"": 4})
