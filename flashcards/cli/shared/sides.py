"""The two sides that ``diff`` and ``preview --since`` compare: a deck folder, a git revision or a package."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.loading.tags import tagged_locks
from flashcards.releases import diff, exchanged, lock_reader, tagged
from flashcards.text import characters
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from flashcards.anki.reader import Package
    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck
    from flashcards.releases.lock import Lock

_PACKAGES: Final = {".apkg", ".colpkg"}
_MOST_PROBLEMS: Final = 5  # of a side that doesn't compile


class Side(NamedTuple):
    """One side of a comparison: a compiled deck, or a package."""

    label: str
    deck: Deck | None = None
    lock: Lock | None = None
    package: Package | None = None
    folder: Path | None = None  # of the deck, whose repository has its tags


def compare(old: Side, new: Side) -> diff.Diff:
    """Return what learners who have the old side will see of the new one.

    If either side is a package, the words of the fields are compared, because a package holds nothing else.
    """
    if old.package is None and new.package is None:
        assert old.deck is not None
        assert new.deck is not None
        found = diff.compare(old.deck, new.deck, _released_cards(old, new), _record_alerts(old, new))
        held = _released_cards(old, new)
        released = [note for note in old.deck.notes if held is None or note.guid in held]
        return diff.in_order(exchanged.marked(found.changes, released), found.alerts)
    from flashcards.anki import comparison  # noqa: PLC0415 - genanki takes 40 ms, and only packages need it

    decks_, types = [], []
    for side in (old, new):
        if side.package is not None:
            deck, left_out = comparison.deck_of(side.package)
            if left_out:
                output.say(f"{side.label}: {counted(left_out, 'note')} of other note types left out.")
        else:
            assert side.deck is not None
            # Of dropped blanks keep the newer side's: a newer package couldn't name those that the older deck dropped.
            deck = comparison.as_packaged(side.deck, dropped=side is new)
        decks_.append(deck)
        types.append(side.package.types if side.package is not None else comparison.OWN)
    return diff.compare(decks_[0], decks_[1], conflicts=comparison.conflicts(types[0], types[1]))


def _record_alerts(old: Side, new: Side) -> tuple[str, ...]:
    """Return what is wrong with the change of the record of releases, if both sides have one."""
    if old.lock is None or new.lock is None or new.folder is None:
        return ()
    tags = tagged_locks(new.folder, {old.lock.id}, merged=False)
    return tuple(tagged.alerts(old.lock, new.lock, tags))


def _released_cards(old: Side, new: Side) -> dict[str, set[int]] | None:
    """Return GUID → ordinals that either side's lock records, or None, which means everything, without a lock."""
    locks = [side.lock for side in (old, new) if side.lock is not None]
    if not locks:
        return None
    released: defaultdict[str, set[int]] = defaultdict(set)
    for guid, ordinals in (pair for lock in locks for pair in lock.ordinals.items()):
        released[guid] |= ordinals
    return released


def find_side(name: str | None, deck: str | None) -> Side:
    """Load the package, deck folder or git revision that the user named.

    Args:
        name: What the user typed; None means the deck's working tree.
        deck: The deck whose revisions are meant, as its id or folder.

    Raises:
        click.UsageError: The name is none of the three.
    """
    if name is not None and Path(name).suffix.lower() in _PACKAGES:
        return _package(Path(name))
    if name is not None and (Path(name) / "deck.yaml").exists():
        return _compile(name, load(Path(name)), Path(name))
    folder = arguments.find_deck(deck).path
    if name is None:
        return _compile(str(folder), load(folder), folder)
    from flashcards.loading import git  # noqa: PLC0415 - only a revision needs git

    try:
        texts = git.load(git.resolve(name, folder))
    except git.RevisionError as error:
        raise click.UsageError(characters.safe(str(error))) from None
    return _compile(name, texts)._replace(folder=folder)


def _package(path: Path) -> Side:
    from flashcards.anki.reader import ReadError, read  # noqa: PLC0415 - only a package needs it

    try:
        return Side(str(path), package=read(path))
    except ReadError as error:
        output.say(str(error))
        sys.exit(1)


def _compile(label: str, texts: Texts, folder: Path | None = None) -> Side:
    """Compile a side; the lock of a folder is held against git's tags."""
    record = lock_reader.read(*texts.lock)[0] if texts.lock else None
    result = compile_deck(texts, released=record.ids if record else None)
    errors = result.errors
    if folder and record:
        errors = (*errors, *decks.check_tags(folder, record, result.deck))
    if errors or result.deck is None:
        output.report(errors[:_MOST_PROBLEMS], "text", err=True)
        output.say(f"{label} has {output.tally(errors)}: nothing was compared.")
        sys.exit(1)
    return Side(label, result.deck, record, folder=folder)
