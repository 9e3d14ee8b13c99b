"""``flashcards new deck --fork``: another deck's content, in a deck that Anki never takes for it."""

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
    """What a deck shares with no other; the fields are keys of deck.yaml."""

    id: str
    uuid: str
    name: str


def original(place: Path, own: Own) -> Deck:
    """The deck to be forked; stops the command if it is faulty, or if the fork would be mistaken for it."""
    result = compile_deck(load(place))
    if result.errors or result.deck is None:
        output.report(result.errors, "text", err=True)
        output.say(f"{output.tally(result.errors)} in {place}: fix that first; nothing was made.")
        sys.exit(1)
    deck = result.deck
    if own.id == deck.id:
        why = "which its tags and searches begin with; choose another"
        raise click.UsageError(f"{own.id} is the id of {place}, {why}")
    if own.name.casefold() == deck.name.casefold():
        why = "and Anki would mix the cards of both; choose another: --name NAME"
        raise click.UsageError(characters.safe(f'{place} is named "{deck.name}", {why}'))
    return deck


def files(place: Path, quoted: Own) -> dict[str, bytes]:
    """The content of the deck at ``place`` without its releases, with what is ``quoted`` for YAML."""
    found = [path for path in (place / "deck.yaml", place / "sources.yaml") if path.exists()]
    for folder in (place / "concepts", place / "media"):
        found += sorted(folder.glob("[!.]*"))
    made = {path.relative_to(place).as_posix(): path.read_bytes() for path in found}
    made["deck.yaml"] = _with_own(made["deck.yaml"], quoted)
    return {name: _with_modeline(name, data) for name, data in made.items()}


def _with_own(data: bytes, quoted: Own) -> bytes:
    """A deck.yaml with another id, uuid and name; all else stays, to the byte."""
    text, _ = reader.decode("", data)
    root, _ = reader.read("", text)
    assert root is not None, "the deck compiled"
    found = []
    for key, value in quoted._asdict().items():
        scalar = root.scalar(key)
        assert scalar is not None, "the deck compiled"
        end = "\n" * text[: scalar.end].endswith("\n")  # that of a block
        found.append(edits.Edit(scalar.start, scalar.end, value + end))
    return edits.patched(data, found)


def _with_modeline(name: str, data: bytes) -> bytes:
    """A file whose first line, if it names a schema, names the copy in the new deck's folder."""
    if not name.endswith(".yaml"):
        return data
    schema = _SCHEMAS.get(name, "../.schema/concept.json")
    return _MODELINE.sub(rb"\g<1>" + schema.encode(), data)


def credit(deck: Deck) -> str:
    """Whose work a fork is, and what its author owes them."""
    authors = ", ".join(deck.authors) or f'the authors of "{deck.name}"'
    terms = f" under {deck.license}" if deck.license else ""
    return f"It is the work of {authors}{terms}: name them, and yourself, in its deck.yaml."
