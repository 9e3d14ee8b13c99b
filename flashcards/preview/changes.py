"""Finds what changed on each card since an earlier state of the deck, and which cards are gone, for the page's script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flashcards.releases.describe import SHORT, TITLES, reasons, rows, summary
from flashcards.releases.diff import Effect
from flashcards.text.compare import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Deck
    from flashcards.releases.diff import CardChange, Change, Diff

_ORDER = list(Effect)


class Since(NamedTuple):
    """The changes since an earlier state of the deck; ``label`` is the user's name for that state."""

    label: str
    diff: Diff


class Changes:
    """The changes of the cards, numbered, because many cards share the same change."""

    def __init__(self, since: Since | None) -> None:
        self.since = since
        self.by_guid = {change.note.guid: change for change in since.diff.changes} if since else {}
        self.numbers: dict[tuple[object, ...], int] = {}

    def of_card(self, guid: str, ordinal: int) -> list[int]:
        """Return the number of a card's change in a list, or an empty list if it didn't change."""
        change = self.by_guid.get(guid)
        found = change and _change_of_card(change, ordinal)
        return [self.numbers.setdefault(found, len(self.numbers))] if found else []

    def whole(self, deck: Deck) -> dict[str, object] | None:
        """Return all changes for the page, or None without a comparison. Call it after ``of_card`` for all cards."""
        if self.since is None:
            return None
        return {
            "label": self.since.label,
            "summary": summary(self.since.diff),
            "alerts": self.since.diff.alerts,
            "titles": [_title(kind) for kind in Effect],
            "changes": list(self.numbers),
            "gone": list(_gone(self.since.diff, deck)),
        }


def _title(kind: Effect) -> str:
    short = SHORT[kind] if kind in {Effect.MOVED, Effect.WAITING, Effect.REMOVED} else TITLES[kind]
    return short[0].upper() + short[1:]


def _change_of_card(change: Change, ordinal: int) -> tuple[object, ...] | None:
    """Return the effects, reasons and changed texts of one card, or None if it didn't change."""
    own = tuple(card for card in change.cards if card.ordinal == ordinal)
    kinds = _kinds(change, own)
    if not kinds:
        return None
    # A new card shows its texts itself.
    only = replace(change, cards=own) if change.old and not (own and own[0].before is None) else None
    return _effects(kinds), _reasons(change, kinds), _words(only)


def _kinds(change: Change, own: tuple[CardChange, ...]) -> tuple[Effect, ...]:
    """Return a card's own effect and those of the whole note."""
    kinds = set(change.effects) - {card.effect for card in change.cards}
    kinds |= {card.effect for card in own}
    if not own and change.details and change.old and change.new:
        kinds.add(Effect.WAITING if change.old.digest == change.new.digest else Effect.WORDING)
    return tuple(kind for kind in Effect if kind in kinds)


def _effects(kinds: tuple[Effect, ...]) -> tuple[int, ...]:
    return tuple(_ORDER.index(kind) for kind in kinds)


def _reasons(change: Change, kinds: tuple[Effect, ...]) -> tuple[str, ...]:
    """Return the reasons for a change, without sentences for effects that the card names as labels."""
    return tuple(reasons(replace(change, effects=tuple(kind for kind in kinds if kind is Effect.MOVED))))


def _words(change: Change | None) -> tuple[object, ...]:
    """Return each text that changed: its label, and its pieces before and after."""
    found = rows(change) if change else ()
    return tuple((row.label, readable(row.before, row.after)) for row in found if row.before != row.after)


def _gone(diff: Diff, deck: Deck) -> Iterator[list[object]]:
    """Yield the cards that are not on the page any more: concept or "", name, effect, reasons, question, answer."""
    for change in diff.changes:
        left = {card.ordinal for card in change.new.cards} if change.new else set()
        for card in change.cards:
            if card.after is None and card.before and card.ordinal not in left:
                concept = change.note.concept if change.note.concept in deck.concepts else ""
                why = [
                    change.note.banner(drop.why)
                    for drop in change.note.dropped
                    if change.new and drop.ordinal == card.ordinal
                ]
                yield [
                    concept,
                    f"{change.note.key} {card.name}",
                    _ORDER.index(card.effect),
                    [*why, *change.reasons],
                    card.before.question,
                    card.before.answer,
                ]
