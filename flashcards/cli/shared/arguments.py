"""The DECK argument and the folder that it means, without the compiler."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.loading.locate import Found, NoDeckError, find, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem


def argument(command: Callable[..., None]) -> Callable[..., None]:
    """The DECK argument."""
    return click.argument("deck", required=False, metavar="[DECK]", shell_complete=completed)(command)


def database(command: Callable[..., None]) -> Callable[..., None]:
    """The --db option."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="FLASHCARDS_DB",
        help="The reviews database.  [default: FLASHCARDS_DB, or in your data directory]",
    )(command)


def completed(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """How a shell completes DECK: the ids of the decks at hand, else folders."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in a shell's Tab

    ids = [CompletionItem(name) for name in known(Path.cwd(), os.environ) if name.startswith(begun)]
    return ids or [CompletionItem(begun, type="dir")]


def file_completed(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """How a shell completes a side of a comparison: packages and folders."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - likewise

    return [CompletionItem(begun, type="file")]


def found(deck: str | None) -> Found:
    """The deck that the user means; a usage error (exit code 2) if there is none."""
    try:
        return find(deck, Path.cwd(), os.environ)
    except NoDeckError as error:
        from flashcards.text import characters  # noqa: PLC0415 - only after a mistake

        how = "" if deck is not None else f": {naming('ID')}"
        raise click.UsageError(characters.safe(str(error)) + how) from None


def own(deck: str | None) -> Found:
    """As ``found``, for a command that writes into the deck: a usage error if it isn't the author's."""
    place = found(deck)
    if place.bundled:
        copy = f"flashcards new deck ID --fork {place.path.name}"
        raise click.UsageError(
            f"{place.path} comes with flashcards and isn't yours to change; copy it first with: {copy}"
            " (or begin a deck of your own: flashcards new deck ID)"
        )
    if not os.access(place.path, os.W_OK):
        raise click.UsageError(f"{place.path} can't be written to; fix its permissions, or copy the deck")
    return place


def naming(deck: str) -> str:
    """The command at hand as one types it with a deck's name."""
    context = click.get_current_context()
    options = [option for parameter in context.command.params for option in parameter.opts]
    if "--deck" in options and ("deck" not in options or context.params.get("terminal")):
        return f"{context.command_path} ... --deck {deck}"
    others = " ..." * any(not option.startswith("-") and option != "deck" for option in options)
    return f"{context.command_path}{others} {deck}"
