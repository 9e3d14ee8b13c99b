"""Memory as FSRS-6 models it, scheduled as Anki schedules it. Pure: the time is an argument, fuzz is seeded.

Two rules here are Anki's and not py-fsrs's: time elapsed is counted in study days, not in periods of 24 hours,
and the intervals of Hard, Good and Easy stay apart by a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# FSRS-6's defaults, in py-fsrs and in Anki; given here so that asking for them doesn't import py-fsrs.
PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip


class Rating(IntEnum):
    """The learner's grade."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(IntEnum):
    """Where a card stands."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Moment(NamedTuple):
    """An instant and the learner's clock: UTC milliseconds, and the local time's minutes east of UTC.

    The offset is kept with every review, so that the study day of a review never depends on where and when
    the log is read.
    """

    time: int
    offset: int = 0

    @classmethod
    def of(cls, now: datetime) -> Moment:
        """The moment of an aware datetime in the learner's time zone, like ``datetime.now().astimezone()``."""
        raise NotImplementedError

    def day(self, rollover: int = 4) -> int:
        """Number of the study day, which begins at ``rollover`` o'clock local time; day 0 is 1970-01-01."""
        raise NotImplementedError

    def day_start(self, rollover: int = 4) -> int:
        """When this study day began, in UTC milliseconds."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Settings:
    """How cards are scheduled. Steps in seconds, ``rollover`` an hour of the day, ``maximum_interval`` in days.

    Raises ValueError, with a sentence for the learner, for a value that makes no sense.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    rollover: int = 4
    maximum_interval: int = 36500
    leech_lapses: int = 8
    fuzz: bool = True
    parameters: tuple[float, ...] = PARAMETERS

    @property
    def tag(self) -> str:
        """Names the algorithm and everything that a state depends on: states of another tag are replayed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What FSRS knows of a card.

    ``due`` is UTC milliseconds for a card in (re)learning, and the number of a study day for one in review;
    0 for a new card. ``last_review`` is None for a new card; ``interval`` is in days, 0 while learning.
    """

    state: State = State.NEW
    step: int = 0
    stability: float = 0.0
    difficulty: float = 0.0
    due: int = 0
    last_review: Moment | None = None
    interval: int = 0

    def is_due(self, now: Moment, settings: Settings, ahead: int = 0) -> bool:
        """Whether to ask it now; a card in (re)learning up to ``ahead`` milliseconds early. A new card never is."""
        raise NotImplementedError


def guarded(now: Moment, last: Moment | None) -> tuple[Moment, bool]:
    """The moment, but never before the last review; and whether the clock had been set back."""
    raise NotImplementedError


def review(state: MemoryState, rating: Rating, now: Moment, settings: Settings, seed: str) -> MemoryState:
    """The state after a grade. ``seed`` decides the fuzz: a card's id and its number of reviews.

    A ``now`` before the last review counts as the time of the last review.
    """
    raise NotImplementedError


def previews(state: MemoryState, now: Moment, settings: Settings, seed: str) -> dict[Rating, int]:
    """What each grade would do: milliseconds until the card is due, exactly as ``review`` would schedule it.

    Whole days (multiples of ``DAY``) for a card that goes to review.
    """
    raise NotImplementedError


def retrievability(state: MemoryState, now: Moment, settings: Settings) -> float:
    """Probability that the learner recalls the card now; 0.0 for a new card."""
    raise NotImplementedError
