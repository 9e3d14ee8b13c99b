"""`definition`: what the concept is.

`short` holds one `text`, a sentence that says what the concept is and is true of nothing else. It makes two cards:
forward (what does the term mean?) and reverse (the text with the term blanked out: which term is meant?).

`cloze` holds sentences under keys of your own, each with one to three blanks `{{c1::answer::hint}}`. Each number
is one card; blanks of one number are hidden together.

    definition:
      short:
        text: The loss or reward by which training selects a model.
        src: [rlo2019]
      cloze:
        selects:
          text: >-
            Training keeps the model that scores best on the {{c1::base objective::which goal?}}.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import BLANK, Item, Section, SectionKind
from flashcards.model import Card, Form, Rivals
from flashcards.syntax import shapes
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft
    from flashcards.model import Text

_ABOUT = {"text": "the text of the card"}
_SHORT = record({"text": shapes.Prose()}, required=("text",), about=_ABOUT)
_SENTENCE = record(
    {"text": shapes.Prose()}, required=("text",), about={"text": "a sentence with {{c1::blanks}}"}
)
FORWARD = Form(
    question_at=("term",),
    answer_at=("means", "text"),
    exempt=("L19",),
    typed=False,
    rivals=Rivals.SAME_CARDS,
    measure="definition",
    definition="answer",
)
"""Term → meaning."""
REVERSE = Form(
    question_at=("means", "text"),
    answer_at=("term",),
    exempt=("L10", "L19"),
    rivals=Rivals.SAME_CARDS,
    definition="question",
)
"""Meaning → term."""
_OWN_FORMS = replace(FORWARD, own=True), replace(REVERSE, own=True)
_OWN_BLANK = replace(BLANK, own=True)


def drafts(section: Section) -> Iterator[Draft]:
    """Yield one note for ``short``, and one for each cloze sentence."""
    entries, concept = section.node.entries, section.head.concept
    if "short" in entries and (item := section.item(*entries["short"], _SHORT)):
        yield from both_ways(item, concept.term, item.text("text"), concept.aliases, _OWN_FORMS)
    for item in section.items(_SENTENCE, section.node.inner("cloze")):
        yield from item.cloze(_OWN_BLANK)


def both_ways(
    item: Item,
    term: Text,
    means: Text,
    aliases: tuple[str, ...] = (),
    forms: tuple[Form, Form] = (FORWARD, REVERSE),
) -> Iterator[Draft]:
    """Make the note that asks term → meaning and meaning → term.

    The reverse front blanks out the term and its aliases.
    """
    forward, reverse = forms
    section = item.section
    elided = prose.elide(means, (plain(term), *aliases))
    cards = [
        Card(1, "forward", forward, means, ask=section.phrase("forward", term=term)),
        Card(2, "reverse", reverse, term, ask=section.phrase("reverse"), given=elided),
    ]
    return item.qa(cards, (term, means))


KINDS = (
    SectionKind(
        "definition",
        shapes.Record(
            {"short": _SHORT, "cloze": keyed(_SENTENCE)},
            about={"short": "one sentence; two cards", "cloze": "sentences with blanks; one card a number"},
        ),
        drafts,
        rank=1,
    ),
)
