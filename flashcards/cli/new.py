"""``flashcards new deck`` and ``flashcards new concept``: skeletons that build at once."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import click

from flashcards.cli import Group, new_fork
from flashcards.cli.new_fork import Own
from flashcards.cli.shared import arguments, decks, output
from flashcards.compiler import editor_schemas
from flashcards.compiler.concepts import RESERVED
from flashcards.disk.atomic import save, workshop
from flashcards.releases import lock
from flashcards.syntax.shapes import ID
from flashcards.syntax.suggest import as_id
from flashcards.text import characters

_DECK = """\
# yaml-language-server: $schema=.schema/deck.json
schema: 1
id: {id}
uuid: {uuid}   # made once; never change it
name: {name}
description: Say in a sentence or two what a learner will know after this deck.
language: en
license: CC-BY-4.0
authors: [Your name]
# The parts of the course, in order, and the concepts of each in the order of introduction:
# units:
#   basics:
#     title: The basics
#     concepts: [first-concept]
"""
_SOURCES = """\
# yaml-language-server: $schema=.schema/sources.json
# The works that your items cite: src: [example2020]
sources:
  example2020:
    title: Replace this by a work that you cite
    authors: [First Author, Second Author]
    year: 2020
    url: https://example.org/
    credibility: 3   # 5 peer-reviewed, 4 primary report, 3 edited community source, 2 personal site, 1 marketing
"""
_CITED = "src: [example2020]         # for every item that names no source of its own"
_OWN = """\
src: [{id}-source]         # for every item that names no source of its own
sources:                   # better in sources.yaml, for the whole deck
  {id}-source:
    title: Replace this by a work that you cite
    credibility: 3"""
_CONCEPT = """\
# yaml-language-server: $schema=../.schema/concept.json
# Every item stands under a key of its own ("what-for:"): the item's name for life, never shown to learners.
# Long text goes behind >- on lines of its own; there {{{{, : and quotes need no care.
term: {term}
# context: the topic, printed small on every card
# aliases: [another name]
{src}

definition:
  short:                     # two cards: term to definition, definition to term
    text: TODO Say in one sentence what it is, so that it is true of nothing else.
    cards: [forward]         # delete this line with the TODO; then the definition is asked both ways
#  cloze:                    # a card for each blank
#    key-idea:
#      text: >-
#        A sentence with a {{{{c1::blank::hint}}}} in it.

# related:                   # no cards, but the map, and the answers that a quiz offers beside the right one
#   neighbour: how they are related

# faq:
#   what-for:
#     q: What is it good for?
#     a: One idea, in a few words.

# distinctions:
#   vs-neighbour:
#     between: [{id}, neighbour]
#     axis: What separates the two.
#     points:
#       where:
#         {id}: A statement that is true of this one only.
#         neighbour: A statement that is true of the other only.
"""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Begin a deck or a concept: files that build at once, to be filled.

    \b
    Examples:
      flashcards new deck cell-biology --name "Cell biology"
      flashcards new concept osmosis
    """


@command.command()
@click.argument("id_", metavar="ID")
@click.option("--name", help="The deck's name in Anki.  [default: the id in words]")
@click.option(
    "--fork",
    "origin",
    metavar="DECK",
    shell_complete=arguments.completed,
    help="Begin with a copy of another deck: its folder or id.",
)
def deck(id_: str, name: str | None, origin: str | None) -> None:
    """Make the folder decks/ID with everything that a deck needs.

    With --fork it holds another deck's concepts, sources and images, but is a deck of its own: with another uuid
    and name, and not released, so that who learns with both gets both, and no review is mixed up.

    \b
    Examples:
      flashcards new deck cell-biology --name "Cell biology"
      flashcards new deck our-biology --fork decks/cell-biology --name "Our biology"
    """
    _check_id(id_)
    folder = Path("decks") / id_
    if folder.exists():
        raise click.UsageError(f"{folder} exists already")
    own = Own(id_, str(uuid.uuid4()), " ".join((name or id_.replace("-", " ").capitalize()).split()))
    if origin is None:
        _make(folder, own, _skeleton(own))
        told = (
            f"Edit {folder / 'concepts' / 'first-concept.yaml'}, then: flashcards build {id_}\n"
            f"To give the concept its real name: flashcards rename first-concept ID --deck {id_}"
        )
    else:
        copied = arguments.found(origin).path
        original = new_fork.original(copied, own)
        _make(folder, own, new_fork.files(copied, own._replace(name=_quoted(own.name))))
        told = f"{new_fork.credit(original)} Then: flashcards build {id_}"
    output.say(f"Made {folder}. {told}", err=False)


def _skeleton(own: Own) -> dict[str, bytes]:
    concept = _CONCEPT.format(id="first-concept", term="first concept", src=_CITED)
    head = _DECK.format(**own._replace(name=_quoted(own.name))._asdict())
    texts = {"deck.yaml": head, "sources.yaml": _SOURCES, "concepts/first-concept.yaml": concept}
    return {name: text.encode() for name, text in texts.items()}


@command.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--deck",
    "deck_",
    shell_complete=arguments.completed,
    help="The deck's id or folder.  [default: the deck at hand]",
)
@click.option("--term", help="The concept's name.  [default: the id in words]")
def concept(id_: str, deck_: str | None, term: str | None) -> None:
    """Make the file concepts/ID.yaml in a deck.

    \b
    Example:
      flashcards new concept cell-membrane --term "cell membrane"
    """
    _check_id(id_)
    folder = arguments.own(deck_).path
    file = f"concepts/{id_}.yaml"
    if (folder / file).exists():
        raise click.UsageError(f"{folder / file} exists already")
    text = _CONCEPT.format(id=id_, term=_quoted(term or id_.replace("-", " ")), src=_OWN.format(id=id_))
    if not (folder / ".schema").is_dir():
        text = text.split("\n", 1)[1]
    _write(folder / file, text)
    output.say(
        f"Made {folder / file}. Add {id_} to a unit in {folder / 'deck.yaml'} if the deck has units.",
        err=False,
    )


@command.command("lock")
@arguments.argument
def empty_lock(deck: str | None) -> None:
    """Make an empty released.lock for a deck that no learner ever had.

    If the deck was released, never use this: restore the file from git, or learners lose their history.

    \b
    Example:
      flashcards new lock decks/cell-biology
    """
    arguments.own(deck)
    found, result = decks.compiled(deck)
    path = found.path / lock.NAME
    if path.exists() or path.is_symlink():
        raise click.UsageError(f"{path} exists already, and only flashcards release may change it")
    if result.deck is None:
        output.report(result.errors, "text", err=True)
        sys.exit(1)
    _write(path, lock.write(lock.Lock(result.deck.uuid, result.deck.name)))
    output.say(f"Made {path}: it says that no learner has this deck yet. Commit it.", err=False)


def _check_id(name: str) -> None:
    if not ID.pattern.fullmatch(name):
        fit = as_id(name)
        raise click.UsageError(f'"{characters.safe(name)}" is not {ID.form}' + f"; take {fit}" * bool(fit))
    if name in RESERVED:
        raise click.UsageError(f'"{name}" is a key of the format; choose another id')


def _quoted(text: str) -> str:
    """A YAML scalar of a text from the command line."""
    return (
        "'" + " ".join(text.split()).replace("'", "''") + "'"
        if text != text.strip() or set(text) & set(":#{}[]&*!|>'\"%@`,?-")
        else text
    )


def _make(folder: Path, own: Own, files: dict[str, bytes]) -> None:
    """A deck's folder, whole or not at all: these files, the schemas and an empty lock."""
    texts = {
        f".schema/{file}": editor_schemas.as_text(schema) for file, schema in editor_schemas.schemas().items()
    }
    texts[lock.NAME] = lock.write(lock.Lock(own.uuid, own.name))
    try:
        with workshop(folder) as bench:
            made = bench / folder.name
            for name, data in (files | {name: text.encode() for name, text in texts.items()}).items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(data)
            made.rename(folder)
    except OSError as error:
        output.say(f"Not made: {folder}: {error.strerror or error}{output.again(error)}")
        sys.exit(1)


def _write(path: Path, text: str) -> None:
    try:
        save(path, text)
    except OSError as error:
        output.say(f"Not made: {path}: {error.strerror}{output.again(error)}")
        sys.exit(1)
