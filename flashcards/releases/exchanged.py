"""Released notes whose content moved to another released note, so that the reviews of one fact count for another."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from flashcards.releases.diff import Effect, side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Note
    from flashcards.releases.diff import Change

_NEAR: Final = 0.9  # of the characters of two texts that are nearly the same
_MOST: Final = 100  # changed notes among which nearly the same texts are searched


def marked(changes: Iterable[Change], released: Iterable[Note]) -> Iterator[Change]:
    """Yield the changes; a note that took another released note's content is at risk, with the reason.

    Args:
        changes: What becomes of each note.
        released: The notes of the old deck that learners may have.
    """
    changes = list(changes)
    notes = {note.guid: note for note in released}
    exact: dict[str, list[Note]] = {}
    for note in notes.values():
        exact.setdefault(_text(note), []).append(note)
    changed = [
        change.old for change in changes if change.old and change.old.guid in notes and _asks_else(change)
    ]
    for change in changes:
        if change.old and change.new and change.old.guid in notes and Effect.MEANING in change.effects:
            yield _marked(change, change.old, change.new, exact, changed if len(changed) <= _MOST else [])
        else:
            yield change


def _asks_else(change: Change) -> bool:
    return bool({Effect.MEANING, Effect.RISK, Effect.WITHDRAWN} & set(change.effects))


def _marked(
    change: Change, old: Note, new: Note, exact: dict[str, list[Note]], changed: list[Note]
) -> Change:
    text, own = _text(new), _text(old)
    others = [note for note in exact.get(text, ()) if note.guid != old.guid]
    how, other = "exactly", others[0] if others else None
    if other is None:
        near = [(_likeness(_text(note), text), note.key, note) for note in changed if note.guid != old.guid]
        share, _, closest = max(near, default=(0.0, "", None), key=lambda each: each[:2])
        if share >= _NEAR and share > _likeness(own, text):
            how, other = f"{share:.0%} the same", closest
    if other is None:
        return change
    reason = (
        f'It now has the content of "{other.key}" ({how}): reviews of one fact would count for the other. '
        "Give each key its own content back."
    )
    kinds = {*change.effects, Effect.RISK}
    return replace(
        change, effects=tuple(kind for kind in Effect if kind in kinds), reasons=(*change.reasons, reason)
    )


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _NEAR else 0.0


def _text(note: Note) -> str:
    return "\n".join(
        f"{question}\n{answer}" for question, answer in (side(note, card) for card in note.cards)
    )
