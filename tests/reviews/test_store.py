"""The log and its cache: grading, undo, settings, and two sessions at once."""

from __future__ import annotations

import random
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.reviews.store import Elsewhere, Graded, Store, StoreError, Today
from flashcards.study.log import Action, CardId, CardState
from flashcards.study.memory import DAY, HOUR, MINUTE, Rating, Settings, State
from tests.reviews.stores import CARD, DECK, NOON, OTHER, grade, later

if TYPE_CHECKING:
    from pathlib import Path


def test_a_grade_is_in_the_log_and_in_the_cache(store: Store) -> None:
    done = grade(store, CARD, Rating.GOOD, NOON, ("outer-alignment", "inner-alignment"))
    (entry,) = store.entries()
    assert (entry.id, entry.card, entry.deck, entry.moment) == (done.id, CARD, DECK, NOON)
    assert (entry.kind, entry.rating, entry.duration, entry.was) == (Action.REVIEW, 3, 1234, State.NEW)
    assert (entry.asked, entry.mistaken) == ("outer-alignment", "inner-alignment")
    assert store.state(CARD) == done.after
    assert done.before == CardState()
    assert done.after.memory.due == NOON.time + 10 * MINUTE
    assert store.verify() == []


def test_an_answer_time_is_capped_at_a_minute(store: Store) -> None:
    store.grade(CARD, DECK, Rating.GOOD, NOON, 3_600_000, seen="")
    store.cram(OTHER, DECK, Rating.GOOD, NOON, -5)
    assert [entry.duration for entry in store.entries()] == [60_000, 0]


def test_ids_begin_with_the_time_and_grow_even_if_the_clock_does_not(store: Store) -> None:
    times = (NOON, NOON, later(-DAY), later(1))
    ids = [store.cram(CARD, DECK, Rating.GOOD, now, 0).id for now in times]
    assert ids == sorted(set(ids))
    assert int(ids[0], 16) >> 80 == NOON.time


def test_a_clock_set_back_counts_as_the_last_review(store: Store) -> None:
    grade(store, CARD, Rating.GOOD, NOON)
    done = grade(store, CARD, Rating.GOOD, later(-3 * DAY))
    assert done.clock_back
    assert done.after.memory.last_review == NOON.time
    assert not grade(store, OTHER, Rating.GOOD, later(-3 * DAY)).clock_back
    assert store.verify() == []


def test_a_new_leech_is_reported_once(store: Store) -> None:
    now, new_leech = NOON, []
    for _ in range(9):
        while store.state(CARD).memory.state is not State.REVIEW:
            now = later(DAY, now)
            grade(store, CARD, Rating.GOOD, now)
        now = later(DAY, now)
        new_leech.append(grade(store, CARD, Rating.AGAIN, now).new_leech)
    assert new_leech == [False] * 7 + [True, False]
    assert store.state(CARD).lapses == 9


def test_cramming_only_changes_the_log(store: Store) -> None:
    after = grade(store, CARD, Rating.GOOD, NOON).after
    store.cram(CARD, DECK, Rating.AGAIN, later(DAY), 5)
    assert store.state(CARD) == after
    assert store.today(DECK, later(DAY)) == Today()


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Action.BURY, 20000, CardState(buried_until=20000)),
        (Action.SUSPEND, 1, CardState(suspended=True)),
        (Action.MARK, 1, CardState(marked=True)),
        (Action.FLAG, 3, CardState(flag=3)),
    ],
    ids=lambda value: value.value if isinstance(value, Action) else "",
)
def test_undo_reverts_burying_suspending_marking_and_flagging(
    store: Store, kind: Action, value: int, expected: CardState
) -> None:
    assert store.change(CARD, DECK, kind, value, NOON) == expected
    undone = store.undo(DECK, NOON)
    assert undone is not None
    assert (undone.entry.kind, undone.state) == (kind, CardState())
    assert store.state(CARD) == CardState()
    assert store.verify() == []


def test_fifty_undos_and_the_same_fifty_grades_give_the_same_state_across_restarts(path: Path) -> None:
    dice = random.Random(50)
    cards = [CardId(f"{n:016x}", 1) for n in range(7)]
    done = [(dice.choice(cards), Rating(dice.randint(1, 4)), later(n * 7 * HOUR)) for n in range(50)]
    states = []
    with Store.open(path, NOON) as store:
        for card, rating, now in done:
            states.append(dict(store.states(DECK)))
            grade(store, card, rating, now)
        last = dict(store.states(DECK))
    for before in reversed(states):
        with Store.open(path, NOON) as store:
            assert store.undo(DECK, done[-1][2]) is not None
            now_states = {card: state for card, state in store.states(DECK).items() if state != CardState()}
            assert now_states == before
    with Store.open(path, NOON) as store:
        assert store.undo(DECK, NOON) is None
        for card, rating, now in done:
            grade(store, card, rating, now)
        assert store.states(DECK) == last
        assert store.verify() == []
        assert len(list(store.entries())) == 150


def test_undo_leaves_other_decks_alone(store: Store) -> None:
    grade(store, CARD, Rating.GOOD, NOON)
    assert store.undo("another-deck", NOON) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actions=st.lists(
        st.tuples(
            st.sampled_from([*Action]), st.integers(0, 2), st.integers(1, 4), st.integers(-2 * DAY, 40 * DAY)
        ),
        max_size=25,
    )
)
def test_the_cache_equals_a_replay_after_any_actions(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Action, int, int, int]]
) -> None:
    now = NOON
    with Store.open(tmp_path_factory.mktemp("log") / "reviews.db", NOON) as store:
        for kind, card, number, gap in actions:
            now, known = later(gap, now), CardId(f"{card:016x}", 1)
            if kind is Action.REVIEW:
                grade(store, known, Rating(number), now)
            elif kind is Action.CRAM:
                store.cram(known, DECK, Rating(number), now, 0)
            elif kind is Action.UNDO:
                store.undo(DECK, now)
            else:
                store.change(known, DECK, kind, number, now)
        assert store.verify() == []
        held = dict(store.states(DECK))
        store.rebuild()
        assert store.states(DECK) == held


def test_logs_of_two_machines_merge_by_union(path: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.db"
    for file, shift in ((path, 0), (second, DAY)):
        with Store.open(file, NOON) as store:
            grade(store, CARD, Rating.GOOD, later(shift))
            grade(store, CARD, Rating.GOOD, later(shift + 20 * MINUTE))
    merged = []
    for one, two in ((path, second), (second, path)):
        target = tmp_path / f"merged-{one.name}"
        with closing(sqlite3.connect(one)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target)) as connection, connection:
            connection.execute("ATTACH ? AS other", (str(two),))
            connection.execute("INSERT OR IGNORE INTO reviews SELECT * FROM other.reviews")
        with Store.open(target, NOON) as store:
            store.rebuild()
            merged.append(store.state(CARD))
            assert store.verify() == []
    assert merged[0] == merged[1]
    assert merged[0].reps == 4


def test_today_counts_all_sessions_without_undone_answers(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.EASY, NOON)
        grade(store, OTHER, Rating.GOOD, NOON)
    with Store.open(path, NOON) as store:
        assert store.today(DECK, NOON) == Today(2, 0, 2, frozenset({CARD.guid, OTHER.guid}))
        store.undo(DECK, NOON)
        assert store.today(DECK, NOON) == Today(1, 0, 1, frozenset({CARD.guid}))
        back = later(20 * DAY)
        grade(store, CARD, Rating.GOOD, back)
        assert store.today(DECK, back) == Today(0, 1, 1, frozenset({CARD.guid}))


def test_new_settings_are_stored_and_the_log_is_replayed(path: Path) -> None:
    strict = Settings(desired_retention=0.97)
    with Store.open(path, NOON) as store:
        relaxed = grade(store, CARD, Rating.EASY, NOON).after
    with Store.open(path, NOON, strict) as store:
        assert store.state(CARD).memory.interval < relaxed.memory.interval
        assert store.verify() == []
    with Store.open(path, NOON) as store:
        assert store.settings == strict


def test_a_session_refuses_to_write_after_another_changed_the_settings(path: Path) -> None:
    with Store.open(path, NOON) as first, Store.open(path, NOON, Settings(rollover=0)):
        with pytest.raises(StoreError, match="another session changed the settings"):
            first.grade(CARD, DECK, Rating.GOOD, NOON, 0, seen="")
        assert list(first.entries()) == []


def test_a_card_that_was_graded_elsewhere_is_not_graded_twice(path: Path) -> None:
    with Store.open(path, NOON) as first, Store.open(path, NOON) as second:
        done = grade(first, CARD, Rating.GOOD, NOON)
        result = second.grade(CARD, DECK, Rating.AGAIN, NOON, 0, seen="")
        assert result == Elsewhere(done.after)
        assert isinstance(result, Elsewhere)
        assert result.state.head == done.id
        grade(second, CARD, Rating.GOOD, later(MINUTE))
        assert first.state(CARD).reps == 2
        assert len(list(first.entries())) == 2


def test_two_writers_take_turns(path: Path) -> None:
    def write(number: int) -> None:
        with Store.open(path, NOON) as store:
            for n in range(40):
                card = CardId(f"{number:016x}", n + 1)
                assert isinstance(store.grade(card, DECK, Rating.GOOD, NOON, 0, seen=""), Graded)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Store.open(path, NOON) as store:
        entries = list(store.entries())
        assert len({entry.id for entry in entries}) == len(entries) == 80
        assert store.verify() == []


@pytest.mark.parametrize("statement", ["DELETE FROM reviews", "UPDATE reviews SET rating = 4"])
def test_the_log_is_append_only(store: Store, statement: str) -> None:
    grade(store, CARD, Rating.GOOD, NOON)
    with pytest.raises(StoreError, match="append-only"):
        store._read(statement)


def test_verify_reports_a_card_whose_cached_state_is_wrong(store: Store) -> None:
    state = grade(store, CARD, Rating.GOOD, NOON).after
    store._read("UPDATE cards SET stability = 99 WHERE guid = ?", CARD.guid)
    spoilt = replace(state, memory=replace(state.memory, stability=99.0))
    assert store.verify() == [f"card {CARD.guid}/1: the log says {state}, the cache {spoilt}"]
    store.rebuild()
    assert store.verify() == []
