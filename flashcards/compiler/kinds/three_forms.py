"""`key_aspects`, `advantages`, `challenges`, and the sections that `deck.yaml` names: items of three forms.

- `term` and `means`: two cards, term → meaning and meaning → term
- `text` with blanks `{{c1::answer::hint}}`: one card a number
- `q` and `a`: one card

Advantages and challenges are introduced after everything else of their unit (`tier: more`), unless they say `core`.

    key_aspects:
      generalization-risk:
        term: generalization risk
        means: The chance that a model behaves differently once it leaves its training distribution.
      deployment:
        text: A wrong goal is most dangerous during {{c1::deployment::which phase?}}.
    challenges:
      confounded:
        q: What ordinary behaviour can be mistaken for internal optimization?
        a: Pattern completion and heuristics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import Section, SectionKind
from flashcards.compiler.kinds.definition import both_ways
from flashcards.compiler.kinds.faq import question_and_answer
from flashcards.model import Tier
from flashcards.syntax import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.compiler.draft import Draft

_ITEM = record(
    {
        "term": shapes.Prose(),
        "means": shapes.Prose(),
        "text": shapes.Prose(),
        "q": shapes.Prose(),
        "a": shapes.Prose(),
    },
    forms=(("term", "means"), ("text",), ("q", "a")),
    about={
        "term": "a term; with means",
        "means": "what the term means",
        "text": "a sentence with {{c1::blanks}}",
        "q": "a question; with a",
        "a": "its answer",
    },
)


def drafts(section: Section) -> Iterator[Draft]:
    """Yield the notes of every item, by its form."""
    for item in section.items(_ITEM):
        if "text" in item.node.entries:
            yield from item.cloze()
        elif "q" in item.node.entries:
            yield from question_and_answer(item)
        else:
            yield from both_ways(item, item.text("term"), item.text("means"))


def kind(section: str, tier: Tier = Tier.CORE, rank: int = 100) -> SectionKind:
    """Return a section kind of this shape under any name."""
    return SectionKind(section, keyed(_ITEM), drafts, tier, rank)


KINDS = (
    kind("key_aspects", rank=5),
    kind("advantages", Tier.MORE, rank=6),
    kind("challenges", Tier.MORE, rank=7),
)
