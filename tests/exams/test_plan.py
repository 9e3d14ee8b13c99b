"""A plan as the log records it, and its scope."""

from __future__ import annotations

from datetime import date

import pytest

from flashcards.exams.plan import Plan, in_force, read, scope, written
from flashcards.model import Concept, Deck, Unit
from flashcards.study.log import NO_CARD, Action, LogEntry
from flashcards.study.memory import Moment

PLAN = Plan(date(2027, 1, 15), "uuid", 25, ("basics",), ("c",))
TEXT = '{"day":"2027-01-15","deck":"uuid","minutes":25,"units":["basics"],"concepts":["c"]}'
DAY = 20_833  # 2027-01-15
DECK = Deck(
    "d",
    "uuid",
    "D",
    "en",
    units=(Unit("basics", "Basics", ("a",)), Unit("rest", "Rest", ("b", "c", "d"))),
    concepts={name: Concept(name, name, requires=needs) for name, needs in
              (("a", ()), ("b", ("a",)), ("c", ("b", "gone")), ("d", ("d",)))},
)  # fmt: skip


def entry(text: str) -> LogEntry:
    return LogEntry("1" * 32, NO_CARD, "", Moment(0), Action.EXAM, text=text)


def test_the_text_of_a_plan() -> None:
    assert (written(PLAN), read(TEXT)) == (TEXT, PLAN)
    whole = PLAN._replace(units=(), concepts=())
    assert written(whole) == '{"day":"2027-01-15","deck":"uuid","minutes":25}'
    assert read(written(whole)) == whole


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", TEXT.replace("25", "0"), TEXT.replace("2027-01-15", "soon")]
)
def test_no_plan(text: str) -> None:
    assert read(text) is None
    assert in_force([entry(TEXT), entry(text)], DAY - 1) is None


def test_a_plan_is_in_force_until_its_date() -> None:
    assert PLAN.number == DAY
    assert [in_force([entry(TEXT)], day) for day in (DAY - 1, DAY)] == [PLAN, None]
    assert in_force([], DAY) is None


@pytest.mark.parametrize(
    ("units", "concepts", "expected"),
    [
        ((), (), "abcd"),
        (("basics",), (), "a"),
        ((), ("c",), "abc"),
        (("rest",), (), "abcd"),
        ((), ("d",), "d"),
    ],
)
def test_the_scope_includes_what_it_requires(
    units: tuple[str, ...], concepts: tuple[str, ...], expected: str
) -> None:
    assert scope(DECK, PLAN._replace(units=units, concepts=concepts)) == frozenset(expected)
