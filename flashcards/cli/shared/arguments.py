"""Arguments and options that several commands share, and the deck folder that DECK means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.loading.locate import Found, NoDeckError, find, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem


def deck_argument(command: Callable[..., None]) -> Callable[..., None]:
    """Add the DECK argument to a command."""
    return click.argument("deck", required=False, metavar="[DECK]", shell_complete=complete_deck)(command)


def database_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the --db option to a command."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="FLASHCARDS_DB",
        help="The reviews database.  [default: FLASHCARDS_DB, else a file in your data directory]",
    )(command)


def complete_deck(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete DECK in a shell with the ids of known decks, or with folders if no id fits."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for completion

    ids = [CompletionItem(name) for name in known(Path.cwd(), os.environ) if name.startswith(incomplete)]
    return ids or [CompletionItem(incomplete, type="dir")]


def complete_file(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete one side of a comparison in a shell with files and folders."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for completion

    return [CompletionItem(incomplete, type="file")]


def find_deck(deck: str | None) -> Found:
    """Find the deck that the user means.

    Raises:
        click.UsageError: There is no such deck, or DECK is missing and several decks could be meant.
    """
    try:
        return find(deck, Path.cwd(), os.environ)
    except NoDeckError as error:
        from flashcards.text import characters  # noqa: PLC0415 - only after a mistake

        how = "" if deck is not None else f": {command_line_for('ID')}"
        raise click.UsageError(characters.safe(str(error)) + how) from None


def find_own_deck(deck: str | None) -> Found:
    """Find a deck that the command may write into.

    Raises:
        click.UsageError: There is no such deck, it is the bundled one, or its folder is not writable.
    """
    place = find_deck(deck)
    if place.bundled:
        copy = f"flashcards new deck ID --fork {place.path.name}"
        raise click.UsageError(
            f"{place.path} is bundled with flashcards, and an update would overwrite your changes; "
            f"copy it with: {copy} (or start your own deck with: flashcards new deck ID)"
        )
    if not os.access(place.path, os.W_OK):
        raise click.UsageError(f"{place.path} is not writable; fix its permissions or copy the deck")
    return place


def command_line_for(deck: str) -> str:
    """Return the current command as one types it for this deck: ``flashcards rename ... --deck ID``."""
    context = click.get_current_context()
    options = [option for parameter in context.command.params for option in parameter.opts]
    if "--deck" in options and ("deck" not in options or context.params.get("terminal")):
        return f"{context.command_path} ... --deck {deck}"
    others = " ..." * any(not option.startswith("-") and option != "deck" for option in options)
    return f"{context.command_path}{others} {deck}"
