"""Learners would see a note to yourself, such as TODO, or another's words that a draft quotes.

What `flashcards draft` takes from a page stands behind "TO BE REWRITTEN:". That is an error that nothing allows, so
that nobody publishes another's words by accident. Other rules judge such an item only when the mark is gone.

- bad: What is an optimizer? -> TODO
- bad: TO BE REWRITTEN: An optimizer is a system that searches ...
- good: the note in a comment, or under note:, which learners never see
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.lint.cards import Finding
from flashcards.lint.rule import Rule
from flashcards.model import Level
from flashcards.text import prose
from flashcards.text.plain import plain
from flashcards.text.wording import QUOTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:  # noqa: ARG001 - every rule's signature
    """Find cards with another's words, or with a mark that work is left to do, such as TODO."""
    for seen in course.cards:
        texts = ((False, seen.front), (True, plain(prose.back(seen.card))), (True, plain(seen.note.extra)))
        quoted = {seen.place(back=back) for back, text in texts if QUOTED in text}
        for place in quoted:
            message = f"{seen.note.key}: another's words stand here"
            hint = f'say it in your own words and delete "{QUOTED}"'
            yield Finding(Level.ERROR, place, message, hint)
        for back, text in () if quoted else texts:
            found = _MARK.search(text)
            if found:
                message = f'"{found[0]}" is a note to yourself'
                yield seen.finding(Level.WARNING, message, "finish it, or move it under note:", back=back)
                break


_MARK = re.compile(r"\b(TODO|TBD|FIXME|XXX)\b|\?\?\?|\blorem ipsum\b")
RULE = Rule("L21", "unfinished", (Level.ERROR, Level.WARNING), check)
