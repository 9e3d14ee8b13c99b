"""``flashcards rename``: another name for a concept, an item, a point or a role, and no review lost."""

from __future__ import annotations

import os
import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

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

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--deck",
    "deck_",
    shell_complete=arguments.completed,
    help="The deck's id or folder.  [default: the deck at hand]",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff and write nothing.")
@click.option(
    "--keep-all", is_flag=True, help="Keep the history of drafts too: add was even to what no release holds."
)
def command(old: str, new: str, deck_: str | None, dry_run: bool, keep_all: bool) -> None:
    """Give a concept, item, point or role another name in all files of a deck.

    Links, between, requires, related, shows, roles, beside, units and the file's name follow; comments, quotes and
    layout stay. What a release holds gets "was: OLD", so that learners keep their reviews; what none holds is a
    draft and gets nothing. An item moves to another concept's file if NEW names that concept. All files change or
    none; if it was cut short, run it again: it first puts them back.

    \b
    Examples:
      flashcards rename inner-alignment inner-misalignment
      flashcards rename mesa-optimizer/prefix mesa-optimizer/meaning-of-prefix
      flashcards rename mesa-optimizer/vs-base-optimizer.searches mesa-optimizer/vs-base-optimizer.space
      flashcards rename mesa-optimizer/simplicity mesa-optimization/simplicity --dry-run
    """
    folder = _own(deck_)
    if not dry_run:
        _put_back(folder)
    texts = load(folder)
    compiled = compile_deck(texts)
    if compiled.errors or compiled.deck is None:
        output.report(compiled.errors, "text", err=True)
        output.say(f"{output.tally(compiled.errors)}: fix that first; nothing was renamed.")
        sys.exit(1)
    released = _all(compiled.deck) if keep_all else _released(texts)
    try:
        changes = rename.rename(texts, compiled.deck, old, new, released)
    except rename.RenameError as error:
        output.say(f"Not renamed: {error}")
        sys.exit(1)
    if dry_run:
        _show(changes)
        return
    try:
        journal.save_all(folder, [step for change in changes for step in _steps(folder, change)])
    except OSError as error:
        output.say(_not_renamed(folder, error))
        sys.exit(1)
    _summary(old, new, changes)


def _own(deck: str | None) -> Path:
    """The author's deck folder; says which one it took unless it was named."""
    found = arguments.own(deck)
    if deck is None:
        output.say(characters.line(f"Deck: {found.path} ({found.how})"))
    return found.path


def _all(deck: Deck) -> frozenset[str]:
    return frozenset(note.first for note in deck.notes)


def _released(texts: Texts) -> frozenset[str]:
    """First names of the notes that the deck's lock records. Without a sound lock the command stops."""
    missing = lock_reader.missing(Path(texts.root) / lock.NAME, texts.root)
    record, problems = lock_reader.read(*texts.lock) if texts.lock else (None, [missing])
    if record is None:
        output.report(problems, "text", err=True)
        output.say("What is released can't be known: fix that first; nothing was renamed.")
        sys.exit(1)
    return frozenset(record.entries)


# --- what it does -----------------------------------------------------------------------------------------


def _show(changes: Iterable[FileChange]) -> None:
    for change in changes:
        if change.path != change.target:
            output.say(f"rename from {change.path}\nrename to {change.target}", err=False, bold=True)
        before, after = (text.splitlines(keepends=True) for text in (change.before, change.after))
        for line in unified_diff(before, after, change.path, change.target):
            output.say(line.removesuffix("\n"), err=False, fg=_COLOURS.get(line[0], "reset"))
            if not line.endswith("\n"):
                output.say("\\ No newline at end of file", err=False)


def _summary(old: str, new: str, changes: tuple[FileChange, ...]) -> None:
    output.say(f"{old} is {new} now.", err=False, bold=True)
    for change in changes:
        moved = f" → {change.target}" if change.path != change.target else ""
        edits = f": {counted(len(change.edits), 'edit')}" if change.edits else ""
        output.say(f"  {change.path}{moved}{edits}", err=False)
    declared = sum(edit.text.count("was: ") for change in changes for edit in change.edits)
    if declared:
        output.say(f'"was" added ({declared}): what learners have keeps its history.', err=False)
    if "/" not in old:
        output.say(
            "Its term on the cards is as it was: change it in the file if it should follow.", err=False
        )


# --- writing ------------------------------------------------------------------------------------------------


def _put_back(folder: Path) -> None:
    """Heal what a rename that was killed left; stops the command if that can't be done."""
    try:
        if journal.put_back(folder):
            output.say("A rename was cut short before; it is taken back, and every file is as it was.")
    except OSError as error:
        output.say(f"Not renamed, for one was cut short before: {output.reason(error)}.")
        sys.exit(1)


def _steps(folder: Path, change: FileChange) -> list[Step]:
    """The writes of a change. Raises OSError if the file is no longer what was read."""
    path = Path(change.path)
    name, target = (Path(p).relative_to(folder).as_posix() for p in (change.path, change.target))
    data, mode = path.read_bytes(), path.stat().st_mode & 0o777
    if reader.decode(change.path, data)[0] != change.before:
        raise OSError(None, "it was changed while this command ran; try again", change.path)
    made = edits.patched(data, change.edits)
    if name == target:
        return [Step(name, data, made, mode)]
    return [Step(target, None, made, mode), Step(name, data, None, mode)]


def _not_renamed(folder: Path, error: OSError) -> str:
    """What went wrong, what is left of the rename, and what to do."""
    if os.path.lexists(folder / journal.JOURNAL):
        left = "Not renamed, but some files may be changed"
        return f"{left}: {output.reason(error)}; fix that and run it again: it first puts them back."
    return f"Not renamed, every file is as it was: {output.reason(error)}{output.again(error)}."
