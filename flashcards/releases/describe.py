"""Describe a change for a reader: its consequences in words, and its texts before and after, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.model import NoteType
from flashcards.releases.diff import CardText, Effect
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.releases.diff import CardChange, Change, Diff

TITLES: Final = {
    Effect.RISK: "History at risk",
    Effect.WITHDRAWN: "Withdrawn",
    Effect.MEANING: "Meaning may have changed",
    Effect.WORDING: "Wording changed",
    Effect.NEW: "New",
    Effect.MOVED: "Moved or renamed, history kept",
    Effect.WAITING: "Waiting for the note's next change",
    Effect.REMOVED: "Removed, no learner had it",
}
SHORT: Final = {kind: title.partition(",")[0].lower() for kind, title in TITLES.items()} | {
    Effect.MOVED: "moved",
    Effect.WAITING: "waiting",
}
_SEPARATORS: Final = {"source": "\n", "tags": " ", "dropped": "\n"}  # of the details that are lists
_NO_TEXT: Final = CardText("", "")


class TextChange(NamedTuple):
    """A text of a note that changed, with the name of its place; "" where it didn't exist."""

    label: str
    before: str
    after: str


def summary(diff: Diff) -> str:
    """Return how many notes have each consequence, gravest first: ``1 history at risk · 12 new``."""
    return " · ".join(f"{number:,} {SHORT[kind]}" for kind, number in diff.counts.items()) or "no change"


def rows(change: Change) -> Iterator[TextChange]:
    """Yield the texts of a change, each once: a note's cloze text or its cards' questions and answers, then the rest."""
    old, new = change.old, change.new
    if change.note.type is NoteType.CLOZE and old and new and plain(old.text) != plain(new.text):
        yield TextChange("text", plain(old.text), plain(new.text))
    elif change.note.type is NoteType.CLOZE and not (old and new):
        text = plain(change.note.text)
        yield TextChange("text", text if old else "", text if new else "")
    else:
        for card in change.cards:
            yield from _card_rows(card, many=len(change.note.cards) > 1)
    yield from details(change)


def details(change: Change) -> Iterator[TextChange]:
    """Yield what changed around the cards; of a list, only what was added or removed."""
    for name, before, after in change.details:
        if name not in _SEPARATORS:
            yield TextChange("why" if name == "retired" else name, before, after)
            continue
        old, new = (_parts(text, _SEPARATORS[name]) for text in (before, after))
        removed = [part for part in old if part not in new]
        added = [part for part in new if part not in old]
        if removed or added:
            yield TextChange(name, "\n".join(removed), "\n".join(added))


def _parts(text: str, separator: str) -> list[str]:
    """Split a list, leaving out the tag of retired notes: it says nothing that the reason doesn't."""
    return [part for part in text.split(separator) if not part.endswith("::retired")]


def _card_rows(card: CardChange, *, many: bool) -> Iterator[TextChange]:
    name = f"{card.name} " if many else ""
    before, after = card.before or _NO_TEXT, card.after or _NO_TEXT
    # An unchanged question is shown too: it says which card it is.
    yield TextChange(f"{name}question", before.question, after.question)
    if before.answer != after.answer or not (card.before and card.after):
        yield TextChange(f"{name}answer", before.answer, after.answer)


def reasons(change: Change) -> Iterator[str]:
    """Yield why a change has its gravest consequence, what the note's key was, and its other consequences."""
    yield from change.reasons
    if Effect.MOVED in change.effects and change.old:
        yield f"Its key was {change.old.key}."
    others = [SHORT[kind] for kind in change.effects[1:] if kind not in {Effect.MOVED, Effect.WAITING}]
    if others:
        yield f"Also: {', '.join(others)}."
