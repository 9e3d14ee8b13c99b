"""A file or a folder → the old deck in it, whatever program wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flashcards.drafts import crowdanki, marked_notes, tables
from flashcards.drafts.old_deck import ImportFailedError, OldDeck, OldNote, OldNoteType, Template
from flashcards.drafts.page import PageError
from flashcards.drafts.reading import decoded

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGES: Final = {".apkg", ".colpkg"}
_TABLES: Final = {".csv", ".tsv", ".txt"}
_MARKDOWN: Final = {".md", ".markdown"}
_LARGEST_MEDIUM: Final = 20 << 20
_MOST_MEDIA: Final = 20_000
_LARGEST_JSON: Final = 256 << 20
ENDINGS: Final = ".apkg, .colpkg, .csv, .tsv, .txt, .md, or a CrowdAnki folder"


def opened(path: Path) -> OldDeck:
    """Return the deck in a file or a folder. Raises ImportFailedError with a sentence."""
    try:
        return _opened(path)
    except OSError as error:
        raise ImportFailedError(f"it can't be read: {error.strerror or error}") from error
    except PageError as error:
        raise ImportFailedError(str(error)) from error


def _opened(path: Path) -> OldDeck:
    ending = path.suffix.lower()
    if path.is_dir():
        return _crowdanki(path)
    if path.name == "deck.json":
        return _crowdanki(path.parent)
    if ending in _PACKAGES:
        return _package(path)
    if ending in _TABLES:
        return tables.read(decoded(path.read_bytes()), path.stem)
    if ending in _MARKDOWN:
        return marked_notes.read(decoded(path.read_bytes()), path.stem)
    raise ImportFailedError(f"decks end in {ENDINGS}")


def _package(path: Path) -> OldDeck:
    from flashcards.anki import old_package  # noqa: PLC0415 - only for packages
    from flashcards.anki.reader import ReadError  # noqa: PLC0415 - likewise

    try:
        package = old_package.read(path)
    except ReadError as error:
        raise ImportFailedError(str(error).replace(f"{path} ", "it ", 1)) from error
    types = {
        kind: OldNoteType(
            kind.name, kind.fields, tuple(Template(*sides) for sides in kind.templates), kind.cloze
        )
        for kind in {note.type for note in package.notes}
    }
    notes = tuple(
        OldNote(note.guid, types[note.type], note.fields, note.tags, note.deck, note.ordinals or (1,))
        for note in package.notes
    )
    return OldDeck(path.stem, notes, package.media)


def _crowdanki(folder: Path) -> OldDeck:
    found = [file for file in (folder / "deck.json", folder / f"{folder.name}.json") if file.is_file()]
    if not found:
        raise ImportFailedError("the folder holds no deck.json; take the folder that CrowdAnki exported")
    if found[0].stat().st_size > _LARGEST_JSON:
        raise ImportFailedError(f"its deck.json has more than {_LARGEST_JSON >> 20} MiB")
    files = sorted((folder / "media").glob("*"))[:_MOST_MEDIA]
    media = {
        file.name: file.read_bytes()
        for file in files
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= _LARGEST_MEDIUM
    }
    return crowdanki.read(found[0].read_text("utf-8-sig", errors="replace"), media)
