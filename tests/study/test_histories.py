"""Which reviews a fit learns from."""

from __future__ import annotations

import pytest

from flashcards.study.histories import Answered, History, counted, histories
from flashcards.study.log import NO_CARD, Action, CardId, LogEntry
from flashcards.study.memory import DAY, HOUR, Moment, Settings, State

NOON = 20_000 * DAY + 12 * HOUR
CARD = CardId("a" * 16, 1)
NEW, REVIEW = State.NEW, State.REVIEW


def entry(
    days: float, was: State = REVIEW, rating: int = 3, kind: Action = Action.REVIEW, undoes: str = ""
) -> LogEntry:
    time = NOON + int(days * DAY)
    return LogEntry(f"{time << 80:032x}", CARD, "d", Moment(time), kind, rating, 0, was, undoes=undoes)


SECOND = 1 / 86400


@pytest.mark.parametrize(
    ("log", "kept"),
    [
        ([entry(0, NEW), entry(1), entry(4, rating=1)], [(0, 3, 0), (1, 3, 1), (4, 1, 3)]),
        ([entry(0, NEW), entry(0.01, State.LEARNING), entry(3)], [(0, 3, 0), (0.01, 3, 0), (3, 3, 3)]),
        ([entry(0, NEW), entry(1), entry(2, NEW, 2), entry(4)], [(2, 2, 0), (4, 3, 2)]),
        ([entry(0, NEW), entry(1, kind=Action.CRAM), entry(2)], [(0, 3, 0), (2, 3, 2)]),
        ([entry(0, NEW), entry(2), entry(2 + 40 * SECOND)], [(0, 3, 0), (2, 3, 2)]),
        ([entry(0, NEW), entry(40 * SECOND, NEW), entry(2)], [(0, 3, 0), (2, 3, 2)]),
        ([entry(0, NEW), entry(40 * SECOND, State.LEARNING)], [(0, 3, 0), (40 * SECOND, 3, 0)]),
        ([entry(1), entry(2)], None),
    ],
    ids=[
        "all", "steps of one day", "made new again", "crammed", "two machines, in review", "two machines, new",
        "one machine, learning", "without a beginning",
    ],
)  # fmt: skip
def test_what_counts(log: list[LogEntry], kept: list[tuple[float, int, int]] | None) -> None:
    wanted = [
        History(CARD, tuple(Answered(NOON + int(days * DAY), rating, gap) for days, rating, gap in kept))
    ] if kept else []  # fmt: skip
    assert histories(log, Settings()) == wanted


def test_what_was_undone_and_what_is_of_no_card_does_not_count() -> None:
    gone = entry(1)
    undo = entry(1.1, kind=Action.UNDO, undoes=gone.id)
    fit = LogEntry("f" * 32, NO_CARD, "", Moment(NOON), Action.FIT, text="fsrs-6")
    (found,) = histories([entry(0, NEW), gone, undo, entry(3), fit], Settings())
    assert [answer.days for answer in found.answers] == [0, 3]
    assert counted([found]) == 1


def test_days_are_study_days() -> None:
    """22:00 and 8:00 are two study days, 10 hours apart; 1:00 and 3:00 belong to one."""
    (found,) = histories([entry(10 / 24, NEW), entry(20 / 24), entry(37 / 24), entry(39 / 24)], Settings())
    assert [answer.days for answer in found.answers] == [0, 1, 0, 0]
