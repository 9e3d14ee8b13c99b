"""Store reviews: an append-only log, and the cards' states as a cache of it.

SQLite runs with WAL and synchronous FULL: what a method has returned is on the disk. Every writing method is one
transaction (BEGIN IMMEDIATE) that also reads what it depends on, so two sessions at once stay correct.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from flashcards.disk import paths
from flashcards.disk.atomic import sweep_workshops
from flashcards.reviews import due, rows
from flashcards.reviews.database import StoreError, backup, connect, explained
from flashcards.reviews.results import Elsewhere, Graded, Merged, Today, Undone
from flashcards.study.log import (
    NO_CARD,
    Action,
    CardId,
    CardState,
    LogEntry,
    id_time,
    identifier,
    replay,
    step,
)
from flashcards.study.memory import DAY, Moment, Settings, State, guarded
from flashcards.study.parameters import in_force

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from flashcards.model import Deck
    from flashcards.study.memory import Rating

__all__ = ["Elsewhere", "Graded", "Merged", "Store", "StoreError", "Today", "Undone", "default_path"]

LONGEST = 60_000  # ms, Anki's cap; a learner who takes longer has gone away


class Store:
    """One open database. Use it as a context manager, in one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection, settings: Settings, now: Moment) -> None:
        self.path = path
        self.settings = settings
        self._db = connection
        self._now = now
        self._wrote = False

    @classmethod
    def open(cls, path: Path, now: Moment, settings: Settings | None = None) -> Self:
        """Open the database; create it if necessary, migrate an older one, replay the log if the settings changed.

        Args:
            path: The file.
            now: The time of the daily backup.
            settings: The settings to schedule by; None for those of the last session. FSRS's parameters are always
                those that the log says, so that machines with one log agree.

        Raises:
            StoreError: It can't be used; the file is unchanged.
        """
        connection = connect(path)
        try:
            with explained(path):
                stored = rows.settings(connection)
            store = cls(path, connection, settings or stored or Settings(), now)
            store.settings = replace(store.settings, parameters=in_force(store.standing(Action.FIT)))
            if store.settings != stored:
                store.rebuild()
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Close the database, once a day leaving a backup beside it. What methods returned is safe without this."""
        if self._wrote:
            with suppress(StoreError):
                self._daily_backup()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def follow(self) -> None:
        """Go by the parameters that the log says, which may have come with another machine's entries."""
        self.reschedule(self.settings)

    def reschedule(self, settings: Settings) -> None:
        """Schedule by these settings from now on, with the log's parameters; if they changed, replay every card."""
        settings = replace(settings, parameters=in_force(self.standing(Action.FIT)))
        if settings != self.settings:
            self.settings = settings
            self.rebuild()

    def register(self, deck: Deck) -> None:
        """Store the deck's live cards with concept and kind, for ``flashcards stats``. Fast if nothing changed."""
        cards = [
            (note.guid, card.ordinal, deck.uuid, note.concept, note.kind)
            for note in deck.notes
            for card in note.live
        ]
        about = (deck.uuid, deck.id, deck.name, deck.root)
        digest = sha256(repr((about, cards)).encode()).hexdigest()
        with self._writing():
            known = self._db.execute("SELECT digest FROM decks WHERE uuid = ?", (deck.uuid,)).fetchone()
            if known == (digest,):
                return
            self._db.execute("INSERT OR REPLACE INTO decks VALUES (?, ?, ?, ?, ?)", (*about, digest))
            self._db.execute("UPDATE cards SET live = 0 WHERE deck = ?", (deck.uuid,))
            self._db.executemany(rows.REGISTER, cards)

    def states(self, deck: str) -> Mapping[CardId, CardState]:
        """Return the state of every card of a deck (its uuid) that has history; the others are new: ``CardState()``."""
        return {CardId(*row[:2]): rows.state(row[2:]) for row in self._read(rows.STATES, deck)}

    def state(self, card: CardId) -> CardState:
        """Return one card's state."""
        found = self._read(rows.ONE_STATE, *card)
        return rows.state(found[0]) if found else CardState()

    def due_count(self, deck: str, now: Moment) -> int:
        """Return how many live cards of a deck are due, as ``CardState.is_due`` defines it."""
        with explained(self.path):
            return due.count(self._db, deck, now.time, now.day(self.settings.rollover))

    def today(self, deck: str, now: Moment) -> Today:
        """Return what all sessions of this study day did with a deck."""
        start = now.day_start(self.settings.rollover)
        found = self._read(rows.TODAY, deck, identifier(start, 0), start, start + DAY)
        was = [State(row[0]) for row in found]
        return Today(
            new=was.count(State.NEW),
            reviews=was.count(State.REVIEW),
            answers=len(was),
            notes=frozenset(guid for _, guid in found),
        )

    def entries(self, deck: str | None = None) -> Iterator[LogEntry]:
        """Yield the log of a deck (None: of all) in order, with undos and the entries that they undo."""
        query = "SELECT * FROM reviews WHERE ? IN (deck, '') ORDER BY id"
        yield from map(rows.entry, self._read(query, deck or ""))

    def logs(self) -> Mapping[CardId, list[LogEntry]]:
        """The log of every card that has one, each in order."""
        found = self._read("SELECT * FROM reviews WHERE guid != ? ORDER BY guid, ordinal, id", NO_CARD.guid)
        return {
            card: list(log) for card, log in groupby(map(rows.entry, found), key=lambda entry: entry.card)
        }

    def standing(self, kind: Action) -> list[LogEntry]:
        """The entries of a kind that are about no card, in order, without those that were taken back."""
        return [rows.entry(row) for row in self._read(rows.OF_NO_CARD, *NO_CARD, kind.value)]

    def confusions(self, deck: str) -> Mapping[tuple[str, str], int]:
        """Return how often a concept was asked and another answered, by (asked, answered), without undone entries."""
        return {(asked, answered): n for asked, answered, n in self._read(rows.CONFUSIONS, deck)}

    def decks(self) -> Mapping[str, tuple[str, str, str]]:
        """Return id, name and root of every registered deck, by its uuid."""
        return {row[0]: row[1:] for row in self._read("SELECT uuid, id, name, root FROM decks ORDER BY id")}

    def cards(self, deck: str) -> Mapping[CardId, tuple[str, str, bool]]:
        """Return (concept, kind, whether it is live) for every card that the deck has or had."""
        query = "SELECT guid, ordinal, concept, kind, live FROM cards WHERE deck = ?"
        return {CardId(*row[:2]): (row[2], row[3], bool(row[4])) for row in self._read(query, deck)}

    def grade(
        self,
        card: CardId,
        deck: str,
        rating: Rating,
        now: Moment,
        duration: int,
        *,
        seen: str,
        confused: tuple[str, str] | None = None,
    ) -> Graded | Elsewhere:
        """Record a review and schedule the card. Both are on the disk when this returns.

        Args:
            card: The card.
            deck: The deck's uuid.
            rating: The grade.
            now: The time of the review.
            duration: How long the answer took, in milliseconds; capped at 60 seconds.
            seen: ``CardState.head`` of the state that the learner was shown, "" for a new card.
            confused: The concept asked for and the one answered instead, if they are known.
        """
        draft = _answer(Action.REVIEW, card, deck, rating, now, duration=duration, confused=confused)
        with self._writing():
            before = self.state(card)
            if before.head != seen:
                return Elsewhere(before)
            entry, after = self._record(draft, before)
        return Graded(
            id=entry.id,
            before=before,
            after=after,
            clock_back=entry.moment.time != now.time,
            new_leech=after.leech and not before.leech,
        )

    def cram(
        self,
        card: CardId,
        deck: str,
        rating: Rating,
        now: Moment,
        duration: int,
        *,
        confused: tuple[str, str] | None = None,
    ) -> LogEntry:
        """Record an answer that changes no schedule. The arguments are those of ``grade``."""
        draft = _answer(Action.CRAM, card, deck, rating, now, duration=duration, confused=confused)
        with self._writing():
            return self._record(draft, self.state(card))[0]

    def change(self, card: CardId, deck: str, kind: Action, value: int, now: Moment) -> CardState:
        """Bury, suspend, mark or flag a card; ``Action`` says what ``value`` means. Return the card's state after it."""
        with self._writing():
            draft = LogEntry(id="", card=card, deck=deck, moment=now, kind=kind, value=value)
            return self._record(draft, self.state(card))[1]

    def note(self, kind: Action, text: str, now: Moment, value: int = 0) -> LogEntry:
        """Record an entry that is about no card; new parameters hold for every card when this returns."""
        with self._writing():
            entry = self._append(LogEntry("", NO_CARD, "", now, kind, value=value, text=text))
        self.follow()
        return entry

    def take_back(self, entry: LogEntry, now: Moment) -> None:
        """Undo an entry that is about no card."""
        with self._writing():
            self._append(LogEntry("", NO_CARD, "", now, Action.UNDO, undoes=entry.id))
        self.follow()

    def undo(self, deck: str, now: Moment) -> Undone | None:
        """Undo the deck's newest entry that isn't undone, of whatever session; return None if there is none."""
        with self._writing():
            newest = self._read(rows.NEWEST, deck)
            if not newest:
                return None
            entry = rows.entry(newest[0])
            undo = LogEntry(
                id="",
                card=entry.card,
                deck=deck,
                moment=now,
                kind=Action.UNDO,
                was=entry.was,
                undoes=entry.id,
            )
            self._append(undo)
            after = replay(self._history(entry.card), self.settings)
            self._save_state(entry.card, deck, after)
        return Undone(entry, after)

    def merge(self, entries: Sequence[LogEntry]) -> Merged:
        """Add entries of other logs under their own ids and replay their cards; on the disk when it returns.

        Of two entries under one id (one review of Anki's, imported in two time zones) the one whose row sorts first
        stays, so that every machine keeps the same.
        """
        new = 0
        known: list[str] = []
        by_card = attrgetter("card")
        with self._writing():
            for card, several in groupby(sorted(entries, key=by_card), key=by_card):
                log = {entry.id: entry for entry in self._history(card)}
                given = [(entry, rows.of_entry(entry)) for entry in several]
                added = [
                    (entry, row)
                    for entry, row in given
                    if entry.id not in log or row < rows.of_entry(log[entry.id])
                ]
                log |= {entry.id: entry for entry, _ in added}
                known += [entry.id for entry, _ in given if log[entry.id] == entry]
                if added:
                    self._db.executemany(rows.SETTLE, [row for _, row in added])
                if added and card != NO_CARD:
                    self._save_state(card, added[-1][0].deck, replay(log.values(), self.settings))
                new += len(added)
        if any(entry.card == NO_CARD for entry in entries):
            self.follow()
        return Merged(new, known)

    def kept(self, key: str) -> dict[str, Any]:
        """Return what another wing keeps in the database under a name (as JSON); nothing if it keeps nothing."""
        found = self._read("SELECT value FROM meta WHERE key = ?", key)
        return dict(json.loads(found[0][0])) if found else {}

    def copy(self, target: Path) -> None:
        """Copy the database to another file, whole or not at all. Raises OSError or sqlite3.Error."""
        backup(self._db, target)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction for tables of other wings in the same file; on the disk at its end."""
        with self._writing(same_settings=False):
            yield self._db

    def _record(self, draft: LogEntry, before: CardState) -> tuple[LogEntry, CardState]:
        """Append an entry, with its id, time and duration corrected, and save the state after it."""
        now, _ = guarded(draft.moment, before.memory.last_review)
        duration = max(0, min(draft.duration, LONGEST))
        entry = self._append(replace(draft, moment=now, duration=duration, was=before.memory.state))
        after = step(before, entry, self.settings)
        self._save_state(entry.card, entry.deck, after)
        return entry, after

    def _append(self, entry: LogEntry) -> LogEntry:
        """Write an entry under a new id: a time and 80 random bits, above every id that the database has.

        The time is this clock's, or a millisecond after the newest id where that is later (a hybrid logical clock).
        The bits are always drawn, since two machines may have the same newest entry.
        """
        (newest,) = self._read("SELECT max(id) FROM reviews")[0]
        time = max(entry.moment.time, id_time(newest) + 1 if newest else 0)
        entry = replace(entry, id=identifier(time, int.from_bytes(os.urandom(10), "big")))
        self._db.execute(rows.APPEND, rows.of_entry(entry))
        return entry

    def _save_state(self, card: CardId, deck: str, state: CardState) -> None:
        self._db.execute(rows.SAVE_STATE, (*card, deck, *rows.of_state(state)))

    def _history(self, card: CardId) -> Iterator[LogEntry]:
        query = "SELECT * FROM reviews WHERE guid = ? AND ordinal = ? ORDER BY id"
        return map(rows.entry, self._read(query, *card))

    def verify(self) -> list[str]:
        """Replay the whole log and return a sentence for each card whose cached state differs."""
        wrong = []
        with explained(self.path):
            self._db.execute("BEGIN")
            try:
                answer = self._read("PRAGMA integrity_check(1)")[0][0]
                wrong += [] if answer == "ok" else [f"the database is damaged: {answer}"]
                cached = {CardId(*row[:2]): rows.state(row[2:]) for row in self._read(rows.ALL_STATES)}
                for card, state, _ in self._replayed(self.settings):
                    held = cached.pop(card, CardState())
                    if (held, held.head) != (state, state.head):
                        wrong.append(
                            f"card {card.guid}/{card.ordinal}: the log says {state}, the cache {held}"
                        )
                wrong += [f"card {card.guid}/{card.ordinal} has a state but no log" for card in cached]
            finally:
                self._db.execute("ROLLBACK")
        return wrong

    def rebuild(self) -> None:
        """Compute every cached state again from the log."""
        with self._writing(same_settings=False):
            self._db.execute(rows.RESET_STATES, rows.of_state(CardState()))
            for card, state, deck in self._replayed(self.settings):
                self._save_state(card, deck, state)
            self._put("settings", json.dumps(asdict(self.settings)))
            self._put("tag", self.settings.tag)

    def under(self, settings: Settings) -> Mapping[CardId, CardState]:
        """Return how every card with history would stand under other settings; nothing is kept."""
        with explained(self.path):
            return {card: state for card, state, _ in self._replayed(settings)}

    def _replayed(self, settings: Settings) -> Iterator[tuple[CardId, CardState, str]]:
        """Yield every card in the log with the state that the log gives it under these settings, and its deck."""
        query = "SELECT * FROM reviews WHERE guid != ? ORDER BY guid, ordinal, id"
        found = self._db.execute(query, (NO_CARD.guid,))
        for card, entries in groupby(map(rows.entry, found), key=lambda entry: entry.card):
            log = list(entries)
            yield card, replay(log, settings), log[-1].deck

    def _read(self, query: str, *values: object) -> list[Any]:
        with explained(self.path):
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self, *, same_settings: bool = True) -> Iterator[None]:
        """Run the block in one transaction: on the disk at its end, rolled back by any exception."""
        with explained(self.path):
            try:
                self._db.execute("BEGIN IMMEDIATE")
                if same_settings:
                    self._check_settings()
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._wrote = True

    def _check_settings(self) -> None:
        if self._get("tag") != self.settings.tag:
            raise StoreError("another session changed the settings of the schedule; restart this one")

    def _get(self, key: str) -> str:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def _put(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _daily_backup(self) -> None:
        day = str(self._now.day(self.settings.rollover))
        with explained(self.path):
            if self._get("backup") != day:
                target = self.path.with_name(f"{self.path.name}.backup")
                sweep_workshops(target)
                backup(self._db, target)
                self._put("backup", day)


def default_path() -> Path:
    """Return the path of ``reviews.db`` in the user's data folder, whatever FLASHCARDS_DB and ``--db`` say."""
    return Path(paths.default_path())


def _answer(
    kind: Action,
    card: CardId,
    deck: str,
    rating: Rating,
    now: Moment,
    *,
    duration: int,
    confused: tuple[str, str] | None,
) -> LogEntry:
    """Return the entry of an answer, still without its id."""
    asked, mistaken = confused or ("", "")
    return LogEntry(
        id="",
        card=card,
        deck=deck,
        moment=now,
        kind=kind,
        rating=rating,
        duration=duration,
        asked=asked,
        mistaken=mistaken,
    )
