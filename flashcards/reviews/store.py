"""The reviews database: an append-only log, and the cards' states as a cache of it.

SQLite with WAL and synchronous FULL: what a method has returned is on the disk. Every writing method is one
transaction (BEGIN IMMEDIATE) that reads what it depends on, so that two quizzes at once stay correct.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from flashcards.disk import paths
from flashcards.disk.atomic import sweep_workshops
from flashcards.reviews import due, rows
from flashcards.reviews.database import StoreError, backup, connect, explained
from flashcards.study.log import NO_CARD, Action, CardId, CardState, LogEntry, replay, step
from flashcards.study.memory import Moment, Settings, State, guarded
from flashcards.study.parameters import in_force

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from flashcards.model import Deck
    from flashcards.study.memory import Rating

__all__ = ["Elsewhere", "Graded", "Store", "StoreError", "Today", "Undone", "default_path"]

LONGEST = 60_000  # ms; a longer answer time is a learner who went away (Anki's cap)


class Graded(NamedTuple):
    """A review that is on the disk."""

    id: str
    before: CardState
    after: CardState
    clock_back: bool  # the clock stood before the card's last review; the time of that one was taken
    new_leech: bool


class Elsewhere(NamedTuple):
    """Nothing was written: another session touched the card after it was shown. ``state`` is how it stands now."""

    state: CardState


class Undone(NamedTuple):
    """An entry that was taken back, and its card's state now."""

    entry: LogEntry
    state: CardState


class Today(NamedTuple):
    """What was done of a deck in this study day, in every session, without what was undone or crammed.

    ``new`` counts cards introduced; ``reviews`` answers to cards in review (Anki's daily limits); ``answers`` all
    answers; ``notes`` are the GUIDs of the notes asked (their siblings wait until tomorrow).
    """

    new: int = 0
    reviews: int = 0
    answers: int = 0
    notes: frozenset[str] = frozenset()


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
        """Opens or makes the database, migrates an older one (after a backup), and replays if the settings changed.

        Without settings those of the last session are taken; FSRS's parameters are always those that the log says,
        so that machines with one log agree. Raises StoreError, the file untouched.
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
        """Close the database; what was returned is safe without it. Once a day it leaves a backup beside it."""
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
        parameters = in_force(self.standing(Action.FIT))
        self.reschedule(replace(self.settings, parameters=parameters))

    def reschedule(self, settings: Settings) -> None:
        """Goes by these settings from now on; if they are others than before, every state is worked out anew."""
        if settings != self.settings:
            self.settings = settings
            self.rebuild()

    # --- what is there ---

    def register(self, deck: Deck) -> None:
        """Remembers the deck's live cards with concept and kind, for ``due`` and for ``stats``. Cheap if unchanged."""
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
        """Every card of a deck (its uuid) that has history; those absent are new: ``CardState()``."""
        return {CardId(*row[:2]): rows.state(row[2:]) for row in self._read(rows.SEEN, deck)}

    def state(self, card: CardId) -> CardState:
        """One card's state."""
        found = self._read(rows.ONE, *card)
        return rows.state(found[0]) if found else CardState()

    def due(self, deck: str, now: Moment, limit: int = -1, ahead: int = 0) -> list[CardId]:
        """Live cards due now, not suspended or buried: (re)learning by time, then review by day. By index.

        ``ahead`` (milliseconds) takes learning cards early.
        """
        today = now.day(self.settings.rollover)
        found = self._read(rows.DUE, deck, 1, now.time + ahead, today, limit)
        if limit < 0 or len(found) < limit:
            found += self._read(rows.DUE, deck, 0, today, today, limit if limit < 0 else limit - len(found))
        return [CardId(*row) for row in found]

    def due_count(self, deck: str, now: Moment) -> int:
        """How many cards ``due`` would name."""
        with explained(self.path):
            return due.count(self._db, deck, now.time, now.day(self.settings.rollover))

    def today(self, deck: str, now: Moment) -> Today:
        """What was done in this study day."""
        start = now.day_start(self.settings.rollover)
        found = self._read(rows.TODAY, deck, _id(start, 0), start)
        was = [State(row[0]) for row in found]
        return Today(
            new=was.count(State.NEW),
            reviews=was.count(State.REVIEW),
            answers=len(was),
            notes=frozenset(guid for _, guid in found),
        )

    def entries(self, deck: str | None = None) -> Iterator[LogEntry]:
        """The log in order, with undos and what they took back; None for all decks."""
        query = "SELECT * FROM reviews WHERE ? IN (deck, '') ORDER BY id"
        yield from map(rows.entry, self._read(query, deck or ""))

    def standing(self, kind: Action) -> list[LogEntry]:
        """The entries of a kind that are about no card, in order, without those that were taken back."""
        return [rows.entry(row) for row in self._read(rows.OF_NO_CARD, *NO_CARD, kind.value)]

    def confusions(self, deck: str) -> Mapping[tuple[str, str], int]:
        """(concept asked, concept answered) → how often, without what was undone."""
        return {(asked, answered): n for asked, answered, n in self._read(rows.CONFUSIONS, deck)}

    def decks(self) -> Mapping[str, tuple[str, str, str]]:
        """Deck uuid → id, name and root of every deck that was registered."""
        return {row[0]: row[1:] for row in self._read("SELECT uuid, id, name, root FROM decks ORDER BY id")}

    def cards(self, deck: str) -> Mapping[CardId, tuple[str, str, bool]]:
        """Concept, kind and liveness of every card that the deck has or had."""
        query = "SELECT guid, ordinal, concept, kind, live FROM cards WHERE deck = ?"
        return {CardId(*row[:2]): (row[2], row[3], bool(row[4])) for row in self._read(query, deck)}

    # --- writing ---

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
        """Records a review and schedules the card; on the disk when it returns.

        ``seen`` is ``CardState.head`` of the state that the learner was shown ("" for a new card); ``duration``
        milliseconds, capped at 60 s; ``confused`` the concept that was asked for and the one that was answered
        instead, if they are known.
        """
        wanted, mistaken = confused or ("", "")
        asked = LogEntry(
            "", card, deck, now, Action.REVIEW, rating, duration, asked=wanted, mistaken=mistaken
        )
        with self._writing():
            before = self.state(card)
            if before.head != seen:
                return Elsewhere(before)
            entry, after = self._record(asked, before)
        back = entry.moment.time != now.time
        return Graded(entry.id, before, after, back, after.leech and not before.leech)

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
        """Records an answer that reschedules nothing."""
        wanted, mistaken = confused or ("", "")
        asked = LogEntry("", card, deck, now, Action.CRAM, rating, duration, asked=wanted, mistaken=mistaken)
        with self._writing():
            return self._record(asked, self.state(card))[0]

    def change(self, card: CardId, deck: str, kind: Action, value: int, now: Moment) -> CardState:
        """Buries, suspends, marks or flags a card; ``value`` as ``Action`` says."""
        with self._writing():
            asked = LogEntry("", card, deck, now, kind, value=value)
            return self._record(asked, self.state(card))[1]

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
        """Takes back the deck's newest entry that still counts, in whatever session it was made; None if there is none."""
        with self._writing():
            newest = self._read(rows.NEWEST, deck)
            if not newest:
                return None
            taken = rows.entry(newest[0])
            self._append(LogEntry("", taken.card, deck, now, Action.UNDO, was=taken.was, undoes=taken.id))
            after = replay(self._history(taken.card), self.settings)
            self._keep(taken.card, deck, after)
        return Undone(taken, after)

    def _record(self, asked: LogEntry, before: CardState) -> tuple[LogEntry, CardState]:
        now, _ = guarded(asked.moment, before.memory.last_review)
        duration = max(0, min(asked.duration, LONGEST))
        entry = self._append(replace(asked, moment=now, duration=duration, was=before.memory.state))
        after = step(before, entry, self.settings)
        self._keep(entry.card, entry.deck, after)
        return entry, after

    def _append(self, entry: LogEntry) -> LogEntry:
        """Writes an entry under a new id: the time and 80 random bits, above every id that the database has."""
        (newest,) = self._read("SELECT max(id) FROM reviews")[0]
        wanted = _id(entry.moment.time, int.from_bytes(os.urandom(10), "big"))
        made = wanted if newest is None or wanted > newest else f"{int(newest, 16) + 1:032x}"
        entry = replace(entry, id=made)
        self._db.execute(rows.APPEND, rows.of_entry(entry))
        return entry

    def _keep(self, card: CardId, deck: str, state: CardState) -> None:
        self._db.execute(rows.KEEP, (*card, deck, *rows.of_state(state)))

    def _history(self, card: CardId) -> Iterator[LogEntry]:
        query = "SELECT * FROM reviews WHERE guid = ? AND ordinal = ? ORDER BY id"
        return map(rows.entry, self._read(query, *card))

    # --- proof ---

    def verify(self) -> list[str]:
        """Replays the whole log and compares: a sentence for each card whose cached state differs."""
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
        """Makes every cached state anew from the log."""
        with self._writing(same_settings=False):
            self._db.execute(rows.FORGET, rows.of_state(CardState()))
            for card, state, deck in self._replayed(self.settings):
                self._keep(card, deck, state)
            self._put("settings", json.dumps(asdict(self.settings)))
            self._put("tag", self.settings.tag)

    def under(self, settings: Settings) -> Mapping[CardId, CardState]:
        """How every card that has history would stand by other settings; nothing is kept."""
        with explained(self.path):
            return {card: state for card, state, _ in self._replayed(settings)}

    def _replayed(self, settings: Settings) -> Iterator[tuple[CardId, CardState, str]]:
        query = "SELECT * FROM reviews WHERE guid != ? ORDER BY guid, ordinal, id"
        found = self._db.execute(query, (NO_CARD.guid,))
        for card, entries in groupby(map(rows.entry, found), key=lambda entry: entry.card):
            log = list(entries)
            yield card, replay(log, settings), log[-1].deck

    # --- the connection ---

    def _read(self, query: str, *values: object) -> list[Any]:
        with explained(self.path):
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self, *, same_settings: bool = True) -> Iterator[None]:
        """One transaction, on the disk at its end, undone by any exception."""
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
            raise StoreError("another session changed the settings of the schedule; start this one again")

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
    """``reviews.db`` in the user's data directory. FLASHCARDS_DB and ``--db`` are the command line's business."""
    return Path(paths.default_path())


def _id(time: int, low: int) -> str:
    return f"{time << 80 | low:032x}"
