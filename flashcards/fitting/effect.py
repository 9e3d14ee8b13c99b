"""What other parameters would do to due days. Pure."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.study.log import CardId, CardState


class FitEffect(NamedTuple):
    """Cards in review that come later, earlier or on the same day, and the median number of days that they move.

    ``due_before`` and ``due_after`` count those that are due by today.
    """

    later: int
    earlier: int
    same: int
    median: int
    due_before: int
    due_after: int


def effect(old: Mapping[CardId, CardState], new: Mapping[CardId, CardState], today: int) -> FitEffect:
    """Compare the states of one log under two sets of parameters; suspended cards don't count."""
    pairs = list(_pairs(old, new))
    moves = [after - before for before, after in pairs]
    return FitEffect(
        later=sum(move > 0 for move in moves),
        earlier=sum(move < 0 for move in moves),
        same=moves.count(0),
        median=round(median(map(abs, moves))) if moves else 0,
        due_before=sum(before <= today for before, _ in pairs),
        due_after=sum(after <= today for _, after in pairs),
    )


def _pairs(old: Mapping[CardId, CardState], new: Mapping[CardId, CardState]) -> Iterator[tuple[int, int]]:
    for card, state in old.items():
        before, after = state.memory, new[card].memory
        if not state.suspended and before.state is State.REVIEW and after.state is State.REVIEW:
            yield before.due, after.due
