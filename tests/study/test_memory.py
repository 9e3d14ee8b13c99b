"""Study days, steps, the clock, fuzz and settings; test_against_anki.py compares with the real Anki."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import flashcards
from flashcards.study.memory import (
    DAY,
    MINUTE,
    PARAMETERS,
    MemoryState,
    Moment,
    Rating,
    Settings,
    State,
    elapsed,
    guarded,
    previews,
    recall,
    review,
)

PLAIN = Settings(fuzz=False)
NOON = Moment.of(datetime(2026, 1, 15, 12, tzinfo=UTC))
NEW = MemoryState()


def moment(text: str, zone: str = "UTC") -> Moment:
    return Moment.of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def later(ms: int) -> Moment:
    return NOON._replace(time=NOON.time + ms)


def after(*ratings: Rating, gap: int = DAY) -> MemoryState:
    state = NEW
    for number, rating in enumerate(ratings):
        state = review(state, rating, later(number * gap), PLAIN, "")
    return state


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("1970-01-01T03:59", "UTC", -1),
        ("1970-01-01T04:00", "UTC", 0),
        ("2026-03-08T03:59", "America/New_York", 20519),
        ("2026-03-08T04:00", "America/New_York", 20520),
        ("2026-03-08T23:59", "America/New_York", 20520),
        ("2026-10-25T03:59", "Europe/Berlin", 20750),
        ("2026-10-25T04:00", "Europe/Berlin", 20751),
        ("2026-04-05T04:00", "Australia/Lord_Howe", 20548),
    ],
)
def test_a_study_day_begins_at_the_rollover_of_local_time(at: str, zone: str, day: int) -> None:
    now = moment(at, zone)
    assert now.day() == day
    assert now.day_start() <= now.time < now.day_start() + DAY


def test_the_rollover_can_be_moved() -> None:
    late = moment("2026-01-15T22:30")
    assert [late.day(hour) - late.day(0) for hour in (0, 4, 22, 23)] == [0, 0, 0, -1]


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment.of(datetime(2026, 1, 1))  # noqa: DTZ001 - this is the case to test


@pytest.mark.parametrize(
    ("last", "now", "zone", "days"),
    [
        ("2026-01-14T22:00", "2026-01-15T08:00", "UTC", 1),  # py-fsrs itself would say 0
        ("2026-01-15T04:30", "2026-01-16T03:30", "UTC", 0),
        ("2026-01-14T03:30", "2026-01-15T04:30", "UTC", 2),
        ("2026-03-07T22:00", "2026-03-08T08:00", "America/New_York", 1),
        ("2026-03-07T03:30", "2026-03-08T03:30", "America/New_York", 0),  # 04:30 by the new clock
        ("2026-10-24T22:00", "2026-10-25T08:00", "Europe/Berlin", 1),
    ],
)
def test_elapsed_study_days(last: str, now: str, zone: str, days: int) -> None:
    assert elapsed(moment(last, zone).time, moment(now, zone), PLAIN) == days


def test_a_clock_set_back_counts_as_the_last_review() -> None:
    state = after(Rating.EASY)
    assert guarded(later(-DAY), state.last_review) == (NOON, True)
    assert guarded(NOON, state.last_review) == (NOON, False)
    assert guarded(NOON, None) == (NOON, False)
    assert review(state, Rating.GOOD, later(-DAY), PLAIN, "") == review(state, Rating.GOOD, NOON, PLAIN, "")
    assert previews(state, later(-DAY), PLAIN, "") == previews(state, NOON, PLAIN, "")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (NEW, (MINUTE, 5 * MINUTE + MINUTE // 2, 10 * MINUTE, 8 * DAY)),
        (after(Rating.GOOD), (MINUTE, 10 * MINUTE, 2 * DAY, 4 * DAY)),
        (after(Rating.EASY), (10 * MINUTE, 8 * DAY, 9 * DAY, 13 * DAY)),
        (after(Rating.EASY, Rating.AGAIN), (10 * MINUTE, 15 * MINUTE, 1 * DAY, 2 * DAY)),
    ],
    ids=["new", "learning", "review", "relearning"],
)
def test_previews_of_each_grade(state: MemoryState, expected: tuple[int, ...]) -> None:
    last = state.last_review or NOON.time
    assert tuple(previews(state, NOON._replace(time=last), PLAIN, "").values()) == expected


def test_a_card_in_review_is_due_on_a_day_and_a_learning_one_at_a_time() -> None:
    learning, known = after(Rating.AGAIN), after(Rating.EASY)
    assert learning.due == NOON.time + MINUTE
    assert known.due == NOON.day() + known.interval


states = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 90 * DAY)), max_size=8)


@given(history=states, gap=st.integers(0, 400 * DAY), fuzz=st.booleans(), seed=st.text(max_size=5))
def test_previews_equal_reviews_and_better_grades_come_later(
    history: list[tuple[Rating, int]], gap: int, fuzz: bool, seed: str
) -> None:
    settings, state, now = Settings(fuzz=fuzz), NEW, NOON
    for rating, pause in history:
        now = now._replace(time=now.time + pause)
        state = review(state, rating, now, settings, seed)
    now = now._replace(time=now.time + gap)
    shown = previews(state, now, settings, seed)
    for rating in Rating:
        done = review(state, rating, now, settings, seed)
        ahead = done.due - now.time if done.state is not State.REVIEW else (done.due - now.day()) * DAY
        assert shown[rating] == ahead
        assert 0 < shown[rating] <= settings.maximum_interval * DAY
    assert list(shown.values()) == sorted(shown.values())
    if state.state is State.REVIEW:
        hard, good, easy = (shown[r] for r in (Rating.HARD, Rating.GOOD, Rating.EASY))
        longest = settings.maximum_interval * DAY
        assert hard < good or good == longest
        assert good < easy or easy == longest


def test_no_interval_exceeds_the_maximum() -> None:
    short = Settings(maximum_interval=5, fuzz=False)
    assert review(NEW, Rating.EASY, NOON, short, "").interval == 5


def test_fuzz_spreads_and_is_the_same_for_the_same_seed() -> None:
    settings, state = Settings(), after(*[Rating.EASY] * 4, gap=30 * DAY)
    now = later(200 * DAY)
    intervals = [review(state, Rating.GOOD, now, settings, f"card/{n}").interval for n in range(200)]
    again = [review(state, Rating.GOOD, now, settings, f"card/{n}").interval for n in range(200)]
    plain = review(state, Rating.GOOD, now, PLAIN, "").interval
    assert intervals == again
    assert min(intervals) < plain < max(intervals)
    assert max(intervals) - min(intervals) < plain * 0.2


def test_fuzz_does_not_touch_pythons_random_state() -> None:
    random.seed(4)
    before = random.getstate()
    review(after(Rating.EASY), Rating.GOOD, later(9 * DAY), Settings(), "card/1")
    assert random.getstate() == before


def test_the_default_parameters_equal_those_of_py_fsrs() -> None:
    assert fsrs.Scheduler().parameters == PARAMETERS


def test_py_fsrs_is_not_imported_before_a_grade() -> None:
    code = "import sys, flashcards.reviews.store; sys.exit('fsrs' in sys.modules)"
    root = Path(flashcards.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"desired_retention": 1.0}, "desired retention must be between 0.70 and 0.99"),
        ({"desired_retention": float("nan")}, "desired retention must be between 0.70 and 0.99"),
        ({"learning_steps": ()}, "learning and relearning need at least one step each"),
        ({"relearning_steps": (0,)}, "a learning step must be between a second and a day"),
        ({"rollover": 24}, "the day must begin at an hour from 0 to 23"),
        ({"maximum_interval": 0}, "the maximum interval must be between 1 and 36500 days"),
        ({"leech_lapses": 0}, "a leech must have at least one lapse"),
        ({"parameters": (1.0,)}, "FSRS-6 needs 21 parameters"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings(**wrong)  # type: ignore[arg-type]  # a table of mistakes


def test_the_tag_changes_with_everything_that_a_state_depends_on() -> None:
    others = [
        Settings(desired_retention=0.8),
        Settings(rollover=0),
        Settings(fuzz=False),
        Settings(parameters=(0.3, *PARAMETERS[1:])),
    ]
    tags = {Settings().tag, *(settings.tag for settings in others)}
    assert len(tags) == 5
    assert Settings().tag == Settings().tag
    assert Settings().tag.startswith("fsrs-6/1 ")


@pytest.mark.parametrize("stability", [1.0, 20.0])
def test_recall_falls_to_nine_tenths_when_a_stability_has_passed(stability: float) -> None:
    state = MemoryState(State.REVIEW, stability=stability, difficulty=5.0, last_review=NOON.time)
    assert recall(state, NOON, Settings()) == 1
    assert recall(state, later(round(stability * DAY)), Settings()) == pytest.approx(0.9)
