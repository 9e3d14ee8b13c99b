"""Which deck folder the user means. Imports nothing, so that a session can begin at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Found(NamedTuple):
    """A deck folder, and in words how it was found."""

    path: Path
    how: str


class NoDeckError(Exception):
    """There is no such deck; the text says what to do."""


def find(deck: str | None, cwd: Path, environ: Mapping[str, str]) -> Found:
    """The deck that an id or a path means; without one the deck at hand.

    Raises NoDeckError, with the decks that there are.
    """
    here = _decks_in(cwd / "decks")
    listed = [
        folder
        for part in environ.get("FLASHCARDS_DECKS", "").split(os.pathsep)
        if part
        for folder in _listed(Path(part))
    ]
    bundled = _decks_in(_bundled())
    if deck is None:
        return _at_hand(here, listed, bundled)
    if deck and os.path.exists(cwd / deck / "deck.yaml"):  # noqa: PTH110 - Path.exists raises for odd names
        return Found(Path(deck), "as named")
    for folder in (*here, *listed, *bundled):
        if folder.name == deck:
            return Found(_shown(folder, cwd), "as named")
    if deck and os.path.isdir(cwd / deck):  # noqa: PTH112 - as above
        raise NoDeckError(f'the folder "{deck}" holds no deck.yaml, so it is no deck')
    known = list(dict.fromkeys(folder.name for folder in (*here, *listed, *bundled)))
    at_hand = f"decks at hand: {', '.join(known) or 'none'}"
    raise NoDeckError(
        f'there is no deck "{deck}"{_nearest(deck, known)} ({at_hand}); name a deck or its folder'
    )


def _nearest(deck: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a deck that is not there

    close = get_close_matches(deck.lower(), known, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _at_hand(here: list[Path], listed: list[Path], bundled: list[Path]) -> Found:
    if len(here) == 1:
        return Found(Path("decks") / here[0].name, "the only deck under ./decks")
    if len(here) > 1:
        names = ", ".join(folder.name for folder in here)
        raise NoDeckError(f"there are several decks under ./decks ({names}); say which")
    if listed:
        if len(listed) > 1:
            raise NoDeckError(
                f"FLASHCARDS_DECKS holds several decks ({', '.join(f.name for f in listed)}); say which"
            )
        return Found(listed[0], "from FLASHCARDS_DECKS")
    if not bundled:
        raise NoDeckError('there is no deck here; make one with "flashcards new deck ID"')
    return Found(bundled[0], "the deck that comes with flashcards")


def _decks_in(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if (entry / "deck.yaml").is_file())
    except OSError:
        return []


def _listed(folder: Path) -> list[Path]:
    return [folder] if os.path.isfile(folder / "deck.yaml") else _decks_in(folder)  # noqa: PTH113 - as above


def _bundled() -> Path:
    """The decks in the installed package, else (an editable install) the repository's."""
    package = Path(__file__).parent
    return package / "decks" if (package / "decks").is_dir() else package.parent / "decks"


def _shown(folder: Path, cwd: Path) -> Path:
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder
