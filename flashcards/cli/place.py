"""The DECK argument and the folder that it means, without the compiler."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import output
from flashcards.finding import Found, NoDeckError, find

if TYPE_CHECKING:
    from collections.abc import Callable


def argument(command: Callable[..., None]) -> Callable[..., None]:
    """The DECK argument."""
    return click.argument("deck", required=False, metavar="[DECK]")(command)


def found(deck: str | None) -> Found:
    """The deck that the user means; a usage error (exit code 2) if there is none."""
    try:
        return find(deck, Path.cwd(), os.environ)
    except NoDeckError as error:
        how = "" if deck is not None else f": {naming('ID')}"
        raise click.UsageError(output.safe(str(error)) + how) from None


def naming(deck: str) -> str:
    """The command at hand as one types it with a deck's name."""
    context = click.get_current_context()
    options = [option for parameter in context.command.params for option in parameter.opts]
    if "--deck" in options and ("deck" not in options or context.params.get("terminal")):
        return f"{context.command_path} ... --deck {deck}"
    others = " ..." * any(not option.startswith("-") and option != "deck" for option in options)
    return f"{context.command_path}{others} {deck}"
