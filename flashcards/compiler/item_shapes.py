"""The shapes that items of every kind share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards import shape

if TYPE_CHECKING:
    from flashcards.shape import Shape

SRC = shape.Many(shape.Either(shape.ID, shape.Keyed(shape.ID, shape.LINE, "places in a source")))
_CARD = shape.Word(shape.ID.pattern, "the name of a card", "unknown-card")
LINT = shape.Record(
    {
        "allow": shape.Many(shape.Word(re.compile(r"[A-Z]\d\d"), "the code of a lint rule, like L05")),
        "why": shape.LINE,
    },
    required=("allow", "why"),
)

PART_FIELDS: dict[str, Shape] = {
    "src": SRC,
    "extra": shape.Prose(),
    "cards": shape.Many(_CARD),
    "was": shape.FIRST_NAME,
    "retired": shape.LINE,
    "dropped": shape.Keyed(_CARD, shape.LINE, "dropped cards with the reason"),
}
ITEM_FIELDS: dict[str, Shape] = {
    **PART_FIELDS,
    "note": shape.LINE,
    "tier": shape.Choice(("core", "more")),
    "lint": LINT,
}
MARKS = frozenset(ITEM_FIELDS) - {"src", "cards", "dropped", "note"}
ABOUT = {
    "src": "sources: ids from sources.yaml, or id: place in it",
    "extra": "shown on the back of the card",
    "cards": "which of the item's possible cards exist",
    "was": "the first name of this key, after a rename of something released",
    "retired": "why learners should no longer study this; the item stays in the file",
    "dropped": "cards taken out after a release: name: why",
    "note": "for authors; never shown to learners",
    "tier": "core (introduced first) or more",
    "lint": "allow a lint rule here: {allow: [L05], why: the reason}",
}


def record(
    fields: dict[str, Shape],
    required: tuple[str, ...] = (),
    forms: tuple[tuple[str, ...], ...] = (),
    about: dict[str, str] | None = None,
) -> shape.Record:
    """The shape of an item: its own fields and those that every item may have."""
    return shape.Record({**fields, **ITEM_FIELDS}, required, forms, about={**(about or {}), **ABOUT})


def keyed(item: Shape) -> shape.Keyed:
    """The shape of a section whose items stand under keys of the author's."""
    return shape.Keyed(shape.ID, item, "items, each under a key of its own")
