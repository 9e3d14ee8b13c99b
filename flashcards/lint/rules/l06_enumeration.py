"""Sets are hard to learn and easy to grade generously (Wozniak's rules 9 and 10).

One member is missing, and the whole card is to be learnt again.
Found are answers that list four things or more, and questions that ask for a list.

- bad: Name the five challenges of mesa-optimization.
- good: five items, each with a cue of its own
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level, Listing, Rich

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Answers that are lists, and questions that ask for one."""
    for asked in course.cards:
        if asked.cloze or asked.exempt("L06"):
            continue
        if asked.english and _LIST.search(asked.front):
            yield asked.finding(
                Level.ERROR, "the front asks for a list", "ask for each thing with a cue of its own"
            )
            continue
        listed = _listed(asked)
        if listed >= limit[""]:
            level = Level.ERROR if listed > limit["error"] else Level.WARNING
            message = f"the answer lists {listed} things, {limit['']:g} or more"
            yield asked.finding(level, message, "make an item of each", back=True)


def _listed(asked: SeenCard) -> int:
    if isinstance(asked.card.answer, Rich):
        bullets = [len(block.items) for block in asked.card.answer.blocks if isinstance(block, Listing)]
        if bullets:
            return max(bullets)
    return max((_run(sentence) for sentence in english.sentences(asked.answer)), default=0)


def _run(sentence: str) -> int:
    """The length of the longest row of short parts between commas or semicolons that "and" or "or" ends."""
    best, row = 0, 0
    for n, part in enumerate(re.split(r"[;,]\s+", sentence)):
        last = _LAST.match(part)
        both = _BOTH.search(part) is not None
        row = row + 1 if n == 0 or english.count(part) <= _PART else 1
        if last or both:
            best, row = max(best, row + (1 if both and not last else 0)), 1
    return best if best > _PAIR else 0


_PAIR = 2
_PART = 6  # words; a longer part is a clause, not a member of a list
_LAST = re.compile(r"(and|or)\b", re.IGNORECASE)
_BOTH = re.compile(r"\w\s+(and|or)\s+\w", re.IGNORECASE)
_NUMBER = r"(two|three|four|five|six|seven|eight|nine|ten|\d+|all)"
_LIST = re.compile(
    rf"\b(list|name|enumerate|give)\s+(the\s+|all\s+)*{_NUMBER}\b|\bwhat are the (four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
RULE = Rule("L06", "enumeration", (Level.WARNING, Level.ERROR), check, {"": 4, "error": 5})
