"""Two decks → what learners will see: each change by its consequence for somebody who studies the old deck.

Notes are matched by GUID (deck uuid and first name), cards by ordinal, as Anki matches them. The old deck may
come from a git revision, a folder or a package; whatever its texts are made of, they are compared as words.
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
    """What a change means to a learner, gravest first. The values are part of the JSON output."""

    RISK = "risk"
    """History is lost or goes to another fact."""
    WITHDRAWN = "withdrawn"
    """A note retired, or a card dropped."""
    MEANING = "meaning"
    """An answer differs, so that its meaning may."""
    WORDING = "wording"
    """The same answers, otherwise asked, hidden or explained."""
    NEW = "new"
    """A note or a card that the old deck hasn't, or one that comes back."""
    MOVED = "moved"
    """Another key for the same note: its history goes along."""
    WAITING = "waiting"
    """Only what a note shows around its substance; it arrives with the note's next change."""
    REMOVED = "removed"
    """Taken out before any release had it."""


class CardText(NamedTuple):
    """A card as words."""

    question: str
    answer: str


class CardChange(NamedTuple):
    """One card before and after; None where it isn't."""

    ordinal: int
    name: str
    effect: Effect
    before: CardText | None
    after: CardText | None


class Detail(NamedTuple):
    """What else a note shows (``extra``, ``source``, ``context``, ``kind``, ``tags``, ``retired``, ``dropped``), where it changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one note. ``effects`` holds every consequence, gravest first; one of the notes may be None."""

    effects: tuple[Effect, ...]
    old: Note | None
    new: Note | None
    cards: tuple[CardChange, ...] = ()
    details: tuple[Detail, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """The gravest consequence."""
        return self.effects[0]

    @property
    def note(self) -> Note:
        """The new note, or the old one if there is no new one."""
        note = self.new or self.old
        assert note is not None
        return note


@dataclass(frozen=True, slots=True)
class Diff:
    """All that changed, gravest first and then in course order; ``alerts`` are risks to the deck as a whole."""

    changes: tuple[Change, ...] = ()
    alerts: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Effect, int]:
        """How many notes have each gravest consequence, in the order of ``Effect``; those that none has are left out."""
        found = Counter(change.effect for change in self.changes)
        return {kind: found[kind] for kind in Effect if found[kind]}

    @property
    def risky(self) -> bool:
        """Whether anybody's history is at risk."""
        return bool(self.alerts) or Effect.RISK in self.counts


# --- comparing -------------------------------------------------------------------------------------------------


def compare(
    old: Deck | None,
    new: Deck,
    released: Mapping[str, Collection[int]] | None = None,
    conflicts: tuple[str, ...] = (),
) -> Diff:
    """What somebody who has ``old`` (None: nothing) will see of ``new``.

    ``released`` maps the GUIDs that learners may have to their ordinals; None means all of ``old``. Only those
    can be at risk. ``conflicts`` are sentences about note types that Anki would refuse.
    """
    before = {note.guid: note for note in old.notes} if old else {}
    after = {note.guid: note for note in new.notes}
    guids = dict.fromkeys((*after, *before))
    found = (_change(before.get(g), after.get(g), _held(before.get(g), released)) for g in guids)
    return gathered(found, conflicts + (tuple(_alerts(old, new, released)) if old else ()))


def gathered(found: Iterable[Change | None], alerts: tuple[str, ...] = ()) -> Diff:
    """Changes, with None for a note that hasn't any, in the order of a comparison."""
    order = list(Effect)
    changes = [change for change in found if change]
    changes.sort(key=lambda change: (order.index(change.effect), change.note.position, change.note.key))
    return Diff(tuple(changes), alerts)


def _held(old: Note | None, released: Mapping[str, Collection[int]] | None) -> frozenset[int]:
    """The ordinals of the old note that learners may have."""
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
        hint = 'Add "was" to its new name, or keep it with "retired".'
        reasons = (f"The note vanished: its cards stay with learners and are never corrected again. {hint}",)
        return Change((Effect.RISK,), old, None, tuple(_only_old(old, Effect.RISK)), reasons=reasons)
    return _both(old, new, held)


def _only_new(note: Note) -> Iterator[CardChange]:
    return (CardChange(c.ordinal, c.name, Effect.NEW, None, side(note, c)) for c in note.live)


def _only_old(note: Note, kind: Effect) -> Iterator[CardChange]:
    return (CardChange(c.ordinal, c.name, kind, side(note, c), None) for c in note.cards)


def side(note: Note, card: Card) -> CardText:
    """A card's question and answer as words; of a cloze card the question is its text with the answer hidden."""
    return CardText(question(note, card).strip(), plain(prose.back(card)).strip())


# --- one note on both sides --------------------------------------------------------------------------------------


def _both(old: Note, new: Note, held: frozenset[int]) -> Change | None:
    updated = old.digest != new.digest
    reasons = list(_risks(old, new, held))
    cards = tuple(_cards(old, new, held, updated))
    details = tuple(detail for detail in _details(old, new) if updated or detail.name != "dropped")
    kinds = {card.effect for card in cards}
    if reasons:
        kinds.add(Effect.RISK)
    if old.retired and not new.retired:
        reasons.append("It was withdrawn and comes back.")
    if old.key != new.key and old.first == new.first and "" not in {old.place.path, new.place.path}:
        kinds.add(Effect.MOVED)
    if updated and not kinds - {Effect.MOVED}:
        kinds.add(Effect.WORDING)
        if not any(detail.name in {"extra", "retired", "dropped"} for detail in details):
            reasons.append("The words are the same; formatting, a link or an image changed.")
    if details and not updated:
        kinds.add(Effect.WAITING)
    if not kinds:
        return None
    ordered = tuple(kind for kind in Effect if kind in kinds)
    return Change(ordered, old, new, cards, details, tuple(reasons))


def _risks(old: Note, new: Note, held: frozenset[int]) -> Iterator[str]:
    if not held:
        return
    if old.type is not new.type:
        yield (
            f"The note type changed from {old.type.value} to {new.type.value}: Anki refuses the note from now on. "
            "Retire this item and write another one under a new key."
        )
        return
    names = {card.ordinal: card.name for card in old.cards}
    for ordinal in sorted(held & _vanished(old, new)):
        name = f'Card {ordinal} ("{names.get(ordinal, "")}")' if names.get(ordinal) else f"Card {ordinal}"
        yield f'{name} vanished without a word to those who have it. Name it in "dropped", with the reason.'
    was = {card.ordinal: side(old, card).answer for card in old.cards}
    now = {card.ordinal: side(new, card).answer for card in new.cards}
    for ordinal, other in renumbered(was, now, {drop.ordinal for drop in new.dropped}):
        if held & {ordinal, other}:
            yield (
                f"Card {ordinal} now asks what card {other} asked: one fact gets the other's schedule. "
                "Put the old numbers back; a new blank takes a new number."
            )


def _vanished(old: Note, new: Note) -> frozenset[int]:
    """Ordinals of the old note that the new one neither asks nor names as dropped."""
    return ordinals(old) - ordinals(new)


def ordinals(note: Note) -> frozenset[int]:
    """The ordinals of a note's cards, and of those that it has dropped."""
    return frozenset([*(card.ordinal for card in note.cards), *(gone.ordinal for gone in note.dropped)])


def renumbered(
    was: Mapping[int, str], now: Mapping[int, str], gone: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Each (i, j) where ordinal i has the answer that j had, not its own, and j has it no more.

    A new number for the answer of one that is dropped (``gone``) in so many words is the author's will.
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
            kind: Effect | None = Effect.RISK if ordinal in held else Effect.REMOVED
        else:
            kind = _card_kind(before, after, updated)
            if bool(old.retired) != bool(new.retired):
                kind = Effect.WITHDRAWN if new.retired else Effect.NEW
            elif new.retired and before is None:
                kind = None
        if kind:
            yield CardChange(ordinal, name, kind, before, after)


def _card_kind(before: CardText | None, after: CardText | None, updated: bool) -> Effect | None:
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
