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
        raise click.UsageError(output.safe(str(error))) from None
