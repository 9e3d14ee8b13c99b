"""Compare a deck with the record of its releases: what learners would see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.releases.diff import CardChange, CardText, Change, Effect, in_order, side
from flashcards.releases.record import waiting, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Deck, Note
    from flashcards.releases.diff import Diff
    from flashcards.releases.lock import Lock, ReleasedNote


def changes(deck: Deck, lock: Lock) -> Diff:
    """Return what learners who have the last release will see, as far as its record tells.

    The record holds the words of the answers and no other text. If the old deck is at hand, ``diff.compare`` tells
    more.
    """
    return in_order(change(note, lock.entries.get(note.first)) for note in deck.notes)


def change(note: Note, entry: ReleasedNote | None) -> Change | None:
    """Return what learners will see of a note; None if nothing. ``entry`` is what they have of it, if anything."""
    if entry and note.digest == entry.digest:
        return None if waiting(note) == entry.waiting else Change((Effect.WAITING,), None, note)
    cards = tuple(_card_changes(note, entry))
    if not cards and not entry:
        return None
    kinds = {card.effect for card in cards} or {Effect.WORDING}
    return Change(tuple(kind for kind in Effect if kind in kinds), None, note, cards)


def _card_changes(note: Note, entry: ReleasedNote | None) -> Iterator[CardChange]:
    was_retired = entry is not None and entry.retired
    known = () if entry is None or (was_retired and not note.retired) else entry.answers
    had = {answer.ordinal: answer for answer in known if not answer.dropped}
    for card in note.cards:
        old, question, answer = had.get(card.ordinal), side(note, card).question, words(card)
        now = CardText(question, answer)
        if old is None:
            if not note.retired:
                yield CardChange(card.ordinal, card.name, Effect.NEW, None, now)
        elif note.retired and not was_retired:
            yield CardChange(card.ordinal, card.name, Effect.WITHDRAWN, now, None)
        elif old.words != answer:
            yield CardChange(card.ordinal, card.name, Effect.MEANING, CardText(question, old.words), now)
    for gone in note.dropped:
        if old := had.get(gone.ordinal):
            yield CardChange(gone.ordinal, gone.name, Effect.WITHDRAWN, CardText("", old.words), None)
