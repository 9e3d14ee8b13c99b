"""The shapes that items of every kind share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.syntax import shapes

if TYPE_CHECKING:
    from flashcards.syntax.shapes import Shape

SRC = shapes.Many(shapes.Either(shapes.ID, shapes.Keyed(shapes.ID, shapes.LINE, "places in a source")))
_CARD = shapes.Word(shapes.ID.pattern, "the name of a card", "unknown-card")
LINT = shapes.Record(
    {
        "allow": shapes.Many(shapes.Word(re.compile(r"[A-Z]\d\d"), "the code of a lint rule, like L05")),
        "why": shapes.LINE,
    },
    required=("allow", "why"),
)

PART_FIELDS: dict[str, Shape] = {
    "src": SRC,
    "extra": shapes.Prose(),
    "cards": shapes.Many(_CARD),
    "was": shapes.FIRST_NAME,
    "retired": shapes.LINE,
    "dropped": shapes.Keyed(_CARD, shapes.LINE, "dropped cards with the reason"),
}
ITEM_FIELDS: dict[str, Shape] = {
    **PART_FIELDS,
    "note": shapes.LINE,
    "tier": shapes.Choice(("core", "more")),
    "lint": LINT,
}
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
) -> shapes.Record:
    """Return the shape of an item: its own fields, and those that every item may have."""
    return shapes.Record({**fields, **ITEM_FIELDS}, required, forms, about={**(about or {}), **ABOUT})


def keyed(item: Shape) -> shapes.Keyed:
    """Return the shape of a section whose items stand under keys that the author chooses."""
    return shapes.Keyed(shapes.ID, item, "items, each under a key of its own")
