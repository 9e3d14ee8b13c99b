"""Starting the quiz on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.quiz.screen import Screen
from flashcards.quiz.tty import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flashcards.quiz.session import Run
    from flashcards.quiz.state import Asked


def run(quiz: Run, root: Path, where: str) -> bool:
    """Hold the dialogue on this terminal; whether the learner left before the end."""
    editing: list[Callable[[Screen, Asked], str]] = []

    def edit(screen: Screen, asked: Asked) -> str:
        from flashcards.quiz.edit import Editing  # noqa: PLC0415 - only for the e key

        if not editing:
            editing.append(Editing(root))
        return editing[0](screen, asked)

    with Terminal() as tty:
        screen = Screen(quiz, tty, edit)
        screen.face.message = where
        screen.loop()
        return screen.quit
