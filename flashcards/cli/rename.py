"""``flashcards rename``: rename a concept, item, point or role in all files of a deck."""

from __future__ import annotations

import os
import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flashcards.cli.shared import arguments, output
from flashcards.compiler.compile import compile_deck
from flashcards.disk import journal
from flashcards.disk.journal import Step
from flashcards.loading.folder import load
from flashcards.releases import lock, lock_reader
from flashcards.rename import rename
from flashcards.syntax import edits, reader
from flashcards.text import characters
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck
    from flashcards.rename.rename import FileChange

_COLOURS: Final = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--deck",
    "deck_",
    shell_complete=arguments.complete_deck,
    help="The deck's id or folder.  [default: the current deck]",
)
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff and write nothing.")
@click.option(
    "--keep-all",
    is_flag=True,
    help="Keep the reviews of drafts too: add was even to what was never released.",
)
def command(old: str, new: str, deck_: str | None, dry_run: bool, keep_all: bool) -> None:
    """Rename a concept, item, point or role in all files of a deck.

    Links, between, requires, related, shows, roles, beside, units and the file's name change too; comments, quotes and
    layout stay as they are. What was released gets "was: OLD", so that learners keep their reviews; drafts get
    nothing. If NEW names another concept, the item moves into that concept's file. Either all files change or none;
    if the command was interrupted, run it again: it restores the files first.

    \b
    Examples:
      flashcards rename inner-alignment inner-misalignment
      flashcards rename mesa-optimizer/prefix mesa-optimizer/meaning-of-prefix
      flashcards rename mesa-optimizer/vs-base-optimizer.searches mesa-optimizer/vs-base-optimizer.space
      flashcards rename mesa-optimizer/simplicity mesa-optimization/simplicity --dry-run
    """
    folder = _find_own_deck(deck_)
    if not dry_run:
        _undo_interrupted(folder)
    texts = load(folder)
    compiled = compile_deck(texts)
    if compiled.errors or compiled.deck is None:
        output.report(compiled.errors, "text", err=True)
        output.say(f"{output.tally(compiled.errors)}: nothing was renamed. Fix the deck first.")
        sys.exit(1)
    kept = _all_names(compiled.deck) if keep_all else _released_names(texts)
    try:
        changes = rename.rename(texts, compiled.deck, old, new, kept)
    except rename.RenameError as error:
        output.say(f"Not renamed: {error}")
        sys.exit(1)
    if dry_run:
        _print_diff(changes)
        return
    try:
        journal.save_all(folder, [step for change in changes for step in _steps(folder, change)])
    except OSError as error:
        output.say(_failure(folder, error))
        sys.exit(1)
    _print_summary(old, new, changes)


def _find_own_deck(deck: str | None) -> Path:
    """Find a deck that may be changed; if ``deck`` is None, print which one was found."""
    place = arguments.find_own_deck(deck)
    if deck is None:
        output.say(characters.line(f"Deck: {place.path} ({place.how})"))
    return place.path


def _all_names(deck: Deck) -> frozenset[str]:
    return frozenset(note.first for note in deck.notes)


def _released_names(texts: Texts) -> frozenset[str]:
    """Return the first names of the released notes; exit with code 1 if the lock can't be read."""
    missing = lock_reader.missing(Path(texts.root) / lock.NAME, texts.root)
    record, problems = lock_reader.read(*texts.lock) if texts.lock else (None, [missing])
    if record is None:
        output.report(problems, "text", err=True)
        output.say(
            "Nothing was renamed: without a sound lock, it is unknown what learners have. Fix the lock first."
        )
        sys.exit(1)
    return frozenset(record.entries)


def _print_diff(changes: Iterable[FileChange]) -> None:
    for change in changes:
        if change.path != change.target:
            output.say(f"rename from {change.path}\nrename to {change.target}", err=False, bold=True)
        before, after = (text.splitlines(keepends=True) for text in (change.before, change.after))
        for line in unified_diff(before, after, change.path, change.target):
            output.say(line.removesuffix("\n"), err=False, fg=_COLOURS.get(line[0], "reset"))
            if not line.endswith("\n"):
                output.say("\\ No newline at end of file", err=False)


def _print_summary(old: str, new: str, changes: tuple[FileChange, ...]) -> None:
    output.say(f"{old} is now {new}.", err=False, bold=True)
    for change in changes:
        moved = f" → {change.target}" if change.path != change.target else ""
        edits = f": {counted(len(change.edits), 'edit')}" if change.edits else ""
        output.say(f"  {change.path}{moved}{edits}", err=False)
    added = sum(edit.text.count("was: ") for change in changes for edit in change.edits)
    if added:
        output.say(
            f'"was" added in {counted(added, "place")}, so that learners keep their reviews.', err=False
        )
    if "/" not in old:
        output.say(
            "The cards still show the old term; if that should change, edit term in the file.", err=False
        )


def _undo_interrupted(folder: Path) -> None:
    """Undo a rename that was interrupted; exit with code 1 if that isn't possible."""
    try:
        if journal.put_back(folder):
            output.say(
                "An earlier rename was interrupted; it was undone, and every file is as it was before."
            )
    except OSError as error:
        output.say(f"Not renamed, because an earlier rename was interrupted: {output.reason(error)}.")
        sys.exit(1)


def _steps(folder: Path, change: FileChange) -> list[Step]:
    """Return the writes of a change, or raise OSError if the file is no longer what was read."""
    path = Path(change.path)
    name, target = (Path(p).relative_to(folder).as_posix() for p in (change.path, change.target))
    data, mode = path.read_bytes(), path.stat().st_mode & 0o777
    if reader.decode(change.path, data)[0] != change.before:
        raise OSError(None, "it was changed while this command ran; run it again", change.path)
    patched = edits.patched(data, change.edits)
    if name == target:
        return [Step(name, data, patched, mode)]
    return [Step(target, None, patched, mode), Step(name, data, None, mode)]


def _failure(folder: Path, error: OSError) -> str:
    """Return what went wrong, what became of the files, and what to do."""
    if os.path.lexists(folder / journal.JOURNAL):
        state = "Not renamed, but some files may have changed"
        return f"{state}: {output.reason(error)}; fix that and run it again: it restores them first."
    return f"Not renamed; every file is as it was: {output.reason(error)}{output.retry_hint(error)}."
