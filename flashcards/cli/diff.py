"""``flashcards diff``: what learners will see of a change."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards import diff as differ
from flashcards import locktext
from flashcards.cli import decks, differences, output
from flashcards.compile import compile_deck
from flashcards.diff import Kind
from flashcards.load import load

if TYPE_CHECKING:
    from flashcards.anki.read import Package
    from flashcards.compile import Texts
    from flashcards.lock import Lock
    from flashcards.model import Deck

_PACKAGES: Final = {".apkg", ".colpkg"}
_SHOWN: Final = 5  # problems of a side that doesn't compile


class _Side(NamedTuple):
    """One side of the comparison: a compiled deck, or a package."""

    label: str
    deck: Deck | None = None
    lock: Lock | None = None
    package: Package | None = None


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--deck", help="The deck whose revisions are meant: an id or a folder.  [default: the deck at hand]"
)
@click.option(
    "--format",
    "style",
    type=click.Choice(differences.FORMATS),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["risk", "meaning", "any"]),
    help="Exit with 1 if history is at risk; or an answer's meaning may have changed, too; or on any change.",
)
def command(old: str, new: str | None, deck: str | None, style: str, fail_on: str | None) -> None:
    """Say what somebody who studies OLD will see of NEW, gravest first.

    Each side is a git revision (HEAD~3, a tag, origin/main; REV:FOLDER if the deck lay elsewhere then), a deck's
    folder, or an Anki package. NEW is the working tree unless named. Notes are matched as Anki matches them, by
    GUID; with a package on either side, what counts are the words of the fields.

    \b
    risk        history is lost, or goes to another fact
    withdrawn   a note retired or a card dropped
    meaning     an answer differs, so its meaning may
    wording     the same answers, otherwise asked or explained
    new         new notes and cards
    moved       another key or concept; history goes along
    waiting     only source, context, kind or tags: sent with the note's next change
    removed     taken out before any learner had it

    What released.lock doesn't name, no learner has: it is never at risk. Without a lock all of OLD counts as
    released; and all of a package.

    The JSON holds format (1), old, new, counts (kind: number of notes), alerts (risks to the whole deck) and
    changes: kind, kinds, key, old_key, guid, path, line, reasons, details (name, before, after) and cards
    (ordinal, name, kind, before and after: question and answer, or null).

    \b
    Examples:
      flashcards diff HEAD
      flashcards diff ai-alignment-1.0 ai-alignment-1.1 --format markdown
      flashcards diff dist/old.apkg dist/new.apkg
      flashcards diff origin/main --fail-on risk
    """
    before, after = _side(old, deck), _side(new, deck)
    found = _compared(before, after)
    differences.show(found, (before.label, after.label), style)
    sys.exit(1 if _fails(found, fail_on) else 0)


def _fails(found: differ.Diff, fail_on: str | None) -> bool:
    if fail_on == "any":
        return bool(found.changes or found.alerts)
    if fail_on == "meaning":
        return found.risky or any(Kind.MEANING in change.kinds for change in found.changes)
    return fail_on == "risk" and found.risky


def _compared(old: _Side, new: _Side) -> differ.Diff:
    if old.package is None and new.package is None:
        assert old.deck is not None
        assert new.deck is not None
        return differ.compare(old.deck, new.deck, _released(old, new))
    from flashcards.anki import packaged  # noqa: PLC0415 - genanki costs 40 ms that only packages need

    decks_, types = [], []
    for side in (old, new):
        if side.package is not None:
            deck, left_out = packaged.deck_of(side.package)
            if left_out:
                output.say(f"{side.label}: {left_out:,} notes of other note types are left out.")
        else:
            assert side.deck is not None
            deck = packaged.as_packaged(side.deck)
        decks_.append(deck)
        types.append(side.package.types if side.package is not None else packaged.OWN)
    return differ.compare(decks_[0], decks_[1], conflicts=packaged.conflicts(types[0], types[1]))


def _released(old: _Side, new: _Side) -> dict[str, set[int]] | None:
    """GUIDs and ordinals that the record of either side names; None (all of the old side) if there is no record."""
    locks = [side.lock for side in (old, new) if side.lock is not None]
    if not locks:
        return None
    released: defaultdict[str, set[int]] = defaultdict(set)
    for guid, ordinals in (pair for lock in locks for pair in lock.ordinals.items()):
        released[guid] |= ordinals
    return released


# --- the sides ---------------------------------------------------------------------------------------------------


def _side(name: str | None, deck: str | None) -> _Side:
    """What the user named: a package, a folder, else a revision. A usage error (exit code 2) if it is none."""
    if name is not None and Path(name).suffix.lower() in _PACKAGES:
        return _package(Path(name))
    if name is not None and (Path(name) / "deck.yaml").exists():
        return _compiled(name, load(Path(name)))
    folder = decks.found(deck).path
    if name is None:
        return _compiled(str(folder), load(folder))
    from flashcards import revisions  # noqa: PLC0415 - only when git is asked

    try:
        texts = revisions.load(revisions.resolve(name, folder))
    except revisions.RevisionError as error:
        raise click.UsageError(output.safe(str(error))) from None
    return _compiled(name, texts)


def _package(path: Path) -> _Side:
    from flashcards.anki.read import ReadError, read  # noqa: PLC0415 - only when a package is read

    try:
        return _Side(str(path), package=read(path))
    except ReadError as error:
        output.say(str(error))
        sys.exit(1)


def _compiled(label: str, texts: Texts) -> _Side:
    record = locktext.read(*texts.lock)[0] if texts.lock else None
    result = compile_deck(texts, released=record.ids if record else None)
    if result.errors or result.deck is None:
        output.report(result.errors[:_SHOWN], "text", err=True)
        output.say(f"{label} has {output.tally(result.errors)}: nothing was compared.")
        sys.exit(1)
    return _Side(label, result.deck, record)
