"""A blank should hide the word that carries the idea.

If it hides too much, the learner has to guess the author's phrasing; if it hides only small words, there is nothing
to recall.

- bad: {{c1::SGD selects for low loss on the training data}}, not for a goal.
- good: SGD selects for {{c1::low loss}} on the training data, not for a goal.
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
    """Find blanks that hide too much or too little."""
    for seen in course.cards:
        if seen.cloze:
            message = _fault(seen, limit)
            if message:
                yield seen.finding(Level.ERROR, message, "hide the word that carries the idea")


def _fault(seen: SeenCard, limit: Mapping[str, float]) -> str:
    hidden = [part for _, parts in seen.blanks for part in parts]
    most = max((english.count(part) for part in hidden), default=0)
    if most > limit[""]:
        return f"the blank hides {most} words, more than {limit['']:g}"
    share = max((_share(*blank) for blank in seen.blanks), default=0)
    if share > limit["share"]:
        return f"the blank hides {share:.0%} of its sentence, more than {limit['share']:.0%}"
    if _any_word(hidden) and not seen.answer_stems:
        return "the blank hides only small words"
    return ""


def _share(sentence: str, hidden: tuple[str, ...]) -> float:
    return sum(map(english.count, hidden)) / max(english.count(sentence), 1)


def _any_word(hidden: list[str]) -> bool:
    """Return whether a blank hides a word, not only signs of a formula."""
    return any(english.tokens(part) for part in hidden)


RULE = Rule("L03", "cloze-span", (Level.ERROR,), check, {"": 6, "share": 0.4})
