"""What there is to say of a change: its texts before and after, each once, and the words for its consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.model import NoteType
from flashcards.releases.diff import Kind, Side
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.releases.diff import CardChange, Change, Diff

TITLES: Final = {
    Kind.RISK: "History at risk",
    Kind.WITHDRAWN: "Withdrawn",
    Kind.MEANING: "Meaning may have changed",
    Kind.WORDING: "Wording changed",
    Kind.NEW: "New",
    Kind.MOVED: "Moved or renamed, history kept",
    Kind.WAITING: "Waiting for the note's next change",
    Kind.REMOVED: "Taken out, no learner had it",
}
SHORT: Final = {kind: title.partition(",")[0].lower() for kind, title in TITLES.items()} | {
    Kind.MOVED: "moved",
    Kind.WAITING: "waiting",
}
_LISTS: Final = {
    "source": "\n",
    "tags": " ",
    "dropped": "\n",
}  # details that are lists, and what separates them
_NOTHING: Final = Side("", "")


class Row(NamedTuple):
    """A text that changed, came or went: what of a note it is, before, after."""

    label: str
    before: str
    after: str


def summary(diff: Diff) -> str:
    """``1 history at risk · 12 new``: how many notes have each consequence, gravest first."""
    return " · ".join(f"{number:,} {SHORT[kind]}" for kind, number in diff.counts.items()) or "no change"


def rows(change: Change) -> Iterator[Row]:
    """The texts of a change, each once: the cloze text of a note, or its cards' questions and answers; the rest."""
    old, new = change.old, change.new
    if change.note.type is NoteType.CLOZE and old and new and plain(old.text) != plain(new.text):
        yield Row("text", plain(old.text), plain(new.text))
    elif change.note.type is NoteType.CLOZE and not (old and new):
        text = plain(change.note.text)
        yield Row("text", text if old else "", text if new else "")
    else:
        for card in change.cards:
            yield from _card_rows(card, many=len(change.note.cards) > 1)
    yield from details(change)


def details(change: Change) -> Iterator[Row]:
    """What changed around the cards; of a list only what came and went."""
    for name, before, after in change.details:
        if name not in _LISTS:
            yield Row("why" if name == "retired" else name, before, after)
            continue
        # The tag of a retired note says nothing that its reason doesn't.
        one, other = before.split(_LISTS[name]), after.split(_LISTS[name])
        one, other = ([part for part in parts if not part.endswith("::retired")] for parts in (one, other))
        gone = [part for part in one if part not in other]
        come = [part for part in other if part not in one]
        if gone or come:
            yield Row(name, "\n".join(gone), "\n".join(come))


def _card_rows(card: CardChange, *, many: bool) -> Iterator[Row]:
    name = f"{card.name} " if many else ""
    before, after = card.before or _NOTHING, card.after or _NOTHING
    # An unchanged question is shown too: it says which card it is.
    yield Row(f"{name}question", before.question, after.question)
    if before.answer != after.answer or not (card.before and card.after):
        yield Row(f"{name}answer", before.answer, after.answer)


def reasons(change: Change) -> Iterator[str]:
    """Why a change has its gravest consequence, where it was, and which other consequences it has."""
    yield from change.reasons
    if Kind.MOVED in change.kinds and change.old:
        yield f"It was {change.old.key}."
    others = [SHORT[kind] for kind in change.kinds[1:] if kind not in {Kind.MOVED, Kind.WAITING}]
    if others:
        yield f"Also: {', '.join(others)}."
