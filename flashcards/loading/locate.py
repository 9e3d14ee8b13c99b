"""Find the deck folder that the user means.

This module imports no other module of the program, so that a session with a cached deck starts at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Found(NamedTuple):
    """A deck folder, and how it was found, in words for the user.

    ``bundled`` marks the copy that comes with the program. The next update replaces it, so no command may write to it.
    """

    path: Path
    how: str
    bundled: bool = False


class NoDeckError(Exception):
    """There is no such deck. The text tells the user what to do."""


def find(deck: str | None, cwd: Path, environ: Mapping[str, str]) -> Found:
    """Return the deck with this id or path; without one, the deck at hand.

    Raises:
        NoDeckError: There is no such deck, or several are at hand. The text names the decks at hand.
    """
    found = _found(deck, cwd, environ)
    inside = (cwd / found.path).resolve().is_relative_to(Path(__file__).resolve().parents[1])
    return found._replace(bundled=inside or found.bundled)


def several(cwd: Path) -> list[Found]:
    """Return the decks under ./decks if there are two or more; none if the current folder itself is a deck."""
    here = [] if _is_deck(cwd) else _decks_in(cwd / "decks")
    return [Found(_shown(folder, cwd), "under ./decks") for folder in here] if len(here) > 1 else []


def known(cwd: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the ids of the decks at hand: those under ./decks, then those in FLASHCARDS_DECKS, then the bundled ones."""
    return list(dict.fromkeys(folder.name for folders in _at_hand(cwd, environ) for folder in folders))


def _at_hand(cwd: Path, environ: Mapping[str, str]) -> tuple[list[Path], list[Path], list[Path]]:
    """Return the decks under ./decks, those in FLASHCARDS_DECKS, and the bundled ones."""
    parts = environ.get("FLASHCARDS_DECKS", "").split(os.pathsep)
    listed = [folder for part in parts if part for folder in _listed(Path(part))]
    return _decks_in(cwd / "decks"), listed, _decks_in(_bundled())


def _found(deck: str | None, cwd: Path, environ: Mapping[str, str]) -> Found:
    if deck is None and _is_deck(cwd):
        return Found(Path(), "the current folder")
    here, listed, bundled = _at_hand(cwd, environ)
    # In a clone of the repository its decks are the author's own.
    in_clone = cwd.resolve().is_relative_to(_bundled().resolve().parent)
    if deck is None:
        found = _deck_at_hand(here, listed, bundled)
        return found._replace(bundled=not in_clone and found.path in bundled)
    if deck and os.path.exists(cwd / deck / "deck.yaml"):  # noqa: PTH110 - Path.exists raises for odd names
        return Found(Path(deck), "as named")
    for folder in (*here, *listed, *bundled):
        if folder.name == deck:
            own = in_clone or folder in here or folder in listed
            return Found(_shown(folder, cwd), "as named", bundled=not own)
    if deck and os.path.exists(cwd / deck):  # noqa: PTH110 - as above
        for folder in (cwd / deck).parents:
            if _is_deck(folder):
                raise NoDeckError(f'"{deck}" is part of a deck; name the deck: {_shown(folder, cwd)}')
    if deck and os.path.isdir(cwd / deck):  # noqa: PTH112 - as above
        raise NoDeckError(f'the folder "{deck}" has no deck.yaml, so it isn\'t a deck')
    names = known(cwd, environ)
    at_hand = f"decks at hand: {', '.join(names) or 'none'}"
    raise NoDeckError(
        f'there is no deck "{deck}"{_guess(deck, names)} ({at_hand}); name a deck or its folder'
    )


def _guess(deck: str, known: list[str]) -> str:
    from flashcards.syntax.suggest import nearest  # noqa: PLC0415 - needed only for an error message

    return nearest(deck, known)


def _deck_at_hand(here: list[Path], listed: list[Path], bundled: list[Path]) -> Found:
    if len(here) == 1:
        return Found(Path("decks") / here[0].name, "the only deck under ./decks")
    if len(here) > 1:
        names = ", ".join(folder.name for folder in here)
        raise NoDeckError(f"there are several decks under ./decks ({names}); say which")
    if listed:
        if len(listed) > 1:
            raise NoDeckError(
                f"FLASHCARDS_DECKS has several decks ({', '.join(f.name for f in listed)}); say which"
            )
        return Found(listed[0], "from FLASHCARDS_DECKS")
    if not bundled:
        raise NoDeckError('there is no deck here; make one with "flashcards new deck ID"')
    return Found(bundled[0], "the deck that comes with flashcards")


def _is_deck(folder: Path) -> bool:
    return os.path.isfile(folder / "deck.yaml")  # noqa: PTH113 - Path.is_file raises for folders that can't be entered


def _decks_in(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if _is_deck(entry))
    except OSError:
        return []


def _listed(folder: Path) -> list[Path]:
    return [folder] if _is_deck(folder) else _decks_in(folder)


def _bundled() -> Path:
    """Return the folder of the bundled decks: in the installed package, or in the repository (editable install)."""
    package = Path(__file__).parents[1]
    return package / "decks" if (package / "decks").is_dir() else package.parent / "decks"


def _shown(folder: Path, cwd: Path) -> Path:
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder
