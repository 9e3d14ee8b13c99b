"""``flashcards build``: a deck's Anki package."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import decks, output

if TYPE_CHECKING:
    from flashcards.anki.package import Written
    from flashcards.model import Deck


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

    Nothing is written if there is an error; an older package stays as it is. With SOURCE_DATE_EPOCH set, the same
    sources give the same bytes.

    \b
    Examples:
      flashcards build
      flashcards build decks/ai-alignment -o alignment.apkg
    """
    epoch = _epoch(os.environ.get("SOURCE_DATE_EPOCH"))
    _, result = decks.compiled(deck)
    output.report(result.problems, "text", err=True)
    if result.errors or result.deck is None:
        output.say(f"{output.tally(result.problems)}: nothing was written.")
        sys.exit(1)
    from flashcards.anki import package  # noqa: PLC0415 - genanki costs 40 ms that a failed check needn't pay

    target = target or Path("dist") / f"{result.deck.id}.apkg"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        written = package.write(result.deck, target, mod=lambda _: epoch, time=epoch, version="unreleased")
    except (package.PackageError, OSError) as error:
        output.say(f"Not written: {error}")
        sys.exit(1)
    _summary(result.deck, written)


def _epoch(value: str | None) -> int:
    """The build's time in epoch seconds: SOURCE_DATE_EPOCH, else the clock."""
    if value is None:
        return int(time.time())
    if not value.isdecimal() or not 0 < int(value) < 1 << 32:
        raise click.UsageError("SOURCE_DATE_EPOCH must be a number of seconds since 1970, above 0")
    return int(value)


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
    output.say(f"{written.path}  {_size(written.size)}", err=False)


def _tier(counts: Counter[tuple[str, str]], tier: str) -> int:
    return sum(number for (_, other), number in counts.items() if other == tier)


def _size(size: int) -> str:
    kilo, mega = size / 1e3, size / 1e6
    return f"{kilo:,.1f} kB" if mega < 1 else f"{mega:,.1f} MB"
