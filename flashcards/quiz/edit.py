"""The ``e`` key: edit the card's item in the learner's editor, then continue with the changed deck."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import flashcards
from flashcards.disk.atomic import workshop
from flashcards.model import Place
from flashcards.quiz import editor

if TYPE_CHECKING:
    from flashcards.model import Deck, Note
    from flashcards.quiz.screen import Screen
    from flashcards.quiz.state import Asked


_NOWHERE = Place("")


class Editing:
    """Edits cards of the deck in the folder ``root``. An installed deck is copied first, and then ``root`` is the copy."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, screen: Screen, asked: Asked) -> str:
        """Open the item of a card in the editor and return what became of it."""
        try:
            if _installed(self.root, Path(asked.note.place.path)) and not self._offer_copy(screen):
                return "not edited"
        except OSError as error:
            return f"not copied: {error.strerror or 'the disk is full or fails'}"
        name = editor.chosen(os.environ)
        if not name:
            return "no editor found; set EDITOR"
        path = self.root / "concepts" / Path(asked.note.place.path).name
        try:
            with screen.tty.lend():
                subprocess.run(  # noqa: S603 - the learner's own editor, and no shell
                    editor.command(name, str(path), asked.note.place.line), check=False
                )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            return f"{name} can't be started ({why}); set EDITOR"
        return self._recompile(screen, asked)

    def _recompile(self, screen: Screen, asked: Asked) -> str:
        """Recompile the deck and continue with it; keep the old one if the new one has errors."""
        from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - only after an edit
        from flashcards.loading.folder import load  # noqa: PLC0415 - only after an edit

        result = compile_deck(load(self.root))
        errors = result.errors
        if errors or result.deck is None:
            first = errors[0]
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            place = f"{Path(first.place.path).name}:{first.place.line}"
            return f"card not updated: {place}: {first.message}{more}; e opens it again"
        session = screen.session
        before = session.deck
        session.store.register(result.deck)
        if not session.reload(result.deck):
            return "card removed from the deck"
        if _content(before) == _content(result.deck):
            return "nothing changed"
        same = _content(before).get(asked.note.guid) == _content(result.deck).get(asked.note.guid)
        return "deck updated; this card is the same" if same else "card updated"

    def _offer_copy(self, screen: Screen) -> bool:
        """Offer to copy an installed deck or to show its home page; return whether there is a copy to edit."""
        target = Path("decks") / self.root.name
        homepage = screen.session.deck.homepage
        offer = [
            "This deck is installed and can't be edited in place.",
            f"c edits the copy in {target}."
            if target.exists()
            else f"c copies it to {target}, where you can edit it; your progress is kept.",
        ]
        offer += [f"h opens its home page, where you can report errors: {homepage}"] if homepage else []
        key = screen.ask([*offer, "Any other key goes back."])
        if key == "h" and homepage:
            import click  # noqa: PLC0415 - only to open the page

            click.launch(homepage)
        if key != "c":
            return False
        if not target.exists():
            _copy(self.root, target)
        self.root = target
        return True


def _installed(root: Path, path: Path) -> bool:
    """Return whether a deck belongs to the installed program or can't be written to."""
    package = Path(flashcards.__file__).parent.resolve()
    return root.resolve().is_relative_to(package) or not os.access(path, os.W_OK)


def _content(deck: Deck) -> dict[str, Note]:
    """Return the deck's notes by GUID, without where they stand in the files."""
    return {note.guid: replace(note, place=_NOWHERE, fields=()) for note in deck.notes}


def _copy(root: Path, target: Path) -> None:
    """Copy a deck's folder completely or not at all."""
    with workshop(target) as folder:
        shutil.copytree(root, folder / target.name).rename(target)
