"""`faq`: what people ask about the concept. One question, one answer, one card.

An answer holds one idea in a few words; where you want to write "and", write two items.

    faq:
      why-matters:
        q: Why is a correct training objective not enough to make a model safe?
        a: Training on an objective does not guarantee that the model pursues it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import Item, Section, SectionKind
from flashcards.model import Card, Form
from flashcards.syntax import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft

_ITEM = record(
    {"q": shapes.Prose(), "a": shapes.Prose()},
    required=("q", "a"),
    about={"q": "the question", "a": "its answer"},
)
ASKED = Form(question_at=("q",), answer_at=("a",))
"""The card of an item with ``q`` and ``a``."""


def drafts(section: Section) -> Iterator[Draft]:
    """Yield one note for each item."""
    for item in section.items(_ITEM):
        yield from question_and_answer(item)


def question_and_answer(item: Item) -> Iterator[Draft]:
    """Make the note of an item with ``q`` and ``a``."""
    question, answer = item.text("q"), item.text("a")
    return item.qa([Card(1, "ask", ASKED, answer, ask=question)], (question, answer))


KINDS = (SectionKind("faq", keyed(_ITEM), drafts, rank=3),)
