"""What was "recent" for the author is not recent for a learner who sees the card three years later.

A year anywhere on the card keeps it true.

- bad: Recent work found look-ahead in a chess network.
- good: By 2024, look-ahead had been found in a chess network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find words that go out of date, on cards without a year."""
    reported = set[str]()
    for seen in course.cards:
        if seen.note.key in reported:
            continue
        for back, text in ((False, seen.front), (True, seen.answer), (True, plain(seen.note.extra))):
            found = _STALE.search(text)
            if found and not _YEAR.search(
                f"{seen.front} {plain(prose.back(seen.card))} {plain(seen.note.extra)}"
            ):
                reported.add(seen.note.key)
                message = f'"{found[0]}" will go out of date'
                yield seen.finding(Level.WARNING, message, "give the year: by 2024, since 2019", back=back)
                break


_YEAR = re.compile(r"\b(19|20)\d\d\b")
_STALE = re.compile(
    r"\b(recent(ly)?|currently|today['\u2019]?s?|nowadays|at present|modern|state[- ]of[- ]the[- ]art"
    r"|new (work|results?|findings?|models?))\b",
    re.IGNORECASE,
)
RULE = Rule("L15", "stale-word", (Level.WARNING,), check, english=True)
