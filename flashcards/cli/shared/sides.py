"""What two commands compare: a deck's folder, a git revision or an Anki package; and the comparing."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import arguments, output
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.releases import diff as differ
from flashcards.releases import lock_reader
from flashcards.text import characters

if TYPE_CHECKING:
    from flashcards.anki.reader import Package
    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck
    from flashcards.releases.lock import Lock

_PACKAGES: Final = {".apkg", ".colpkg"}
_SHOWN: Final = 5  # problems of a side that doesn't compile


class Side(NamedTuple):
    """One side of the comparison: a compiled deck, or a package."""

    label: str
    deck: Deck | None = None
    lock: Lock | None = None
    package: Package | None = None


def compared(old: Side, new: Side) -> differ.Diff:
    """What somebody who has the old side will see of the new one; with a package on either, by the fields' words."""
    if old.package is None and new.package is None:
        assert old.deck is not None
        assert new.deck is not None
        return differ.compare(old.deck, new.deck, _released(old, new))
    from flashcards.anki import comparison  # noqa: PLC0415 - genanki costs 40 ms that only packages need

    decks_, types = [], []
    for side in (old, new):
        if side.package is not None:
            deck, left_out = comparison.deck_of(side.package)
            if left_out:
                output.say(f"{side.label}: {left_out:,} notes of other note types are left out.")
        else:
            assert side.deck is not None
            # What the older side dropped can't vanish from the newer one, which may be a package that can't name it.
            deck = comparison.as_packaged(side.deck, dropped=side is new)
        decks_.append(deck)
        types.append(side.package.types if side.package is not None else comparison.OWN)
    return differ.compare(decks_[0], decks_[1], conflicts=comparison.conflicts(types[0], types[1]))


def _released(old: Side, new: Side) -> dict[str, set[int]] | None:
    """GUIDs and ordinals that the record of either side names; None (all of the old side) if there is no record."""
    locks = [side.lock for side in (old, new) if side.lock is not None]
    if not locks:
        return None
    released: defaultdict[str, set[int]] = defaultdict(set)
    for guid, ordinals in (pair for lock in locks for pair in lock.ordinals.items()):
        released[guid] |= ordinals
    return released


# --- the sides ---------------------------------------------------------------------------------------------------


def named(name: str | None, deck: str | None) -> Side:
    """What the user named: a package, a folder, else a revision. A usage error (exit code 2) if it is none."""
    if name is not None and Path(name).suffix.lower() in _PACKAGES:
        return _package(Path(name))
    if name is not None and (Path(name) / "deck.yaml").exists():
        return _compiled(name, load(Path(name)))
    folder = arguments.found(deck).path
    if name is None:
        return _compiled(str(folder), load(folder))
    from flashcards.loading import git  # noqa: PLC0415 - only when git is asked

    try:
        texts = git.load(git.resolve(name, folder))
    except git.RevisionError as error:
        raise click.UsageError(characters.safe(str(error))) from None
    return _compiled(name, texts)


def _package(path: Path) -> Side:
    from flashcards.anki.reader import ReadError, read  # noqa: PLC0415 - only when a package is read

    try:
        return Side(str(path), package=read(path))
    except ReadError as error:
        output.say(str(error))
        sys.exit(1)


def _compiled(label: str, texts: Texts) -> Side:
    record = lock_reader.read(*texts.lock)[0] if texts.lock else None
    result = compile_deck(texts, released=record.ids if record else None)
    if result.errors or result.deck is None:
        output.report(result.errors[:_SHOWN], "text", err=True)
        output.say(f"{label} has {output.tally(result.errors)}: nothing was compared.")
        sys.exit(1)
    return Side(label, result.deck, record)
