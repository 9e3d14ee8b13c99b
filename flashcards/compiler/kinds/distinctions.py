"""`distinctions`: how the concept differs from its neighbours.

`between` names two or three concepts, `axis` says in a sentence what separates them, and each of the `points` gives
one statement for every one of them, which must be true of that one only. The whole makes one card, "How do they
differ?": the axis is the answer, and the statements stand below it. It exists by default if the axis has at most 90
characters, so that it can be said aloud; `cards: [ask]` asks for it anyway. Every point makes one card: one of its
statements, "Which of these?", and the names to choose from. The program chooses the statement; `cards` names others.

A pair's distinction stands in one file of the deck. Once released, `between` only grows; a concept that leaves is
named in `dropped`.

    distinctions:
      inner-vs-outer:
        between: [inner-alignment, outer-alignment]
        axis: Which two goals are compared.
        points:
          compares:
            inner-alignment: Compares the model's learned goal with the base objective.
            outer-alignment: Compares the base objective with what people want.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from flashcards.compiler.item_shapes import PART_FIELDS, keyed, record
from flashcards.compiler.items import Item, Section, SectionKind
from flashcards.model import Card, Form, Listing, Paragraph, Rich, Rivals, Strong, Table, Text
from flashcards.syntax import shapes, suggest
from flashcards.text import prose
from flashcards.text.canonical import canonical
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft

_FEWEST = 2
_SHORT_AXIS = 90  # characters, about fifteen words: a longer sentence nobody says by heart
MOST = 3
"""Concepts that a distinction sets side by side."""
_POINT = shapes.Record(dict(PART_FIELDS), further=shapes.Keyed(shapes.ID, shapes.Prose(), "statements"))
_ITEM = record(
    {"between": shapes.Many(shapes.ID), "axis": shapes.Prose(), "points": keyed(_POINT)},
    required=("between", "axis"),
    about={
        "between": "two or three concepts",
        "axis": "what separates them, a sentence",
        "points": "under keys of your own: one statement for each concept",
    },
)
_DIFFER = Form(
    question_at=("between",),
    answer_at=("axis",),
    exempt=("L05", "L06", "L10", "L11", "L19"),
    typed=False,
    rivals=Rivals.NONE,
    measure="distinctions",
    compares=True,
)
_WHICH = Form(
    exempt=("L05", "L06", "L08", "L10", "L12", "L19"),
    rivals=Rivals.NONE,
    measure="distinctions",
    compares=True,
)


def drafts(section: Section) -> Iterator[Draft]:
    """Yield one note for the whole distinction, and one for each point."""
    for item in section.items(_ITEM):
        between = _between(item)
        if between:
            yield from _drafts(item, between)


def _between(item: Item) -> list[str]:
    scalars = item.node.scalars("between")
    names = [item.section.desk.mention(scalar, "between") for scalar in scalars]
    node = item.node.get("between")
    if node and not (_FEWEST <= len(names) <= MOST and len(set(names)) == len(names)):
        item.report(node, "bad-between", "a distinction stands between two or three different concepts")
        return []
    return names


def _drafts(item: Item, between: list[str]) -> Iterator[Draft]:
    names = [item.section.desk.name(concept) for concept in between]
    parts = [item.part(*entry) for entry in item.node.inner("points").mappings()]
    points = [(part, _statements(part, between)) for part in parts]
    rows = tuple(tuple(prose.spans_of(s) for s in statements) for _, statements in points)
    axis = item.text("axis")
    table = Table(tuple(prose.spans_of(name) for name in names), rows)
    phrase = "differ" if len(names) == _FEWEST else "differ3"
    question = item.section.phrase(phrase, **_lettered(names))
    card = Card(1, "ask", _DIFFER, axis, ask=question, background=Rich((table,)) if rows else "")
    default = ("ask",) if len(plain(axis)) <= _SHORT_AXIS else ()
    # The hash covers neither the points' order nor their keys: changing them sends no learner an update.
    stated = [statement for _, statements in sorted(points, key=_words) for statement in statements]
    yield from item.qa([card], (axis, *names, *stated), default)
    for part, statements in points:
        yield from _point(part, between, names, statements)


def _words(point: tuple[Item, list[Text]]) -> list[str]:
    return [canonical(statement) for statement in point[1]]


def _lettered(names: list[Text]) -> dict[str, Text]:
    return dict(zip("abc", names, strict=False))


def _statements(part: Item, between: list[str]) -> list[Text]:
    """Return a point's statement for each concept. Missing and unknown ones are reported."""
    entries = part.node.entries
    gone = part.node.inner("dropped").entries
    for name in between:
        if name not in entries and name not in gone:
            hint = f'write "{name}: ..." beside the others'
            part.report(part.key, "missing-key", f'the statement for "{name}" is missing here', hint)
    for name, (key, _) in entries.items():
        if name not in between and name not in PART_FIELDS:
            message = f'"{name}" is not in "between"{suggest.nearest(name, [*between, *PART_FIELDS])}'
            part.report(key, "unknown-key", message, f"known here: {', '.join([*between, *PART_FIELDS])}")
    return [part.text(name) for name in between]


def _point(part: Item, between: list[str], names: list[Text], statements: list[Text]) -> Iterator[Draft]:
    """Make a point's note. Hashes choose the side that is asked and the order of the options.

    They cover the note's first name and places in ``between``, which stay when a concept is renamed.
    """
    salt = part.first_name
    shown = sorted(range(len(names)), key=lambda n: _hash(f"{salt} {n}"))
    options = Rich((Listing(tuple(prose.blocks_of(names[n]) for n in shown)),))
    cards = [
        Card(
            n + 1,
            concept,
            _WHICH,
            Rich((Paragraph((Strong(prose.spans_of(names[n])),)),)),
            ask=part.section.phrase("which"),
            given=statements[n],
            options=options,
            background=_others(n, names, statements),
            among=tuple(between),
            concept=concept,
        )
        for n, concept in enumerate(between)
        if statements[n] or concept in part.node.inner("dropped").entries
    ]
    asked = max(cards, key=lambda card: _hash(f"{salt}: {card.ordinal}"), default=None)
    return part.qa(cards, (*names, *statements), (asked.name,) if asked else ())


def _hash(words: str) -> bytes:
    return sha256(words.encode()).digest()


def _others(n: int, names: list[Text], statements: list[Text]) -> Text:
    """Return the other statements, each with the name of its concept."""
    others = [
        Rich((Paragraph((Strong(prose.spans_of(name)), ": ", *prose.spans_of(statement))),))
        for m, (name, statement) in enumerate(zip(names, statements, strict=True))
        if m != n and statement
    ]
    return prose.stack(*others)


KINDS = (SectionKind("distinctions", keyed(_ITEM), drafts, rank=2),)
