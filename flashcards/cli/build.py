"""``flashcards build``: a deck's Anki package."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.model import Tier
from flashcards.releases import record
from flashcards.releases.changes import changes
from flashcards.releases.describe import SHORT
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from flashcards.anki.writer import Written
    from flashcards.model import Deck
    from flashcards.releases.diff import Change, Effect
    from flashcards.releases.lock import Lock


_TOLD: Final = 3  # keys that a line of the summary names


@click.command()
@arguments.argument
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The package to write.  [default: dist/DECK.apkg]",
)
@decks.lint_option
def command(deck: str | None, target: Path | None, lint: bool) -> None:
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
    result, warnings = decks.fit_to_ship(deck, lint=lint)
    output.report(result.problems, "text", err=True)
    if result.errors or result.deck is None or result.lock is None:
        output.say(f"{output.tally(result.problems)}: nothing was written.")
        sys.exit(1)
    if warnings:
        output.say(f"{counted(warnings, 'lint warning')}; flashcards check shows them.")
    from flashcards.anki import writer  # noqa: PLC0415 - genanki costs 40 ms that a failed check needn't pay

    target = target or Path("dist") / f"{result.deck.id}.apkg"
    try:
        version, time = record.edition(result.deck, result.lock, now)
        mod = record.mods(result.lock, now)
        written = writer.write(result.deck, target, mod=mod, time=time, version=version)
    except (writer.PackageError, OSError) as error:
        output.say(f"Not written: {output.reason(error)}")
        sys.exit(1)
    _summary(result.deck, written)
    consequences(result.deck, result.lock, version)


def _summary(deck: Deck, written: Written) -> None:
    output.say(
        f"{deck.name}: {counted(len(deck.concepts), 'concept')}, {counted(written.notes, 'note')}, "
        f"{counted(written.cards, 'card')}",
        err=False,
        bold=True,
    )
    kinds: Counter[tuple[str, Tier]] = Counter()
    units: Counter[tuple[str, Tier]] = Counter()
    for note in deck.notes:
        cards = len(note.live)
        kinds[note.kind, note.tier] += cards
        units[note.unit, note.tier] += cards
    alls = {kind: kinds[kind, Tier.CORE] + kinds[kind, Tier.MORE] for kind, _ in kinds}
    names = [kind for kind, cards in Counter(alls).most_common() if cards]
    core, more = (sum(kinds[kind, tier] for kind in names) for tier in (Tier.CORE, Tier.MORE))
    width = max(map(len, (*names, *(unit.id for unit in deck.units), "all")))
    output.say(f"  {'':{width}}  {'cards':>6}  {'core':>6}  {'more':>6}", err=False, dim=True)
    for name in names:
        _row(name, width, kinds[name, Tier.CORE], kinds[name, Tier.MORE])
    _row("all", width, core, more)
    if deck.units:
        output.say("  by unit", err=False, dim=True)
    for unit in deck.units:
        _row(unit.id, width, units[unit.id, Tier.CORE], units[unit.id, Tier.MORE])
    output.say(f"{written.path}  {size(written.size)}", err=False)


def consequences(deck: Deck, lock: Lock, version: str) -> None:
    """What learners who have the last release would see, in five lines at most."""
    if not lock.version:
        output.say("Not released yet: nobody has any of this.", err=False)
        return
    if version == lock.version:
        output.say(f"This is release {lock.version}: learners see no change.", err=False)
        return
    found = changes(deck, lock).changes
    if not found:
        output.say(f"Against release {lock.version} no note changes.", err=False)
    for effect, group in groupby(found, key=attrgetter("effect")):
        output.say(f"Against release {lock.version}, {_told(effect, list(group))}", err=False)


def _told(effect: Effect, changes: list[Change]) -> str:
    keys = ", ".join(change.note.key for change in changes[:_TOLD]) + ", ..." * (len(changes) > _TOLD)
    return f"{SHORT[effect]}: {counted(len(changes), 'note')} ({keys})"


def _row(name: str, width: int, core: int, more: int) -> None:
    output.say(f"  {name:{width}}  {core + more:6,}  {core:6,}  {more:6,}", err=False)


def size(size: int) -> str:
    """A size in bytes for people."""
    kilo, mega = size / 1e3, size / 1e6
    return f"{kilo:,.1f} kB" if mega < 1 else f"{mega:,.1f} MB"
