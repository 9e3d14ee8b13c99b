"""``flashcards build``: check a deck and write its Anki package."""

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

_MOST_KEYS: Final = 3  # named in a line about changes


@click.command()
@arguments.deck_argument
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

    If there is an error, or if learners of the last release would lose reviews, nothing is written, and an older
    package stays as it is. Builds are reproducible: with SOURCE_DATE_EPOCH set, the same sources give the same
    bytes, and at a release's commit every build gives the package of that release.

    \b
    Examples:
      flashcards build
      flashcards build decks/ai-alignment -o alignment.apkg
    """
    now = decks.now()
    result, warnings = decks.check_and_lint(deck, lint=lint)
    output.report(result.problems, "text", err=True)
    if result.errors or result.deck is None or result.lock is None:
        output.say(f"{output.tally(result.problems)}: nothing was written.")
        sys.exit(1)
    if warnings:
        output.say(f"{counted(warnings, 'lint warning')}; flashcards check shows them.")
    from flashcards.anki import writer  # noqa: PLC0415 - genanki takes 40 ms, which a failed check saves

    target = target or Path("dist") / f"{result.deck.id}.apkg"
    try:
        version, time = record.edition(result.deck, result.lock, now)
        mod = record.mods(result.lock, now)
        written = writer.write(result.deck, target, mod=mod, time=time, version=version)
    except (writer.PackageError, OSError) as error:
        output.say(f"Not written: {output.reason(error)}")
        sys.exit(1)
    _print_summary(result.deck, written)
    print_consequences(result.deck, result.lock, version)


def _print_summary(deck: Deck, written: Written) -> None:
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
    totals = Counter({kind: kinds[kind, Tier.CORE] + kinds[kind, Tier.MORE] for kind, _ in kinds})
    names = [kind for kind, cards in totals.most_common() if cards]
    core, more = (sum(kinds[kind, tier] for kind in names) for tier in (Tier.CORE, Tier.MORE))
    width = max(map(len, (*names, *(unit.id for unit in deck.units), "all")))
    output.say(f"  {'':{width}}  {'cards':>6}  {'core':>6}  {'more':>6}", err=False, dim=True)
    for name in names:
        _print_row(name, width, kinds[name, Tier.CORE], kinds[name, Tier.MORE])
    _print_row("all", width, core, more)
    if deck.units:
        output.say("  by unit", err=False, dim=True)
    for unit in deck.units:
        _print_row(unit.id, width, units[unit.id, Tier.CORE], units[unit.id, Tier.MORE])
    output.say(f"{written.path}  {readable_size(written.size)}", err=False)


def print_consequences(deck: Deck, lock: Lock, version: str) -> None:
    """Print what learners who have the last release will see, one line for each kind of change."""
    if not lock.version:
        output.say("Not released yet: no learner has this deck.", err=False)
        return
    if version == lock.version:
        output.say(f"This is release {lock.version}: learners see no change.", err=False)
        return
    since = changes(deck, lock).changes
    if not since:
        output.say(f"No note changed since release {lock.version}.", err=False)
    for effect, group in groupby(since, key=attrgetter("effect")):
        output.say(f"Since release {lock.version}, {_effect_line(effect, list(group))}", err=False)


def _effect_line(effect: Effect, changes: list[Change]) -> str:
    keys = ", ".join(change.note.key for change in changes[:_MOST_KEYS]) + ", ..." * (
        len(changes) > _MOST_KEYS
    )
    return f"{SHORT[effect]}: {counted(len(changes), 'note')} ({keys})"


def _print_row(name: str, width: int, core: int, more: int) -> None:
    output.say(f"  {name:{width}}  {core + more:6,}  {core:6,}  {more:6,}", err=False)


def readable_size(size: int) -> str:
    """Return a size in bytes for people, such as ``5.9 kB``."""
    kilo, mega = size / 1e3, size / 1e6
    return f"{kilo:,.1f} kB" if mega < 1 else f"{mega:,.1f} MB"
