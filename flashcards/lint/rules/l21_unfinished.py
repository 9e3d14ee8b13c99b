"""Learners would see a note to yourself, such as TODO.

- bad: What is an optimizer? -> TODO
- good: the note in a comment, or under note:, which learners never see
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
    """Find cards with a mark that work is left to do, such as TODO."""
    for seen in course.cards:
        texts = ((False, seen.front), (True, plain(prose.back(seen.card))), (True, plain(seen.note.extra)))
        for back, text in texts:
            found = _MARK.search(text)
            if found:
                message = f'"{found[0]}" is a note to yourself'
                yield seen.finding(Level.WARNING, message, "finish it, or move it under note:", back=back)
                break


_MARK = re.compile(r"\b(TODO|TBD|FIXME|XXX)\b|\?\?\?|\blorem ipsum\b")
RULE = Rule("L21", "unfinished", (Level.WARNING,), check)
