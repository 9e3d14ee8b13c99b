"""``flashcards sync``: the same history on every machine, through a folder that the user syncs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import arguments, clock, output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.progress.sync import Seen, Synced
    from flashcards.reviews.store import Store
    from flashcards.study.memory import Moment


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--status", is_flag=True, help="List the machines of the folder; write nothing.")
@click.option(
    "--quiz/--no-quiz",
    "with_quiz",
    default=None,
    help="Let the quiz sync by itself, behind your back, when it starts and when it ends; kept.  [default: --no-quiz]",
)
@click.option(
    "--background", is_flag=True, hidden=True, help="As the quiz calls it: leave the settings alone."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@arguments.database_option
def command(
    folder: Path | None,
    *,
    status: bool,
    with_quiz: bool | None,
    background: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Join your machines through FOLDER: after a sync on each, all have the same reviews and schedules.

    FOLDER is any folder that reaches your other machines: one that Syncthing or Dropbox keeps, a git repository, a USB
    stick. It is remembered. Each machine writes one file of its own there and reads all, so nothing can conflict; order
    and clocks don't matter. The files hold card ids, times, grades and settings, and nothing that you typed. Never put
    the database itself into such a folder.

    \b
    Examples:
      flashcards sync Sync/flashcards
      flashcards sync
      flashcards sync --status
      flashcards sync --quiz                  from now on the quiz syncs too
    """
    from flashcards.progress.sync import BusyError  # noqa: PLC0415 - not before the usage is right
    from flashcards.reviews.store import StoreError  # noqa: PLC0415 - likewise

    try:
        _run(folder, db, status=status, with_quiz=with_quiz, background=background, as_json=as_json)
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)
    except BusyError:
        output.say("Another sync is running; there is nothing to do.")
    except OSError as error:
        output.say(f"{output.reason(error)}; what was received until then stays{output.retry_hint(error)}")
        sys.exit(1)


def _run(
    given: Path | None,
    db: Path | None,
    *,
    status: bool,
    with_quiz: bool | None,
    background: bool,
    as_json: bool,
) -> None:
    from flashcards.progress import ledger, machine, sync  # noqa: PLC0415 - likewise
    from flashcards.reviews.store import Store, default_path  # noqa: PLC0415 - likewise

    path, now = db or default_path(), clock.now()
    with Store.open(path, now) as store:
        folder, quiz = _folder(store, given, with_quiz)
        if status:
            _show(sync.status(folder, now), now, as_json=as_json)
            return
        with sync.alone(path):
            book = ledger.Ledger(store, str(folder))
            result = sync.sync(store, folder, book, machine.this(book, path), now, settings=not background)
        ledger.remember(store, ledger.Remembered(str(folder), quiz))
    _report(result, as_json=as_json)


def _folder(store: Store, given: Path | None, with_quiz: bool | None) -> tuple[Path, bool]:
    """The folder that is meant, and whether the quiz syncs; a usage error if there is none."""
    from flashcards.progress.ledger import remembered  # noqa: PLC0415 - likewise

    last = remembered(store)
    if given is None and not last.folder:
        raise click.UsageError("say which folder: flashcards sync FOLDER (later it is remembered)")
    folder = given.resolve() if given is not None else Path(last.folder)
    if not folder.is_dir():
        hint = (
            "make it first, or check its name"
            if given is not None
            else "plug it in, or name another: flashcards sync FOLDER"
        )
        raise click.UsageError(f"there is no folder {folder}; {hint}")
    return folder, last.with_quiz if with_quiz is None else with_quiz


def _report(result: Synced, *, as_json: bool) -> None:
    if as_json:
        values = {
            "received": result.received,
            "sent": result.sent,
            "settings": result.settings,
            "file": str(result.path),
        }
        click.echo(output.json_text(values))
        return
    from flashcards.text.wording import counted  # noqa: PLC0415 - likewise

    output.say(f"Received {counted(result.received, 'entry', 'entries')}, sent {result.sent:,}.", err=False)
    if result.settings:
        output.say("The schedule's settings are those of another machine now; due days were worked out anew.")
    for file in result.files:
        _warn(file.name, torn=file.torn, unknown=file.unknown, newer=file.newer)


def _warn(name: str, *, torn: int, unknown: int, newer: bool) -> None:
    from flashcards.text.wording import counted  # noqa: PLC0415 - likewise

    if newer:
        output.say(
            f"{name} was written by a newer version of flashcards and was left out; update flashcards."
        )
    if torn:
        output.say(
            f"{name}: {counted(torn, 'line')} not whole, left out for now; they come when the file is complete."
        )
    if unknown:
        output.say(f"{name}: {counted(unknown, 'line')} not understood and left out; update flashcards.")


def _show(seen: Sequence[Seen], now: Moment, *, as_json: bool) -> None:
    if as_json:
        click.echo(output.json_text([machine._asdict() for machine in seen]))
        return
    from datetime import UTC, datetime, timedelta, timezone  # noqa: PLC0415 - likewise

    from flashcards.text.wording import counted  # noqa: PLC0415 - likewise

    if not seen:
        output.say("No machine has synced with this folder yet.", err=False)
    for machine in seen:
        zone = timezone(timedelta(minutes=now.offset))
        at = datetime.fromtimestamp(machine.newest / 1000, UTC).astimezone(zone)
        when = f"newest {at:%Y-%m-%d %H:%M}" if machine.newest else "nothing yet"
        entries = counted(machine.entries, "entry", "entries")
        output.say(f"{machine.name or '(no name)':20}  {when:24}  {entries:>16}  {machine.file}", err=False)
        if machine.ahead:
            output.say(
                "    Its clock is or was ahead by more than a day: what was studied there comes due by that clock."
            )
        _warn(machine.file, torn=machine.torn, unknown=machine.unknown, newer=machine.newer)
