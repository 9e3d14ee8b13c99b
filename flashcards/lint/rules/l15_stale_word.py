"""What was "recent" when it was written is no longer so when the card is asked three years later.

A year anywhere on the card makes it true for good.

- bad: Recent work found look-ahead in a chess network.
- good: By 2024, look-ahead had been found in a chess network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Words that age, on cards without a year."""
    done = set[str]()
    for asked in course.cards:
        if asked.note.key in done:
            continue
        for back, text in ((False, asked.front), (True, asked.answer), (True, plain(asked.note.extra))):
            found = _STALE.search(text)
            if found and not _YEAR.search(
                f"{asked.front} {plain(asked.card.answer)} {plain(asked.note.extra)}"
            ):
                done.add(asked.note.key)
                message = f'"{found[0]}" will be wrong one day'
                yield asked.finding(Level.WARNING, message, "give the year: by 2024, since 2019", back=back)
                break


_YEAR = re.compile(r"\b(19|20)\d\d\b")
_STALE = re.compile(
    r"\b(recent(ly)?|currently|today['\u2019]?s?|nowadays|at present|modern|state[- ]of[- ]the[- ]art"
    r"|new (work|results?|findings?|models?))\b",
    re.IGNORECASE,
)
RULE = Rule("L15", "stale-word", (Level.WARNING,), check, english=True)
