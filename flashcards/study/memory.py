"""Memory as FSRS-6 models it, scheduled as Anki schedules it. Pure: the time is an argument, fuzz is seeded.

Two rules here are Anki's and not py-fsrs's: time elapsed is counted in study days, not in periods of 24 hours,
and the intervals of Hard, Good and Easy stay apart by a day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import fsrs

ALGORITHM = "fsrs-6/1"  # the second number counts our own changes of what a log means

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_RETENTION = (0.7, 0.99)  # what Anki allows; outside (0, 1) py-fsrs computes nonsense
_LONGEST = 36500  # days; Anki's

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
    """Where a card stands; the odd ones wait for a clock time, the even ones for a day."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Moment(NamedTuple):
    """An instant and the learner's clock: UTC milliseconds, and the local time's minutes east of UTC.

    The offset is kept with every review, so that what a review did never depends on where and when the log is
    read.
    """

    time: int
    offset: int = 0

    @classmethod
    def of(cls, now: datetime) -> Moment:
        """The moment of an aware datetime in the learner's time zone, like ``datetime.now().astimezone()``.

        Raises ValueError for a naive one.
        """
        offset = now.utcoffset()
        if offset is None:
            raise ValueError("a moment needs a time zone")
        since = now - datetime(1970, 1, 1, tzinfo=UTC)
        return cls(since // timedelta(milliseconds=1), offset // timedelta(minutes=1))

    def day(self, rollover: int = 4) -> int:
        """Number of the study day, which begins at ``rollover`` o'clock local time; day 0 is 1970-01-01."""
        return (self.time + self.offset * MINUTE - rollover * HOUR) // DAY

    def day_start(self, rollover: int = 4) -> int:
        """When this study day began, in UTC milliseconds."""
        return self.day(rollover) * DAY + rollover * HOUR - self.offset * MINUTE


@dataclass(frozen=True, slots=True)
class Settings:
    """How cards are scheduled. Steps in seconds, ``rollover`` an hour of the day, ``maximum_interval`` in days.

    Raises ValueError, with a sentence for the learner, for a value that makes no sense.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    rollover: int = 4
    maximum_interval: int = _LONGEST
    leech_lapses: int = 8
    fuzz: bool = True
    parameters: tuple[float, ...] = PARAMETERS

    def __post_init__(self) -> None:
        """Refuse what py-fsrs would take and compute nonsense with."""
        steps = (*self.learning_steps, *self.relearning_steps)
        rules = (
            (
                _RETENTION[0] <= self.desired_retention <= _RETENTION[1],
                "desired retention lies between 0.70 and 0.99",
            ),
            (bool(self.learning_steps and self.relearning_steps), "there is at least one step of each kind"),
            (
                all(0 < step < DAY // 1000 for step in steps),
                "a learning step lies between a second and a day",
            ),
            (0 <= self.rollover <= 23, "the day begins at an hour from 0 to 23"),  # noqa: PLR2004 - hours of a day
            (
                1 <= self.maximum_interval <= _LONGEST,
                f"the maximum interval lies between 1 and {_LONGEST} days",
            ),
            (self.leech_lapses >= 1, "a leech has at least one lapse"),
            (len(self.parameters) == len(PARAMETERS), f"FSRS-6 has {len(PARAMETERS)} parameters"),
        )
        for holds, sentence in rules:
            if not holds:
                raise ValueError(sentence)

    @property
    def tag(self) -> str:
        """Names the algorithm and everything that a state depends on: states of another tag are replayed."""
        values = "\n".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return f"{ALGORITHM} {sha256(values.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What FSRS knows of a card.

    ``due`` is UTC milliseconds for a card in (re)learning, and the number of a study day for one in review;
    0 for a new card. ``last_review`` is UTC milliseconds, None for a new card; ``interval`` is in days, 0 while
    learning.
    """

    state: State = State.NEW
    step: int = 0
    stability: float = 0.0
    difficulty: float = 0.0
    due: int = 0
    last_review: int | None = None
    interval: int = 0


def guarded(now: Moment, last: int | None) -> tuple[Moment, bool]:
    """The moment, but never before the last review; and whether the clock had been set back."""
    if last is None or now.time >= last:
        return now, False
    return Moment(last, now.offset), True


def elapsed(last: int, now: Moment, settings: Settings) -> int:
    """Study days from the last review (UTC milliseconds) to now, as Anki counts them.

    Anki counts back from the coming rollover in periods of 24 hours and in whole seconds: a daylight-saving change
    since the last review doesn't move the border between two earlier days.
    """
    return (now.day_start(settings.rollover) + DAY - last // 1000 * 1000) // DAY


def review(state: MemoryState, rating: Rating, now: Moment, settings: Settings, seed: str) -> MemoryState:
    """The state after a grade. ``seed`` decides the fuzz: a card's id and its number of reviews.

    A ``now`` before the last review counts as the time of the last review.
    """
    now, _ = guarded(now, state.last_review)
    after, delay = _answer(state, rating, now, settings)
    if State(after.state) is not State.REVIEW:
        return _state(after, now.time + delay, now, 0)

    def exact(grade: Rating) -> float:
        card = after if grade is rating else _answer(state, grade, now, settings)[0]
        return _days(card, settings)

    days = _interval(state, rating, exact, _Fuzz(settings, seed))
    return _state(after, now.day(settings.rollover) + days, now, days)


def previews(state: MemoryState, now: Moment, settings: Settings, seed: str) -> dict[Rating, int]:
    """What each grade would do: milliseconds until the card is due, exactly as ``review`` would schedule it.

    Whole days (multiples of ``DAY``) for a card that goes to review.
    """
    now, _ = guarded(now, state.last_review)
    after = {rating: review(state, rating, now, settings, seed) for rating in Rating}
    return {rating: s.interval * DAY if s.interval else s.due - now.time for rating, s in after.items()}


def _curve(settings: Settings) -> tuple[float, float]:
    """Decay and factor of FSRS-6's forgetting curve, which falls to 0.9 when a stability has passed."""
    decay = -settings.parameters[20]
    return decay, 0.9 ** (1 / decay) - 1


def recall(state: MemoryState, now: Moment, settings: Settings) -> float:
    """Return the probability that a reviewed card is recalled now, by FSRS-6's forgetting curve."""
    assert state.last_review is not None, "a card that was never reviewed has no memory"
    decay, factor = _curve(settings)
    days = max(now.time - state.last_review, 0) / DAY
    return float((1 + factor * days / state.stability) ** decay)


# --- py-fsrs ---------------------------------------------------------------------------------------------------

_ORIGIN = datetime(2000, 1, 1, 12, tzinfo=UTC)  # any noon: only the number of days between two reviews counts


@lru_cache(maxsize=8)
def _scheduler(settings: Settings) -> fsrs.Scheduler:
    import fsrs  # noqa: PLC0415 - 10 to 30 ms, and not every command grades

    return fsrs.Scheduler(
        parameters=settings.parameters,
        desired_retention=settings.desired_retention,
        learning_steps=[timedelta(seconds=seconds) for seconds in settings.learning_steps],
        relearning_steps=[timedelta(seconds=seconds) for seconds in settings.relearning_steps],
        maximum_interval=settings.maximum_interval,
        enable_fuzzing=False,
    )


def _answer(state: MemoryState, rating: Rating, now: Moment, settings: Settings) -> tuple[fsrs.Card, int]:
    """The card after a grade, and its delay in milliseconds. py-fsrs floors elapsed time to 24 hours, hence noons."""
    import fsrs  # noqa: PLC0415 - as above

    scheduler, known = _scheduler(settings), state.last_review is not None
    days = elapsed(state.last_review, now, settings) if state.last_review is not None else 0
    card = fsrs.Card(
        card_id=0,
        state=fsrs.State(state.state or State.LEARNING),
        step=None if state.state is State.REVIEW else state.step,
        stability=state.stability if known else None,
        difficulty=state.difficulty if known else None,
        due=_ORIGIN,
        last_review=_ORIGIN if known else None,
    )
    at = _ORIGIN + timedelta(days=days)
    after, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
    return after, (after.due - at) // timedelta(milliseconds=1)


def _state(card: fsrs.Card, due: int, now: Moment, interval: int) -> MemoryState:
    assert card.stability is not None
    assert card.difficulty is not None
    state = State(card.state)
    return MemoryState(state, card.step or 0, card.stability, card.difficulty, due, now.time, interval)


# --- intervals as Anki makes them ------------------------------------------------------------------------------


class _Fuzz:
    """Spreads intervals so that cards learned together part; the same seed gives the same place in the range."""

    def __init__(self, settings: Settings, seed: str) -> None:
        self.longest = settings.maximum_interval
        digest = sha256(seed.encode()).digest()
        self.place = int.from_bytes(digest[:7], "big") / 256**7 if settings.fuzz else None

    def __call__(self, days: float, least: int) -> int:
        """Whole days, at least ``least``, at most the maximum interval."""
        least = min(least, self.longest)
        if self.place is None:
            return min(max(_round(days), least), self.longest)
        days = min(max(days, least), self.longest)
        low, high = (min(max(bound, least), self.longest) for bound in _range(days))
        if low == high and 2 < high < self.longest:  # noqa: PLR2004 - Anki leaves one and two days alone
            high += 1
        return math.floor(low + self.place * (high - low + 1))


def _range(days: float) -> tuple[int, int]:
    """A day either way from 2.5 days on, and then a share of the interval that falls as it grows (Anki's manual)."""
    if days < 2.5:  # noqa: PLR2004 - shorter intervals are left alone
        return _round(days), _round(days)
    shares = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))
    delta = 1 + sum(share * max(0.0, min(days, end) - start) for start, end, share in shares)
    return _round(days - delta), _round(days + delta)


def _round(days: float) -> int:
    return math.floor(days + 0.5)


def _days(card: fsrs.Card, settings: Settings) -> float:
    """When retrievability falls to the desired retention: the forgetting curve solved for time."""
    assert card.stability is not None
    decay, factor = _curve(settings)
    return float(card.stability / factor * (settings.desired_retention ** (1 / decay) - 1))


def _interval(state: MemoryState, rating: Rating, exact: Callable[[Rating], float], fuzz: _Fuzz) -> int:
    """Days of a card that goes to review: a better grade is later by a day at least.

    In review Hard, Good and Easy hold one another apart; out of learning only Easy looks at Good.
    """
    in_review = state.state is State.REVIEW
    lowest = min(rating, Rating.HARD if in_review else Rating.GOOD)
    days = 0
    for grade in map(Rating, range(lowest, rating + 1)):
        wish = exact(grade)
        days = fuzz(wish, max(days + 1, _floor(state.interval, wish) if in_review else 0))
    return days


def _floor(last: int, wish: float) -> int:
    """A growing interval stays above the last one, and one within fuzz's reach of it doesn't shrink.

    Anki 26.9 does this with fuzz off as well (tests/study/test_against_anki.py).
    """
    if _round(wish) > last:
        return last + 1
    return last if _range(wish)[1] >= last else 0
