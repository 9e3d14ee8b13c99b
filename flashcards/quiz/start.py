"""Starts the quiz on a full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.quiz.screen import Screen
from flashcards.quiz.tty import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.quiz.edit import Editing
    from flashcards.quiz.session import Session
    from flashcards.quiz.state import Asked


def run(session: Session, root: Path, welcome: str) -> bool:
    """Run the session on this terminal and return whether the learner quit before its end.

    Args:
        session: the session to run.
        root: the folder of the deck, for the ``e`` key.
        welcome: a message to show with the first card.
    """
    editing: Editing | None = None

    def edit(screen: Screen, asked: Asked) -> str:
        nonlocal editing
        from flashcards.quiz.edit import Editing  # noqa: PLC0415 - only the e key needs it

        editing = editing or Editing(root)
        return editing(screen, asked)

    with Terminal() as tty:
        screen = Screen(session, tty, edit)
        screen.face.message = welcome
        screen.loop()
        return screen.quit
