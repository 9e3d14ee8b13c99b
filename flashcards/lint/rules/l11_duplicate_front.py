"""The same cue with two answers is a card that is failed for ever; two cards that ask the same are one too many.

Equal fronts are an error, nearly equal ones of different items (by shared words) a warning.

- bad: two cards "Why is it hidden?"
- good: one card, or each with what its own answer turns on
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
    """Equal fronts, and nearly equal ones."""
    first: dict[tuple[str, ...], SeenCard] = {}
    for asked in course.cards:
        other = first.setdefault(tuple(asked.words), asked)
        if other is not asked and asked.words:
            differs = (
                "" if other.answer.casefold() == asked.answer.casefold() else ", which has another answer"
            )
            message = f"the front is that of {other.name()}{differs}"
            yield asked.finding(
                Level.ERROR, message, "delete one, or say on the front what sets them apart", other=other.note
            )
    kept = list(_kept(first.values()))
    for here, there, share in first_similar([frozenset(words) for _, words in kept], limit[""]):
        asked, other = kept[here][0], kept[there][0]
        if asked.item != other.item:
            message = f"the front shares {share:.0%} of its words with {other.name()}"
            yield asked.finding(Level.WARNING, message, "delete one, or reword it", other=other.note)


def _kept(cards: Iterable[SeenCard]) -> Iterator[tuple[SeenCard, list[str]]]:
    """The cards to compare, with their words: of a cloze note one card with all its words, of a pair none."""
    done = set[str]()
    for asked in cards:
        if asked.cloze and asked.note.key not in done:
            done.add(asked.note.key)
            yield asked, english.tokens(plain(asked.note.text))
        elif not asked.cloze and not asked.exempt("L11"):  # the compiler looks for repeated pairs
            yield asked, english.tokens(asked.body)


RULE = Rule("L11", "duplicate-front", (Level.ERROR, Level.WARNING), check, {"": 0.85})
