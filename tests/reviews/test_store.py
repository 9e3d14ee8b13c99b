"""The reviews database: the log, its cache, two at once, migrations, and every refusal."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import stat
import threading
import warnings
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.disk import atomic
from flashcards.reviews import database, due, rows
from flashcards.reviews.store import Elsewhere, Graded, Store, StoreError, Today
from flashcards.study.log import Action, CardId, CardState
from flashcards.study.memory import DAY, HOUR, MINUTE, Moment, Rating, Settings, State
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DECK = "00000000-0000-4000-8000-000000000001"
NOON = Moment(1_750_000_000_000 // DAY * DAY + 12 * HOUR, 0)
CARD, OTHER = CardId("a" * 16, 1), CardId("b" * 16, 2)


def later(ms: int, start: Moment = NOON) -> Moment:
    return start._replace(time=start.time + ms)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reviews.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, NOON) as opened:
        yield opened


def grade(
    store: Store, card: CardId, rating: Rating, now: Moment, confused: tuple[str, str] | None = None
) -> Graded:
    done = store.grade(card, DECK, rating, now, 1234, seen=store.state(card).head, confused=confused)
    assert isinstance(done, Graded)
    return done


def fill(store: Store, count: int) -> None:
    for n in range(count):
        store.grade(CardId(f"{n:016x}", 1), DECK, Rating.GOOD, NOON, 0, seen="")


# --- grading and the log ------------------------------------------------------------------------------------


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


def test_ids_grow_even_if_the_clock_does_not_and_begin_with_the_time(store: Store) -> None:
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


def test_a_leech_is_told_once(store: Store) -> None:
    now, told = NOON, []
    for _ in range(9):
        while store.state(CARD).memory.state is not State.REVIEW:
            now = later(DAY, now)
            grade(store, CARD, Rating.GOOD, now)
        now = later(DAY, now)
        told.append(grade(store, CARD, Rating.AGAIN, now).new_leech)
    assert told == [False] * 7 + [True, False]
    assert store.state(CARD).lapses == 9


def test_cram_changes_nothing_but_the_log(store: Store) -> None:
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
def test_changes_and_their_undo(store: Store, kind: Action, value: int, expected: CardState) -> None:
    assert store.change(CARD, DECK, kind, value, NOON) == expected
    undone = store.undo(DECK, NOON)
    assert undone is not None
    assert (undone.entry.kind, undone.state) == (kind, CardState())
    assert store.state(CARD) == CardState()
    assert store.verify() == []


# --- undo ----------------------------------------------------------------------------------------------------


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


def test_undo_keeps_to_its_deck(store: Store) -> None:
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
def test_replay_equals_cache_whatever_was_done(
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


# --- what is due, what was done --------------------------------------------------------------------------------


def test_due_is_by_time_for_learning_and_by_study_day_for_review(store: Store) -> None:
    grade(store, CARD, Rating.EASY, NOON)
    grade(store, OTHER, Rating.AGAIN, NOON)
    days = store.state(CARD).memory.interval
    opens = later(days * DAY - 8 * HOUR)  # four in the morning
    assert store.due(DECK, NOON) == []
    assert store.due(DECK, later(MINUTE)) == [OTHER]
    assert store.due(DECK, NOON, ahead=20 * MINUTE) == [OTHER]
    assert store.due(DECK, later(-1, opens)) == [OTHER]
    assert store.due(DECK, opens) == [OTHER, CARD]
    assert store.due(DECK, opens, limit=1) == [OTHER]
    assert (store.due_count(DECK, opens), store.due_count("other", opens)) == (2, 0)


def test_the_study_day_is_the_learners(store: Store) -> None:
    grade(store, CARD, Rating.EASY, NOON)
    days = store.state(CARD).memory.interval
    tokyo = Moment(later(days * DAY - 17 * HOUR).time, 9 * 60)  # 19:00 UTC is four in the morning there
    assert store.due(DECK, tokyo) == [CARD]
    assert store.due(DECK, tokyo._replace(offset=0)) == []


def test_buried_and_suspended_cards_are_not_due(store: Store) -> None:
    for card in (CARD, OTHER):
        grade(store, card, Rating.AGAIN, NOON)
    soon, tomorrow = later(2 * MINUTE), later(DAY)
    store.change(CARD, DECK, Action.BURY, soon.day() + 1, soon)
    store.change(OTHER, DECK, Action.SUSPEND, 1, soon)
    assert store.due(DECK, soon) == []
    assert store.due(DECK, tomorrow) == [CARD]
    store.change(OTHER, DECK, Action.SUSPEND, 0, tomorrow)
    assert {*store.due(DECK, tomorrow)} == {CARD, OTHER}


def test_today_counts_across_sessions_and_without_what_was_undone(path: Path) -> None:
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


def test_due_is_answered_by_the_index(store: Store) -> None:
    plan = store._read(f"EXPLAIN QUERY PLAN {rows.DUE}", DECK, 1, 1, 1, 1)
    assert [row[3] for row in plan] == ["SEARCH cards USING INDEX cards_due (deck=? AND waits=? AND due<?)"]


# --- settings ---------------------------------------------------------------------------------------------------


def test_other_settings_replay_the_log_and_are_remembered(path: Path) -> None:
    strict = Settings(desired_retention=0.97)
    with Store.open(path, NOON) as store:
        relaxed = grade(store, CARD, Rating.EASY, NOON).after
    with Store.open(path, NOON, strict) as store:
        assert store.state(CARD).memory.interval < relaxed.memory.interval
        assert store.verify() == []
    with Store.open(path, NOON) as store:
        assert store.settings == strict


def test_a_session_whose_settings_were_changed_under_it_says_so(path: Path) -> None:
    with Store.open(path, NOON) as first, Store.open(path, NOON, Settings(rollover=0)):
        with pytest.raises(StoreError, match="another session changed the settings"):
            first.grade(CARD, DECK, Rating.GOOD, NOON, 0, seen="")
        assert list(first.entries()) == []


# --- two at once -------------------------------------------------------------------------------------------------


def test_a_card_that_was_graded_elsewhere_is_not_graded_twice(path: Path) -> None:
    with Store.open(path, NOON) as first, Store.open(path, NOON) as second:
        done = grade(first, CARD, Rating.GOOD, NOON)
        told = second.grade(CARD, DECK, Rating.AGAIN, NOON, 0, seen="")
        assert told == Elsewhere(done.after)
        assert isinstance(told, Elsewhere)
        assert told.state.head == done.id
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


# --- the file ---------------------------------------------------------------------------------------------------


def test_the_folder_and_the_file_are_the_learners_alone(path: Path) -> None:
    Store.open(path, NOON).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_how_it_is_written(store: Store) -> None:
    asked = {name: store._read(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous")}
    assert asked == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.parametrize("statement", ["DELETE FROM reviews", "UPDATE reviews SET rating = 4"])
def test_the_log_is_append_only(store: Store, statement: str) -> None:
    grade(store, CARD, Rating.GOOD, NOON)
    with pytest.raises(StoreError, match="append-only"):
        store._read(statement)


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (id)")
        connection.commit()


def newer(path: Path) -> None:
    Store.open(path, NOON).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")


def damaged(path: Path) -> None:
    with Store.open(path, NOON) as store:
        fill(store, 200)
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 5 * 4096] = b"\xff" * 2 * 4096
    path.write_bytes(data)


def truncated(path: Path) -> None:
    damaged(path)
    path.write_bytes(path.read_bytes()[: 6 * 4096])


def text(path: Path) -> None:
    path.write_text("my shopping list\n" * 20)


DAMAGED = (
    "{path} is damaged and was left as it is; its newest backup is {path}.backup: copy that over it, or choose"
    " another file with --db"
)
REFUSALS = {
    foreign: "{path} is a database of another program and was left as it is; choose another file with --db",
    newer: (
        "{path} was written by a newer version of flashcards (format 2, this one knows 1) and was left as it is;"
        " update flashcards, or choose another file with --db"
    ),
    damaged: DAMAGED,
    truncated: DAMAGED,
    text: (
        "{path} is no database of reviews, or it is damaged, and was left as it is; there is no backup beside it;"
        " restore one of your own, or choose another file with --db"
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), REFUSALS.items(), ids=[spoil.__name__ for spoil in REFUSALS])
def test_a_file_that_is_refused_stays_untouched(
    tmp_path: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "reviews.db"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store.open(path, NOON)
    assert str(refused.value) == sentence.format(path=path)
    assert path.read_bytes() == before


def pipe(path: Path) -> str:
    named_pipe(path)
    return "no regular file"


def folder(path: Path) -> str:
    path.mkdir()
    return "a folder"


def dangling(path: Path) -> str:
    path.symlink_to("gone.db")
    return "a link to gone.db, which isn't there,"


@pytest.mark.parametrize("kind", [pipe, folder, dangling])
def test_what_is_no_file_is_neither_replaced_nor_waited_for(
    tmp_path: Path, kind: Callable[[Path], str]
) -> None:
    path = tmp_path / "reviews.db"
    what = kind(path)
    before = path.lstat()
    assert due.quickly(("--db", str(path)), {}, 0) is None
    with pytest.raises(StoreError) as refused:
        Store.open(path, NOON)
    assert str(refused.value) == f"{path} is {what} and was left as it is; choose another file with --db"
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("empty", [True, False], ids=["to an empty file", "to a database"])
def test_a_link_stays_a_link(tmp_path: Path, empty: bool) -> None:
    path, real = tmp_path / "link.db", tmp_path / "real.db"
    real.touch()
    path.symlink_to(real)
    if not empty:
        Store.open(real, NOON).close()
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    assert path.is_symlink()
    with Store.open(real, NOON) as store:
        assert store.state(CARD).reps == 1


def test_a_backup_is_a_whole_database(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    backup = path.with_name("reviews.db.backup")
    with Store.open(backup, NOON) as store:
        assert store.state(CARD).reps == 1
        assert store.verify() == []


def test_a_backup_is_the_learners_alone_and_leaves_nothing_beside_it(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    assert stat.S_IMODE(path.with_name("reviews.db.backup").stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_a_backup_that_fails_leaves_the_old_one_and_nothing_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    backup = path.with_name("reviews.db.backup")
    old = backup.read_bytes()

    def full(made: Path, _: int | None) -> None:
        for file in ("x-wal", "x-shm", "x-journal"):  # as SQLite leaves them
            made.with_name(file).touch()
        raise OSError(28, "No space left on device")

    with Store.open(path, later(DAY)) as store:
        grade(store, CARD, Rating.GOOD, later(DAY))
        monkeypatch.setattr(atomic, "_sync_file", full)
    assert backup.read_bytes() == old
    assert sorted(file.name for file in path.parent.iterdir()) == ["reviews.db", "reviews.db.backup"]


def test_what_killed_sessions_left_goes_with_the_daily_backup(path: Path) -> None:
    others = [
        ".other.db.backup.abcdefgh.part",
        ".reviews.db.abcdefgh.part",
    ]  # one is perhaps being made just now
    for name in (".reviews.db.backup.abcdefgh.part", *others):
        (path.parent / name).mkdir(parents=True)
        (path.parent / name / "reviews.db").touch()
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    names = sorted(file.name for file in path.parent.iterdir())
    assert names == [*others, "reviews.db", "reviews.db.backup"]


def test_a_lock_held_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.0)
    Store.open(path, NOON).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StoreError, match="has been locked by another program for 0 seconds; close the other"
        ):
            Store.open(path, NOON)


def test_a_full_disk_is_told_and_costs_nothing(path: Path) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
        store._read("PRAGMA wal_checkpoint(TRUNCATE)")
        store._read(f"PRAGMA max_page_count = {store._read('PRAGMA page_count')[0][0]}")
        with pytest.raises(StoreError, match=r"the disk that holds .*reviews\.db is full; make room"):
            fill(store, 500)
        assert store.verify() == []
        assert store.state(CARD).reps == 1


def test_a_file_that_can_not_be_written_is_told() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.db"
        with Store.open(path, NOON) as store:
            fill(store, 3)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        before = path.read_bytes()
        told = _as_nobody(lambda: Store.open(path, NOON).close())
        assert told == (
            f"StoreError: {path} or its folder can't be written; fix its permissions or choose another file with --db"
        )
        assert path.read_bytes() == before
        Path(folder).chmod(0o755)


def _as_nobody(work: Callable[[], object]) -> str:
    """What a child process that is not root ends with: what it raised, or ""."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of forks beside threads: this child only opens a file
        child = os.fork()
    if child == 0:
        said = ""
        try:
            if os.geteuid() == 0:
                os.setuid(65_534)
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent looks at it
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def test_a_path_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError,
        match=rf"file/reviews\.db can't be used: {os.strerror(errno.ENOTDIR)}; fix that or choose",
    ):
        Store.open(tmp_path / "file" / "reviews.db", NOON)


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "reviews.db").touch()
    with Store.open(tmp_path / "reviews.db", NOON) as store:
        assert store.verify() == []


# --- migrations -----------------------------------------------------------------------------------------------------


def test_a_migration_backs_up_first_and_keeps_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path, NOON) as store:
        grade(store, CARD, Rating.GOOD, NOON)
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("ALTER TABLE decks ADD COLUMN colour TEXT",)})
    with Store.open(path, NOON) as store:
        assert store.state(CARD).reps == 1
        assert store._read("SELECT colour FROM decks") == []
        assert store.verify() == []
    monkeypatch.setattr(database, "VERSION", 1)
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path, NOON)
    with Store.open(path.with_name("reviews.db.v1.backup"), NOON) as store:
        assert store.state(CARD).reps == 1


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path, NOON).close()
    before = path.read_bytes()
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("CREATE TABLE extra (x)", "nonsense")})
    with pytest.raises(StoreError, match="can't be used"):
        Store.open(path, NOON)
    assert path.read_bytes() == before


def test_a_migration_that_sqlite_took_back_itself_is_told_as_what_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(path, NOON).close()
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(database, "MIGRATIONS", {1: ("ROLLBACK", "nonsense")})
    with pytest.raises(StoreError, match="can't be used") as raised:
        Store.open(path, NOON)
    assert isinstance(raised.value.__cause__, sqlite3.Error)
    assert raised.value.__cause__.sqlite_errorcode == sqlite3.SQLITE_ERROR
    assert str(raised.value.__cause__) in str(raised.value)


def test_verify_names_a_card_whose_cache_is_wrong(store: Store) -> None:
    state = grade(store, CARD, Rating.GOOD, NOON).after
    store._read("UPDATE cards SET stability = 99 WHERE guid = ?", CARD.guid)
    spoilt = replace(state, memory=replace(state.memory, stability=99.0))
    assert store.verify() == [f"card {CARD.guid}/1: the log says {state}, the cache {spoilt}"]
    store.rebuild()
    assert store.verify() == []
