"""Which concept a note of an old deck goes to: by its subdeck, its tag or a field of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.drafts.old_deck import OldDeck, OldNote

_NUISANCE: Final = {"marked", "leech"}
_LONGEST_NAME: Final = 60
_FEWEST_NOTES: Final = 2  # a concept, on the average, for a way to be worth proposing
_MOST_FIELDS: Final = 30


class Grouping(NamedTuple):
    """A way to group: ``deck``, ``tag``, ``field`` with its name, or ``one`` for a single concept."""

    kind: str
    field: str = ""

    def __str__(self) -> str:
        """Return it as ``--by`` takes it."""
        return f"field:{self.field}" if self.field else self.kind


class Proposal(NamedTuple):
    """A way to group, with the concepts that it would make and the notes of each."""

    by: Grouping
    sizes: dict[str, int]


def parse(text: str) -> Grouping | None:
    """Return what ``--by`` says, or None if it is no way to group."""
    kind, _, field = text.partition(":")
    if kind == "field" and field:
        return Grouping(kind, field)
    return Grouping(kind) if kind in {"deck", "tag", "one"} and not field else None


def group(note: OldNote, by: Grouping, whole: str) -> str:
    """Return the name of a note's concept; that of the whole deck if the note says none."""
    if by.kind == "deck":
        return (note.deck or whole).rpartition("::")[2]
    if by.kind == "tag":
        tag = next((tag for tag in note.tags if tag.lower() not in _NUISANCE), "")
        return tag.rpartition("::")[2].replace("_", " ") or whole
    if by.kind == "field":
        return (
            " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", note.values.get(by.field, "")).split())[:_LONGEST_NAME]
            or whole
        )
    return whole


def proposals(deck: OldDeck) -> list[Proposal]:
    """Return the ways to group a deck that make sense, the best first; one concept for all is always the last."""
    # The first two fields are the question and the answer nearly everywhere; --by can still name them.
    fields = Counter(name for note in deck.notes for name in note.type.fields[2:])
    ways = [Grouping("deck"), Grouping("tag")]
    ways += [Grouping("field", name) for name, _ in fields.most_common(_MOST_FIELDS)]
    found = [Proposal(way, _sizes(deck.notes, way, deck.name)) for way in ways]
    found = [
        proposal
        for proposal in found
        if 1 < len(proposal.sizes) <= len(deck.notes) / _FEWEST_NOTES and _says(proposal, deck)
    ]
    return [*found, Proposal(Grouping("one"), {deck.name: len(deck.notes)})]


def _sizes(notes: Iterable[OldNote], by: Grouping, whole: str) -> dict[str, int]:
    return dict(Counter(group(note, by, whole) for note in notes).most_common())


def _says(proposal: Proposal, deck: OldDeck) -> bool:
    """Whether most notes say where they belong."""
    return proposal.sizes.get(deck.name, 0) <= len(deck.notes) / 2
