"""``flashcards progress import`` and ``export``: reviews from Anki and to it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import Group
from flashcards.cli.shared import arguments, clock, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.progress.exchange import Import
    from flashcards.progress.export import Export
    from flashcards.reviews.store import Store
    from flashcards.study.log import CardId

_MINUTE = 60


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Carry reviews between Anki and the quiz: the cards are the same, and so is the schedule.

    \b
    Examples:
      flashcards progress import --dry-run collection.colpkg
      flashcards progress export --dry-run collection.anki2
    """


def _shared(wrapped: Callable[..., None]) -> Callable[..., None]:
    """The options that both ways have."""
    deck = click.option(
        "--deck",
        metavar="DECK",
        shell_complete=arguments.complete_deck,
        help="The deck's id or folder.  [default: the one at hand, and all that you have studied here]",
    )
    dry = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
    yes = click.option("--yes", is_flag=True, help="Don't ask first.")
    return deck(dry(yes(arguments.database_option(wrapped))))


@command.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(dir_okay=False, path_type=Path)
)
@_shared
def import_(files: tuple[Path, ...], deck: str | None, *, dry_run: bool, yes: bool, db: Path | None) -> None:
    """Take reviews, suspensions and flags from Anki.

    FILE is an export from Anki (.colpkg, or .apkg with "Include scheduling information"), or the collection itself
    (collection.anki2) while Anki is closed. Cards are matched by the identity that they have for life. What is here
    already isn't added again, so the same file can be imported any number of times.

    \b
    Examples:
      flashcards progress import --dry-run collection.colpkg
      flashcards progress import --yes collection.colpkg
    """
    from flashcards.anki.reader import ReadError  # noqa: PLC0415 - not before the usage is right
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - likewise

    try:
        with Store.open(db or default_path(), clock.now()) as store:
            cards = _cards(store, deck)
            for file in files:
                _import(store, file, cards, dry_run=dry_run, yes=yes)
    except (ReadError, StoreError) as error:
        output.say(str(error))
        sys.exit(1)


@command.command("export")
@click.argument("collection", metavar="COLLECTION", type=click.Path(dir_okay=False, path_type=Path))
@_shared
def export(collection: Path, deck: str | None, *, dry_run: bool, yes: bool, db: Path | None) -> None:
    """Put reviews of the quiz into Anki, for the cards that it has: its log, memory, intervals and due days.

    COLLECTION is collection.anki2 in Anki's folder of your profile; Anki must be closed. Anki's own backup is made
    first, beside its others. Cards in filtered decks, and those with reviews that only Anki has, stay as they are; run
    "flashcards progress import" before. This needs Anki's library: pip install 'flashcards[anki]'.

    \b
    Example:
      flashcards progress export --dry-run collection.anki2
    """
    from flashcards.anki.reader import ReadError  # noqa: PLC0415 - not before the usage is right
    from flashcards.progress.collection import ExportError  # noqa: PLC0415 - likewise
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - likewise

    try:
        with Store.open(db or default_path(), clock.now()) as store:
            _export(store, collection, _cards(store, deck), dry_run=dry_run, yes=yes)
    except (ReadError, StoreError, ExportError) as error:
        output.say(str(error))
        sys.exit(1)


def _export(store: Store, file: Path, cards: dict[CardId, str], *, dry_run: bool, yes: bool) -> None:
    from flashcards.anki import history  # noqa: PLC0415 - likewise
    from flashcards.progress import collection  # noqa: PLC0415 - likewise
    from flashcards.progress import export as exports  # noqa: PLC0415 - likewise

    found = history.read(file, {card.guid for card in cards})
    logs = {card: log for card, log in store.logs().items() if card in cards}
    plan = exports.lacking(found.cards, logs, store.settings, clock.now().day(store.settings.rollover))
    _say_export(file, plan)
    if not plan.cards:
        output.say("Anki lacks nothing; nothing was written.", err=False)
    elif dry_run:
        output.say("Nothing was written: a dry run.", err=False)
    elif yes or _agreed("Write them?"):
        backup, written = collection.write(file, plan.cards)
        output.say(f"Wrote {_counted(written, 'review')}. Anki's backup from before: {backup}", err=False)


def _say_export(file: Path, plan: Export) -> None:
    reviews, cards = _counted(plan.reviews, "review"), _counted(len(plan.cards) - plan.moved, "card")
    output.say(f"{file}: lacks {reviews} of {cards}; has {plan.known:,} already", err=False)
    if plan.moved:
        output.say(f"  {_counted(plan.moved, 'card'):>16}  due on another day than here", err=False)
    for reason, number in plan.left_out.items():
        output.say(f"  {_counted(number, 'card'):>16}  left alone, {reason}", err=False)


def _import(store: Store, file: Path, cards: dict[CardId, str], *, dry_run: bool, yes: bool) -> None:
    from flashcards.anki import history  # noqa: PLC0415 - likewise
    from flashcards.progress import exchange, sync  # noqa: PLC0415 - likewise

    found = history.read(file, {card.guid for card in cards})
    plan = exchange.wanted(found.cards, cards, store.logs(), _offset)
    _say_import(file, plan, found.others, found.senseless)
    if not plan.entries:
        output.say("Nothing is new; nothing was written.", err=False)
    elif dry_run:
        output.say("Nothing was written: a dry run.", err=False)
    elif yes or _agreed("Add them?"):
        output.say(f"Added {_counted(sync.add(store, plan.entries).new, 'entry', 'entries')}.", err=False)


def _say_import(file: Path, plan: Import, others: int, senseless: int) -> None:
    from flashcards.study.log import Action  # noqa: PLC0415 - likewise

    matched = _counted(plan.cards, "card")
    output.say(
        f"{file}: {matched} matched; {_counted(others + plan.others, 'other card')} left alone", err=False
    )
    rows = (
        (plan.count(Action.REVIEW, Action.CRAM), "review", "new"),
        (plan.count(Action.FORGET), "reset", "new"),
        (plan.count(Action.SUSPEND), "suspension", "new or taken off"),
        (plan.count(Action.FLAG), "flag", "new or taken off"),
        (plan.known, "review", "known already"),
        (plan.moved, "row", "left out: due days set by hand or rescheduled, which change no memory"),
        (plan.senseless + senseless, "row", "left out: no version of Anki writes them"),
    )
    for number, noun, what in rows:
        if number:
            output.say(f"  {_counted(number, noun):>16}  {what}", err=False)


def _agreed(question: str) -> bool:
    """Ask on a terminal; elsewhere say how to go on, and end."""
    if not sys.stdin.isatty():
        output.say("Nothing was written; to write it, add --yes.")
        sys.exit(1)
    if click.confirm(question):
        return True
    output.say("Nothing was written.")
    return False


def _cards(store: Store, deck: str | None) -> dict[CardId, str]:
    """Every card that can be matched, with its deck's uuid: of the deck at hand, and of all that were studied."""
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - likewise
    from flashcards.loading.folder import load  # noqa: PLC0415 - likewise
    from flashcards.study.log import CardId  # noqa: PLC0415 - likewise

    known = {card: uuid for uuid in store.decks() for card in store.cards(uuid)}
    if deck is None and known:
        return known
    place = arguments.find_deck(deck)
    compiled = compile_deck(load(place.path)).deck
    if compiled is None:
        output.say(f"{place.path} doesn't compile; see what is wrong with: flashcards check {place.path}")
        sys.exit(1)
    here = {CardId(note.guid, card.ordinal): compiled.uuid for note in compiled.notes for card in note.cards}
    return here if deck is not None else here | known


def _offset(time: int) -> int:
    """Minutes east of UTC here at a time in UTC milliseconds."""
    offset = datetime.fromtimestamp(time / 1000, UTC).astimezone().utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // _MINUTE)


def _counted(number: int, noun: str, plural: str = "") -> str:
    from flashcards.text.wording import counted  # noqa: PLC0415 - likewise

    return counted(number, noun, plural)
