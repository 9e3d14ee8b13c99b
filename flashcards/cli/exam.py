"""``flashcards exam``: a plan for a date."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from flashcards.cli import exam_screen
from flashcards.cli.quiz import check, load_deck, now
from flashcards.cli.shared import arguments, output
from flashcards.exams import plan as plans
from flashcards.exams.outlook import desk, outlook
from flashcards.reviews.store import Store, StoreError, default_path
from flashcards.study.log import Action

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.exams.plan import Plan
    from flashcards.model import Deck


@click.command()
@click.argument("day", required=False, metavar="[DATE]")
@click.option(
    "--deck", metavar="DECK", shell_complete=arguments.complete_deck, help="The deck's id or folder."
)
@click.option(
    "--unit", multiple=True, metavar="ID", help="Only this unit, and what it requires (may be repeated)."
)
@click.option(
    "--concept", multiple=True, metavar="ID", help="Only this concept, and what it requires (likewise)."
)
@click.option(
    "--minutes",
    type=click.IntRange(*plans.MINUTES),
    help="Minutes a day that the plan may take.  [default: as planned before, at first 20]",
)
@click.option("--end", is_flag=True, help="End the plan; the quiz goes by the ordinary schedule again.")
@click.option("--dry-run", is_flag=True, help="Show the plan and don't keep it.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@arguments.database_option
def command(
    day: str | None,
    deck: str | None,
    unit: tuple[str, ...],
    concept: tuple[str, ...],
    minutes: int | None,
    db: Path | None,
    *,
    end: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Plan for an exam: what to study each day until DATE, and what you will know on the day.

    DATE is a day, as 2027-01-15, or a number of days from today, as +30.

    The quiz follows the plan until then and shows how it stands; it is worked out anew at each start. The same command
    with another date, scope or number of minutes changes it; without DATE it is shown. There is one plan at a time,
    since two would share the same minutes. Afterwards the ordinary schedule goes on from the same reviews.

    \b
    Examples:
      flashcards exam +45 --minutes 25
      flashcards exam +30 --unit foundations --dry-run
      flashcards exam
      flashcards exam --end
    """
    try:
        with Store.open(db or default_path(), now()) as store:
            if end:
                _end(store)
                return
            course = load_deck(arguments.find_deck(deck))
            present = plans.in_force(store.standing(Action.EXAM), now().day(store.settings.rollover))
            if day is None:
                plan = _shown(present, course, minutes, unit + concept)
            else:
                before = present if present and present.deck == course.uuid else None
                wanted = minutes or (before.minutes if before else 20)
                plan = plans.Plan(
                    _day(day, store), course.uuid, wanted, tuple(sorted(unit)), tuple(sorted(concept))
                )
                _check(store, plan, course, present)
            store.register(course)
            _show(store, plan, course, as_json=as_json)
            if day is not None and not dry_run:
                store.note(Action.EXAM, plans.written(plan), now())
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)


def _day(text: str, store: Store) -> date:
    """Return the day that is meant; a usage error if it is none."""
    try:
        if text.startswith("+"):
            today = now().day(store.settings.rollover)
            return date(1970, 1, 1) + timedelta(days=today + int(text[1:]))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise click.UsageError(
            "DATE is a day, as 2027-01-15, or a number of days from today, as +30"
        ) from None


def _end(store: Store) -> None:
    if plans.in_force(store.standing(Action.EXAM), now().day(store.settings.rollover)) is None:
        output.say("No exam is planned.", err=False)
        return
    store.note(Action.EXAM, "", now())
    output.say("The plan is ended; the quiz goes by the ordinary schedule again.", err=False)


def _shown(present: Plan | None, course: Deck, minutes: int | None, scope: tuple[str, ...]) -> Plan:
    """The plan in force, which is all that can be shown without a date."""
    if minutes or scope:
        raise click.UsageError("--minutes, --unit and --concept go with a date: flashcards exam DATE ...")
    if present is None:
        raise click.UsageError("no exam is planned; plan one with: flashcards exam DATE")
    if present.deck != course.uuid:
        raise click.UsageError("the exam that is planned is of another deck; name it with --deck")
    return present


def _check(store: Store, plan: Plan, course: Deck, present: Plan | None) -> None:
    """Usage errors for what can't be planned."""
    check("unit", frozenset(plan.units), [unit.id for unit in course.units])
    check("concept", frozenset(plan.concepts), course.concepts)
    if plan.number <= now().day(store.settings.rollover):
        raise click.UsageError("DATE is the day of the exam, from tomorrow on")
    if plan.number - now().day(store.settings.rollover) > exam_screen.LONGEST:
        raise click.UsageError(f"an exam can be planned {exam_screen.LONGEST} days ahead at most")
    if present is not None and present.deck != course.uuid:
        raise click.UsageError(
            f"an exam of another deck is planned for {present.day}; one at a time, since two would share the same"
            " minutes. End it first: flashcards exam --end"
        )


def _show(store: Store, plan: Plan, course: Deck, *, as_json: bool) -> None:
    entries = list(store.entries(course.uuid))
    found = desk(course, plan, store.states(course.uuid), entries, now(), store.settings)
    if not found.cards:
        output.say("No card is in the scope of this exam.")
        sys.exit(1)
    result = outlook(found)
    if as_json:
        exam_screen.as_json(plan, result)
    else:
        exam_screen.show(plan, result, course.name)
