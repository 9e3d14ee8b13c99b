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

from typing import TYPE_CHECKING

from flashcards import shape
from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import Item, Kind, Section
from flashcards.model import Card
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft
    from flashcards.model import Text

_ABOUT = {"text": "the text of the card"}
_SHORT = record({"text": shape.Prose()}, required=("text",), about=_ABOUT)
_SENTENCE = record(
    {"text": shape.Prose()}, required=("text",), about={"text": "a sentence with {{c1::blanks}}"}
)


def drafts(section: Section) -> Iterator[Draft]:
    """One note for ``short``, one for each cloze sentence."""
    entries, concept = section.node.entries, section.head.concept
    if "short" in entries and (item := section.item(*entries["short"], _SHORT)):
        yield from both_ways(item, concept.term, item.text("text"), concept.aliases)
    for item in section.items(_SENTENCE, section.node.inner("cloze")):
        yield from item.cloze()


def both_ways(item: Item, term: Text, means: Text, aliases: tuple[str, ...] = ()) -> Iterator[Draft]:
    """Term → meaning and meaning → term; the reverse front has the term and its aliases blanked out."""
    section = item.section
    elided = prose.elide(means, (plain(term), *aliases))
    cards = [
        Card(1, "forward", section.phrase("forward", term=term), means),
        Card(2, "reverse", prose.stack(elided, section.phrase("reverse")), term),
    ]
    return item.qa(cards, (term, means))


KINDS = (
    Kind(
        "definition",
        shape.Record(
            {"short": _SHORT, "cloze": keyed(_SENTENCE)},
            about={"short": "one sentence; two cards", "cloze": "sentences with blanks; one card a number"},
        ),
        drafts,
        rank=1,
    ),
)
