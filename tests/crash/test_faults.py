"""Every call that writes fails or is the process's last: the old files or the new, a sentence, and nothing left over.

A few calls of a few commands in the normal run; ``FLASHCARDS_FAULTS=1 pytest -rP tests/crash`` takes all of them.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flashcards.disk.journal import JOURNAL
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

DECK = Path("decks/cell-biology")
LOCK = str(DECK / "released.lock")
RELEASED, NOW = "1800000000", "1800009999"  # epoch seconds
Tree = dict[str, bytes | None]  # a folder's bytes are None

_REASON = (
    rf"(\S+: )?({os.strerror(errno.ENOSPC)}|{os.strerror(errno.EIO)}|the disk is full( or failing)?"
    r"|no file can be created beside it)(: \S+)?"
)
_UNTOUCHED = rf"{_REASON}\. \S+ is unchanged; fix that and run it again\."
_BUILD = rf"Not written: {_UNTOUCHED}"
_RELEASE = rf"Not released: ({_UNTOUCHED}|{_REASON})\nWhen that is fixed, run: flashcards release 1\.\d"
_AGAIN = "fix that and run it again"
_RENAME = (
    rf"Not renamed(; every file is as it was: {_REASON}; {_AGAIN}\."
    rf"|, but some files may have changed: {_REASON}; {_AGAIN}: it restores them first\.)"
)
_NEW = rf"Not created: decks/\S+: {_REASON}; {_AGAIN}"
_PREVIEW = rf"Not written: dist/cell-biology\.html: {_REASON}; {_AGAIN}"


# --- the commands -------------------------------------------------------------------------------------


def run(faults: Faults, folder: Path, arguments: str, fault: Fault = ENOSPC, at: int = 0, **env: str) -> Ran:
    variables = {"SOURCE_DATE_EPOCH": NOW, "HOME": str(folder), "GIT_CONFIG_GLOBAL": os.devnull, **env}
    return faults.run(folder, tuple(arguments.split()), fault, at, env=variables)


def built(faults: Faults, folder: Path) -> None:
    assert run(faults, folder, "build").code == 0


def shown(faults: Faults, folder: Path) -> None:
    assert run(faults, folder, "preview").code == 0


def released(faults: Faults, folder: Path) -> None:
    assert run(faults, folder, "release 1.0", SOURCE_DATE_EPOCH=RELEASED).code == 0


def committed(_: Faults, folder: Path) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.templateDir="]
    for words in ("init -q", "add .", "commit -qm 1.0"):
        subprocess.run(["git", *who, *words.split()], cwd=folder, check=True)


def edited(_: Faults, folder: Path) -> None:
    path = folder / DECK / "concepts" / "osmosis.yaml"
    path.write_text(path.read_text("utf-8").replace("The net flow", "A net flow"), "utf-8")
    new = "term: lysis\nsrc: [alberts2002]\nfaq:\n  what: {q: What is it?, a: This.}\n"
    path.with_name("lysis.yaml").write_text(new, "utf-8")


def unlocked(_: Faults, folder: Path) -> None:
    (folder / LOCK).unlink()


def emptied(_: Faults, folder: Path) -> None:
    shutil.rmtree(folder / "decks")


class Case(NamedTuple):
    """A command, its last words where it fails, what went before it, and whether it is in the normal run."""

    arguments: str
    sentence: str
    steps: tuple[Callable[[Faults, Path], None], ...] = ()
    always: bool = False


CASES = {
    "build": Case("build", _BUILD, (built, edited)),
    "build, first": Case("build", _BUILD, (), always=True),
    "release": Case("release 1.1", _RELEASE, (released, edited)),
    "release, first": Case("release 1.0", _RELEASE),
    "release, again": Case("release 1.0", _RELEASE, (released,)),
    "release, in git": Case("release 1.1", _RELEASE, (released, committed, edited), always=True),
    "rename a concept": Case("rename cell-membrane plasma-membrane", _RENAME, (released,), always=True),
    "rename a draft": Case("rename cell-membrane plasma-membrane", _RENAME),
    "rename an item": Case("rename osmosis/pressure osmosis/stop", _RENAME, (released,)),
    "move an item": Case(
        "rename cell-membrane/thickness osmosis/thickness", _RENAME, (released,), always=True
    ),
    "new deck": Case("new deck other", _NEW),
    "new deck, first": Case("new deck other", _NEW, (emptied,), always=True),
    "new deck, fork": Case("new deck other --fork cell-biology", _NEW),
    "new concept": Case("new concept other", _NEW),
    "new lock": Case("new lock", _NEW, (unlocked,)),
    "preview": Case("preview", _PREVIEW, (shown, edited)),
    "preview, first": Case("preview", _PREVIEW),
}


class Stage(NamedTuple):
    """A command's folder before it, what it does undisturbed, and room to try it in."""

    faults: Faults
    name: str
    before: Path
    room: Path
    old: Tree
    new: Tree
    calls: tuple[tuple[str, str], ...]

    @property
    def case(self) -> Case:
        return CASES[self.name]

    def run(self, fault: Fault = ENOSPC, at: int = 0, **env: str) -> Ran:
        return run(self.faults, self.room, self.case.arguments, fault, at, **env)


def staged(faults: Faults, folder: Path, name: str) -> Stage:
    before = folder / "before"
    shutil.copytree(ROOT / "tests" / "data" / DECK.name, before / DECK)
    for step in CASES[name].steps:
        step(faults, before)
    whole = copied(before, folder / "room")
    ran = run(faults, whole, CASES[name].arguments)
    assert (ran.code, ran.traces()) == (0, []), ran.err
    return Stage(faults, name, before, whole, tree(before), tree(whole), ran.calls)


@pytest.fixture(scope="module")
def stage(faults: Faults, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stage]:
    known: dict[str, Stage] = {}

    def get(name: str) -> Stage:
        if name not in known:
            known[name] = staged(faults, tmp_path_factory.mktemp("stage"), name)
        return known[name]

    return get


def tree(root: Path) -> Tree:
    found = (path for path in sorted(root.rglob("*")) if ".git" not in path.relative_to(root).parts)
    return {str(path.relative_to(root)): None if path.is_dir() else path.read_bytes() for path in found}


# --- what is wrong ------------------------------------------------------------------------------------


def faulty(stage: Stage, fault: Fault, at: int, **env: str) -> list[str]:
    """What is wrong after a call met a fault, and after the command was run again without one."""
    copied(stage.before, stage.room)
    ran = stage.run(fault, at, **env)
    assert [call for call, _ in ran.calls[:at]] == [call for call, _ in stage.calls[:at]]
    now = tree(stage.room)
    wrong = [*_ended(stage, fault, ran, now), *_left(stage, fault, stage.calls[at - 1][0], now)]
    if _seen(now) != _seen(stage.new) or "new" not in stage.case.arguments:
        wrong += _healed(stage)
    return [f"{fault.name} at {at}, {' '.join(stage.calls[at - 1])}: {what}" for what in wrong]


def _ended(stage: Stage, fault: Fault, ran: Ran, now: Tree) -> Iterator[str]:
    """Done and said so, or not done and said so."""
    yield from ran.traces()
    if fault.kills:
        if ran.code != -signal.SIGKILL:
            yield f"it ended with {ran.code}"
    elif ran.code == 0:
        yield from _differences(_seen(now), _seen(stage.new))
    elif ran.code != 1 or not re.search(rf"(^|\n){stage.case.sentence}\n$", ran.err):
        yield f"it ended with {ran.code} and said: {ran.err}"
    elif "some files may be changed" in ran.err:
        if fault is not BROKEN or str(DECK / JOURNAL) not in now:
            yield "it took nothing back"
    elif "release" not in stage.case.arguments:  # whose files come one after the other, the record last
        yield from _differences(_seen(now), _seen(stage.old))


def _left(stage: Stage, fault: Fault, call: str, now: Tree) -> Iterator[str]:
    """No file half, none left over unless it could not be removed, no record without all that it records."""
    removable = not (fault.kills or fault is BROKEN or call in REMOVING)
    for name in sorted(now.keys() | stage.old.keys()):
        if name not in stage.old and name not in stage.new:
            if removable or not (_hidden(name) or now[name] is None):
                yield f"{name} is left over"
        elif now.get(name, 0) not in {stage.old.get(name, 0), stage.new.get(name, 0)}:
            yield f"{name} is neither the old one nor the new one"
        elif (
            removable
            and now.get(name, 0) is None
            and not any(Path(name) in Path(other).parents for other in now)
        ):
            yield f"{name} is empty"
    if stage.new.get(LOCK) != stage.old.get(LOCK) and now.get(LOCK) == stage.new[LOCK]:
        yield from (
            f"the record stands without {name}" for name in stage.new if now.get(name, 0) != stage.new[name]
        )


def _healed(stage: Stage) -> list[str]:
    """Running the command again leads to what an undisturbed run leads to, to the byte, and leaves nothing else."""
    if "rename" in stage.case.arguments and tree(stage.room) == stage.new:
        return []
    ran = stage.run()
    if ran.code:
        return [f"running it again: {ran.code} {ran.err}"]
    return [f"after another run {what}" for what in _differences(tree(stage.room), stage.new)]


def _differences(now: Tree, then: Tree) -> list[str]:
    names = sorted(name for name in now.keys() | then.keys() if now.get(name, 0) != then.get(name, 0))
    return [f"{name} differs" if name in now and name in then else f"{name} comes or goes" for name in names]


def _seen(files: Tree) -> Tree:
    """Without what has a hidden name, and without empty folders."""
    kept = {name: data for name, data in files.items() if not _hidden(name)}
    return {name: data for name, data in kept.items() if data is not None}


def _hidden(name: str) -> bool:
    return any(part.startswith(".") and part != ".schema" for part in Path(name).parts)


# --- the tests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.always or ALL])
def test_the_old_or_the_new_and_another_run_heals(
    stage: Callable[[str], Stage], name: str, fault: Fault
) -> None:
    tried = stage(name)
    chosen = points(tried.calls, fault, name)
    sys.stdout.write(f"{name}: {fault.name} at {len(chosen)} calls\n")
    assert [what for at in chosen for what in faulty(tried, fault, at)] == []


@pytest.mark.parametrize("name", ["rename a concept", "move an item"])
def test_a_rename_that_is_killed_twice(stage: Callable[[str], Stage], name: str) -> None:
    tried = stage(name)
    moving = [n for n, (call, _) in enumerate(tried.calls, 1) if call in {"rename", "unlink"}]
    wrong, runs = [], 0
    for first in moving if ALL else moving[len(moving) // 2 :][:1]:
        copied(tried.before, tried.room)
        tried.run(KILL, first)
        half = copied(tried.room, tried.room.with_name("half"))
        healing = tried.run().calls
        for second in range(1, len(healing) + 1) if ALL else (len(healing) // 4, len(healing) // 2):
            copied(half, tried.room)
            tried.run(KILL, second)
            wrong += [f"kill at {first} and then at {second}: {what}" for what in _healed(tried)]
            runs += 1
    sys.stdout.write(f"{name}: killed twice {runs} times\n")
    assert wrong == []


def test_a_half_renamed_deck_is_not_built(stage: Callable[[str], Stage]) -> None:
    tried = stage("rename a draft")
    copied(tried.before, tried.room)
    tried.run(KILL, [call for call, _ in tried.calls].index("unlink") + 1)
    told = run(tried.faults, tried.room, "build")
    problem = (
        f"{DECK / JOURNAL}:1:1: cut-short a rename was cut short: some files are changed, others are not; "
        'run "flashcards rename" again; it first restores all of them'
    )
    assert (told.code, problem in told.err.splitlines()) == (1, True), told.err
    assert not (tried.room / "dist").exists()


@pytest.mark.parametrize(
    "name", ["build", "release, in git", "rename a concept", "new deck, first", "preview"]
)
def test_a_disk_with_little_room(stage: Callable[[str], Stage], disk: Path, name: str) -> None:
    tried = stage(name)
    wrong, codes = [], []
    for free in FREE:
        there = tried._replace(room=filled(disk, tried.before, free))
        ran = there.run()
        codes.append(ran.code)
        now = tree(there.room)
        (disk / "filler").unlink()
        found = [*_ended(there, FULL, ran, now), *_left(there, FULL, "", now)]
        wrong += [f"with {free} bytes: {what}" for what in (*found, *(_healed(there) if ran.code else []))]
    sys.stdout.write(f"{name}: {codes.count(1)} of {len(codes)} disks were too small\n")
    assert (wrong, codes[0], codes[-1]) == ([], 1, 0)
    assert codes == sorted(codes, reverse=True)


def test_the_harness_finds_a_program_that_writes_in_place(stage: Callable[[str], Stage]) -> None:
    tried = stage("new concept")
    copied(tried.before, tried.room)
    calls = tried.run(IN_PLACE="1").calls
    wrong = []
    for fault in FAULTS:
        copied(tried.before, tried.room)
        ran = tried.run(fault, [call for call, _ in calls].index("write") + 1, IN_PLACE="1")
        now = tree(tried.room)
        wrong += [
            (fault.name, what) for what in (*_ended(tried, fault, ran, now), *_left(tried, fault, "", now))
        ]
    page = DECK / "concepts" / "other.yaml"
    comes, half = f"{page} comes or goes", f"{page} is neither the old one nor the new one"
    assert wrong == [
        *((name, what) for name in ("ENOSPC", "EIO", "full", "broken") for what in (comes, half)),
        *((name, half) for name in ("kill", "torn")),
    ]
