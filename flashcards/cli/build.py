"""``flashcards build``: a deck's Anki package."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flashcards import release
from flashcards.cli import decks, output

if TYPE_CHECKING:
    from flashcards.anki.package import Written
    from flashcards.lock import Lock
    from flashcards.model import Deck, Note


_TOLD: Final = 3  # keys that a line of the summary names


@click.command()
@decks.argument
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The package to write.  [default: dist/DECK.apkg]",
)
def command(deck: str | None, target: Path | None) -> None:
    """Check a deck and write its Anki package.

    Nothing is written if there is an error, or if learners would lose history against the last release; an older
    package stays as it is. With SOURCE_DATE_EPOCH set, the same sources give the same bytes, and at a release's
    commit every build gives the release's.

    \b
    Examples:
      flashcards build
      flashcards build decks/ai-alignment -o alignment.apkg
    """
    now = decks.now()
    result = decks.recorded(deck)
    output.report(result.problems, "text", err=True)
    if result.errors or result.deck is None or result.lock is None:
        output.say(f"{output.tally(result.problems)}: nothing was written.")
        sys.exit(1)
    from flashcards.anki import package  # noqa: PLC0415 - genanki costs 40 ms that a failed check needn't pay

    target = target or Path("dist") / f"{result.deck.id}.apkg"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        version, time = release.edition(result.deck, result.lock, now)
        mod = release.mods(result.lock, now)
        written = package.write(result.deck, target, mod=mod, time=time, version=version)
    except (package.PackageError, OSError) as error:
        output.say(f"Not written: {error}")
        sys.exit(1)
    _summary(result.deck, written)
    consequences(result.deck, result.lock, version)


def _summary(deck: Deck, written: Written) -> None:
    cards = [(note.kind, note.tier.value) for note in deck.notes for _ in note.live]
    by_kind, by_both = Counter(kind for kind, _ in cards), Counter(cards)
    width = max((len(kind) for kind in by_kind), default=0)
    output.say(
        f"{deck.name}: {len(deck.concepts):,} concepts, {written.notes:,} notes, {written.cards:,} cards",
        err=False,
        bold=True,
    )
    output.say(f"  {'':{width}}  {'cards':>6}  {'core':>6}  {'more':>6}", err=False, dim=True)
    for kind, number in by_kind.most_common():
        core, more = by_both[kind, "core"], by_both[kind, "more"]
        output.say(f"  {kind:{width}}  {number:6,}  {core:6,}  {more:6,}", err=False)
    output.say(
        f"  {'all':{width}}  {len(cards):6,}  {_tier(by_both, 'core'):6,}  {_tier(by_both, 'more'):6,}",
        err=False,
    )
    output.say(f"{written.path}  {size(written.size)}", err=False)


def consequences(deck: Deck, lock: Lock, version: str) -> None:
    """What learners who have the last release would see, in five lines at most."""
    if not lock.version:
        output.say("Not released yet: nobody has any of this.", err=False)
        return
    if version == lock.version:
        output.say(f"This is release {lock.version}: learners see no change.", err=False)
        return
    lines = [(kind, notes) for kind, notes in release.fates(deck, lock).items() if notes]
    told = [_told(kind, notes) for kind, notes in lines if kind is not release.Fate.SAME]
    if not told:
        output.say(f"Against release {lock.version} no note changes.", err=False)
    for text in told:
        output.say(f"Against release {lock.version}, {text}", err=False)


def _told(kind: release.Fate, notes: tuple[Note, ...]) -> str:
    keys = ", ".join(note.key for note in notes[:_TOLD]) + ", ..." * (len(notes) > _TOLD)
    return f"{kind.value}: {len(notes):,} {'note' if len(notes) == 1 else 'notes'} ({keys})"


def _tier(counts: Counter[tuple[str, str]], tier: str) -> int:
    return sum(number for (_, other), number in counts.items() if other == tier)


def size(size: int) -> str:
    """A size in bytes for people."""
    kilo, mega = size / 1e3, size / 1e6
    return f"{kilo:,.1f} kB" if mega < 1 else f"{mega:,.1f} MB"
