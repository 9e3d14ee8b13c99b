"""FSRS-6's formulas, held to py-fsrs as ``memory`` uses it."""

from __future__ import annotations

import pytest
from fsrs import scheduler
from hypothesis import given
from hypothesis import strategies as st

from flashcards.study.forgetting import ForgettingModel, Trace
from flashcards.study.memory import DAY, HOUR, PARAMETERS, MemoryState, Moment, Rating, Settings, review

BOUNDS = list(zip(scheduler.LOWER_BOUNDS_PARAMETERS, scheduler.UPPER_BOUNDS_PARAMETERS, strict=True))
LIKELY = st.tuples(
    *(
        st.floats(max(low, v * 0.7), min(high, v * 1.3))
        for (low, high), v in zip(BOUNDS, PARAMETERS, strict=True)
    )
)
ANSWERS = st.lists(
    st.tuples(st.sampled_from((0, 0, 1, 4, 30, 400)), st.sampled_from(tuple(Rating))), max_size=12
)


@given(parameters=LIKELY, first=st.sampled_from(tuple(Rating)), answers=ANSWERS)
def test_stability_and_difficulty_are_those_of_py_fsrs(
    parameters: tuple[float, ...], first: Rating, answers: list[tuple[int, Rating]]
) -> None:
    settings, model = Settings(parameters=parameters), ForgettingModel(parameters)
    now = Moment(20_000 * DAY + 12 * HOUR)
    state = review(MemoryState(), first, now, settings, "")
    trace = model.first(first)
    for days, rating in answers:
        now = Moment(now.time + days * DAY)
        state = review(state, rating, now, settings, "")
        trace = model.after(trace, rating, days)
    assert trace.stability == pytest.approx(state.stability, rel=1e-9)
    assert trace.difficulty == pytest.approx(state.difficulty, rel=1e-9)


def test_the_curve_falls_to_nine_tenths_when_a_stability_has_passed() -> None:
    model = ForgettingModel(PARAMETERS)
    assert model.recall(0, 5) == 1
    assert model.recall(5, 5) == pytest.approx(0.9)
    assert model.days(5, 0.9) == pytest.approx(5)


def test_a_trace_is_a_stability_and_a_difficulty() -> None:
    assert ForgettingModel(PARAMETERS).first(Rating.AGAIN) == Trace(stability=0.212, difficulty=6.4133)
