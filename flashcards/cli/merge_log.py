"""``flashcards merge-log``: the reviews of another database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flashcards.cli.shared import arguments, clock, output


@click.command()
@click.argument("other", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be added; write nothing.")
@arguments.database_option
def command(other: Path, *, dry_run: bool, db: Path | None) -> None:
    """Add the reviews of another database, OTHER, to this one. OTHER stays as it is.

    Doing it twice adds nothing. For machines that go on being used, ``flashcards sync`` does it both ways.

    \b
    Example:
      flashcards merge-log old-laptop.db
    """
    from flashcards.progress import databases, sync  # noqa: PLC0415 - not before the usage is right
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - likewise
    from flashcards.text.wording import counted  # noqa: PLC0415 - likewise

    path = db or default_path()
    try:
        entries = databases.entries(other)
        with Store.open(path, clock.now()) as store:
            known = {entry.id for entry in store.entries()}
            new = sum(entry.id not in known for entry in entries)
            if not dry_run:
                new = sync.add(store, entries).new
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)
    verb = "Would add" if dry_run else "Added"
    output.say(f"{verb} {counted(new, 'entry', 'entries')} of {other}; it has {len(entries):,}.", err=False)
