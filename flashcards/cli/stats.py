"""``flashcards stats``: what the review log says, and the one number for a status line."""

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
@arguments.argument
@click.option("--due", "only_due", is_flag=True, help="Print how many cards are due now, without new ones.")
@click.option("--json", "as_json", is_flag=True, help="Print all the figures as JSON.")
@click.option("--verify", is_flag=True, help="Replay the log and compare it with what the quiz goes by.")
@arguments.database
def command(deck: str | None, *, only_due: bool, as_json: bool, verify: bool, db: Path | None) -> None:
    """Show reviews, retention, what comes due, weak concepts and confused pairs.

    DECK is the id or folder of a deck that you have studied; without it all of them are counted together. True
    retention is the share of cards in review that you recalled.

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
            _nothing(deck, now, only_due=only_due, as_json=as_json, verify=verify)
            return
        with Store.open(path, now) as store:
            _answer(store, deck, now, only_due=only_due, as_json=as_json, verify=verify)
    except StoreError as error:
        _say(str(error), err=True)
        sys.exit(1)


def _answer(
    store: Store, deck: str | None, now: Moment, *, only_due: bool, as_json: bool, verify: bool
) -> None:
    if verify:
        _verify(store)
        return
    uuids = chosen(store, deck)
    if only_due:
        click.echo(sum(store.due_count(uuid, now) for uuid in uuids))
        return
    found = _figures(store, uuids, now)
    if as_json:
        _print_json(found)
    elif not found.total.answers and not found.crammed:
        _begin(deck)
    else:
        from flashcards.cli import stats_screen  # noqa: PLC0415 - not for one number

        stats_screen.show(found, [store.decks()[uuid][1] for uuid in uuids])
        _advise(store)


def chosen(store: Store, deck: str | None) -> list[str]:
    """The uuids of the decks that the user means; by id, uuid or folder, from what sessions have registered."""
    known = store.decks()
    if deck is None:
        return list(known)
    uuids = [uuid for uuid, (name, _, root) in known.items() if deck in {uuid, name} or _same(deck, root)]
    if not uuids:
        _check_name(deck, [name for name, _, _ in known.values()])
    return uuids


def _check_name(deck: str | None, studied: Sequence[str]) -> None:
    """A usage error for a deck without reviews that is not at hand either."""
    try:
        if deck is not None:
            arguments.found(deck)
    except click.UsageError:
        from difflib import get_close_matches  # noqa: PLC0415 - only after a mistake

        from flashcards.text import characters  # noqa: PLC0415 - as in _say

        assert deck is not None
        if close := get_close_matches(deck, studied, n=1):
            told = f'you have studied no deck "{deck}"; did you mean "{close[0]}"?'
            raise click.UsageError(characters.safe(told)) from None
        raise


def _same(deck: str, root: str) -> bool:
    return os.path.realpath(deck) == os.path.realpath(root)


def _figures(store: Store, decks: list[str], now: Moment) -> Figures:
    from flashcards.study import statistics  # noqa: PLC0415 - not for one number

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
    wrong = store.verify()
    for sentence in wrong:
        _say(sentence)
    if wrong:
        from flashcards.text.wording import counted  # noqa: PLC0415 - not for one number

        differences = counted(len(wrong), "difference")
        _say(f"{differences} between the log and the cards' states; the log is the truth.", err=True)
        sys.exit(1)
    reviews = sum(1 for _ in store.entries())
    entries = f"{reviews:,} {'entry' if reviews == 1 else 'entries'}"
    _say(f"Replayed {entries}: every card stands as the log says.")


def _nothing(deck: str | None, now: Moment, *, only_due: bool, as_json: bool, verify: bool) -> None:
    if only_due:
        click.echo(0)
    elif as_json:
        from flashcards.study import statistics  # noqa: PLC0415 - as above
        from flashcards.study.memory import Settings  # noqa: PLC0415 - as above

        _print_json(statistics.figures((), {}, {}, now, Settings()))
    elif verify:
        _say("There are no reviews yet, so there is nothing to verify.")
    else:
        _begin(deck)


def _begin(deck: str | None) -> None:
    named = f" {deck}" if deck else ""
    _say(f"Nothing reviewed yet. Begin with: flashcards quiz{named}")


def _print_json(found: Figures) -> None:
    from flashcards.cli.shared import output  # noqa: PLC0415 - as above
    from flashcards.study import statistics  # noqa: PLC0415 - as above

    click.echo(output.script(statistics.as_json(found)))


def _say(text: str, *, err: bool = False) -> None:
    from flashcards.cli.shared import output  # noqa: PLC0415 - as above

    output.say(text, err=err)
