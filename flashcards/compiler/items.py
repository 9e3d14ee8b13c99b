"""What section kinds work with: sections, their items, and the drafts of notes made from them.

A kind asks an ``Item`` for everything it needs. What is wrong, or is mentioned, is recorded on the ``Desk``
of the file. A draft knows nothing about other files: it may name concepts, and the compiler fills in their
terms later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flashcards import identity
from flashcards.compiler.draft import Draft, Head
from flashcards.model import (
    NO_ALLOWANCE,
    Allowance,
    Card,
    Cloze,
    Dropped,
    Form,
    NoteType,
    Place,
    Span,
    Text,
    Tier,
)
from flashcards.syntax import shapes
from flashcards.syntax.nodes import Mapping, Scalar
from flashcards.text import prose
from flashcards.text.plain import cloze_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as Map

    from flashcards.compiler.desk import Desk
    from flashcards.syntax.nodes import File, Node
    from flashcards.syntax.shapes import Shape

BLANK = Form(question_at=("text",), answer_at=("text",))
"""A blank of a cloze."""
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")  # of a cloze


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section kind: the shape of its section, and the function that turns its items into drafts."""

    section: str
    shape: Shape
    drafts: Callable[[Section], Iterator[Draft]]
    tier: Tier = Tier.CORE
    rank: int = 100  # where the author guide and the summaries put it


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a concept file."""

    desk: Desk
    kind: SectionKind
    heading: str
    node: Mapping
    sound: bool  # whether the whole section has the right shape
    head: Head

    def items(self, shape_of_item: Shape, node: Mapping | None = None) -> Iterator[Item]:
        """Yield the items of the right shape, of the section or of a mapping in it. Every key is reserved."""
        for key, value in (self.node if node is None else node).entries.values():
            if item := self.item(key, value, shape_of_item):
                yield item

    def item(self, key: Scalar, value: Node, shape_of_item: Shape) -> Item | None:
        """Return one item, or None if it can't be used."""
        if not self.desk.claim(key) or not isinstance(value, Mapping):
            return None
        if not self.sound and shapes.check(value, shape_of_item, self.desk.file):
            return None
        return Item(self, key, value)

    def phrase(self, name: str, **texts: Text) -> Text:
        """Return a phrase of the deck's language with texts filled in."""
        return prose.fill(self.desk.phrases[name], **texts)


class Item:
    """One keyed entry of a section; or a point or a role of one, and then ``whole`` is that entry."""

    __slots__ = ("key", "node", "section", "src", "whole")

    def __init__(self, section: Section, key: Scalar, node: Mapping, whole: Item | None = None) -> None:
        self.section = section
        self.key = key
        self.node = node
        self.whole = whole
        self.src = section.desk.cites(node)

    def part(self, key: Scalar, node: Mapping) -> Item:
        """Return a point or a role of this item."""
        return Item(self.section, key, node, self)

    def text(self, name: str, *, clozes: bool = False) -> Text:
        """Parse one of the item's texts. Returns "" if it is missing."""
        entry = self.node.entries.get(name)
        return self.section.desk.text(entry[1], clozes=clozes) if entry else ""

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Record a problem."""
        self.section.desk.report(node, code, message, hint)

    # --- notes ---

    def qa(
        self, possible: list[Card], texts: Iterable[Text], default: tuple[str, ...] | None = None
    ) -> Iterator[Draft]:
        """Make the Q&A note with the cards that the item asks for; no note if it asks for none.

        Args:
            possible: every card that the item can have.
            texts: what the content hash covers.
            default: names of the cards that exist unless ``cards`` says otherwise; all of them if None.
        """
        cards, dropped = self._asked(possible, {card.name: card.ordinal for card in possible}, default)
        if cards or dropped:
            yield self._draft(NoteType.QA, cards, "", tuple(texts), dropped)

    def cloze(self, form: Form = BLANK) -> Iterator[Draft]:
        """Make the cloze note of the item's text, with one card a number."""
        before = len(self.section.desk.problems)
        text = self.text("text", clozes=True)
        answers = cloze_answers(text)
        if not answers:
            scalar, desk = self.node.scalar("text"), self.section.desk
            if scalar and not (scalar.unreadable or desk.exhausted) and not desk.erred(before):
                hint = "mark what the card asks for: {{c1::answer}}"
                self.report(scalar, "cloze-none", "this text hides nothing, so it makes no card", hint)
            return
        possible = [Card(n, str(n), form, answer) for n, answer in answers.items()]
        # A number that the text no longer has may be among the dropped ones.
        gone = [name for name in self.node.inner("dropped").entries if _NUMBER.fullmatch(name)]
        cards, dropped = self._asked(possible, {name: int(name) for name in (*map(str, answers), *gone)})
        if cards or dropped:
            text = text if len(cards) == len(possible) else _only(text, [card.ordinal for card in cards])
            yield self._draft(NoteType.CLOZE, cards, text, (text,), dropped)

    def _asked(
        self, possible: list[Card], ordinals: Map[str, int], default: tuple[str, ...] | None = None
    ) -> tuple[tuple[Card, ...], tuple[Dropped, ...]]:
        """Return those of the possible cards that the item asks for, and those that it has dropped."""
        entries = self.node.entries
        if "cards" not in entries and "dropped" not in entries:
            return tuple(card for card in possible if default is None or card.name in default), ()
        names = self._chosen([card.name for card in possible], default)
        dropped = self._dropped(ordinals)
        gone = {card.name for card in dropped}
        return tuple(card for card in possible if card.name in names and card.name not in gone), dropped

    def _draft(
        self,
        note_type: NoteType,
        cards: tuple[Card, ...],
        text: Text,
        texts: tuple[Text, ...],
        dropped: tuple[Dropped, ...],
    ) -> Draft:
        whole, section = self.whole or self, self.section
        head, desk = section.head, section.desk
        own, given = self.node, whole.node
        extra = self.text("extra") or (whole.text("extra") if self.whole else "")
        return Draft(
            key=self.key_of_note,
            first=self.first_name,
            place=desk.file.place(self.key),
            section=section.kind.section,
            heading=section.heading,
            type=note_type,
            cards=cards,
            text=text,
            extra=extra,
            src=self.src or whole.src or head.src,
            tier=self._tier(given.word("tier"), cards),
            retired=own.word("retired") or given.word("retired") or head.retired,
            dropped=dropped,
            texts=(*texts, extra),
            allowance=read_allowance(given, desk.file),
            fields=self._fields(),
            between=given.words("between"),
        )

    @property
    def key_of_note(self) -> str:
        """Return the key of the item's note."""
        part = self.key.value if self.whole else ""
        return identity.first_name(self.section.head.concept.id, (self.whole or self).key.value, part)

    @property
    def first_name(self) -> str:
        """Return the first name of the item's note."""
        head, whole = self.section.head, self.whole or self
        part, part_was = (self.key.value, self.node.word("was")) if self.whole else ("", "")
        was = (head.was, whole.node.word("was"), part_was)
        return identity.first_name(head.concept.id, whole.key.value, part, was=was)

    def _fields(self) -> tuple[tuple[str, Place], ...]:
        """Return where each field's value begins, a part's own fields before those of its whole item."""
        place = self.section.desk.file.place
        nodes = (self.node, self.whole.node) if self.whole else (self.node,)
        entries = (entry for node in nodes for entry in node.entries.items())
        return tuple((name, place(value)) for name, (_, value) in entries if not isinstance(value, Mapping))

    def _tier(self, word: str, cards: tuple[Card, ...]) -> Tier:
        if word:
            return Tier(word)
        if cards and all(card.form.more for card in cards):
            return Tier.MORE
        return self.section.kind.tier

    def _chosen(self, possible: list[str], default: tuple[str, ...] | None) -> set[str]:
        if "cards" not in self.node.entries:
            return set(possible if default is None else default)
        chosen = self.node.scalars("cards")
        for scalar in chosen:
            if scalar.value not in possible and scalar.value not in self.node.inner("dropped").entries:
                message = f'"{scalar.value}" is no card of this item{self.section.desk.guesses.nearest(scalar.value, possible)}'
                self.report(scalar, "unknown-card", message, f"its cards: {', '.join(possible)}")
        return {scalar.value for scalar in chosen}

    def _dropped(self, ordinals: Map[str, int]) -> tuple[Dropped, ...]:
        if "dropped" not in self.node.entries:
            return ()
        out = []
        for key, why in self.node.inner("dropped").entries.values():
            if key.value not in ordinals:
                message = f'"{key.value}" is no card of this item{self.section.desk.guesses.nearest(key.value, ordinals)}'
                self.report(key, "unknown-card", message, f"its cards: {', '.join(ordinals)}")
            elif isinstance(why, Scalar):
                out.append(Dropped(ordinals[key.value], key.value, why.value.strip()))
        return tuple(out)


def read_allowance(node: Mapping, file: File) -> Allowance:
    """Return which lint rules a node's ``lint`` switches off."""
    inner = node.get("lint")
    if not isinstance(inner, Mapping):
        return NO_ALLOWANCE
    codes = tuple((scalar.value.strip(), file.place(scalar)) for scalar in inner.scalars("allow"))
    return Allowance(codes, inner.word("why"))


def _only(text: Text, numbers: list[int]) -> Text:
    """Return the text with these cloze numbers only. The other blanks show their answers."""

    def change(span: Span) -> Span | tuple[Span, ...]:
        return span.spans if isinstance(span, Cloze) and span.number not in numbers else span

    return prose.rewrite(text, change)
