"""``flashcards lock``: unite two records of a deck's releases."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import Group
from flashcards.cli.shared import arguments, output
from flashcards.disk.atomic import save
from flashcards.loading.git import RevisionError
from flashcards.loading.unmerged import at, sides
from flashcards.releases import lock, lock_reader
from flashcards.releases.merge import SIDES, merge
from flashcards.text import characters
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from flashcards.releases.lock import Lock
    from flashcards.releases.merge import Side

_DRIVER = 3  # files that git hands to a merge driver


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Unite two records of a deck's releases.

    \b
    Example:
      flashcards lock merge
    """


@command.command("merge")
@click.argument(
    "files", nargs=-1, metavar="[DECK | BASE OURS THEIRS]", shell_complete=arguments.complete_deck
)
@click.option(
    "--with", "revision", metavar="REVISION", help="Unite the deck's lock with the one at a git revision."
)
@click.option(
    "--prefer",
    type=click.Choice(SIDES),
    help="The side that holds where both can't be true. No record is lost.",
)
def merge_locks(files: tuple[str, ...], revision: str | None, prefer: Side | None) -> None:
    """Unite the two sides of a conflict in released.lock.

    After a merge of two branches that both released, the united record holds every release and every note that
    learners of either branch may have. If both branches released one key for two questions, nothing is written until
    you say with --prefer which side holds.

    With three files, the command is a merge driver for git, which writes the result to OURS. To let git call it,
    write the first line into .gitattributes and run the second in each clone:

    \b
      released.lock merge=flashcards
      git config merge.flashcards.driver "flashcards lock merge %O %A %B"

    \b
    Examples:
      flashcards lock merge
      flashcards lock merge decks/cell-biology --prefer theirs
      flashcards lock merge --with cell-biology-1.1.1
    """
    if len(files) == _DRIVER and revision is None:
        _drive(Path(files[0]), Path(files[1]), Path(files[2]), prefer)
    elif len(files) <= 1:
        _merge_deck(files[0] if files else None, revision, prefer)
    else:
        raise click.UsageError("name one deck, or the three files BASE OURS THEIRS without --with")


def _drive(base: Path, ours: Path, theirs: Path, prefer: Side | None) -> None:
    """Merge for git. If that fails, leave a conflict marker in the file, so that nobody commits one side by mistake."""
    try:
        old, mine, other = base.read_bytes(), ours.read_bytes(), theirs.read_bytes()
    except OSError as error:
        raise click.UsageError(characters.safe(output.reason(error))) from None
    try:
        united = _united(old, mine, other, Path(lock.NAME), prefer)
    except SystemExit:
        _save(ours, b"<<<<<<< ours\n" + mine + b"=======\n" + other + b">>>>>>> theirs\n")
        raise
    _save(ours, lock.write(united).encode())


def _merge_deck(deck: str | None, revision: str | None, prefer: Side | None) -> None:
    folder = arguments.find_own_deck(deck).path
    path = folder / lock.NAME
    try:
        if revision is None:
            base, mine, other = sides(folder, lock.NAME)
        else:
            base, mine, other = None, path.read_bytes(), at(revision, folder, lock.NAME)
    except RevisionError as error:
        raise click.UsageError(characters.safe(str(error))) from None
    except OSError as error:
        raise click.UsageError(characters.safe(output.reason(error))) from None
    united = _united(base, mine, other, path, prefer)
    _save(path, lock.write(united).encode())
    versions = ", ".join(release.version for release in united.releases) or "none"
    output.say(f"United {path}: {counted(len(united.entries), 'note')}; releases: {versions}.", err=False)
    output.say("Next:", err=False)
    output.say(f"  flashcards check {shlex.quote(str(folder))}", err=False)
    output.say(f"  git add {shlex.quote(str(path))}", err=False)


def _united(base: bytes | None, ours: bytes, theirs: bytes, path: Path, prefer: Side | None) -> Lock:
    """Return the united lock, or print what is wrong and exit."""
    old = lock_reader.read("base", base)[0] if base else None
    (mine, damage), (other, more) = lock_reader.read("ours", ours), lock_reader.read("theirs", theirs)
    problems = [problem._replace(hint="that side needs a sound record first") for problem in (*damage, *more)]
    united = None
    if mine and other:
        united, problems = merge(old, replace(mine, path=str(path)), other, prefer)
    if united is None:
        output.report(problems, "text", err=True)
        output.say(f"{output.tally(problems)}: nothing was united.")
        sys.exit(1)
    return united


def _save(path: Path, data: bytes) -> None:
    try:
        save(path, data.decode("utf-8", "replace"))
    except OSError as error:
        output.say(f"Not written: {output.reason(error)}")
        sys.exit(1)
