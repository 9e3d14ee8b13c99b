"""``flashcards fit``: FSRS's parameters for this learner's own memory."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from flashcards.cli import fit_screen
from flashcards.cli.shared import arguments, output
from flashcards.cli.stats import chosen
from flashcards.fitting import optimizer, verdict
from flashcards.fitting.effect import effect
from flashcards.reviews.store import Store, StoreError, default_path
from flashcards.study.histories import counted, histories
from flashcards.study.log import Action
from flashcards.study.memory import Moment
from flashcards.study.parameters import in_force, written

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.fitting.effect import FitEffect
    from flashcards.study.histories import History

_INSTALL = (
    "flashcards fit needs the package fsrs-rs-python; install it with: {} -m pip install fsrs-rs-python"
)


@click.command()
@arguments.deck_argument
@click.option("--dry-run", is_flag=True, help="Show the figures and change nothing.")
@click.option("--undo", is_flag=True, help="Go back to the parameters before the last fit that was adopted.")
@click.option("--yes", is_flag=True, help="Don't ask before due days change.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the figures as JSON; changes nothing without --yes."
)
@arguments.database_option
def command(
    deck: str | None, *, dry_run: bool, undo: bool, yes: bool, as_json: bool, db: Path | None
) -> None:
    """Fit FSRS to your own memory, and adopt the fit if it predicts you better.

    The fit learns from your earlier reviews and is judged on later ones. It is adopted only if it predicts those
    better than the parameters in force, by more than chance explains; then every due day is worked out anew from the
    same log, and --undo goes back. Parameters hold for all decks: with DECK the figures are those of one deck's
    reviews, and nothing is adopted.

    \b
    Examples:
      flashcards fit
      flashcards fit --dry-run
      flashcards fit --undo
      flashcards fit --json --yes
    """
    if undo and (deck or as_json):
        raise click.UsageError("--undo goes with neither DECK nor --json")
    if not undo and not optimizer.available():
        output.say(_INSTALL.format(sys.executable))
        sys.exit(1)
    path, now = db or default_path(), Moment.of(datetime.now().astimezone())
    if not os.path.lexists(path):
        if deck is not None:
            arguments.find_deck(deck)
        fit_screen.nothing(as_json=as_json, undo=undo)
        return
    try:
        with Store.open(path, now) as store:
            if undo:
                _undo(store, now, dry_run=dry_run, yes=yes)
            else:
                _fit(store, deck, now, dry_run=dry_run, yes=yes, as_json=as_json)
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)


def _fit(store: Store, deck: str | None, now: Moment, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    found = _histories(store, deck)
    reviews = counted(found)
    if reviews < verdict.LEAST:
        fit_screen.too_few(reviews, as_json=as_json)
        return
    settings = store.settings
    result = verdict.judge(found, settings.parameters, lambda part: optimizer.fit(part, settings))
    new = result.better and deck is None
    moved = _effect(store, result.fitted, now) if new else None
    if as_json:
        adopted = new and yes and not dry_run
        if adopted:
            _adopt(store, result, now)
        fit_screen.as_json(result, settings.parameters, moved, adopted=adopted)
        return
    fit_screen.show(result, moved, deck)
    if new and not dry_run and _agreed("Adopt the fit?", yes=yes):
        _adopt(store, result, now)
        output.say("Adopted. To go back: flashcards fit --undo", err=False)


def _histories(store: Store, deck: str | None) -> list[History]:
    uuids: list[str | None] = [None] if deck is None else list(chosen(store, deck))
    entries = [entry for uuid in uuids for entry in store.entries(uuid)]
    return histories(entries, store.settings)


def _adopt(store: Store, result: verdict.Verdict, now: Moment) -> None:
    store.note(Action.FIT, written(result.fitted), now, result.reviews)


def _undo(store: Store, now: Moment, *, dry_run: bool, yes: bool) -> None:
    fits = store.standing(Action.FIT)
    if not fits:
        output.say("No fit is in force, so there is nothing to undo.", err=False)
        return
    fit_screen.going_back(_effect(store, in_force(fits[:-1]), now), last=len(fits) == 1)
    if not dry_run and _agreed("Go back?", yes=yes):
        store.take_back(fits[-1], now)
        output.say("Done. To fit again: flashcards fit", err=False)


def _effect(store: Store, parameters: tuple[float, ...], now: Moment) -> FitEffect:
    settings = store.settings
    new = store.under(replace(settings, parameters=parameters))
    return effect(store.under(settings), new, now.day(settings.rollover))


def _agreed(question: str, *, yes: bool) -> bool:
    """Whether the learner wants it; where nobody can be asked, --yes says so."""
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(question, default=False)
    output.say("Nothing was changed; to change it without a question: --yes", err=False)
    return False
