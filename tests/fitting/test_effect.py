"""What other parameters do to due days."""

from __future__ import annotations

from flashcards.fitting.effect import FitEffect, effect
from flashcards.study.log import CardId, CardState
from flashcards.study.memory import MemoryState, State


def states(*dues: int, state: State = State.REVIEW, suspended: bool = False) -> dict[CardId, CardState]:
    return {
        CardId(f"{n:016x}", 1): CardState(MemoryState(state, due=due), suspended=suspended)
        for n, due in enumerate(dues)
    }


def test_cards_in_review_are_counted_by_where_they_move() -> None:
    found = effect(states(100, 101, 102, 90), states(105, 95, 102, 130), 100)
    assert found == FitEffect(later=2, earlier=1, same=1, median=6, due_before=2, due_after=1)


def test_cards_in_learning_and_suspended_ones_do_not_count() -> None:
    nothing = FitEffect(0, 0, 0, 0, 0, 0)
    assert effect(states(5, state=State.LEARNING), states(9, state=State.LEARNING), 7) == nothing
    assert effect(states(5, suspended=True), states(9, suspended=True), 7) == nothing
    assert effect({}, {}, 7) == nothing
