"""A blank must hide the word that carries the idea.

If it hides too much, its author's phrasing must be guessed; if it hides only small words, nothing is recalled.

- bad: {{c1::SGD selects for low loss on the training data}}, not for a goal.
- good: SGD selects for {{c1::low loss}} on the training data, not for a goal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint import Rule, english
from flashcards.lint.cards import marked
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Asked, Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Blanks that hide too much or too little."""
    for asked in course.cards:
        if asked.cloze:
            message = _fault(asked, limit)
            if message:
                yield asked.finding(Level.ERROR, message, "hide the word that carries the idea")


def _fault(asked: Asked, limit: Mapping[str, float]) -> str:
    text = marked(asked.note.text, asked.card.ordinal)
    hidden = _HIDDEN.findall(text)
    most = max((english.count(part) for part in hidden), default=0)
    if most > limit[""]:
        return f"the blank hides {most} words, more than {limit['']:g}"
    share = max((_share(sentence) for sentence in english.sentences(text)), default=0)
    if share > limit["share"]:
        return f"the blank hides {share:.0%} of its sentence, more than {limit['share']:.0%}"
    if _any_word(hidden) and not asked.wanted:
        return "the blank hides only small words"
    return ""


def _share(sentence: str) -> float:
    hidden = sum(english.count(part) for part in _HIDDEN.findall(sentence))
    return hidden / max(english.count(sentence.replace("\x02", "").replace("\x03", "")), 1)


def _any_word(hidden: list[str]) -> bool:
    """Whether anything hidden is a word at all, not a formula's sign."""
    return any(english.tokens(part) for part in hidden)


_HIDDEN = re.compile("\x02([^\x03]*)\x03")
RULE = Rule("L03", "cloze-span", (Level.ERROR,), check, {"": 6, "share": 0.4})
