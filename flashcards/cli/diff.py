"""``flashcards diff``: what learners will see of a change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from flashcards.cli import diff_report
from flashcards.cli.shared import arguments, sides
from flashcards.releases.diff import Effect

if TYPE_CHECKING:
    from flashcards.releases.diff import Diff


@click.command()
@click.argument("old", shell_complete=arguments.file_completed)
@click.argument("new", required=False, shell_complete=arguments.file_completed)
@click.option(
    "--deck",
    shell_complete=arguments.completed,
    help="The deck whose revisions are meant: an id or a folder.  [default: the deck at hand]",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(diff_report.FORMATS),
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
    removed     removed before any learner had it

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
    before, after = sides.named(old, deck), sides.named(new, deck)
    found = sides.compared(before, after)
    diff_report.show(found, (before.label, after.label), style)
    sys.exit(1 if _fails(found, fail_on) else 0)


def _fails(found: Diff, fail_on: str | None) -> bool:
    if fail_on == "any":
        return bool(found.changes or found.alerts)
    if fail_on == "meaning":
        return found.risky or any(Effect.MEANING in change.effects for change in found.changes)
    return fail_on == "risk" and found.risky
