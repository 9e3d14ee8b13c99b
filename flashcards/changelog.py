"""A release's notes for learners in Markdown, and the deck's CHANGELOG.md, which holds them newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flashcards.release import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flashcards.model import Deck, Note

_HEAD: Final = "# Changes for learners\n"
_CHAPTERS: Final = {
    "New": (Fate.NEW,),
    "Corrected": (Fate.MEANING, Fate.CHANGED),
    "Withdrawn": (Fate.WITHDRAWN,),
}
_ADVICE: Final = {
    "New": "They wait among your new cards.",
    "Corrected": "Your intervals stay as they are.",
    "Withdrawn": "Please don't study these any longer: suspend or delete them.",
}


def notes_for_learners(deck: Deck, fates: Mapping[Fate, tuple[Note, ...]], version: str, date: str) -> str:
    """What is new, corrected and withdrawn, with an Anki search for each, under a heading of the second level."""
    chapters = [
        _chapter(title, deck, [note for kind in kinds for note in fates[kind]])
        for title, kinds in _CHAPTERS.items()
    ]
    body = "\n".join(filter(None, chapters)) or "Nothing changes on your cards in this version.\n"
    return f"## {version} ({date})\n\n{body}"


def _chapter(title: str, deck: Deck, notes: list[Note]) -> str:
    if not notes:
        return ""
    number = f"{len(notes):,} note{'s' * (len(notes) != 1)}"
    return f"### {title}: {number}\n\n{_ADVICE[title]} To find them in Anki's Browse window:\n\n    {_search(title, deck, notes)}\n"


def _search(title: str, deck: Deck, notes: list[Note]) -> str:
    """By the Key field, which holds the first name; of a note that lives on, only the cards dropped."""
    terms = [f"Key:{note.first}" for note in notes]
    if title == "Withdrawn":
        terms = [term for note in notes for term in _withdrawn(note)]
    elif len(notes) == len(deck.notes):
        return f"tag:{deck.id}"
    return f"tag:{deck.id} ({' OR '.join(terms)})"


def _withdrawn(note: Note) -> list[str]:
    if note.retired:
        return [f"Key:{note.first}"]
    return [f"(Key:{note.first} card:{card.ordinal})" for card in note.dropped]


def entered(text: str, version: str, notes: str) -> str:
    """A changelog with a version's notes on top; notes that a release of the same version left are replaced."""
    lines = _without(text.splitlines(keepends=True), version)
    head, tail = _split(lines)
    return f"{head or _HEAD}\n{notes.strip()}\n" + (f"\n{tail}" if tail else "")


def _without(lines: Iterable[str], version: str) -> Iterator[str]:
    ours = False
    for line in lines:
        if line.startswith("## "):
            ours = line[3:].split()[:1] == [version]
        if not ours:
            yield line


def _split(lines: Iterable[str]) -> tuple[str, str]:
    """What stands before the first version, and the rest."""
    text = "".join(lines)
    head, mark, tail = f"\n{text}".partition("\n## ")
    return (f"{head.strip()}\n" if head.strip() else ""), f"{mark}{tail}".strip() + "\n" if mark else ""
