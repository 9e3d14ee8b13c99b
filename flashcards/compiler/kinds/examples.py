"""`examples`: something to recognise the concept by.

`scenario` tells a case without naming the concept; `ask` is the question (there is a standard one); `shows` is the
concept that it shows, or `back` the whole answer where a name alone would mislead. Each of the `roles` is a card of
its own: what in this case plays the part of that concept?

    examples:
      evolution:
        scenario: Natural selection favoured whatever reproduced best. It produced humans, who pursue goals of their own.
        ask: Which alignment concept does this analogy illustrate?
        shows: mesa-optimization
        roles:
          base-optimizer: {is: natural selection}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.item_shapes import PART_FIELDS, keyed, record
from flashcards.compiler.items import Item, Section, SectionKind
from flashcards.model import Card, Form, Rivals, Text
from flashcards.syntax import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft

_ROLE = shapes.Record({"is": shapes.Prose(), **PART_FIELDS}, required=("is",))
_ITEM = record(
    {
        "scenario": shapes.Prose(),
        "ask": shapes.Prose(),
        "shows": shapes.ID,
        "back": shapes.Prose(),
        "roles": keyed(_ROLE),
    },
    required=("scenario", "shows"),
    about={
        "scenario": "the case, without the concept's name",
        "ask": "the question; a standard one if absent",
        "shows": "the concept that the case shows",
        "back": "the whole answer, if a name alone would mislead",
        "roles": "concept: {is: what plays its part here}",
    },
)
_CASE = Form(
    question_at=("scenario",),
    answer_at=("back", "shows"),
    exempt=("L10", "L12"),
    measure="examples",
    long_front=True,
    case=True,
)
_ACTOR = Form(
    question_at=("scenario",),
    answer_at=("is",),
    exempt=("L05", "L06", "L08", "L10", "L12", "L19"),
    rivals=Rivals.PARTS,
    measure="examples",
    long_front=True,
)


def drafts(section: Section) -> Iterator[Draft]:
    """Yield one note that asks for the concept, and one for each role."""
    for item in section.items(_ITEM):
        scenario = item.text("scenario")
        yield from _recognition(item, scenario)
        for key, node in item.node.inner("roles").mappings():
            yield from _role(item.part(key, node), scenario)


def _recognition(item: Item, scenario: Text) -> Iterator[Draft]:
    ask = item.text("ask")
    scalar, desk = item.node.scalar("shows"), item.section.desk
    name = desk.name(desk.mention(scalar, "shows")) if scalar else ""
    back = item.text("back") or name
    card = Card(1, "ask", _CASE, back, ask=ask or item.section.phrase("shows"), given=scenario)
    return item.qa([card], (scenario, ask, back))


def _role(part: Item, scenario: Text) -> Iterator[Draft]:
    desk = part.section.desk
    name = desk.name(desk.mention(part.key, "roles"))
    actor = part.text("is")
    card = Card(1, "ask", _ACTOR, actor, ask=part.section.phrase("role", term=name), given=scenario)
    return part.qa([card], (scenario, name, actor))


KINDS = (SectionKind("examples", keyed(_ITEM), drafts, rank=8),)
