"""``flashcards release``: write the package and the notes for learners, and record what they get."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from flashcards.cli.build import print_consequences, readable_size
from flashcards.cli.shared import arguments, decks, output
from flashcards.compiler.compile import compile_deck
from flashcards.disk.atomic import save
from flashcards.loading.git import RevisionError, last_change, load
from flashcards.releases import changes, diff, lock, record, release_notes
from flashcards.text import characters
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from flashcards.anki.writer import Written
    from flashcards.model import Deck
    from flashcards.releases.lock import Lock
    from flashcards.releases.record import Edition


class _Plan(NamedTuple):
    """A release before anything is written; ``notes`` is the Markdown for learners, "" if it was already released."""

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
@arguments.deck_argument
@click.option("--dry-run", is_flag=True, help="Show all that would happen and write nothing.")
@click.option(
    "--refresh",
    is_flag=True,
    help="Also send waiting changes of context, kind, tags and sources. On those notes learners lose their own tags.",
)
def command(version: str, deck: str | None, dry_run: bool, refresh: bool) -> None:
    """Release a deck: write its package, notes for learners, and the record released.lock.

    VERSION is one to four numbers, higher than the last release's. The package and the notes for learners are written
    to dist/; the notes also go into the deck's CHANGELOG.md. Commit the deck's folder before you edit it again: the
    next release notes compare with that commit. If a release was interrupted, run the command again. If there is an
    error, or if learners would lose reviews, nothing is written.

    \b
    Examples:
      flashcards release 1.0
      flashcards release 1.1 --dry-run
      flashcards release 1.1 decks/ai-alignment --refresh
    """
    _check_form(version)
    now = decks.now()
    arguments.find_own_deck(deck)
    checked, warnings = decks.check_and_lint(deck)
    output.report(checked.problems, "text", err=True)
    if checked.errors or checked.deck is None or checked.lock is None:
        output.say(f"{output.tally(checked.problems)}: nothing was released.")
        sys.exit(1)
    if warnings:
        output.say(f"{counted(warnings, 'lint warning')}; flashcards check shows them.")
    _check_other_branches(version, checked)
    plan = _plan(version, checked.deck, checked.lock, now, refresh, checked.place.path)
    if dry_run:
        _print_plan(plan)
        return
    written = _write(plan)
    _print_result(plan, written)


def _check_form(version: str) -> None:
    if not lock.VERSION.fullmatch(version):
        meant = lock.VERSION.fullmatch(version[1:])
        hint = f'; did you mean "{version[1:]}"?' if meant else ", like 1.0"
        message = f'"{version}" is not a version: use one to four numbers{hint}'
        raise click.UsageError(characters.safe(message))


def _check_other_branches(version: str, checked: decks.CheckedDeck) -> None:
    """Refuse a version above a release of a branch that isn't merged, since its learners would get this one."""
    assert checked.lock
    problems = decks.check_tags(checked.place.path, checked.lock, checked.deck, before=version)
    if problems:
        output.report(problems, "text", err=True)
        output.say(f"{output.tally(problems)}: nothing was released.")
        sys.exit(1)


def _plan(version: str, deck: Deck, old: Lock, now: int, refresh: bool, folder: Path) -> _Plan:
    """Return what this release will be.

    Raises:
        click.UsageError: The version is not higher than the last recorded one.
    """
    if version == old.version and record.contents(deck) == old.last.contents:
        edition = record.Edition(version, old.last.time)
        return _Plan(deck=deck, old=old, new=old, edition=edition, refresh=refresh, folder=folder, notes="")
    if old.version and lock.numbers(version) <= lock.numbers(old.version):
        hint = f"use a higher one, like {record.following(old.version)}"
        raise click.UsageError(
            f"{version} is not higher than {old.version}, which is already released; {hint}"
        )
    edition = record.Edition(version, max(now, old.latest + 1))
    against_lock = changes.changes(deck, old)
    seen = _compare_with_git(deck, old, folder) or against_lock
    refreshed = against_lock if refresh else None
    notes = release_notes.notes_for_learners(seen, deck, version, _date(edition), refreshed)
    new = record.record(deck, old, edition, refresh=refresh)
    return _Plan(deck=deck, old=old, new=new, edition=edition, refresh=refresh, folder=folder, notes=notes)


def _compare_with_git(deck: Deck, old: Lock, folder: Path) -> diff.Diff | None:
    """Compare with the texts of the last release, or return None if git doesn't have them."""
    if not old.version:
        return None
    try:
        before = _load_released(old, folder)
    except RevisionError as error:
        why = str(error).partition(";")[0]
        output.say(
            f"The notes for learners have less detail, because git can't give the texts of {old.version} ({why})."
        )
        return None
    return diff.compare(before, deck, old.ordinals)


def _load_released(old: Lock, folder: Path) -> Deck:
    """Return the deck as it was in the last release, or raise RevisionError if git doesn't have it."""
    revision = last_change(folder, lock.NAME)
    compiled = compile_deck(load(revision), released=old.ids)
    if compiled.deck is None or compiled.errors:
        raise RevisionError(f"at commit {revision.name} the deck has errors")
    if record.contents(compiled.deck) != old.last.contents:
        raise RevisionError(
            f"commit {revision.name}, the last to change {lock.NAME}, has other texts: "
            "they were edited before the commit, or the clone is shallow"
        )
    return compiled.deck


def _date(edition: Edition) -> str:
    return datetime.fromtimestamp(edition.time, UTC).date().isoformat()


def _print_plan(plan: _Plan) -> None:
    print_consequences(plan.deck, plan.old, plan.edition.version)
    if plan.refresh:
        output.say("With --refresh, waiting notes are sent too.", err=False)
    output.say("It would write:", err=False)
    for path in _files(plan):
        output.say(f"  {path}", err=False)
    output.say(f"\n{plan.notes}".rstrip(), err=False)
    output.say("Nothing was written.")


def _files(plan: _Plan) -> tuple[Path, ...]:
    return (plan.package, plan.text, plan.changelog, plan.lock) if plan.notes else (plan.package,)


def _write(plan: _Plan) -> Written:
    """Write everything, the lock last: after a crash the same command can then run again from the start."""
    from flashcards.anki import writer  # noqa: PLC0415 - genanki takes 40 ms, which a refusal saves

    mod = record.mods(plan.old, plan.edition.time, refresh=plan.refresh)
    version, time = plan.edition
    try:
        written = writer.write(plan.deck, plan.package, mod=mod, time=time, version=version)
        if plan.notes:
            save(plan.text, plan.notes)
            save(
                plan.changelog, release_notes.add_to_changelog(_text_of(plan.changelog), version, plan.notes)
            )
            save(plan.lock, lock.write(plan.new))
    except (writer.PackageError, OSError, UnicodeDecodeError) as error:
        output.say(f"Not released: {output.reason(error)}")
        output.say(f"When that is fixed, run: flashcards release {version}")
        sys.exit(1)
    return written


def _text_of(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _print_result(plan: _Plan, written: Written) -> None:
    version, deck = plan.edition.version, plan.deck
    if not plan.notes:
        output.say(f"{deck.name} {version} is already released; its package was written again.", err=False)
        output.say(f"  {written.path}  {readable_size(written.size)}", err=False)
        return
    head = (
        f"Released {deck.name} {version}: {counted(written.notes, 'note')}, {counted(written.cards, 'card')}."
    )
    output.say(head, err=False, bold=True)
    output.say(f"  {plan.package}  {readable_size(written.size)}, for learners", err=False)
    output.say(f"  {plan.text}  what changed, for learners", err=False)
    output.say(f"  {plan.changelog}, {plan.lock}  the record", err=False)
    folder = shlex.quote(str(plan.folder))
    output.say("Next:", err=False)
    output.say(f"  git add {folder}", err=False)
    output.say(f'  git commit -m "Release {deck.id} {version}"', err=False)
    output.say(f"  git tag {deck.id}-{version}", err=False)
