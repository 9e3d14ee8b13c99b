"""Lists are hard to learn and easy to grade too kindly (Wozniak's rules 9 and 10).

If one member is missing, the learner has to learn the whole card again. The rule finds answers that list four things
or more, and questions that ask for a list.

- bad: Name the five challenges of mesa-optimization.
- good: five items, each with its own cue
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
    """Find answers that are lists, and questions that ask for one."""
    for seen in course.cards:
        if seen.cloze or seen.exempt("L06"):
            continue
        if seen.english and _LIST.search(seen.front):
            yield seen.finding(
                Level.ERROR, "the front asks for a list", "ask for each thing separately, with its own cue"
            )
            continue
        listed = _listed(seen)
        if listed >= limit[""]:
            level = Level.ERROR if listed > limit["error"] else Level.WARNING
            message = f"the answer lists {listed} things, {limit['']:g} or more"
            yield seen.finding(level, message, "make an item for each", back=True)


def _listed(seen: SeenCard) -> int:
    """Return how many things the answer lists, in bullets or in a sentence."""
    if isinstance(seen.card.answer, Rich):
        bullets = [len(block.items) for block in seen.card.answer.blocks if isinstance(block, Listing)]
        if bullets:
            return max(bullets)
    return max((_run(sentence) for sentence in english.sentences(seen.answer)), default=0)


def _run(sentence: str) -> int:
    """Return the length of the longest list in a sentence: short parts between commas, ending with "and" or "or"."""
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
