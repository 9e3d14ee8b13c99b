"""What there is to say of a change: its texts before and after, each once, and the words for its consequences."""

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
    Effect.REMOVED: "Taken out, no learner had it",
}
SHORT: Final = {kind: title.partition(",")[0].lower() for kind, title in TITLES.items()} | {
    Effect.MOVED: "moved",
    Effect.WAITING: "waiting",
}
_LISTS: Final = {
    "source": "\n",
    "tags": " ",
    "dropped": "\n",
}  # details that are lists, and what separates them
_NOTHING: Final = CardText("", "")


class TextChange(NamedTuple):
    """A text that changed, came or went: what of a note it is, before, after."""

    label: str
    before: str
    after: str


def summary(diff: Diff) -> str:
    """``1 history at risk · 12 new``: how many notes have each consequence, gravest first."""
    return " · ".join(f"{number:,} {SHORT[kind]}" for kind, number in diff.counts.items()) or "no change"


def rows(change: Change) -> Iterator[TextChange]:
    """The texts of a change, each once: the cloze text of a note, or its cards' questions and answers; the rest."""
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
    """What changed around the cards; of a list only what came and went."""
    for name, before, after in change.details:
        if name not in _LISTS:
            yield TextChange("why" if name == "retired" else name, before, after)
            continue
        # The tag of a retired note says nothing that its reason doesn't.
        one, other = before.split(_LISTS[name]), after.split(_LISTS[name])
        one, other = ([part for part in parts if not part.endswith("::retired")] for parts in (one, other))
        gone = [part for part in one if part not in other]
        come = [part for part in other if part not in one]
        if gone or come:
            yield TextChange(name, "\n".join(gone), "\n".join(come))


def _card_rows(card: CardChange, *, many: bool) -> Iterator[TextChange]:
    name = f"{card.name} " if many else ""
    before, after = card.before or _NOTHING, card.after or _NOTHING
    # An unchanged question is shown too: it says which card it is.
    yield TextChange(f"{name}question", before.question, after.question)
    if before.answer != after.answer or not (card.before and card.after):
        yield TextChange(f"{name}answer", before.answer, after.answer)


def reasons(change: Change) -> Iterator[str]:
    """Why a change has its gravest consequence, where it was, and which other consequences it has."""
    yield from change.reasons
    if Effect.MOVED in change.effects and change.old:
        yield f"It was {change.old.key}."
    others = [SHORT[kind] for kind in change.effects[1:] if kind not in {Effect.MOVED, Effect.WAITING}]
    if others:
        yield f"Also: {', '.join(others)}."
