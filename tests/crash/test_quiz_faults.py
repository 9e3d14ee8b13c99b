"""Every call of a quiz that writes fails or is the process's last: no review that was told is lost, and it goes on.

A few calls of a few sessions in the normal run; ``FLASHCARDS_FAULTS=1 pytest -rP tests/crash`` takes all of them.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.crash.faults import (
    ALL,
    BROKEN,
    ENOSPC,
    FAULTS,
    FREE,
    FULL,
    KILL,
    REMOVING,
    ROOT,
    Fault,
    Faults,
    Ran,
    copied,
    filled,
    points,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAY = 24 * 3600 * 1000
NOON = 20_000 * DAY + DAY // 2  # milliseconds
SAVED = re.compile(r"^saved ([0-9a-f]{32})$", re.MULTILINE)
DATABASE = "data/reviews.db"
KEPT = re.compile(r"data/reviews\.db(-wal|-shm|\.backup|\.v1\.backup)?|\.cache/flashcards/\w+\.deck")
# What a killed session leaves of a database or a migration; another session may be making one just then.
HARMLESS = re.compile(r"data/\.reviews\.db(\.v1\.backup)?\.\w{8}\.part/reviews\.db\S*")
SENTENCES = re.compile(
    r"the disk that holds \S+reviews\.db is full; make room and try again\n"
    r"|the disk that holds \S+reviews\.db is full or failed; check the disk and try again\n"
    r"|\S+reviews\.db can't be opened; make room or fix the permissions of its folder, or choose another file"
    r" with --db\n"
    rf"|\S+reviews\.db can't be used: ({os.strerror(errno.ENOSPC)}|{os.strerror(errno.EIO)}); fix that or choose another file"
    r" with --db\n"
)


class Session(NamedTuple):
    """What a learner types (a word a line) after sessions before, ``after`` days, and the options."""

    typed: str
    before: tuple[str, ...] = ()
    after: int = 0
    options: str = ""
    migrate: str = ""
    killed: bool = False  # the last session before
    always: bool = False


SESSIONS = {
    "the first": Session("3 1 mark undo 2", always=True),
    "the same day": Session("3 1 bury undo 2 flag\xa02", ("3 1",)),
    "the next day": Session("3 1 suspend 2", ("3 1",), after=1, always=True),
    "other settings": Session("3", ("3 1 4",), options="--retention 0.8"),
    "a migration": Session("3", ("3 1 4",), migrate="1", always=True),
    "cram": Session("3 1", ("3 1 4",), options="--cram"),
    "after a kill": Session("3 1", ("3 1 4", "3 1"), killed=True),
}


class Stage(NamedTuple):
    """A learner's folder before a session, and room to try it in; ``log`` are the reviews so far."""

    faults: Faults
    session: Session
    before: Path
    room: Path
    log: frozenset[str]
    calls: tuple[tuple[str, str], ...]

    def quiz(self, typed: str, fault: Fault = ENOSPC, at: int = 0, *, after: int = 0) -> Ran:
        return quiz(self.faults, self.room, self.session, typed, fault, at, after=after)


def quiz(
    faults: Faults,
    folder: Path,
    session: Session,
    typed: str,
    fault: Fault = ENOSPC,
    at: int = 0,
    *,
    after: int = 0,
) -> Ran:
    """A session in a learner's folder."""
    lines = "".join(f"{word}\n" for word in (*typed.split(" "), "quit")).replace("\xa0", " ")
    arguments = ("quiz", "--plain", "cell-biology", *session.options.split())
    return faults.run(folder, arguments, fault, at, typed=lines, env=variables(folder, session, after))


def variables(folder: Path, session: Session, after: int) -> dict[str, str]:
    more = {"MIGRATE": session.migrate} if session.migrate else {}
    clock = str(NOON + after * DAY)
    return {"HOME": str(folder), "FLASHCARDS_DB": str(folder / DATABASE), "CLOCK": clock, **more}


def staged(faults: Faults, folder: Path, session: Session) -> Stage:
    before = folder / "before"
    shutil.copytree(ROOT / "tests" / "data" / "cell-biology", before / "decks" / "cell-biology")
    for typed in session.before:
        last = session.killed and typed is session.before[-1]
        ended = quiz(faults, before, Session(""), typed, KILL, 50 if last else 0)
        assert ended.code == (-signal.SIGKILL if last else 0)
    log = frozenset(reviews(copied(before, folder / "look")))
    ran = quiz(faults, copied(before, folder / "room"), session, session.typed, after=session.after)
    assert (ran.code, ran.err) == (0, "")
    return Stage(faults, session, before, folder / "room", log, ran.calls)


@pytest.fixture(scope="module")
def stage(faults: Faults, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stage]:
    known: dict[str, Stage] = {}

    def get(name: str) -> Stage:
        if name not in known:
            known[name] = staged(faults, tmp_path_factory.mktemp("stage"), SESSIONS[name])
        return known[name]

    return get


# --- what is wrong ------------------------------------------------------------------------------------


def ask(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return connection.execute(query).fetchall()


def reviews(folder: Path) -> list[str]:
    """The answers in a learner's log."""
    if not (folder / DATABASE).exists():
        return []
    return [row[0] for row in ask(folder, "SELECT id FROM reviews WHERE kind IN ('review', 'cram')")]


def faulty(stage: Stage, fault: Fault, at: int) -> list[str]:
    """What is wrong after a call met a fault, and on the days after."""
    copied(stage.before, stage.room)
    session = stage.session
    ran = stage.quiz(session.typed, fault, at, after=session.after)
    assert [call for call, _ in ran.calls[:at]] == [call for call, _ in stage.calls[:at]]
    wrong = [*_ended(fault, ran), *_lost(stage, ran, copied(stage.room, stage.room.with_name("look")))]
    if not (fault.kills or fault is BROKEN or stage.calls[at - 1][0] in REMOVING):
        wrong += _left(stage.room)
    wrong += _goes_on(stage, ran)
    return [f"{fault.name} at {at}, {' '.join(stage.calls[at - 1])}: {what}" for what in wrong]


def _goes_on(stage: Stage, ran: Ran) -> Iterator[str]:
    """The next day's session is as any other, and nothing is left over then."""
    again = stage.quiz("3", after=stage.session.after + 1)
    if (again.code, again.err, len(SAVED.findall(again.out))) != (0, "", 1):
        yield f"on the next day: {again.code} {again.err} {again.out}"
    for what in (*_lost(stage, ran, stage.room), *_left(stage.room, HARMLESS)):
        yield f"on the next day: {what}"


def _ended(fault: Fault, ran: Ran) -> Iterator[str]:
    yield from ran.traces()
    if fault.kills:
        if ran.code != -signal.SIGKILL:
            yield f"it ended with {ran.code}"
    elif not (ran.code == 0 and not ran.err) and not (ran.code == 1 and SENTENCES.fullmatch(ran.err)):
        yield f"it ended with {ran.code} and said: {ran.err}"


def _lost(stage: Stage, ran: Ran, folder: Path) -> Iterator[str]:
    """What was told is in the log; the database is whole, and so is its cache of the log."""
    told = SAVED.findall(ran.out)
    if not (folder / DATABASE).exists():
        if told:
            yield "there is no database"
        return
    kept = set(reviews(folder))
    if lost := {*stage.log, *told} - kept:
        yield f"lost: {lost}"
    if folder != stage.room and len(kept - stage.log - set(told)) > 1:
        yield "more was written than was told, and the one that was on its way"
    if ask(folder, "PRAGMA quick_check") != [("ok",)]:
        yield "the database is damaged"
    proof = stage.faults.run(
        folder, ("stats", "--verify", "--db", DATABASE), env=variables(folder, stage.session, 9)
    )
    if proof.code:
        yield f"{proof.out}{proof.err}"


def _left(folder: Path, *more: re.Pattern[str]) -> Iterator[str]:
    """Nothing but the database, its backups and the kept deck."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        known = name.startswith("decks/") or any(pattern.fullmatch(name) for pattern in (KEPT, *more))
        if path.is_file() and not known:
            yield f"{name} is left over"


# --- the tests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("name", [name for name, session in SESSIONS.items() if session.always or ALL])
def test_no_review_that_was_told_is_lost(stage: Callable[[str], Stage], name: str, fault: Fault) -> None:
    tried = stage(name)
    chosen = points(tried.calls, fault, name)
    sys.stdout.write(f"{name}: {fault.name} at {len(chosen)} calls\n")
    assert [what for at in chosen for what in faulty(tried, fault, at)] == []


@pytest.mark.parametrize("name", ["the first", "the next day", "a migration"])
def test_a_disk_with_little_room(stage: Callable[[str], Stage], disk: Path, name: str) -> None:
    tried = stage(name)
    wrong, codes = [], []
    for free in FREE:
        there = tried._replace(room=filled(disk, tried.before, free))
        ran = there.quiz(tried.session.typed, after=tried.session.after)
        codes.append(ran.code)
        (disk / "filler").unlink()
        look = copied(there.room, tried.room.with_name("look"))
        found = [*_ended(FULL, ran), *_lost(there, ran, look), *_left(there.room), *_goes_on(there, ran)]
        wrong += [f"with {free} bytes: {what}" for what in found]
    sys.stdout.write(f"{name}: {codes.count(1)} of {len(codes)} disks were too small\n")
    assert (wrong, codes[0], codes[-1]) == ([], 1, 0)
