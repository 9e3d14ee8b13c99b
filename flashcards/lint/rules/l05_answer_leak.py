"""If the answer stands on the front, nothing is recalled.

Found are: a front with every content word of the answer (endings don't count: "optimizers" is "optimizer"; a
hyphenated word is one word), a hint with the answer, and a definition with the rarest word of its term. Questions
that offer options and role cards are exempt, and words of the context line never make a leak alone.

- bad: Which goal of a mesa-optimizer does "mesa-objective" name? -> the mesa-objective
- good: Which word names the goal that a mesa-optimizer searches for? -> mesa-objective
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text.wording import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Cards whose answer is on the front."""
    for asked in course.cards:
        if asked.form.definition == "answer":
            word = _repeated(asked, course)
            if word:
                message = f'the definition repeats "{word}" of its term'
                yield asked.finding(Level.ERROR, message, "say it in other words", back=True)
        elif not _offers(asked) and asked.wanted:
            yield from _leaks(asked, course)


def _leaks(asked: SeenCard, course: Course) -> Iterator[Finding]:
    if any(asked.wanted <= course.stems(hint) for hint in asked.hints):
        yield asked.finding(Level.ERROR, "the hint holds the answer", "hint at its kind instead")
    elif asked.wanted <= asked.stems and not asked.wanted <= course.stems(course.topic(asked.note.concept)):
        message = f'the answer "{brief(asked.answer, _LONG)}" stands on the front'
        yield asked.finding(Level.ERROR, message, "reword the front, or ask for something else")


def _offers(asked: SeenCard) -> bool:
    """Whether the answer may stand on the front: options, roles, and events to be put in order."""
    if asked.exempt("L05"):
        return True
    question = asked.front.rstrip().removesuffix("?")
    if asked.cloze or question == asked.front.rstrip():
        return False
    return _OR.search(question, question.rfind("?") + 1) is not None


def _repeated(asked: SeenCard, course: Course) -> str:
    """The rarest word of the term, if the definition has it; a forward card's content words are the term's."""
    topic = course.stems(course.topic(asked.note.concept))
    rarest = min(asked.stems - topic, key=lambda stem: (course.frequency[stem], stem), default="")
    return next((word for word in asked.words if rarest in asked.wanted and rarest in course.stems(word)), "")


_LONG = 40
_OR = re.compile(r"\bor\b", re.IGNORECASE)
RULE = Rule("L05", "answer-leak", (Level.ERROR,), check)
