"""What stands beside a deck's texts and can spoil a release: other decks with its uuid, and its changelog."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flashcards.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Deck

_UUID: Final = re.compile(r"^uuid:[ \t]*[\"']?([0-9a-f-]{36})\b", re.MULTILINE)
_MARKER: Final = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)  # seven "=" also underline a heading
_MOST: Final = 1 << 20  # bytes read of a file


def problems(folder: Path, deck: Deck | None) -> Iterator[Problem]:
    """Yield the problems of a deck's neighbours: of the folders beside it, and of its CHANGELOG.md."""
    text = _text(folder / "CHANGELOG.md")
    if found := _MARKER.search(text):
        message = f'"{found[0].strip()}" is a conflict marker of an unfinished merge'
        place = Place(str(folder / "CHANGELOG.md"), text.count("\n", 0, found.start()) + 1)
        yield Problem(place, "conflict", message, "keep what both sides say and delete the markers")
    if deck is not None:
        yield from _same_uuid(folder, deck)


def _same_uuid(folder: Path, deck: Deck) -> Iterator[Problem]:
    here = folder.resolve()
    for other in sorted(here.parent.glob("*/deck.yaml")):
        found = _UUID.search(_text(other))
        if other.parent != here and found and found[1] == deck.uuid:
            shown = _beside(folder, other.parent.name)
            message = (
                f"{shown} has this uuid, too: in Anki each deck would overwrite the other's notes, and in the quiz "
                "reviews of one would count for the other"
            )
            hint = 'delete the copy and make it with "flashcards new deck ID --fork", which gives it a uuid of its own'
            yield Problem(deck.places["uuid"], "deck-uuid-taken", message, hint)


def _beside(folder: Path, name: str) -> Path:
    return folder.parent / name if folder.name else Path("..") / name


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""
