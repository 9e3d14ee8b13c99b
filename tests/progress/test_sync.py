"""What becomes of a sync when the folder, the clocks, the programs or the machines are not as they should be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flashcards.progress import databases, folder, ledger, lines, sync
from flashcards.reviews.store import StoreError
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import DAY, HOUR, Moment, Rating
from tests.progress.machines import CARDS, DECK, NOON, Machine

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 365 * DAY


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    made = tmp_path / "synced"
    made.mkdir()
    return made


def machine(tmp_path: Path, name: str, skew: int = 0, offset: int = 0) -> Machine:
    return Machine(tmp_path / name / "reviews.db", name, skew, offset)


def only(synced: Path) -> Path:
    (path,) = folder.files(synced)
    return path


def test_two_machines_exchange_what_each_made(tmp_path: Path, synced: Path) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap", offset=540)
    first = desk.grade(CARDS[0], 3, NOON)
    second = lap.grade(CARDS[0], 3, NOON + HOUR)
    assert desk.sync(synced, NOON + HOUR)[1:4] == (0, 1, False)
    assert lap.sync(synced, NOON + HOUR)[1:4] == (1, 1, False)
    assert desk.sync(synced, NOON + HOUR)[1:4] == (1, 0, False)
    assert [entry.id for entry in desk.log()] == [entry.id for entry in lap.log()] == [first, second]
    assert desk.states() == lap.states()
    assert [path.name.split("-")[1] for path in folder.files(synced)] == ["desk", "lap"]


def test_a_file_that_has_half_come_gives_its_whole_lines_and_later_the_rest(
    tmp_path: Path, synced: Path
) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    for n in range(3):
        desk.grade(CARDS[n], 3, NOON + n * HOUR)
    desk.sync(synced, NOON + DAY)
    path = only(synced)
    data = path.read_bytes()
    path.write_bytes(data[:-10])
    result = lap.sync(synced, NOON + DAY)
    assert (result.received, [file.torn for file in result.files]) == (2, [1])
    path.write_bytes(data)
    assert lap.sync(synced, NOON + DAY).received == 1
    assert lap.log() == desk.log()


def test_zeros_in_the_middle_are_read_again_when_they_are_filled(tmp_path: Path, synced: Path) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    for n in range(3):
        desk.grade(CARDS[n], 3, NOON + n * HOUR)
    desk.sync(synced, NOON + DAY)
    path = only(synced)
    data = path.read_bytes()
    second = data.split(b"\n")[2]
    path.write_bytes(data.replace(second, bytes(len(second))))
    assert lap.sync(synced, NOON + DAY).received == 2
    path.write_bytes(data)
    assert lap.sync(synced, NOON + DAY).received == 1


@pytest.mark.parametrize(
    "name",
    [
        "{}.sync-conflict-20261201-101112-ABCDEFG.jsonl",
        "{} (desk's conflicted copy 2026-12-01).jsonl",
        "{} 2.jsonl",
        "{}(1).jsonl",
    ],
)
def test_conflict_copies_are_read_like_the_original(tmp_path: Path, synced: Path, name: str) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    desk.grade(CARDS[0], 3, NOON)
    desk.sync(synced, NOON)
    path = only(synced)
    path.rename(path.with_name(name.format(path.stem)))
    assert lap.sync(synced, NOON).received == 1


def test_other_files_and_links_are_left_alone(tmp_path: Path, synced: Path) -> None:
    for name in ("notes.jsonl", "flashcards-x.txt", ".flashcards-desk-1.jsonl.part"):
        (synced / name).write_bytes(lines.header("x", "x"))
    (synced / "flashcards-link.jsonl").symlink_to(tmp_path)
    (synced / "flashcards-folder.jsonl").mkdir()
    assert folder.files(synced) == []


def test_a_newer_format_is_left_out_by_name_and_the_rest_goes_on(tmp_path: Path, synced: Path) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    desk.grade(CARDS[0], 3, NOON)
    desk.sync(synced, NOON)
    newer = synced / "flashcards-new-1.jsonl"
    newer.write_bytes(
        b'{"flashcards":"log","format":2,"machine":"n","name":"new","sum":"2f6f6529169a"}\n???\n'
    )
    result = lap.sync(synced, NOON)
    assert [(file.name, file.newer) for file in result.files if file.newer] == [(newer.name, True)]
    assert result.received == 1
    assert newer.read_bytes().endswith(b"???\n")


def test_an_action_of_a_newer_program_is_kept_sent_on_and_changes_nothing(
    tmp_path: Path, synced: Path
) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    entry = LogEntry("0" * 31 + "1", CARDS[0], DECK, Moment(NOON), "dance", value=7)
    (synced / "flashcards-new-1.jsonl").write_bytes(lines.of_entry(entry))
    desk.sync(synced, NOON)
    assert desk.log() == [entry]
    (synced / "flashcards-new-1.jsonl").unlink()
    desk.sync(synced, NOON)
    lap.sync(synced, NOON)
    assert lap.log() == [entry]
    assert lap.states()[CARDS[0]].reps == 0


def test_a_clock_a_year_ahead_stops_no_other_machine(tmp_path: Path, synced: Path) -> None:
    fast, desk = machine(tmp_path, "fast", YEAR), machine(tmp_path, "desk")
    fast.grade(CARDS[0], 3, NOON)
    fast.sync(synced, NOON)
    desk.sync(synced, NOON)
    desk.grade(CARDS[1], 3, NOON + HOUR)
    with desk.store(NOON + HOUR) as store:
        assert store.today(DECK, Moment(NOON + HOUR)).answers == 1, "the future doesn't count for today"
        assert store.state(CARDS[1]).memory.last_review == NOON + HOUR
    log = desk.log()
    assert [entry.card for entry in log] == [CARDS[0], CARDS[1]], "what was made later sorts later"
    seen = {row.name: row.ahead for row in sync.status(synced, Moment(NOON))}
    assert seen == {"fast": True, "desk": False}


def test_machines_that_saw_the_same_never_make_the_same_id(tmp_path: Path, synced: Path) -> None:
    fast = machine(tmp_path, "fast", YEAR)
    fast.grade(CARDS[0], 3, NOON)
    fast.sync(synced, NOON)
    others = [machine(tmp_path, name) for name in ("desk", "lap")]
    for other in others:
        other.sync(synced, NOON)
    first, second = (other.grade(CARDS[1], 3, NOON) for other in others)
    assert first != second
    for other in (*others, others[0]):
        other.sync(synced, NOON)
    assert others[0].log() == others[1].log()
    assert len(others[0].log()) == 3


def test_a_copied_database_becomes_a_machine_of_its_own(tmp_path: Path, synced: Path) -> None:
    desk = machine(tmp_path, "desk")
    desk.grade(CARDS[0], 3, NOON)
    desk.sync(synced, NOON)
    copy = desk.copy(tmp_path / "copy.db")
    for made, card in ((desk, CARDS[1]), (copy, CARDS[2])):
        made.grade(card, 3, NOON + HOUR)
        made.sync(synced, NOON + HOUR)
    desk.sync(synced, NOON + HOUR)
    assert desk.log() == copy.log()
    assert len(desk.log()) == 3
    assert len(folder.files(synced)) == 2


def test_a_machine_restored_from_a_backup_gets_back_what_it_had_sent(tmp_path: Path, synced: Path) -> None:
    desk = machine(tmp_path, "desk")
    desk.grade(CARDS[0], 3, NOON)
    with desk.store(NOON) as store:
        store.copy(tmp_path / "backup.db")
    desk.grade(CARDS[1], 3, NOON + HOUR)
    desk.sync(synced, NOON + HOUR)
    log = desk.log()
    desk.restore(tmp_path / "backup.db")
    assert desk.sync(synced, NOON + DAY)[1:3] == (1, 0)
    assert desk.log() == log


def test_a_file_that_is_lost_is_made_good_by_a_machine_that_knew_it(tmp_path: Path, synced: Path) -> None:
    desk, lap, new = (machine(tmp_path, name) for name in ("desk", "lap", "new"))
    desk.grade(CARDS[0], 3, NOON)
    desk.sync(synced, NOON)
    lap.sync(synced, NOON)
    next(path for path in folder.files(synced) if "desk" in path.name).unlink()
    assert lap.sync(synced, NOON)[1:3] == (0, 1)
    new.sync(synced, NOON)
    assert new.log() == desk.log()


def test_the_newest_settings_hold_everywhere_and_defaults_override_nothing(
    tmp_path: Path, synced: Path
) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    with desk.store(NOON) as store:
        store.reschedule(replace(store.settings, desired_retention=0.8))
    lap.sync(synced, NOON)
    desk.sync(synced, NOON)
    assert lap.sync(synced, NOON).settings
    assert lap.settings().desired_retention == 0.8
    with lap.store(NOON) as store:
        store.reschedule(replace(store.settings, desired_retention=0.95))
    lap.sync(synced, NOON + HOUR)
    desk.sync(synced, NOON + HOUR)
    assert desk.settings() == lap.settings()
    assert desk.settings().desired_retention == 0.95


def test_a_sync_behind_a_quiz_leaves_the_settings_for_the_next_one(tmp_path: Path, synced: Path) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    with desk.store(NOON) as store:
        store.reschedule(replace(store.settings, desired_retention=0.8))
    desk.sync(synced, NOON)
    with lap.store(NOON) as store:
        book = ledger.Ledger(store, str(synced))
        sync.sync(store, synced, book, ledger.Machine("ab", "lap"), Moment(NOON), settings=False)
        assert store.settings.desired_retention == 0.9
    lap.sync(synced, NOON)
    assert lap.settings().desired_retention == 0.8


def test_of_two_records_of_one_review_every_machine_keeps_the_same(tmp_path: Path, synced: Path) -> None:
    """One review of Anki's, imported on two machines in two time zones."""
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    for made, offset in ((desk, 60), (lap, -300)):
        entry = LogEntry("1" * 32, CARDS[0], DECK, Moment(NOON, offset), Action.REVIEW, 3)
        with made.store(NOON) as store:
            assert store.merge([entry]).new == 1
    for made in (desk, lap, desk, lap):
        made.sync(synced, NOON)
    assert desk.log() == lap.log()
    assert [entry.moment.offset for entry in desk.log()] == [-300]


def test_only_one_sync_of_a_database_runs(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with sync.alone(path), pytest.raises(sync.BusyError), sync.alone(path):
        pass
    with sync.alone(path):
        pass


def test_a_fork_of_a_deck_has_a_history_of_its_own(tmp_path: Path, synced: Path) -> None:
    desk, lap = machine(tmp_path, "desk"), machine(tmp_path, "lap")
    desk.grade(CARDS[0], 3, NOON)
    with lap.store(NOON) as store:
        store.grade(CardId("f" * 16, 1), "the fork", Rating.GOOD, Moment(NOON), 5, seen="")
    for made in (desk, lap, desk):
        made.sync(synced, NOON)
    assert {entry.deck for entry in desk.log()} == {DECK, "the fork"}
    assert set(desk.states()) == {CARDS[0]}


def test_another_database_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    desk = machine(tmp_path, "desk")
    desk.grade(CARDS[0], 3, NOON)
    before = desk.path.read_bytes()
    assert databases.entries(desk.path) == desk.log()
    assert desk.path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file"),
        (b"hello", "not a database of reviews"),
        (b"SQLite format 3\0" + b"x" * 100, "another program"),
    ],
)
def test_what_is_no_database_of_reviews_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "other.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=words):
        databases.entries(path)
