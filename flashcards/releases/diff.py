"""Compare two decks: what a learner of the old one will see, each change with its consequences.

Notes are matched by GUID and cards by ordinal, as Anki matches them. The decks may come from a git revision, a folder
or a package, so texts are compared as plain words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from flashcards.text import citation, prose
from flashcards.text.plain import plain, question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from flashcards.model import Card, Deck, Dropped, Note


class Effect(Enum):
    """What a change means for a learner, gravest first. The values are part of the JSON output."""

    RISK = "risk"
    """History is lost, or goes to another fact."""
    WITHDRAWN = "withdrawn"
    """A note is retired, or a card is dropped."""
    MEANING = "meaning"
    """An answer differs, so its meaning may differ."""
    WORDING = "wording"
    """The answers are the same, but differently asked, hidden or explained."""
    NEW = "new"
    """A note or card that the old deck lacks, or one that was withdrawn and is back."""
    MOVED = "moved"
    """The note has another key and keeps its history."""
    WAITING = "waiting"
    """Only context, kind, sources or tags differ; learners get that with the note's next change."""
    REMOVED = "removed"
    """A note or card is removed before any release had it."""


class CardText(NamedTuple):
    """A card's question and answer as plain words."""

    question: str
    answer: str


class CardChange(NamedTuple):
    """One card before and after; None where it doesn't exist."""

    ordinal: int
    name: str
    effect: Effect
    before: CardText | None
    after: CardText | None


class Detail(NamedTuple):
    """Another text of a note that changed.

    ``name`` is one of ``extra``, ``source``, ``context``, ``kind``, ``tags``, ``retired`` and ``dropped``.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one note.

    ``effects`` holds all consequences, gravest first. ``old`` or ``new`` is None where the note doesn't exist.
    """

    effects: tuple[Effect, ...]
    old: Note | None
    new: Note | None
    cards: tuple[CardChange, ...] = ()
    details: tuple[Detail, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """Return the gravest consequence."""
        return self.effects[0]

    @property
    def note(self) -> Note:
        """Return the new note, or the old one if there is no new one."""
        note = self.new or self.old
        assert note is not None
        return note


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, gravest first, then in course order. ``alerts`` are risks to the deck as a whole."""

    changes: tuple[Change, ...] = ()
    alerts: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Effect, int]:
        """Return how many notes have each gravest consequence, gravest first, without zeros."""
        numbers = Counter(change.effect for change in self.changes)
        return {effect: numbers[effect] for effect in Effect if numbers[effect]}

    @property
    def risky(self) -> bool:
        """Return whether any learner's history is at risk."""
        return bool(self.alerts) or Effect.RISK in self.counts


def compare(
    old: Deck | None,
    new: Deck,
    released: Mapping[str, Collection[int]] | None = None,
    conflicts: tuple[str, ...] = (),
) -> Diff:
    """Return what a learner who has ``old`` will see when they get ``new``.

    Args:
        old: The deck that the learner has; None if they have nothing.
        new: The deck that they get.
        released: The cards that learners may have, as GUID → ordinals; None means all of ``old``. Only these can be
            at risk.
        conflicts: Sentences about note types that Anki would refuse.
    """
    before = {note.guid: note for note in old.notes} if old else {}
    after = {note.guid: note for note in new.notes}
    guids = dict.fromkeys((*after, *before))
    changes = (_change(before.get(g), after.get(g), _held(before.get(g), released)) for g in guids)
    return in_order(changes, conflicts + (tuple(_alerts(old, new, released)) if old else ()))


def in_order(changes: Iterable[Change | None], alerts: tuple[str, ...] = ()) -> Diff:
    """Return a comparison with these changes in its order; None stands for a note without a change."""
    order = list(Effect)
    ordered = [change for change in changes if change]
    ordered.sort(key=lambda change: (order.index(change.effect), change.note.position, change.note.key))
    return Diff(tuple(ordered), alerts)


def _held(old: Note | None, released: Mapping[str, Collection[int]] | None) -> frozenset[int]:
    """Return the ordinals of the old note that learners may have."""
    if old is None:
        return frozenset()
    if released is None:
        return ordinals(old)
    return frozenset(released.get(old.guid, ()))


def _alerts(old: Deck, new: Deck, released: Mapping[str, Collection[int]] | None) -> Iterator[str]:
    if released is not None and not released:
        return
    if old.uuid and new.uuid and old.uuid != new.uuid:
        yield (
            "The deck's uuid changed: learners get every note a second time, without its history. "
            f"Put {old.uuid} back in deck.yaml."
        )
    if old.name and new.name and old.name != new.name:
        yield (
            f'The deck\'s name changed from "{old.name}" to "{new.name}": Anki matches decks by name, so new cards '
            "land in a second deck. Put the old name back in deck.yaml."
        )


def _change(old: Note | None, new: Note | None, held: frozenset[int]) -> Change | None:
    if old is None:
        if new is None or new.retired:
            return None
        return Change((Effect.NEW,), None, new, tuple(_only_new(new)))
    if new is None:
        if not held:
            return Change((Effect.REMOVED,), old, None, tuple(_only_old(old, Effect.REMOVED)))
        reason = (
            "The note is gone: its cards stay with learners and are never corrected again. "
            'Add "was" to its new name, or put it back and add "retired".'
        )
        return Change((Effect.RISK,), old, None, tuple(_only_old(old, Effect.RISK)), reasons=(reason,))
    return _both(old, new, held)


def _only_new(note: Note) -> Iterator[CardChange]:
    return (CardChange(c.ordinal, c.name, Effect.NEW, None, side(note, c)) for c in note.live)


def _only_old(note: Note, effect: Effect) -> Iterator[CardChange]:
    return (CardChange(c.ordinal, c.name, effect, side(note, c), None) for c in note.cards)


def side(note: Note, card: Card) -> CardText:
    """Return a card's question and answer as plain words; a cloze card's question is its text with a gap."""
    return CardText(question(note, card).strip(), plain(prose.back(card)).strip())


# --- one note on both sides --------------------------------------------------------------------------------------


def _both(old: Note, new: Note, held: frozenset[int]) -> Change | None:
    """Return what changed on a note that both decks have."""
    updated = old.digest != new.digest
    reasons = list(_risks(old, new, held))
    cards = tuple(_cards(old, new, held, updated))
    details = tuple(detail for detail in _details(old, new) if updated or detail.name != "dropped")
    effects = {card.effect for card in cards}
    if reasons:
        effects.add(Effect.RISK)
    if old.retired and not new.retired:
        reasons.append("It was withdrawn and is back.")
    if old.key != new.key and old.first == new.first and "" not in {old.place.path, new.place.path}:
        effects.add(Effect.MOVED)
    if updated and not effects - {Effect.MOVED}:
        effects.add(Effect.WORDING)
        if not any(detail.name in {"extra", "retired", "dropped"} for detail in details):
            reasons.append("The words are the same; formatting, a link or an image changed.")
    if details and not updated:
        effects.add(Effect.WAITING)
    if not effects:
        return None
    ordered = tuple(effect for effect in Effect if effect in effects)
    return Change(ordered, old, new, cards, details, tuple(reasons))


def _risks(old: Note, new: Note, held: frozenset[int]) -> Iterator[str]:
    if not held:
        return
    if old.type is not new.type:
        yield (
            f"The note type changed from {old.type.value} to {new.type.value}: Anki rejects this note from now on. "
            "Retire this item and write a new one under another key."
        )
        return
    names = {card.ordinal: card.name for card in old.cards}
    for ordinal in sorted(held & _vanished(old, new)):
        name = f'Card {ordinal} ("{names[ordinal]}")' if names.get(ordinal) else f"Card {ordinal}"
        yield f'{name} is gone, and learners who have it don\'t see why. Name it in "dropped", with the reason.'
    was = {card.ordinal: side(old, card).answer for card in old.cards}
    now = {card.ordinal: side(new, card).answer for card in new.cards}
    for ordinal, other in renumbered(was, now, {drop.ordinal for drop in new.dropped}):
        if held & {ordinal, other}:
            yield (
                f"Card {ordinal} now asks what card {other} asked: one fact gets the other's schedule. "
                "Put the old numbers back, and give a new blank a new number."
            )


def _vanished(old: Note, new: Note) -> frozenset[int]:
    """Return the ordinals of the old note that the new one neither asks nor names as dropped."""
    return ordinals(old) - ordinals(new)


def ordinals(note: Note) -> frozenset[int]:
    """Return the ordinals of a note's cards and of those that it has dropped."""
    return frozenset([*(card.ordinal for card in note.cards), *(gone.ordinal for gone in note.dropped)])


def renumbered(
    was: Mapping[int, str], now: Mapping[int, str], gone: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield each (i, j) where ordinal i took over the answer of ordinal j, which has it no longer.

    A new ordinal may have the answer of a dropped one: then the author gave that answer a new number on purpose.

    Args:
        was: The old answers by ordinal.
        now: The new answers by ordinal.
        gone: The ordinals that the new note names as dropped.
    """
    for i, answer in now.items():
        own = was.get(i)
        if not answer or own == answer:
            continue
        for j, theirs in was.items():
            if theirs == answer and now.get(j) != answer and (own is not None or j not in gone):
                yield i, j
                break


def _cards(old: Note, new: Note, held: frozenset[int], updated: bool) -> Iterator[CardChange]:
    was = {card.ordinal: (card.name, side(old, card)) for card in old.cards}
    now = {card.ordinal: (card.name, side(new, card)) for card in new.cards}
    vanished = _vanished(old, new)
    for ordinal in sorted(was.keys() | now.keys()):
        name = (now.get(ordinal) or was[ordinal])[0]
        before = was[ordinal][1] if ordinal in was else None
        after = now[ordinal][1] if ordinal in now else None
        if ordinal in vanished:
            effect: Effect | None = Effect.RISK if ordinal in held else Effect.REMOVED
        elif bool(old.retired) != bool(new.retired):
            effect = Effect.WITHDRAWN if new.retired else Effect.NEW
        elif new.retired and before is None:
            effect = None
        else:
            effect = _card_effect(before, after, updated)
        if effect:
            yield CardChange(ordinal, name, effect, before, after)


def _card_effect(before: CardText | None, after: CardText | None, updated: bool) -> Effect | None:
    if before is None:
        return Effect.NEW
    if after is None:
        return Effect.WITHDRAWN
    if before == after:
        return None
    if not updated:
        return Effect.WAITING
    return Effect.WORDING if before.answer == after.answer else Effect.MEANING


def _details(old: Note, new: Note) -> Iterator[Detail]:
    for name, one, other in (
        ("extra", plain(old.extra), plain(new.extra)),
        ("retired", old.retired, new.retired),
        ("dropped", _reasons(old.dropped), _reasons(new.dropped)),
        ("source", cited(old), cited(new)),
        ("context", old.context, new.context),
        ("kind", old.heading, new.heading),
        ("tags", " ".join(sorted(old.tags)), " ".join(sorted(new.tags))),
    ):
        if one != other:
            yield Detail(name, one, other)


def _reasons(dropped: tuple[Dropped, ...]) -> str:
    return "\n".join(f"{gone.name}: {gone.why}" for gone in dropped)


def cited(note: Note) -> str:
    """Return the works that a note cites, one on each line."""
    return "\n".join(map(citation.line, note.citations))
