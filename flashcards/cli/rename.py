"""``flashcards rename``: another name for a concept, an item, a point or a role, and no review lost."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, NamedTuple

import click

from flashcards import lock, locktext, nodes, rename
from flashcards.cli import decks, output
from flashcards.compile import compile_deck
from flashcards.load import load
from flashcards.rename import edits
from flashcards.save import sync
from flashcards.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.compile import Texts
    from flashcards.model import Deck
    from flashcards.rename import Change

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--deck",
    "deck_",
    shell_complete=decks.completed,
    help="The deck's id or folder.  [default: the only deck under ./decks]",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff and write nothing.")
@click.option(
    "--keep-all", is_flag=True, help="Keep the history of drafts too: add was even to what no release holds."
)
def command(old: str, new: str, deck_: str | None, dry_run: bool, keep_all: bool) -> None:
    """Give a concept, item, point or role another name in all files of a deck.

    Links, between, requires, related, shows, roles, beside, units and the file's name follow; comments, quotes and
    layout stay. What a release holds gets "was: OLD", so that learners keep their reviews; what none holds is a
    draft and gets nothing. An item moves to another concept's file if NEW names that concept.

    \b
    Examples:
      flashcards rename inner-alignment inner-misalignment
      flashcards rename mesa-optimizer/prefix mesa-optimizer/meaning-of-prefix
      flashcards rename mesa-optimizer/vs-base-optimizer.searches mesa-optimizer/vs-base-optimizer.space
      flashcards rename mesa-optimizer/simplicity mesa-optimization/simplicity --dry-run
    """
    folder = _own(deck_)
    texts = load(folder)
    compiled = compile_deck(texts)
    if compiled.errors or compiled.deck is None:
        output.report(compiled.errors, "text", err=True)
        output.say(f"{output.tally(compiled.errors)}: mend that first; nothing was renamed.")
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
        write([step for change in changes for step in _steps(change)])
    except OSError as error:
        output.say(f"Not renamed, every file is as it was: {_reason(error)}.")
        sys.exit(1)
    _summary(old, new, changes)


def _own(deck: str | None) -> Path:
    """The author's deck folder; says which one it took unless it was named."""
    place = decks.own(deck)
    if deck is None:
        output.say(output.line(f"Deck: {place.path} ({place.how})"))
    return place.path


def _all(deck: Deck) -> frozenset[str]:
    return frozenset(note.first for note in deck.notes)


def _released(texts: Texts) -> frozenset[str]:
    """First names of the notes that the deck's lock records. Without a sound lock the command stops."""
    missing = locktext.missing(Path(texts.root) / lock.NAME, texts.root)
    record, problems = locktext.read(*texts.lock) if texts.lock else (None, [missing])
    if record is None:
        output.report(problems, "text", err=True)
        output.say("What is released can't be known: mend that first; nothing was renamed.")
        sys.exit(1)
    return frozenset(record.entries)


# --- what it does -----------------------------------------------------------------------------------------


def _show(changes: Iterable[Change]) -> None:
    for change in changes:
        if change.path != change.target:
            output.say(f"rename from {change.path}\nrename to {change.target}", err=False, bold=True)
        before, after = (text.splitlines(keepends=True) for text in (change.before, change.after))
        for line in unified_diff(before, after, change.path, change.target):
            output.say(line.removesuffix("\n"), err=False, fg=_COLOURS.get(line[0], "reset"))
            if not line.endswith("\n"):
                output.say("\\ No newline at end of file", err=False)


def _summary(old: str, new: str, changes: tuple[Change, ...]) -> None:
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


class Step(NamedTuple):
    """A file's bytes before and after; None where there is no file."""

    path: Path
    before: bytes | None
    after: bytes | None
    mode: int


def _steps(change: Change) -> list[Step]:
    """The writes of a change. Raises OSError if the file is no longer what was read."""
    path, target = Path(change.path), Path(change.target)
    data, mode = path.read_bytes(), path.stat().st_mode & 0o777
    if nodes.decode(change.path, data)[0] != change.before:
        raise OSError(None, "it was changed while this command ran; try again", change.path)
    made = edits.patched(data, change.edits)
    if path == target:
        return [Step(path, data, made, mode)]
    return [Step(target, None, made, mode), Step(path, data, None, mode)]


def write(steps: list[Step]) -> None:
    """Make all steps; if one fails, those made are taken back and the OSError goes on.

    Every new content is on the disk before the first file changes, and each changes whole; removals come last.
    """
    staged: dict[Path, Path] = {}
    done: list[Step] = []
    try:
        for step in steps:
            if step.after is not None:
                staged[step.path] = _staged(step.path, step.after, step.mode)
        for step in sorted(steps, key=lambda step: step.after is None):
            _refuse_existing(step)
            done.append(step)
            _make(step.path, staged.get(step.path))
    except BaseException:
        _take_back(done, staged.values())
        raise
    for folder in {step.path.parent for step in steps}:
        sync(folder)


def _refuse_existing(step: Step) -> None:
    if step.before is None and step.path.exists():
        raise FileExistsError(None, "a file of this name has come into being", str(step.path))


def _make(path: Path, content: Path | None) -> None:
    if content:
        content.replace(path)
    else:
        path.unlink()


def _take_back(done: list[Step], staged: Iterable[Path]) -> None:
    for step in reversed(done):
        with suppress(OSError):  # the others still go back
            _make(step.path, None if step.before is None else _staged(step.path, step.before, step.mode))
    for file in staged:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _staged(path: Path, data: bytes, mode: int) -> Path:
    """A file beside ``path`` with these bytes, on the disk; loading a deck passes over it."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            made.chmod(mode)
        except BaseException:
            made.unlink()
            raise
    return made


def _reason(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what
