"""The reviews database: an append-only log, and the cards' states as a cache of it.

SQLite with WAL and synchronous FULL: what a method has returned is on the disk. Every writing method is one
transaction (BEGIN IMMEDIATE) that reads what it depends on, so that two quizzes at once stay correct.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from flashcards.study.log import CardState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from flashcards.model import Deck
    from flashcards.study.log import CardId, Entry, Kind
    from flashcards.study.memory import Moment, Rating, Settings

LONGEST = 60_000  # ms; a longer answer time is a learner who went away (Anki's cap)


class StoreError(Exception):
    """The database can't be used. The text names the file, its backup if there is one, and what to do."""


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

    entry: Entry
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

    @classmethod
    def open(cls, path: Path, now: Moment, settings: Settings | None = None) -> Self:
        """Opens or makes the database, migrates an older one (after a backup), and replays if the settings changed.

        Without settings those of the last session are taken. Raises StoreError, the file untouched.
        """
        raise NotImplementedError

    settings: Settings

    def close(self) -> None:
        """Close the database; what was returned is safe without it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what is there ---

    def register(self, deck: Deck) -> None:
        """Remembers the deck's live cards with concept and kind, for ``due`` and for ``stats``. Cheap if unchanged."""
        raise NotImplementedError

    def states(self, deck: str) -> Mapping[CardId, CardState]:
        """Every card of a deck (its uuid) that has history; those absent are new: ``CardState()``."""
        raise NotImplementedError

    def state(self, card: CardId) -> CardState:
        """One card's state."""
        raise NotImplementedError

    def due(self, deck: str, now: Moment, limit: int = -1, ahead: int = 0) -> list[CardId]:
        """Live cards due now, not suspended or buried: (re)learning by time, then review by day. By index.

        ``ahead`` (milliseconds) takes learning cards early.
        """
        raise NotImplementedError

    def due_count(self, deck: str | None, now: Moment) -> int:
        """How many cards ``due`` would name; None counts all decks."""
        raise NotImplementedError

    def today(self, deck: str, now: Moment) -> Today:
        """What was done in this study day."""
        raise NotImplementedError

    def entries(self, deck: str | None = None) -> Iterator[Entry]:
        """The log in order, with undos and what they took back; None for all decks."""
        raise NotImplementedError

    def confusions(self, deck: str) -> Mapping[tuple[str, str], int]:
        """(concept asked, concept answered) → how often, without what was undone."""
        raise NotImplementedError

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
        mistaken: str = "",
    ) -> Graded | Elsewhere:
        """Records a review and schedules the card; on the disk when it returns.

        ``seen`` is ``CardState.head`` of the state that the learner was shown ("" for a new card); ``duration``
        milliseconds, capped at 60 s; ``mistaken`` the concept that was answered instead, if it is known.
        """
        raise NotImplementedError

    def cram(
        self, card: CardId, deck: str, rating: Rating, now: Moment, duration: int, *, mistaken: str = ""
    ) -> Entry:
        """Records an answer that reschedules nothing."""
        raise NotImplementedError

    def change(self, card: CardId, deck: str, kind: Kind, value: int, now: Moment) -> CardState:
        """Buries, suspends, marks, flags or resets a card; ``value`` as ``Kind`` says."""
        raise NotImplementedError

    def undo(self, deck: str, now: Moment) -> Undone | None:
        """Takes back the deck's newest entry that still counts, in whatever session it was made; None if there is none."""
        raise NotImplementedError

    # --- proof ---

    def verify(self) -> list[str]:
        """Replays the whole log and compares: a sentence for each card whose cached state differs."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Makes every cached state anew from the log."""
        raise NotImplementedError


def default_path() -> Path:
    """``reviews.db`` in the user's data directory. FLASHCARDS_DB and ``--db`` are the command line's business."""
    raise NotImplementedError
