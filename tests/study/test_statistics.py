"""The figures of a log."""

from __future__ import annotations

import pytest

from flashcards.study import statistics
from flashcards.study.log import Action, CardId, CardState, LogEntry
from flashcards.study.memory import DAY, HOUR, MINUTE, MemoryState, Moment, Settings, State
from flashcards.study.statistics import About, Tally

NOON = Moment(20_000 * DAY + 12 * HOUR)  # Friday, 4 October 2024
ONE, TWO, GONE = CardId("a" * 16, 1), CardId("b" * 16, 1), CardId("c" * 16, 1)
ABOUT = {ONE: About("mesa", "definition", live=True), TWO: About("inner", "faq", live=True)}


def entry(
    number: int,
    card: CardId = ONE,
    rating: int = 3,
    was: State = State.REVIEW,
    days: int = 0,
    **more: object,
) -> LogEntry:
    now = NOON._replace(time=NOON.time + days * DAY)
    values: dict[str, object] = {"kind": Action.REVIEW, "rating": rating, "was": was, **more}
    return LogEntry(f"{number:032x}", card, "deck", now, **values)  # type: ignore[arg-type]  # a table's keywords


def figures_of(log: list[LogEntry], states: dict[CardId, CardState] | None = None) -> statistics.Figures:
    return statistics.figures(log, states or {}, ABOUT, NOON, Settings())


def test_retention_counts_cards_in_review_only() -> None:
    log = [entry(1), entry(2, rating=1), entry(3, rating=1, was=State.LEARNING), entry(4, rating=2)]
    total = figures_of(log).total
    assert total == Tally(answers=4, asked=3, recalled=2)
    assert total.retention == pytest.approx(2 / 3)
    assert Tally(5, 0, 0).retention is None


def test_undone_answers_do_not_count_and_crammed_ones_count_separately() -> None:
    log = [
        entry(1, rating=1, asked="mesa", mistaken="inner"),
        entry(2, kind=Action.UNDO, undoes=f"{1:032x}"),
        entry(3, kind=Action.CRAM, asked="mesa", mistaken="outer"),
        entry(4, kind=Action.SUSPEND),
    ]
    found = figures_of(log)
    assert (found.total, found.crammed, found.confused) == (Tally(), 1, [("mesa", "outer", 1)])


def test_answers_are_counted_by_day_week_kind_and_concept() -> None:
    log = [entry(1), entry(2, TWO, rating=1, days=-1), entry(3, TWO, days=-5), entry(4, GONE, days=-5)]
    found = figures_of(log)
    assert found.days == {
        "2024-09-29": Tally(2, 2, 2),
        "2024-10-03": Tally(1, 1, 0),
        "2024-10-04": Tally(1, 1, 1),
    }
    assert found.weeks == {"2024-09-23": Tally(2, 2, 2), "2024-09-30": Tally(2, 2, 1)}
    assert found.kinds == {"": Tally(1, 1, 1), "definition": Tally(1, 1, 1), "faq": Tally(2, 2, 1)}
    assert found.concepts == {"": Tally(1, 1, 1), "inner": Tally(2, 2, 1), "mesa": Tally(1, 1, 1)}
    assert found.today == "2024-10-04"


def test_a_review_before_the_rollover_belongs_to_the_day_before() -> None:
    early = entry(1, days=0)
    night = LogEntry("2", ONE, "deck", NOON._replace(time=NOON.time - 9 * HOUR), Action.REVIEW, 3)
    assert list(figures_of([early, night]).days) == ["2024-10-03", "2024-10-04"]


def state(due: int, kind: State = State.REVIEW, **more: object) -> CardState:
    memory = MemoryState(kind, 0, 3.0, 5.0, due, NOON.time)
    return CardState(memory, reps=1, **more)  # type: ignore[arg-type]  # a table's keywords


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (state(20_000), {0: 1}),
        (state(19_000), {0: 1}),
        (state(20_003), {3: 1}),
        (state(20_029), {29: 1}),
        (state(20_030), {}),
        (state(20_000, buried_until=20_001), {1: 1}),
        (state(20_000, suspended=True), {}),
        (state(NOON.time + MINUTE, State.LEARNING), {0: 1}),
        (state(NOON.time + DAY, State.RELEARNING), {1: 1}),
        (CardState(marked=True), {}),
    ],
    ids=[
        "today",
        "overdue",
        "soon",
        "last day",
        "later",
        "buried",
        "suspended",
        "learning",
        "tomorrow",
        "new",
    ],
)
def test_the_forecast_counts_a_card_on_the_day_it_comes(held: CardState, expected: dict[int, int]) -> None:
    counts = figures_of([], {ONE: held, GONE: state(20_000)}).forecast
    assert {day: n for day, n in enumerate(counts) if n} == expected
    assert len(counts) == 30


def test_the_weakest_concepts_come_worst_first_and_need_a_few_answers() -> None:
    concepts = {
        "sure": Tally(9, 9, 9),
        "weak": Tally(9, 4, 1),
        "middling": Tally(9, 4, 2),
        "weak-and-often": Tally(9, 8, 2),
        "once": Tally(9, 2, 0),
        "": Tally(9, 9, 0),
    }
    assert statistics.weakest(concepts) == ["weak-and-often", "weak", "middling"]


def test_leeches_are_sorted_by_lapses() -> None:
    held = {
        ONE: state(1, lapses=8, leech=True),
        TWO: state(1, lapses=12, leech=True),
        GONE: state(1, leech=True),
    }
    assert figures_of([], held).leeches == [(TWO, "inner", 12), (ONE, "mesa", 8)]


def test_confused_pairs_are_sorted_by_frequency() -> None:
    log = [entry(1, asked="mesa", mistaken="x")]
    log += [entry(number, TWO, asked="inner", mistaken="mesa") for number in (2, 3)]
    assert figures_of(log).confused == [("inner", "mesa", 2), ("mesa", "x", 1)]


def test_the_heat_map_ends_with_this_week() -> None:
    grid = statistics.heat({"2024-10-04": Tally(7), "2024-09-23": Tally(2)}, "2024-10-04", 2)
    assert grid == [[2, 0], [0, 0], [0, 0], [0, 0], [0, 7], [0, None], [0, None]]


def test_the_json_has_stable_keys() -> None:
    found = statistics.as_json(
        figures_of([entry(1), entry(2, TWO, rating=1, asked="inner", mistaken="mesa")])
    )
    assert found["total"] == {"reviews": 2, "in_review": 2, "recalled": 1, "retention": 0.5}
    assert found["confused"] == [{"asked": "inner", "answered": "mesa", "times": 1}]
    assert sorted(found) == sorted(
        [
            "today",
            "total",
            "crammed",
            "days",
            "weeks",
            "kinds",
            "concepts",
            "forecast",
            "weakest",
            "leeches",
            "confused",
        ]
    )
