"""``flashcards stats``: show statistics of the review log, or the number of due cards for a status line."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import arguments
from flashcards.reviews.store import Store, StoreError, default_path
from flashcards.study.memory import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flashcards.study.log import CardId, CardState, LogEntry
    from flashcards.study.statistics import Figures


@click.command()
@arguments.deck_argument
@click.option(
    "--due", "only_due", is_flag=True, help="Print only how many cards are due now, without new ones."
)
@click.option("--json", "as_json", is_flag=True, help="Print all statistics as JSON.")
@click.option(
    "--verify", is_flag=True, help="Replay the review log and compare the result with the stored schedule."
)
@arguments.database_option
def command(deck: str | None, *, only_due: bool, as_json: bool, verify: bool, db: Path | None) -> None:
    """Show reviews, retention, what comes due, weak concepts and confused pairs.

    DECK is the id or folder of a deck that you have studied; without it, all decks are counted together. True
    retention is the share of reviews in which you recalled the answer; cards that you are still learning don't count.

    \b
    Examples:
      flashcards stats
      flashcards stats ai-alignment --json
      flashcards stats --due
    """
    path = db or default_path()
    now = Moment.of(datetime.now().astimezone())
    try:
        if not os.path.lexists(path):
            _check_name(deck, ())
            _print_nothing(deck, now, only_due=only_due, as_json=as_json, verify=verify)
            return
        with Store.open(path, now) as store:
            _print(store, deck, now, only_due=only_due, as_json=as_json, verify=verify)
    except StoreError as error:
        _say(str(error), err=True)
        sys.exit(1)


def _print(
    store: Store, deck: str | None, now: Moment, *, only_due: bool, as_json: bool, verify: bool
) -> None:
    if verify:
        _verify(store)
        return
    uuids = chosen(store, deck)
    if only_due:
        click.echo(sum(store.due_count(uuid, now) for uuid in uuids))
        return
    figures = _figures(store, uuids, now)
    if as_json:
        _print_json(figures)
    elif not figures.total.answers and not figures.crammed:
        _print_first_step(deck)
    else:
        from flashcards.cli import stats_screen  # noqa: PLC0415 - a status line doesn't need it

        stats_screen.show(figures, [store.decks()[uuid][1] for uuid in uuids])
        _advise(store)


def chosen(store: Store, deck: str | None) -> list[str]:
    """Return the uuids of the studied decks that the user means by an id, uuid or folder; all without one."""
    known = store.decks()
    if deck is None:
        return list(known)
    uuids = [uuid for uuid, (name, _, root) in known.items() if deck in {uuid, name} or _same(deck, root)]
    if not uuids:
        _check_name(deck, [name for name, _, _ in known.values()])
    return uuids


def _check_name(deck: str | None, studied: Sequence[str]) -> None:
    """Raise a usage error if ``deck`` is neither studied nor to be found."""
    try:
        if deck is not None:
            arguments.find_deck(deck)
    except click.UsageError:
        from flashcards.syntax.suggest import nearest  # noqa: PLC0415 - only after a mistake
        from flashcards.text import characters  # noqa: PLC0415 - only after a mistake

        assert deck is not None
        if hint := nearest(deck, studied):
            raise click.UsageError(characters.safe(f'you have studied no deck "{deck}"{hint}')) from None
        raise


def _same(deck: str, root: str) -> bool:
    return os.path.realpath(deck) == os.path.realpath(root)


def _figures(store: Store, decks: list[str], now: Moment) -> Figures:
    from flashcards.study import statistics  # noqa: PLC0415 - a status line doesn't need it

    states: dict[CardId, CardState] = {}
    about: dict[CardId, statistics.About] = {}
    entries: list[LogEntry] = []
    for uuid in decks:
        states |= store.states(uuid)
        about |= {card: statistics.About(*row) for card, row in store.cards(uuid).items()}
        entries += list(store.entries(uuid))
    return statistics.figures(entries, states, about, now, store.settings)


def _advise(store: Store) -> None:
    """Say when a fit of FSRS to all decks may be worth it."""
    from flashcards.fitting import worth  # noqa: PLC0415 - not for one number

    since = worth.since(list(store.entries()), store.settings)
    if since.worth:
        _say(
            f"\n{since.reviews:,} reviews since FSRS was last fitted: {since.expected:.0%} predicted,"
            f" {since.recalled:.0%} recalled. It may be worth it: flashcards fit",
            err=False,
        )


def _verify(store: Store) -> None:
    differences = store.verify()
    for sentence in differences:
        _say(sentence)
    if differences:
        from flashcards.text.wording import counted  # noqa: PLC0415 - a status line doesn't need it

        number = counted(len(differences), "difference")
        _say(f"{number} between the review log and the stored schedule; the log is right.", err=True)
        sys.exit(1)
    reviews = sum(1 for _ in store.entries())
    entries = f"{reviews:,} {'entry' if reviews == 1 else 'entries'}"
    _say(f"Replayed {entries}: the stored schedule agrees with the review log.")


def _print_nothing(deck: str | None, now: Moment, *, only_due: bool, as_json: bool, verify: bool) -> None:
    if only_due:
        click.echo(0)
    elif as_json:
        from flashcards.study import statistics  # noqa: PLC0415 - a status line doesn't need it
        from flashcards.study.memory import Settings  # noqa: PLC0415 - a status line doesn't need it

        _print_json(statistics.figures((), {}, {}, now, Settings()))
    elif verify:
        _say("There are no reviews yet, so there is nothing to verify.")
    else:
        _print_first_step(deck)


def _print_first_step(deck: str | None) -> None:
    name = f" {deck}" if deck else ""
    _say(f"No reviews yet. Start with: flashcards quiz{name}")


def _print_json(figures: Figures) -> None:
    from flashcards.cli.shared import output  # noqa: PLC0415 - a status line doesn't need it
    from flashcards.study import statistics  # noqa: PLC0415 - a status line doesn't need it

    click.echo(output.json_text(statistics.as_json(figures)))


def _say(text: str, *, err: bool = False) -> None:
    from flashcards.cli.shared import output  # noqa: PLC0415 - a status line doesn't need it

    output.say(text, err=err)
