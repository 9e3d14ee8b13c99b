"""Print a concept's cards for ``flashcards preview CONCEPT --terminal``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.styled import Styled as InStyle
from rich.text import Text as Styled

from flashcards.cli.shared import output
from flashcards.model import NoteType
from flashcards.text import prose, terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from flashcards.model import Card, Note

_WIDEST: Final = 88  # cells; longer lines are hard to read
_INDENT: Final = 2


def show(notes: Iterable[Note]) -> None:
    """Print every card of these notes, question and answer, with its key and line."""
    width = min(shutil.get_terminal_size().columns, _WIDEST) - 1
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    for note in notes:
        for card in note.cards:
            with console.capture() as captured:
                console.print(terminal.Safe(Group(*_card(note, card, width))))
            # Rich pads the lines of a grid with spaces; they don't belong into a pipe.
            lines = (line.rstrip() for line in captured.get().rstrip("\n").split("\n"))
            click.echo("\n".join(lines) + "\n", color=output.colour())


def _card(note: Note, card: Card, width: int) -> Iterator[RenderableType]:
    cloze = note.type is NoteType.CLOZE
    inner = width - _INDENT
    yield Styled(f"{note.context}  ·  {note.heading}", "dim")
    if cloze:
        yield InStyle(Group(*terminal.lines(note.text, width, hide=card.ordinal)), "bold")
        yield _indented(terminal.lines(note.text, inner, reveal=card.ordinal))
    else:
        yield InStyle(Group(*terminal.lines(prose.front(card), width)), "bold")
        yield _indented(terminal.lines(prose.back(card), inner))
    if note.extra:
        yield _indented(terminal.lines(note.extra, inner))
    if note.retired:
        yield _indented([Styled(note.banner(note.retired), "yellow")])
    yield _indented([Styled(f"{note.first} {card.name}  {note.place.path}:{note.place.line}", "dim")])


def _indented(lines: Sequence[RenderableType]) -> RenderableType:
    return Padding(Group(*lines), (0, 0, 0, _INDENT))
