"""Blanks of one sentence give each other away, and a short sentence gives no cue at all.

- bad: {{c1::SGD}} on the {{c2::loss}} makes {{c3::models}} that {{c4::search}} for {{c5::goals}}.
- good: two sentences with two blanks each
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course, Finding


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Cloze notes with many blanks, and blanks in short sentences."""
    done = set[str]()
    for asked in course.cards:
        if not asked.cloze:
            continue
        blanks = len(asked.note.cards)
        if blanks > limit[""] and asked.note.key not in done:
            level = Level.ERROR if blanks > limit["error"] else Level.WARNING
            yield asked.finding(
                level, f"{blanks} blanks, more than {limit['']:g}", "make two sentences of it"
            )
        done.add(asked.note.key)
        words = min((english.count(sentence) for sentence, _ in asked.blanks), default=1_000)
        if words < limit["sentence"]:
            message = f"the blank stands in a sentence of {words} words, fewer than {limit['sentence']:g}"
            yield asked.finding(Level.WARNING, message, "say more, so that only one word fits")


RULE = Rule("L04", "cloze-crowd", (Level.WARNING, Level.ERROR), check, {"": 3, "error": 5, "sentence": 8})
