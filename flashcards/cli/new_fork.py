"""``flashcards new deck --fork``: copy a deck's content into a deck that Anki never confuses with it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import output
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.syntax import edits, reader
from flashcards.text import characters

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck

_MODELINE: Final = re.compile(rb"\A((?:\xef\xbb\xbf)?# yaml-language-server: \$schema=)\S+")
_SCHEMAS: Final = {"deck.yaml": ".schema/deck.json", "sources.yaml": ".schema/sources.json"}


class Own(NamedTuple):
    """The values of deck.yaml that no two decks share, by their keys."""

    id: str
    uuid: str
    name: str


def load_original(place: Path, own: Own) -> Deck:
    """Return the deck to fork.

    Exits with code 1 if the deck has errors.

    Raises:
        click.UsageError: The fork would have the id or the name of the original.
    """
    result = compile_deck(load(place))
    if result.errors or result.deck is None:
        output.report(result.errors, "text", err=True)
        output.say(f"{output.tally(result.errors)} in {place}: nothing was created. Fix the deck first.")
        sys.exit(1)
    deck = result.deck
    if own.id == deck.id:
        why = "and tags and searches begin with it; choose another id"
        raise click.UsageError(f"{place} has the id {own.id} too, {why}")
    if own.name.casefold() == deck.name.casefold():
        why = "and Anki would mix the cards of both; choose another name with --name"
        raise click.UsageError(characters.safe(f'{place} has the name "{deck.name}" too, {why}'))
    return deck


def copy_files(place: Path, own: Own) -> dict[str, bytes]:
    """Return the files of the deck at ``place`` with other values in deck.yaml and without the releases.

    Args:
        place: The folder of the original.
        own: The values for deck.yaml, as YAML scalars.
    """
    paths = [path for path in (place / "deck.yaml", place / "sources.yaml") if path.exists()]
    for folder in (place / "concepts", place / "media"):
        paths += sorted(folder.glob("[!.]*"))
    files = {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
    files["deck.yaml"] = _with_own(files["deck.yaml"], own)
    return {name: _with_modeline(name, data) for name, data in files.items()}


def _with_own(data: bytes, own: Own) -> bytes:
    """Return a deck.yaml with another id, uuid and name and every other byte the same."""
    text, _ = reader.decode("", data)
    root, _ = reader.read("", text)
    assert root is not None, "the deck compiled"
    changes = []
    for key, value in own._asdict().items():
        scalar = root.scalar(key)
        assert scalar is not None, "the deck compiled"
        end = "\n" * text[: scalar.end].endswith("\n")  # the last line of a block scalar
        changes.append(edits.Edit(scalar.start, scalar.end, value + end))
    return edits.patched(data, changes)


def _with_modeline(name: str, data: bytes) -> bytes:
    """Return a file whose first line, if it names a schema, names the schema in the new deck's folder."""
    if not name.endswith(".yaml"):
        return data
    schema = _SCHEMAS.get(name, "../.schema/concept.json")
    return _MODELINE.sub(rb"\g<1>" + schema.encode(), data)


def credit(deck: Deck) -> str:
    """Return a sentence that says whose work the fork is and asks to credit them."""
    authors = ", ".join(deck.authors) or f'the authors of "{deck.name}"'
    terms = f" under {deck.license}" if deck.license else ""
    return f"It is the work of {authors}{terms}: credit them, and yourself, in its deck.yaml."
