"""``flashcards new``: create a deck, a concept or an empty lock from templates that build at once."""

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
from flashcards.disk import windows
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
description: Say in a sentence or two what learners will know after this deck.
language: en
license: CC-BY-4.0
authors: [Your name]
# The parts of the course in order, each with its concepts in the order of introduction:
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
    title: Replace this with a work that you cite
    authors: [First Author, Second Author]
    year: 2020
    url: https://example.org/
    credibility: 3   # 5 peer-reviewed, 4 primary report, 3 edited community source, 2 personal site, 1 marketing
"""
_CITED = "src: [example2020]         # for every item without a source of its own"
_OWN = """\
src: [{id}-source]         # for every item without a source of its own
sources:                   # or, better, in sources.yaml for the whole deck
  {id}-source:
    title: Replace this with a work that you cite
    credibility: 3"""
_CONCEPT = """\
# yaml-language-server: $schema=../.schema/concept.json
# Every item has a key of its own (such as "what-for:"). It is the item's name for life; learners don't study it.
# Write long text on its own lines after >-; there {{{{, : and quotes need no escaping.
term: {term}
# context: the topic, shown small on every card
# aliases: [another name]
{src}

definition:
  short:                     # two cards: term to definition, definition to term
    text: TODO Say in one sentence what it is, so that it is true of nothing else.
    cards: [forward]         # delete this line when the TODO is done, to ask both ways
#  cloze:                    # a card for each blank
#    key-idea:
#      text: >-
#        A sentence with a {{{{c1::blank::hint}}}} in it.

# related:                   # no cards: for the concept map, and for wrong answers that a quiz offers
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
    """Start a deck or a concept from a template that builds at once.

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
    shell_complete=arguments.complete_deck,
    help="Start with a copy of another deck: its id or folder.",
)
def deck(id_: str, name: str | None, origin: str | None) -> None:
    """Create the folder decks/ID with everything that a deck needs.

    With --fork the deck starts with copies of another deck's concepts, sources and images. It has a uuid and a name of
    its own and no releases, so that learners can study both decks and their reviews stay apart.

    \b
    Examples:
      flashcards new deck cell-biology --name "Cell biology"
      flashcards new deck our-biology --fork decks/cell-biology --name "Our biology"
    """
    _check_id(id_)
    folder = Path("decks") / id_
    if folder.exists():
        raise click.UsageError(f"{folder} already exists")
    name = " ".join((name or "").split()) or id_.replace("-", " ").capitalize()
    own = Own(id=id_, uuid=str(uuid.uuid4()), name=name)
    if origin is None:
        _create(folder, own, _template(own))
        advice = (
            f"Edit {folder / 'concepts' / 'first-concept.yaml'}, then run: flashcards build {id_}\n"
            f"To rename the concept, run: flashcards rename first-concept ID --deck {id_}"
        )
    else:
        place = arguments.find_deck(origin).path
        original = new_fork.load_original(place, own)
        _create(folder, own, new_fork.copy_files(place, own._replace(name=_quoted(own.name))))
        advice = f"{new_fork.credit(original)} Then run: flashcards build {id_}"
    output.say(f"Created {folder}. {advice}", err=False)


def _template(own: Own) -> dict[str, bytes]:
    concept = _CONCEPT.format(id="first-concept", term="first concept", src=_CITED)
    head = _DECK.format(**own._replace(name=_quoted(own.name))._asdict())
    texts = {"deck.yaml": head, "sources.yaml": _SOURCES, "concepts/first-concept.yaml": concept}
    return {name: text.encode() for name, text in texts.items()}


@command.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--deck",
    "deck_",
    shell_complete=arguments.complete_deck,
    help="The deck's id or folder.  [default: the current deck]",
)
@click.option("--term", help="The concept's name.  [default: the id in words]")
def concept(id_: str, deck_: str | None, term: str | None) -> None:
    """Create the file concepts/ID.yaml in a deck.

    \b
    Example:
      flashcards new concept cell-membrane --term "cell membrane"
    """
    _check_id(id_)
    folder = arguments.find_own_deck(deck_).path
    file = f"concepts/{id_}.yaml"
    if (folder / file).exists():
        raise click.UsageError(f"{folder / file} already exists")
    text = _CONCEPT.format(id=id_, term=_quoted(term or id_.replace("-", " ")), src=_OWN.format(id=id_))
    if not (folder / ".schema").is_dir():
        text = text.split("\n", 1)[1]
    _write(folder / file, text)
    output.say(
        f"Created {folder / file}. If the deck has units, add {id_} to one in {folder / 'deck.yaml'}.",
        err=False,
    )


@command.command("lock")
@arguments.deck_argument
def empty_lock(deck: str | None) -> None:
    """Create an empty lock for an unreleased deck.

    The file released.lock then records that no learner has the deck. Never use this for a released deck: restore its
    lock from git, or learners lose their reviews.

    \b
    Example:
      flashcards new lock decks/cell-biology
    """
    arguments.find_own_deck(deck)
    found, result = decks.load_deck(deck)
    path = found.path / lock.NAME
    if path.exists() or path.is_symlink():
        raise click.UsageError(f"{path} already exists, and only flashcards release may change it")
    if result.deck is None:
        output.report(result.errors, "text", err=True)
        sys.exit(1)
    if revision := _released_at(found.path, result.deck.id):
        raise click.UsageError(
            f"learners have this deck: git knows its releases at {revision}; restore their record with "
            f'"git checkout {revision} -- {path}"'
        )
    _write(path, lock.write(lock.Lock(result.deck.id, result.deck.uuid, result.deck.name)))
    output.say(f"Created {path}: it records that no learner has this deck yet. Commit it.", err=False)


def _released_at(folder: Path, id_: str) -> str | None:
    """Return a commit or tag whose lock holds a release of this deck, or None."""
    from flashcards.loading.tags import released_commit, tagged_locks  # noqa: PLC0415 - only this command needs git
    from flashcards.releases.tagged import scanned  # noqa: PLC0415 - as above

    tags = [each for each in tagged_locks(folder, {id_}, merged=False) if scanned(each.text).releases]
    if tags:
        return max(tags, key=lambda each: lock.numbers(each.version)).tag
    return released_commit(folder)


def _check_id(name: str) -> None:
    if not ID.pattern.fullmatch(name):
        valid = as_id(name)
        hint = f'; did you mean "{valid}"?' if valid else ""
        raise click.UsageError(f'"{characters.safe(name)}" is not an id: use {ID.form}{hint}')
    if name in RESERVED:
        raise click.UsageError(f'"{name}" is a key of the file format; choose another id')
    if windows.is_reserved(name):
        why = "is a device on Windows, where its file can't be checked out; choose another id"
        raise click.UsageError(f'"{name}" {why}')


def _quoted(text: str) -> str:
    """Return a text from the command line as a YAML scalar, quoted if it needs quotes."""
    return (
        "'" + " ".join(text.split()).replace("'", "''") + "'"
        if text != text.strip() or set(text) & set(":#{}[]&*!|>'\"%@`,?-")
        else text
    )


def _create(folder: Path, own: Own, files: dict[str, bytes]) -> None:
    """Create a deck's folder with these files, the schemas and an empty lock, or nothing at all if that fails."""
    texts = {
        f".schema/{file}": editor_schemas.as_text(schema) for file, schema in editor_schemas.schemas().items()
    }
    texts[lock.NAME] = lock.write(lock.Lock(own.id, own.uuid, own.name))
    try:
        with workshop(folder) as bench:
            new = bench / folder.name
            for name, data in (files | {name: text.encode() for name, text in texts.items()}).items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_bytes(data)
            new.rename(folder)
    except OSError as error:
        output.say(f"Not created: {folder}: {error.strerror or error}{output.retry_hint(error)}")
        sys.exit(1)


def _write(path: Path, text: str) -> None:
    try:
        save(path, text)
    except OSError as error:
        output.say(f"Not created: {path}: {error.strerror or error}{output.retry_hint(error)}")
        sys.exit(1)
