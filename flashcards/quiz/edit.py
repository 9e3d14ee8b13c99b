"""The ``e`` key: edit the card's item in the learner's editor, and take the change up at once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import flashcards
from flashcards.disk.atomic import workshop
from flashcards.quiz import editor

if TYPE_CHECKING:
    from flashcards.quiz.screen import Screen
    from flashcards.quiz.state import Asked


class Editing:
    """Edits cards of the deck at ``root``, or of the copy that the learner makes of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, screen: Screen, asked: Asked) -> str:
        """Edit the item of a card; says what became of it."""
        try:
            if _installed(self.root, Path(asked.note.place.path)) and not self._copied(screen):
                return "not edited"
        except OSError as error:
            return f"not copied: {error.strerror or 'the disk is full or fails'}"
        name = editor.chosen(os.environ)
        if not name:
            return "there is no editor; set EDITOR"
        relative = Path(asked.note.place.path).name
        path = self.root / "concepts" / relative
        try:
            with screen.tty.lent():
                subprocess.run(  # noqa: S603 - the learner's own editor, and no shell
                    editor.command(name, str(path), asked.note.place.line), check=False
                )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            return f"{name} can't be started ({why}); set EDITOR"
        return self._taken_up(screen)

    def _taken_up(self, screen: Screen) -> str:
        """Recompile; the old deck stays if the new one doesn't compile."""
        from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - only after an edit
        from flashcards.loading.folder import load  # noqa: PLC0415 - only after an edit

        result = compile_deck(load(self.root))
        wrong = result.errors
        if wrong or result.deck is None:
            first = wrong[0]
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            place = f"{Path(first.place.path).name}:{first.place.line}"
            return f"not taken up: {place}: {first.message}{more}; e opens it again"
        screen.run.store.register(result.deck)
        stays = screen.run.take_up(result.deck)
        return "taken up" if stays else "taken up; this card is no more"

    def _copied(self, screen: Screen) -> bool:
        """Offer a copy of an installed deck, or its home page; whether there is a copy to edit now."""
        target = Path("decks") / self.root.name
        homepage = screen.run.deck.homepage
        offer = [
            "This deck is installed and is not edited in place.",
            f"c copies it to {target} for your own changes (your progress goes with it)."
            if not target.exists()
            else f"c goes on with the copy in {target}.",
        ]
        offer += [f"h shows its home page, where errors are reported: {homepage}"] if homepage else []
        key = screen.ask([*offer, "Any other key goes back."])
        if key == "h" and homepage:
            import click  # noqa: PLC0415 - only here

            click.launch(homepage)
        if key != "c":
            return False
        if not target.exists():
            _copy(self.root, target)
        self.root = target
        return True


def _installed(root: Path, path: Path) -> bool:
    """Whether a deck belongs to the installed program, or can't be written to."""
    package = Path(flashcards.__file__).parent.resolve()
    return root.resolve().is_relative_to(package) or not os.access(path, os.W_OK)


def _copy(root: Path, target: Path) -> None:
    """Copy a deck's folder whole or not at all."""
    with workshop(target) as folder:
        shutil.copytree(root, folder / target.name).rename(target)
