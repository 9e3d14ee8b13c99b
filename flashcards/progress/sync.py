"""Join the machines of one learner through a folder: read every file, add what is new, write what the folder lacks.

The log is a set of entries under ids that no two machines make, and a card's state a fold of it; so any order, any
grouping and any repetition of syncs gives the same states. An entry is sent as long as no file of the folder holds
it, whichever machine made it: a file that is lost, cut or overwritten is made good by any machine that knew it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.progress import folder as files
from flashcards.progress import lines
from flashcards.progress.folder import LogPlace, Reading
from flashcards.progress.lines import Setting
from flashcards.reviews.store import Merged
from flashcards.study.log import id_time, identifier
from flashcards.study.memory import DAY, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flashcards.progress.ledger import Ledger, Machine
    from flashcards.reviews.store import Store
    from flashcards.study.log import LogEntry
    from flashcards.study.memory import Moment

BATCH: Final = (
    500  # entries of a transaction: a quiz that grades meanwhile waits for some hundredths of a second
)
_ROOM: Final = 80  # bits of chance in an id


class BusyError(Exception):
    """Another sync of this database is running."""


class Synced(NamedTuple):
    """What a sync did; ``path`` is this machine's file, ``settings`` whether the schedule's settings changed."""

    path: Path
    received: int
    sent: int
    settings: bool
    files: tuple[Reading, ...]


class Seen(NamedTuple):
    """A machine's file for ``--status``: entries, the time of the newest (UTC milliseconds), and whether it is ahead."""

    name: str
    file: str
    entries: int
    newest: int
    ahead: bool
    torn: int
    unknown: int
    newer: bool


def sync(
    store: Store, folder: Path, ledger: Ledger, machine: Machine, now: Moment, *, settings: bool = True
) -> Synced:
    """Make database and folder hold the same log.

    ``settings`` False leaves the schedule's settings for the next sync, since a running quiz can't change them.

    Raises:
        OSError: the folder can't be read or written; what was received until then stays.
        StoreError: the database can't be written.
    """
    own = files.own(folder, machine.id, machine.name)
    readings = _read(folder, ledger)
    if any(reading.name == own.name and reading.newer for reading in readings):
        # An older program again, on a machine that had a newer one.
        own = own.with_stem(f"{own.stem}-{lines.FORMAT}")
    received, known = add(store, (entry for reading in readings for entry in reading.entries))
    setting, changed = _settle(store, ledger, readings, now, apply=settings)
    if settings or not changed:
        ledger.note({r.name: r.place for r in readings if not r.newer}, [*known, *_setting_ids(readings)])
    else:
        ledger.note({}, known)
    if any(reading.name == own.name and reading.torn for reading in readings):
        files.complete(own, lines.header(machine.id, machine.name))
        ledger.forget()
        again = sync(store, folder, ledger, machine, now, settings=settings)
        return again._replace(received=again.received + received, settings=again.settings or changed)
    sent = _send(own, ledger, machine, setting)
    return Synced(own, received, sent, changed and settings, tuple(readings))


def add(store: Store, entries: Iterable[LogEntry]) -> Merged:
    """Add entries to a store in batches of whole cards, so that a quiz can grade in between."""
    new = 0
    known: list[str] = []
    batch: list[LogEntry] = []
    ordered = sorted(entries, key=lambda entry: (entry.card, entry.id))
    cards = [list(several) for _, several in groupby(ordered, key=lambda entry: entry.card)]
    for number, several in enumerate(cards, 1):
        batch += several
        if len(batch) >= BATCH or number == len(cards):
            merged = store.merge(batch)
            new += merged.new
            known += merged.known
            batch = []
    return Merged(new, known)


def status(folder: Path, now: Moment) -> list[Seen]:
    """Return the machines of a folder. Raises OSError."""
    seen = []
    for path in files.files(folder):
        reading = files.read(path, LogPlace())
        newest = max((entry.moment.time for entry in reading.entries), default=0)
        name = reading.header.name if reading.header else ""
        seen.append(
            Seen(
                name,
                path.name,
                len({entry.id for entry in reading.entries}),
                newest,
                newest > now.time + DAY,
                reading.torn,
                reading.unknown,
                reading.newer,
            )
        )
    return seen


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep another sync of the same database out; a lock of SQLite's, which ends with the process.

    Raises BusyError.
    """
    lock = path.with_name(f"{path.name}.sync")
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BusyError from error
        yield
        connection.execute("ROLLBACK")


def _read(folder: Path, ledger: Ledger) -> list[Reading]:
    """Read what the files gained, or all of it if one of them is gone or isn't what it was."""
    places = ledger.places()
    paths = files.files(folder)
    there = {path.name: path for path in paths}
    if any(name not in there or not files.continues(there[name], place) for name, place in places.items()):
        ledger.forget()
        places = {}
    return [files.read(path, places.get(path.name, LogPlace())) for path in paths]


def _settle(
    store: Store, ledger: Ledger, readings: list[Reading], now: Moment, *, apply: bool
) -> tuple[Setting | None, bool]:
    """Go by the newest settings of all machines; those, and whether they are others than before."""
    own = _own(store, ledger.setting(), now)
    all_ = [setting for reading in readings for setting in reading.settings]
    newest = max([*all_, *([own] if own else [])], key=lambda setting: setting.id, default=None)
    if newest is None:
        return None, False
    changed = newest.settings != store.settings
    if apply or not changed:
        store.reschedule(newest.settings)
        ledger.settle(newest)
        return newest, changed
    return own, changed


def _own(store: Store, last: Setting | None, now: Moment) -> Setting | None:
    """The settings here, under a new id if they changed since the last sync; None if nobody ever set them."""
    if last is not None and last.settings == store.settings:
        return last
    if last is None and store.settings == Settings():
        return None
    time = max(now.time, id_time(last.id) + 1 if last else 0)
    return Setting(identifier(time, int.from_bytes(os.urandom(_ROOM // 8), "big")), store.settings)


def _setting_ids(readings: list[Reading]) -> list[str]:
    return [setting.id for reading in readings for setting in reading.settings]


def _send(own: Path, ledger: Ledger, machine: Machine, setting: Setting | None) -> int:
    unsent = ledger.unsent()
    added = [lines.of_entry(entry) for entry in unsent]
    ids = [entry.id for entry in unsent]
    if setting is not None and not ledger.is_known(setting.id):
        added.append(lines.of_setting(setting))
        ids.append(setting.id)
    if added or not own.exists():
        read = ledger.places().get(own.name, LogPlace())
        before, place = files.append(own, lines.header(machine.id, machine.name), added)
        ledger.note({own.name: place} if before == read.offset else {}, ids)
    return len(unsent)
