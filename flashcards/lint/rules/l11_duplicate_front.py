"""Two cards with the same front are one too many; if their answers differ, learners keep failing one of them.

Equal fronts are an error; nearly equal fronts of different items (by shared words) are a warning.

- bad: two cards "Why is it hidden?"
- good: one card, or two that each name what their answer depends on
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint import english
from flashcards.lint.rule import Rule
from flashcards.lint.similarity import first_similar
from flashcards.model import Level
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flashcards.lint.cards import Course, Finding, SeenCard


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Find equal fronts, and nearly equal ones."""
    first: dict[tuple[str, ...], SeenCard] = {}
    for seen in course.cards:
        other = first.setdefault(tuple(seen.words), seen)
        if other is not seen and seen.words:
            differs = (
                "" if other.answer.casefold() == seen.answer.casefold() else ", which has a different answer"
            )
            message = f"the front is the same as that of {other.name()}{differs}"
            yield seen.finding(
                Level.ERROR, message, "delete one, or say on each front how they differ", other=other.note
            )
    compared = list(_compared(first.values()))
    for here, there, share in first_similar([frozenset(words) for _, words in compared], limit[""]):
        seen, other = compared[here][0], compared[there][0]
        if seen.item != other.item:
            message = f"the front shares {share:.0%} of its words with {other.name()}"
            yield seen.finding(Level.WARNING, message, "delete one, or reword it", other=other.note)


def _compared(cards: Iterable[SeenCard]) -> Iterator[tuple[SeenCard, list[str]]]:
    """Yield the cards to compare with their words: one card of each cloze note, with the words of the whole text."""
    done = set[str]()
    for seen in cards:
        if seen.cloze and seen.note.key not in done:
            done.add(seen.note.key)
            yield seen, english.tokens(plain(seen.note.text))
        elif not seen.cloze and not seen.exempt("L11"):  # the compiler looks for repeated pairs
            yield seen, english.tokens(seen.body)


RULE = Rule("L11", "duplicate-front", (Level.ERROR, Level.WARNING), check, {"": 0.85})
