"""If the front shows the answer, the learner recalls nothing.

The rule finds a front with every content word of the answer (endings don't count: "optimizers" is "optimizer"; a
hyphenated word is one word), a hint with the answer, and a definition with the rarest word of its term. It skips
questions that offer options and cards about roles. Words of the context line alone are no leak.

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
    """Find cards whose answer is on the front."""
    for seen in course.cards:
        if seen.form.definition == "answer":
            word = _repeated(seen, course)
            if word:
                message = f'the definition repeats "{word}" from its term'
                yield seen.finding(Level.ERROR, message, "say it in other words", back=True)
        elif not _offers(seen) and seen.answer_stems:
            yield from _leaks(seen, course)


def _leaks(seen: SeenCard, course: Course) -> Iterator[Finding]:
    if any(seen.answer_stems <= course.stems(hint) for hint in seen.hints):
        yield seen.finding(
            Level.ERROR, "the hint gives the answer", "hint at what kind of thing it is instead"
        )
    elif seen.answer_stems <= seen.stems and not seen.answer_stems <= course.stems(
        course.topic(seen.note.concept)
    ):
        message = f'the answer "{brief(seen.answer, _LONG)}" is on the front'
        yield seen.finding(Level.ERROR, message, "reword the front, or ask for something else")


def _offers(seen: SeenCard) -> bool:
    """Return whether the front may show the answer: it offers options, or its kind of card is exempt."""
    if seen.exempt("L05"):
        return True
    question = seen.front.rstrip().removesuffix("?")
    if seen.cloze or question == seen.front.rstrip():
        return False
    return _OR.search(question, question.rfind("?") + 1) is not None


def _repeated(seen: SeenCard, course: Course) -> str:
    """Return the rarest word of the term on the front if the definition repeats it, else ""."""
    topic = course.stems(course.topic(seen.note.concept))
    rarest = min(seen.stems - topic, key=lambda stem: (course.frequency[stem], stem), default="")
    return next(
        (word for word in seen.words if rarest in seen.answer_stems and rarest in course.stems(word)), ""
    )


_LONG = 40
_OR = re.compile(r"\bor\b", re.IGNORECASE)
RULE = Rule("L05", "answer-leak", (Level.ERROR,), check)
