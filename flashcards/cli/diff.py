"""``flashcards diff``: show what learners will see of a change."""

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
@click.argument("old", shell_complete=arguments.complete_file)
@click.argument("new", required=False, shell_complete=arguments.complete_file)
@click.option(
    "--deck",
    shell_complete=arguments.complete_deck,
    help="The deck whose revisions to compare: an id or a folder.  [default: the current deck]",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(diff_report.FORMATS),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["risk", "meaning", "any"]),
    help="Exit with 1 if reviews are at risk (risk), also if a meaning may have changed (meaning), or on any change (any).",
)
def command(old: str, new: str | None, deck: str | None, style: str, fail_on: str | None) -> None:
    """Show what learners who have OLD will see of NEW, most serious first.

    OLD and NEW are each a git revision (HEAD~3, a tag, origin/main; or REV:FOLDER if the deck was in another folder
    then), a deck folder or an Anki package. Without NEW, OLD is compared with the working tree. Notes are matched by
    GUID, as Anki matches them. If either side is a package, only the words of the fields are compared.

    \b
    risk        reviews are lost, or would count for another fact
    withdrawn   a note is retired or a card is dropped
    meaning     an answer changed, and perhaps its meaning
    wording     the same answers, with another question or explanation
    new         new notes and cards
    moved       another key or concept; the reviews stay with the note
    waiting     only source, context, kind or tags: sent with the note's next change
    removed     removed before any learner had it

    A note that took the content of another released note is a risk, too, and so is a record released.lock that knows
    less than the old one's, or that changed without a tagged release.

    Only what released.lock records can be at risk, since learners have nothing else. Everything in a package counts
    as released, and so does everything in OLD if neither side has a lock.

    The JSON holds format (1), old, new, counts (effect: number of notes), alerts (risks to the whole deck) and
    changes: effect, effects, key, old_key, guid, path, line, reasons, details (name, before, after) and cards
    (ordinal, name, effect, before and after: question and answer, or null).

    \b
    Examples:
      flashcards diff HEAD
      flashcards diff ai-alignment-1.0 ai-alignment-1.1 --format markdown
      flashcards diff dist/old.apkg dist/new.apkg
      flashcards diff origin/main --fail-on risk
    """
    before, after = sides.find_side(old, deck), sides.find_side(new, deck)
    diff = sides.compare(before, after)
    diff_report.show(diff, (before.label, after.label), style)
    sys.exit(1 if _fails(diff, fail_on) else 0)


def _fails(diff: Diff, fail_on: str | None) -> bool:
    if fail_on == "any":
        return bool(diff.changes or diff.alerts)
    if fail_on == "meaning":
        return diff.risky or any(Effect.MEANING in change.effects for change in diff.changes)
    return fail_on == "risk" and diff.risky
