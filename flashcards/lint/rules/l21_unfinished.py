"""A note to yourself that learners would read, or another's words that a draft quotes.

What "flashcards draft" takes from a page stands behind "TO BE REWRITTEN:". That is an error that nothing allows, so
that nobody publishes another's words by accident; the other rules look at such an item when the mark is gone.

- bad: What is an optimizer? -> TODO
- bad: TO BE REWRITTEN: An optimizer is a system that searches ...
- good: the note in a comment, or under note:, which is never shown
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
    """Cards with an author's marks."""
    for asked in course.cards:
        texts = ((False, asked.front), (True, plain(prose.back(asked.card))), (True, plain(asked.note.extra)))
        quoted = [back for back, text in texts if QUOTED in text]
        for back in quoted[:1] if len({asked.place(back=back) for back in quoted}) == 1 else quoted:
            message = f"{asked.note.key}: another's words stand here"
            hint = f'say it in your own words and delete "{QUOTED}"'
            yield Finding(Level.ERROR, asked.place(back=back), message, hint)
        for back, text in () if quoted else texts:
            found = _MARK.search(text)
            if found:
                message = f'"{found[0]}" is a note to yourself'
                yield asked.finding(Level.WARNING, message, "finish it, or move it under note:", back=back)
                break


_MARK = re.compile(r"\b(TODO|TBD|FIXME|XXX)\b|\?\?\?|\blorem ipsum\b")
RULE = Rule("L21", "unfinished", (Level.ERROR, Level.WARNING), check)
