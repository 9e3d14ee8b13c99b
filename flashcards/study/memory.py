"""Model memory with FSRS-6 and schedule as Anki does. The time is an argument, and the fuzz is seeded.

Two rules differ from py-fsrs, to match Anki: elapsed time counts study days, not periods of 24 hours, and the
intervals of Hard, Good and Easy are at least a day apart.
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

ALGORITHM = "fsrs-6/1"  # increase the second number when our own code gives other states for the same log

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_RETENTION = (0.7, 0.99)  # what Anki allows; outside (0, 1) py-fsrs computes nonsense
_LONGEST = 36500  # days; Anki's limit

# FSRS-6's defaults, as in py-fsrs and Anki; copied so that reading them doesn't import py-fsrs.
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
    """A card's stage. In the odd ones a card waits for a time, in review for a day."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Moment(NamedTuple):
    """An instant with the learner's local clock.

    The log stores the offset with every review, so that replaying it gives the same states in any time zone.

    Attributes:
        time: UTC milliseconds since 1970.
        offset: Minutes of local time east of UTC.
    """

    time: int
    offset: int = 0

    @classmethod
    def of(cls, now: datetime) -> Moment:
        """Return the moment of a datetime in the learner's time zone, like ``datetime.now().astimezone()``.

        Raises:
            ValueError: The datetime has no time zone.
        """
        offset = now.utcoffset()
        if offset is None:
            raise ValueError("a moment needs a time zone")
        since = now - datetime(1970, 1, 1, tzinfo=UTC)
        return cls(since // timedelta(milliseconds=1), offset // timedelta(minutes=1))

    def day(self, rollover: int = 4) -> int:
        """Return the number of the study day, which begins at ``rollover`` o'clock local time. Day 0 is 1970-01-01."""
        return (self.time + self.offset * MINUTE - rollover * HOUR) // DAY

    def day_start(self, rollover: int = 4) -> int:
        """Return when this study day began, in UTC milliseconds."""
        return self.day(rollover) * DAY + rollover * HOUR - self.offset * MINUTE


@dataclass(frozen=True, slots=True)
class Settings:
    """How cards are scheduled.

    Attributes:
        desired_retention: The share of reviews that the learner wants to recall.
        learning_steps: Seconds until a new card is asked again.
        relearning_steps: Seconds until a forgotten card is asked again.
        rollover: The hour at which a study day begins.
        maximum_interval: Days.
        leech_lapses: How many lapses make a card a leech.
        fuzz: Whether to vary intervals slightly.
        parameters: FSRS-6's parameters.

    Raises:
        ValueError: A value is out of range; the message is a sentence for the learner.
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
        """Refuse values with which py-fsrs would compute nonsense."""
        steps = (*self.learning_steps, *self.relearning_steps)
        rules = (
            (
                _RETENTION[0] <= self.desired_retention <= _RETENTION[1],
                "desired retention must be between 0.70 and 0.99",
            ),
            (
                bool(self.learning_steps and self.relearning_steps),
                "learning and relearning need at least one step each",
            ),
            (
                all(0 < step < DAY // 1000 for step in steps),
                "a learning step must be between a second and a day",
            ),
            (0 <= self.rollover <= 23, "the day must begin at an hour from 0 to 23"),  # noqa: PLR2004 - hours of a day
            (
                1 <= self.maximum_interval <= _LONGEST,
                f"the maximum interval must be between 1 and {_LONGEST} days",
            ),
            (self.leech_lapses >= 1, "a leech must have at least one lapse"),
            (len(self.parameters) == len(PARAMETERS), f"FSRS-6 needs {len(PARAMETERS)} parameters"),
        )
        for holds, sentence in rules:
            if not holds:
                raise ValueError(sentence)

    @property
    def tag(self) -> str:
        """Identifies the algorithm and all settings that states depend on; when it changes, the log is replayed."""
        values = "\n".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return f"{ALGORITHM} {sha256(values.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What FSRS knows about a card.

    Attributes:
        state: The card's stage.
        step: The index of its learning or relearning step.
        stability: FSRS's stability, in days.
        difficulty: FSRS's difficulty, from 1 to 10.
        due: UTC milliseconds in learning and relearning, the number of a study day in review, 0 for a new card.
        last_review: UTC milliseconds, None for a new card.
        interval: Days, 0 in learning and relearning.
    """

    state: State = State.NEW
    step: int = 0
    stability: float = 0.0
    difficulty: float = 0.0
    due: int = 0
    last_review: int | None = None
    interval: int = 0


def guarded(now: Moment, last: int | None) -> tuple[Moment, bool]:
    """Return the moment, or the last review's if that is later; and whether the clock was set back."""
    if last is None or now.time >= last:
        return now, False
    return Moment(last, now.offset), True


def elapsed(last: int, now: Moment, settings: Settings) -> int:
    """Return the study days from the last review (UTC milliseconds) to now, as Anki counts them.

    Anki counts periods of 24 hours back from the next rollover, in whole seconds. So a daylight-saving change since
    the last review doesn't move the boundaries of earlier days.
    """
    return (now.day_start(settings.rollover) + DAY - last // 1000 * 1000) // DAY


def review(state: MemoryState, rating: Rating, now: Moment, settings: Settings, seed: str) -> MemoryState:
    """Return the state after a grade.

    Args:
        state: The state before.
        rating: The grade.
        now: The time of the review; if it is before the last review, that one's time counts.
        settings: The learner's settings.
        seed: Decides the fuzz; see ``log.seed``.
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
    """Return for each grade the milliseconds until the card would be due, exactly as ``review`` schedules it.

    For a card that goes to review these are whole days (multiples of ``DAY``).
    """
    now, _ = guarded(now, state.last_review)
    after = {rating: review(state, rating, now, settings, seed) for rating in Rating}
    return {rating: s.interval * DAY if s.interval else s.due - now.time for rating, s in after.items()}


def _curve(settings: Settings) -> tuple[float, float]:
    """Return decay and factor of FSRS-6's forgetting curve, which falls to 0.9 after the stability's time."""
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
    """Return py-fsrs's card after a grade, and its delay in milliseconds.

    py-fsrs rounds elapsed time down to periods of 24 hours, so both reviews are given as noons.
    """
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


class _Fuzz:
    """Vary intervals, as Anki does, so that cards learned together separate. The same seed gives the same variation."""

    def __init__(self, settings: Settings, seed: str) -> None:
        self.longest = settings.maximum_interval
        digest = sha256(seed.encode()).digest()
        self.place = int.from_bytes(digest[:7], "big") / 256**7 if settings.fuzz else None

    def __call__(self, days: float, least: int) -> int:
        """Return whole days, at least ``least`` and at most the maximum interval."""
        least = min(least, self.longest)
        if self.place is None:
            return min(max(_round(days), least), self.longest)
        days = min(max(days, least), self.longest)
        low, high = (min(max(bound, least), self.longest) for bound in _range(days))
        if low == high and 2 < high < self.longest:  # noqa: PLR2004 - Anki leaves one and two days alone
            high += 1
        return math.floor(low + self.place * (high - low + 1))


def _range(days: float) -> tuple[int, int]:
    """Return the range of the fuzz: from 2.5 days on a day either way, plus a share that falls as intervals grow."""
    if days < 2.5:  # noqa: PLR2004 - shorter intervals are left alone
        return _round(days), _round(days)
    shares = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))
    delta = 1 + sum(share * max(0.0, min(days, end) - start) for start, end, share in shares)
    return _round(days - delta), _round(days + delta)


def _round(days: float) -> int:
    return math.floor(days + 0.5)


def _days(card: fsrs.Card, settings: Settings) -> float:
    """Return the days until retrievability falls to the desired retention: the forgetting curve solved for time."""
    assert card.stability is not None
    decay, factor = _curve(settings)
    return float(card.stability / factor * (settings.desired_retention ** (1 / decay) - 1))


def _interval(state: MemoryState, rating: Rating, exact: Callable[[Rating], float], fuzz: _Fuzz) -> int:
    """Return the interval of a card that goes to review: a better grade is at least a day later.

    In review this holds for Hard, Good and Easy; after learning, only for Good and Easy.
    """
    in_review = state.state is State.REVIEW
    lowest = min(rating, Rating.HARD if in_review else Rating.GOOD)
    days = 0
    for grade in map(Rating, range(lowest, rating + 1)):
        ideal = exact(grade)
        days = fuzz(ideal, max(days + 1, _shortest(state.interval, ideal) if in_review else 0))
    return days


def _shortest(last: int, ideal: float) -> int:
    """Return the shortest interval after ``last``: one that should grow grows, and fuzz alone shortens none.

    Anki 26.9 does this with fuzz off as well (tests/study/test_against_anki.py).
    """
    if _round(ideal) > last:
        return last + 1
    return last if _range(ideal)[1] >= last else 0
