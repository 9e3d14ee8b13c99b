"""``flashcards import``: the notes of an old deck become items of concepts."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import arguments, output
from flashcards.text import characters
from flashcards.text.wording import brief, counted

if TYPE_CHECKING:
    from flashcards.compiler.texts import Texts
    from flashcards.drafts.grouping import Grouping, Proposal
    from flashcards.drafts.importing import Imported
    from flashcards.drafts.old_deck import OldDeck
    from flashcards.syntax.emitter import Tree

_SCHEMA = "# yaml-language-server: $schema=../.schema/concept.json\n"
_HEAD = "# Imported from {name}. The keys were made from the notes' words; they are yours to change until a release.\n"
_SHOWN = 12  # names and losses that a report lists
_WIDTH = 90


@click.command("import")
@click.argument("old", metavar="DECK", type=click.Path(path_type=Path))
@click.option(
    "--by",
    metavar="deck|tag|field:NAME|one",
    help="What makes the concepts.  [default: what --dry-run proposes first]",
)
@click.option(
    "--deck",
    "deck",
    shell_complete=arguments.complete_deck,
    help="The deck to import into.  [default: the deck at hand]",
)
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List everything that can't be carried, not only the first lines.",
)
def command(old: Path, by: str | None, deck: str | None, *, dry_run: bool, everything: bool) -> None:
    """Turn an old deck into concept files: an Anki package, a table, a CrowdAnki folder or Markdown notes.

    Notes become items of concepts, grouped by subdeck, tag or a field that you name. Blanks keep their numbers,
    images come along, and HTML becomes our markup; what has no form here is listed with its note. imports/NAME.csv
    says for each old card which new one asks the same.

    \b
    Examples:
      flashcards import biology.apkg --dry-run    ways to group it, and losses
      flashcards import biology.apkg --by tag
      flashcards import words.csv --by field:Chapter
    """
    from flashcards.drafts import grouping  # noqa: PLC0415 - only when an import runs
    from flashcards.drafts.old_deck import ImportFailedError  # noqa: PLC0415 - likewise
    from flashcards.drafts.opening import opened  # noqa: PLC0415 - likewise

    way = grouping.parse(by) if by else None
    if by and way is None:
        raise click.UsageError("--by takes deck, tag, one, or field: with the name of a field")
    if not old.exists():
        raise click.UsageError(characters.safe(f"there is no file or folder {old}; name an old deck"))
    try:
        found = opened(old)
    except ImportFailedError as error:
        output.say(f"{old}: {error}")
        sys.exit(1)
    if way and way.field and not any(way.field in note.type.fields for note in found.notes):
        names = Counter(name for note in found.notes for name in note.type.fields)
        raise click.UsageError(
            characters.safe(f'no note has a field "{way.field}"; there are: {", ".join(names)}')
        )
    ways = grouping.proposals(found)
    folder = arguments.find_own_deck(deck).path
    _import(found, way or ways[0].by, folder, ways if dry_run else None, everything=everything)


def _import(
    found: OldDeck, way: Grouping, folder: Path, ways: list[Proposal] | None, *, everything: bool
) -> None:
    """Import, or with ``ways`` say what would come of it."""
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - likewise
    from flashcards.drafts import importing  # noqa: PLC0415 - likewise
    from flashcards.loading.folder import load  # noqa: PLC0415 - likewise

    texts = load(folder)
    result = compile_deck(texts)
    if result.deck is None:
        output.report(result.errors, "text", err=True)
        sys.exit(1)
    made = importing.imported(found, way, {name for _, name, _ in texts.concepts})
    if not made.concepts:
        _report(found, made, everything=everything)
        output.say("Nothing was imported: no note could be carried.")
        sys.exit(1)
    files = _files(found, made, folder, result.deck.uuid)
    _check(texts, files, made, folder)
    if ways is not None:
        _propose(ways)
    else:
        _save(folder, files)
    _report(found, made, everything=everything)
    verb = "Would make" if ways is not None else "Made"
    items = sum(len(i) for tree in made.concepts.values() for i in _sections(tree))
    output.say(
        f"{verb} {counted(len(made.concepts), 'concept')} with {counted(items, 'item')} in {folder / 'concepts'}, by {way}.",
        err=False,
    )


def _sections(tree: dict[str, Tree]) -> list[dict[str, Tree]]:
    definition = tree.get("definition")
    inner = definition.get("cloze") if isinstance(definition, dict) else None
    short = {"short": definition["short"]} if isinstance(definition, dict) and "short" in definition else {}
    return [s for s in (tree.get("faq"), tree.get("key_aspects"), inner, short) if isinstance(s, dict)]


def _files(found: OldDeck, made: Imported, folder: Path, uuid: str) -> dict[str, bytes]:
    """Return every file of an import by its path in the deck."""
    from flashcards.drafts import keys  # noqa: PLC0415 - likewise
    from flashcards.drafts.importing import table  # noqa: PLC0415 - likewise
    from flashcards.syntax.emitter import emit  # noqa: PLC0415 - likewise

    head = (_SCHEMA if (folder / ".schema").is_dir() else "") + _HEAD.format(name=characters.line(found.name))
    out = {f"concepts/{name}.yaml": (head + emit(tree)).encode() for name, tree in made.concepts.items()}
    out |= {f"media/{name}": data for name, data in made.media.items()}
    out[f"imports/{keys.slug(found.name, 'deck')}.csv"] = table(made.rows, uuid).encode()
    for name in out:
        if (folder / name).exists():
            hint = "import it under another file name, or remove that file"
            raise click.UsageError(characters.safe(f"{folder / name} exists already; {hint}"))
    return out


def _check(texts: Texts, files: dict[str, bytes], made: Imported, folder: Path) -> None:
    """Exit with 1 if the deck would not build with the new files."""
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - likewise
    from flashcards.loading.layout import image  # noqa: PLC0415 - likewise

    paths = {name: str(folder / "concepts" / f"{name}.yaml") for name in made.concepts}
    added = tuple((path, name, files[f"concepts/{name}.yaml"].decode()) for name, path in paths.items())
    media = tuple(image(name, data, str(folder / "media" / name)) for name, data in made.media.items())
    result = compile_deck(texts._replace(concepts=(*texts.concepts, *added), media=(*texts.media, *media)))
    errors = [problem for problem in result.errors if problem.place.path in paths.values()]
    if errors:
        output.report(errors[:_SHOWN], "text", err=True)
        output.say(
            f"Nothing was written, because the deck would not build ({output.tally(errors)}); please report this."
        )
        sys.exit(1)


def _save(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files or none."""
    from flashcards.disk.journal import Step, save_all  # noqa: PLC0415 - likewise

    try:
        for name in files:
            (folder / name).parent.mkdir(exist_ok=True)
        save_all(folder, [Step(name, None, data, 0o644) for name, data in files.items()])
    except OSError as error:
        output.say(f"Nothing was imported: {output.reason(error)}{output.retry_hint(error)}")
        sys.exit(1)


def _propose(ways: list[Proposal]) -> None:
    output.say("Ways to group the notes into concepts:", err=False)
    for proposal in ways:
        names = ", ".join(f"{brief(name, 40)} ({size:,})" for name, size in list(proposal.sizes.items())[:4])
        more = "" if len(proposal.sizes) <= 4 else ", ..."  # noqa: PLR2004 - the names that fit into a line
        output.say(
            characters.line(
                f'  --by "{proposal.by}": {counted(len(proposal.sizes), "concept")}: {names}{more}'
            ),
            err=False,
        )


def _report(found: OldDeck, made: Imported, *, everything: bool) -> None:
    """Say what came through, and what didn't."""
    carried = len({row.old_guid for row in made.rows})
    cards = sum(len(note.cards) for note in found.notes)
    output.say(
        f"{carried:,} of {counted(len(found.notes), 'note')} carried, {len(made.rows):,} of {counted(cards, 'card')}, "
        f"{counted(len(made.media), 'image')}.",
        err=False,
    )
    if not made.lost:
        return
    kinds = Counter(_kind(lost.what) for lost in made.lost)
    output.say(f"Not carried, or not exactly ({len(made.lost):,}):")
    for lost in made.lost if everything else made.lost[:_SHOWN]:
        output.say(characters.line(f"  {brief(lost.note, _WIDTH)}: {lost.what}"))
    if not everything and len(made.lost) > _SHOWN:
        often = ", ".join(f"{brief(what, 40)} ({number:,})" for what, number in kinds.most_common(6))
        output.say(characters.line(f"  ... --all lists the rest. Most often: {often}"))


def _kind(what: str) -> str:
    """Return what was lost without its name or number, to count it by."""
    for begin, kind in (
        ("the image ", "a missing image"),
        ("the sound ", "a sound"),
        ("card ", "a card with an empty side"),
    ):
        if what.startswith(begin):
            return kind
    return what.partition(" (")[0]
