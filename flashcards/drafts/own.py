"""Notes of packages that flashcards made: their fields say the key and the section."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from flashcards.drafts.old_deck import OldNote

_QA: Final = "Flashcards Q&A"
_CLOZE: Final = "Flashcards Cloze"
_KEY: Final = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+)(?:\.([a-z0-9-]+))?")

_MOST: Final = 3  # cards of a note


class NoteParts(NamedTuple):
    """What an own note is made of; ``texts`` hold HTML."""

    section: str
    item: str
    was: str
    both_ways: bool
    texts: dict[str, str]


def is_own(note: OldNote) -> bool:
    """Whether flashcards made a note."""
    return note.type.name in {_QA, _CLOZE} and bool(_KEY.fullmatch(_key(note)))


def _key(note: OldNote) -> str:
    return unescape(note.values.get("Key", "")).strip()


def concept_of(note: OldNote) -> str:
    """Return the concept in an own note's key, "" of another note."""
    return _key(note).partition("/")[0] if is_own(note) else ""


def parts(note: OldNote) -> NoteParts:
    """Return what an own note is made of."""
    values = note.values
    found = _KEY.fullmatch(_key(note))
    assert found is not None
    _, item, part = found.groups()
    definition = values["Kind"] == "Definition"
    name = f"{item}-{part}" if part else item
    was = _key(note) if part else ""
    if note.type.name == _CLOZE:
        texts = {"text": values["Text"], "extra": values["Extra"]}
        return NoteParts("cloze" if definition else "key_aspects", name, was, both_ways=False, texts=texts)
    texts = {f"q{n}": values[f"Question {n}"] for n in range(1, _MOST + 1)}
    texts |= {f"a{n}": values[f"Answer {n}"] for n in range(1, _MOST + 1)} | {"extra": values["Extra"]}
    short = definition and item == "short"
    both = note.cards == (1, 2) and (short or _asks_both_ways(values))
    return NoteParts(
        "definition" if short and both else "key_aspects" if both else "faq",
        name,
        was,
        both_ways=both,
        texts=texts,
    )


def _asks_both_ways(values: dict[str, str]) -> bool:
    """Whether the first question holds the second answer: a term and its meaning."""
    return (
        bool(values["Answer 2"]) and values["Answer 2"] in values["Question 1"] and not values["Question 3"]
    )
