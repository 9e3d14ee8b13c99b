"""Parameters in the log."""

from __future__ import annotations

import pytest
from fsrs import scheduler
from hypothesis import given
from hypothesis import strategies as st

from flashcards.study.log import NO_CARD, Action, LogEntry
from flashcards.study.memory import PARAMETERS, Moment
from flashcards.study.parameters import in_force, read, rounded, written

OTHERS = (0.5, *PARAMETERS[1:])
DEFAULTS = (
    "fsrs-6 0.212 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796 1.4835 0.0614 0.2629 1.6483"
    " 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542"
)


def fit(text: str) -> LogEntry:
    return LogEntry("1" * 32, NO_CARD, "", Moment(0), Action.FIT, text=text)


@given(st.tuples(*(st.floats(low - 1, high + 1) for low, high in zip(
    scheduler.LOWER_BOUNDS_PARAMETERS, scheduler.UPPER_BOUNDS_PARAMETERS, strict=True))))  # fmt: skip
def test_what_is_written_can_be_read(values: tuple[float, ...]) -> None:
    kept = rounded(values)
    assert read(written(kept)) == kept == rounded(kept)
    assert len(written(kept)) <= 200


def test_the_text_of_a_fit() -> None:
    assert written(PARAMETERS) == DEFAULTS
    assert read(DEFAULTS) == PARAMETERS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fsrs-7" + DEFAULTS[6:],
        DEFAULTS + " 1",
        DEFAULTS.replace("0.212", "nan"),
        DEFAULTS.replace("0.212", "0.21200001"),
        DEFAULTS.replace("0.212", "900"),
        DEFAULTS.replace(" 0.212", " -0.212"),
    ],
)
def test_what_this_version_cannot_schedule_by_is_passed_over(text: str) -> None:
    assert read(text) is None
    assert in_force([fit(written(OTHERS)), fit(text)]) == OTHERS


def test_the_newest_is_in_force_and_the_defaults_are_without_one() -> None:
    assert in_force([]) == PARAMETERS
    assert in_force([fit(written(OTHERS)), fit(DEFAULTS)]) == PARAMETERS
