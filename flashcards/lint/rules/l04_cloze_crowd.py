"""Many blanks in one sentence give each other away, and a short sentence gives too few cues.

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
    """Find cloze notes with many blanks, and blanks in short sentences."""
    counted = set[str]()
    for seen in course.cards:
        if not seen.cloze:
            continue
        blanks = len(seen.note.cards)
        if blanks > limit[""] and seen.note.key not in counted:
            level = Level.ERROR if blanks > limit["error"] else Level.WARNING
            yield seen.finding(
                level, f"{blanks} blanks, more than {limit['']:g}", "split it into two sentences"
            )
        counted.add(seen.note.key)
        shortest = min((english.count(sentence) for sentence, _ in seen.blanks), default=1_000)
        if shortest < limit["sentence"]:
            message = f"the blank is in a sentence of {shortest} words, fewer than {limit['sentence']:g}"
            yield seen.finding(Level.WARNING, message, "say more, so that only one word fits")


RULE = Rule("L04", "cloze-crowd", (Level.WARNING, Level.ERROR), check, {"": 3, "error": 5, "sentence": 8})
