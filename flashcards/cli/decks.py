"""What the commands that work on a deck share: finding, loading and compiling it."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import output
from flashcards.load import Found, NoDeckError, find, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flashcards.compile import Compiled

_LASTING = 400  # concepts; from about half a second on a bar says more than silence


def argument(command: Callable[..., None]) -> Callable[..., None]:
    """The DECK argument."""
    return click.argument("deck", required=False, metavar="[DECK]")(command)


def found(deck: str | None) -> Found:
    """The deck that the user means; a usage error (exit code 2) if there is none."""
    try:
        return find(deck, Path.cwd(), os.environ)
    except NoDeckError as error:
        raise click.UsageError(output.safe(str(error))) from None


def compiled(deck: str | None) -> tuple[Found, Compiled]:
    """Find, load and compile a deck; says which one it took unless it was named."""
    from flashcards.compile import compile_deck  # noqa: PLC0415 - the quiz takes a deck from its cache

    place = found(deck)
    if deck is None:
        output.say(f"Deck: {place.path} ({place.how})")
    gc.disable()  # a short run that makes hardly any cycles: collecting costs a quarter of its time
    texts = load(place.path)
    with _bar(len(texts.concepts)) as tick:
        return place, compile_deck(texts, tick)


@contextmanager
def _bar(length: int) -> Iterator[Callable[[], None]]:
    if length < _LASTING or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Reading concepts", file=sys.stderr) as bar:
        yield lambda: bar.update(1)
