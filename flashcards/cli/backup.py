"""``flashcards backup``: a safe copy of the reviews database."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import click

from flashcards.cli.shared import arguments, clock, output


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace FILE if it is an earlier backup.")
@arguments.database_option
def command(file: Path, *, replace: bool, db: Path | None) -> None:
    """Copy the reviews database to FILE, whole, also while a quiz is running.

    To go back to it, close every quiz and put it in the database's place, or add it with ``flashcards merge-log``,
    which loses nothing that is newer.

    \b
    Example:
      flashcards backup reviews-2026-12-01.db
    """
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - not before the usage is right

    path = db or default_path()
    try:
        _check(path, file, replace=replace)
        with Store.open(path, clock.now()) as store:
            store.copy(file)
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)
    except (OSError, sqlite3.Error) as error:
        output.say(
            f"{file} can't be written ({output.reason(error)}); make room there or choose another place"
        )
        sys.exit(1)
    output.say(f"Copied {path} to {file}.", err=False)


def _check(path: Path, file: Path, *, replace: bool) -> None:
    """Refuse to make an empty database only to copy it, and to replace what is no backup."""
    from flashcards.reviews import database  # noqa: PLC0415 - likewise

    if not path.exists():
        raise database.StoreError(
            f"there is no database at {path} yet, so nothing to copy; begin with: flashcards quiz"
        )
    if not os.path.lexists(file):
        return
    if not replace:
        raise click.UsageError(f"{file} exists; choose another name, or add --replace")
    if path.resolve() == file.resolve():
        raise click.UsageError(f"{file} is the database itself; choose another name")
    with database.explained(file):
        database.schema_version(file)
