"""``flashcards release``: records what learners get, and writes the package for them."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from flashcards.cli.build import consequences, size
from flashcards.cli.shared import arguments, decks, output
from flashcards.compiler.compile import compile_deck
from flashcards.disk.atomic import save
from flashcards.loading.git import RevisionError, last_change, load
from flashcards.releases import changelog, changes, diff, lock, record, release_notes
from flashcards.text import characters
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from flashcards.anki.writer import Written
    from flashcards.model import Deck
    from flashcards.releases.lock import Lock
    from flashcards.releases.record import Edition


class _Plan(NamedTuple):
    """A release before anything is written; ``notes`` is the Markdown for learners."""

    deck: Deck
    old: Lock
    new: Lock
    edition: Edition
    refresh: bool
    folder: Path
    notes: str

    @property
    def package(self) -> Path:
        return Path("dist") / f"{self.deck.id}-{self.edition.version}.apkg"

    @property
    def text(self) -> Path:
        return self.package.with_suffix(".md")

    @property
    def changelog(self) -> Path:
        return self.folder / "CHANGELOG.md"

    @property
    def lock(self) -> Path:
        return self.folder / lock.NAME


@click.command()
@click.argument("version")
@arguments.argument
@click.option("--dry-run", is_flag=True, help="Say all that would happen, and write nothing.")
@click.option(
    "--refresh",
    is_flag=True,
    help="Also send changes of context, kind, tags and sources that wait. It costs learners their own tags on those notes.",
)
def command(version: str, deck: str | None, dry_run: bool, refresh: bool) -> None:
    """Release a deck to learners: its package, notes for them, and the record released.lock.

    VERSION is one to four numbers, newer than the last release's. The package and the notes for learners go to
    dist/, the notes also to the deck's CHANGELOG.md. Commit the deck's folder afterwards, before you edit on: the
    next notes tell what changed against that commit. If a release was cut short, run it again. Nothing is written if
    there is an error or if learners would lose history.

    \b
    Examples:
      flashcards release 1.0
      flashcards release 1.1 --dry-run
      flashcards release 1.1 decks/ai-alignment --refresh
    """
    _check_form(version)
    now = decks.now()
    arguments.own(deck)
    found, warnings = decks.fit_to_ship(deck)
    output.report(found.problems, "text", err=True)
    if found.errors or found.deck is None or found.lock is None:
        output.say(f"{output.tally(found.problems)}: nothing was released.")
        sys.exit(1)
    if warnings:
        output.say(f"{counted(warnings, 'lint warning')}; flashcards check shows them.")
    plan = _plan(version, found.deck, found.lock, now, refresh, found.place.path)
    if dry_run:
        _rehearse(plan)
        return
    written = _write(plan)
    _next(plan, written)


def _check_form(version: str) -> None:
    if not lock.VERSION.fullmatch(version):
        hint = f"; did you mean {version[1:]}?" if lock.VERSION.fullmatch(version[1:]) else ", like 1.0"
        raise click.UsageError(f'"{characters.safe(version)}" is no version: one to four numbers{hint}')


def _plan(version: str, deck: Deck, old: Lock, now: int, refresh: bool, folder: Path) -> _Plan:
    """What this release would be. A usage error if the version is not newer than what is recorded."""
    if version == old.version and record.contents(deck) == old.contents:
        edition = record.Edition(version, old.time)
        return _Plan(deck, old, old, edition, refresh, folder, "")
    if old.version and record.number(version) <= record.number(old.version):
        hint = f"take a newer one, as {record.following(old.version)}"
        raise click.UsageError(f"{old.version} is released already, and {version} is not newer: {hint}")
    edition = record.Edition(version, max(now, old.time + 1))
    known = changes.changes(deck, old)
    seen = _compared(deck, old, folder) or known
    notes = release_notes.notes_for_learners(seen, deck, version, _date(edition), known if refresh else None)
    new = record.record(deck, old, edition, refresh=refresh)
    return _Plan(deck, old, new, edition, refresh, folder, notes)


def _compared(deck: Deck, old: Lock, folder: Path) -> diff.Diff | None:
    """What learners of the last release will see of the deck; None if its texts can't be had."""
    if not old.version:
        return None
    try:
        before = _released(old, folder)
    except RevisionError as error:
        why = str(error).partition(";")[0]
        output.say(
            f"The notes for learners are shorter: the texts of {old.version} can't be had from git ({why})."
        )
        return None
    return diff.compare(before, deck, old.ordinals)


def _released(old: Lock, folder: Path) -> Deck:
    """The deck as the last release had it. Raises RevisionError if git doesn't hold it."""
    revision = last_change(folder, lock.NAME)
    compiled = compile_deck(load(revision), released=old.ids)
    if compiled.deck is None or compiled.errors:
        raise RevisionError(f"at commit {revision.name} the deck has errors")
    if record.contents(compiled.deck) != old.contents:
        raise RevisionError(
            f"commit {revision.name}, the last with a new {lock.NAME}, holds other texts: later edits, or a shallow clone"
        )
    return compiled.deck


def _date(edition: Edition) -> str:
    return datetime.fromtimestamp(edition.time, UTC).date().isoformat()


def _rehearse(plan: _Plan) -> None:
    consequences(plan.deck, plan.old, plan.edition.version)
    if plan.refresh:
        output.say("With --refresh, the waiting notes are sent too.", err=False)
    output.say("It would write:", err=False)
    for path in _files(plan):
        output.say(f"  {path}", err=False)
    output.say(f"\n{plan.notes}".rstrip(), err=False)
    output.say("Nothing was written.")


def _files(plan: _Plan) -> tuple[Path, ...]:
    return (plan.package, plan.text, plan.changelog, plan.lock) if plan.notes else (plan.package,)


def _write(plan: _Plan) -> Written:
    """The record goes last: whoever finds it finds its package, and what a crash leaves the next run heals."""
    from flashcards.anki import writer  # noqa: PLC0415 - genanki costs 40 ms that a refusal needn't pay

    mod = record.mods(plan.old, plan.edition.time, refresh=plan.refresh)
    version, time = plan.edition
    try:
        written = writer.write(plan.deck, plan.package, mod=mod, time=time, version=version)
        if plan.notes:
            save(plan.text, plan.notes)
            save(plan.changelog, changelog.entered(_read(plan.changelog), version, plan.notes))
            save(plan.lock, lock.write(plan.new))
    except (writer.PackageError, OSError, UnicodeDecodeError) as error:
        output.say(f"Not released: {output.reason(error)}")
        output.say(f"Run it again after that: flashcards release {version}")
        sys.exit(1)
    return written


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _next(plan: _Plan, written: Written) -> None:
    version, deck = plan.edition.version, plan.deck
    if not plan.notes:
        output.say(f"{deck.name} {version} was released already; here is its package again.", err=False)
        output.say(f"  {written.path}  {size(written.size)}", err=False)
        return
    head = (
        f"Released {deck.name} {version}: {counted(written.notes, 'note')}, {counted(written.cards, 'card')}."
    )
    output.say(head, err=False, bold=True)
    output.say(f"  {plan.package}  {size(written.size)}, for learners", err=False)
    output.say(f"  {plan.text}  what changed, in words for them", err=False)
    output.say(f"  {plan.changelog}, {plan.lock}  the record", err=False)
    folder = shlex.quote(str(plan.folder))
    output.say("Next:", err=False)
    output.say(f"  git add {folder}", err=False)
    output.say(f'  git commit -m "Release {deck.id} {version}"', err=False)
    output.say(f"  git tag {deck.id}-{version}", err=False)
