"""Learners see each card alone and in random order, so "it" and "the above" refer to nothing.

"It is unclear whether ..." refers to what follows, and passes.

- bad: It motivates tests that probe for hidden goals. What does?
- good: Which concept motivates tests that probe for hidden goals?
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find fronts that refer to something that is not on the card."""
    for seen in course.cards:
        text = seen.front.lstrip("\"'\u201c\u2018*(").strip()
        begins = None if _EMPTY.match(text) else _BEGINS.match(text)
        found = begins or _CONTAINS.search(text)
        if found:
            message = f'"{found[0]}" refers to something that is not on the card'
            yield seen.finding(Level.ERROR, message, "name the thing that you mean")


_EMPTY = re.compile(
    r"it\s+(is|was|remains|seems|became|can be|may be)\s+(\w+\s+){1,3}?(whether|that|how|why|who|when|what|to|if)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(it|its|they|their|this|these|those|that|he|she|his|her)\b", re.IGNORECASE)
_CONTAINS = re.compile(
    r"\bthe (above|aforementioned|former|model in question)\b|\bas (mentioned|noted|described|stated) (above|before|earlier)\b"
    r"|\bas mentioned\b",
    re.IGNORECASE,
)
RULE = Rule("L07", "dangling-reference", (Level.ERROR,), check, english=True)
