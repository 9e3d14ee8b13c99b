"""Which cards are due: the SQL for status lines, and CardState.is_due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.reviews import due
from flashcards.reviews.store import Store
from flashcards.study.log import Action, CardId, CardState
from flashcards.study.memory import DAY, HOUR, MINUTE, Moment, Rating
from tests.reviews.stores import CARD, DECK, NOON, OTHER, grade, later

if TYPE_CHECKING:
    import pytest


def due_cards(store: Store, now: Moment) -> set[CardId]:
    """Return the cards that are due, after checking that the database counts as many."""
    states = store.states(DECK).items()
    found = {card for card, state in states if state.is_due(now.time, now.day())}
    assert store.due_count(DECK, now) == len(found)
    return found


def test_learning_cards_are_due_by_time_and_reviews_by_study_day(store: Store) -> None:
    grade(store, CARD, Rating.EASY, NOON)
    grade(store, OTHER, Rating.AGAIN, NOON)
    days = store.state(CARD).memory.interval
    opens = later(days * DAY - 8 * HOUR)  # four in the morning
    assert due_cards(store, NOON) == set()
    assert due_cards(store, later(MINUTE)) == {OTHER}
    assert due_cards(store, later(-1, opens)) == {OTHER}
    assert due_cards(store, opens) == {OTHER, CARD}
    assert store.due_count("other", opens) == 0


def test_the_study_day_is_the_learners(store: Store) -> None:
    grade(store, CARD, Rating.EASY, NOON)
    days = store.state(CARD).memory.interval
    tokyo = Moment(later(days * DAY - 17 * HOUR).time, 9 * 60)  # 19:00 UTC is four in the morning there
    assert due_cards(store, tokyo) == {CARD}
    assert due_cards(store, tokyo._replace(offset=0)) == set()


def test_buried_and_suspended_cards_are_not_due(store: Store) -> None:
    for card in (CARD, OTHER):
        grade(store, card, Rating.AGAIN, NOON)
    soon, tomorrow = later(2 * MINUTE), later(DAY)
    store.change(CARD, DECK, Action.BURY, soon.day() + 1, soon)
    store.change(OTHER, DECK, Action.SUSPEND, 1, soon)
    assert due_cards(store, soon) == set()
    assert due_cards(store, tomorrow) == {CARD}
    store.change(OTHER, DECK, Action.SUSPEND, 0, tomorrow)
    assert due_cards(store, tomorrow) == {CARD, OTHER}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actions=st.lists(
        st.tuples(
            st.sampled_from([Action.REVIEW, Action.BURY, Action.SUSPEND, Action.UNDO]),
            st.integers(0, 2),
            st.integers(1, 4),
            st.integers(0, 12 * DAY),
        ),
        max_size=12,
    ),
    offset=st.sampled_from([-600, 0, 540]),
)
def test_the_database_counts_what_the_states_say(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Action, int, int, int]], offset: int
) -> None:
    now = NOON._replace(offset=offset)
    with Store.open(tmp_path_factory.mktemp("log") / "reviews.db", now) as store:
        for kind, card, number, gap in actions:
            now, known = later(gap, now), CardId(f"{card:016x}", 1)
            if kind is Action.REVIEW:
                grade(store, known, Rating(number), now)
            elif kind is Action.UNDO:
                store.undo(DECK, now)
            else:
                value = now.day() + number - 1 if kind is Action.BURY else number % 2
                store.change(known, DECK, kind, value, now)
            for ahead in (0, 5 * MINUTE, HOUR, 18 * HOUR, 9 * DAY):
                due_cards(store, later(ahead, now))


def test_a_new_card_is_not_due() -> None:
    assert not CardState().is_due(NOON.time, NOON.day())


def test_the_count_uses_the_index(store: Store) -> None:
    plan = store._read(f"EXPLAIN QUERY PLAN {due.COUNT}", DECK, 1, 1, 1)
    assert [row[3] for row in plan] == ["SEARCH cards USING INDEX cards_due (deck=? AND waits=? AND due<?)"]
