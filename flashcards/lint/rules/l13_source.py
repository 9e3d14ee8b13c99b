"""Nobody should memorise what nobody can check (Nielsen).

An item without a source is an error, or a warning while nothing in the deck cites a source, so that a
first file builds. An item whose best source is rated below the threshold is a warning, and so is a historical event with
a single source, because dates and names go wrong most often.

- bad: a fact that only a vendor's glossary has
- good: the same fact with the paper that it comes from
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.lint.cards import Finding
from flashcards.lint.rule import Rule
from flashcards.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.lint.cards import Course
    from flashcards.model import Note


def check(course: Course, limit: Mapping[str, float]) -> Iterator[Finding]:
    """Find notes with no source, with only weak ones, or with one where two are required."""
    begun = any(note.citations for note in course.notes)
    for note in course.notes:
        found = _fault(note, limit, begun=begun)
        if found:
            level, message, hint = found
            place = note.place_of("src")
            yield Finding(level, place, f"{note.key}: {message}", hint, (note,))


def _fault(note: Note, limit: Mapping[str, float], *, begun: bool) -> tuple[Level, str, str] | None:
    if not note.citations:
        level = Level.ERROR if begun else Level.WARNING
        return level, "no source", "cite one: src: [id], on the item or at the head of the file"
    best = max(citation.source.credibility for citation in note.citations)
    if 0 < best < limit["credibility"]:
        return (
            Level.WARNING,
            f"the best source has credibility {best}",
            "find a better one, or drop the claim",
        )
    sources = {citation.source.id for citation in note.citations}
    if any(card.form.event for card in note.cards) and len(sources) < limit["history"]:
        return Level.WARNING, "an event with a single source", "add a second, or say why one is enough"
    return None


RULE = Rule("L13", "source", (Level.ERROR, Level.WARNING), check, {"credibility": 2, "history": 2})
