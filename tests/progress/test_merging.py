"""Merging is lawful: whatever machines do, in whatever order they sync, all end with every entry once, and equal.

FLASHCARDS_FUZZ=1000 tries a thousand histories.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.progress import folder as files
from flashcards.progress.ledger import Ledger
from flashcards.reviews.store import Store
from flashcards.study.log import Action
from flashcards.study.memory import DAY, MINUTE
from tests.progress.machines import CARDS, DECK, NOON, Machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = Path("/dev/shm")  # hundreds of small databases needn't reach the disk
YEAR = 366 * DAY
HISTORIES = int(os.environ.get("FLASHCARDS_FUZZ", "12"))

machines = st.lists(
    st.tuples(st.integers(-YEAR, YEAR), st.sampled_from([-720, -300, 0, 60, 840])), min_size=2, max_size=5
)
which = st.integers(0, 4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("grade"), which, st.integers(0, 3), st.integers(1, 4)),
        st.tuples(st.just("undo"), which, st.just(0), st.just(0)),
        st.tuples(st.just("change"), which, st.integers(0, 3), st.integers(0, 1)),
        st.tuples(st.just("retention"), which, st.integers(70, 99), st.just(0)),
        st.tuples(st.just("sync"), which, st.just(0), st.just(0)),
        st.tuples(st.just("killed"), which, st.integers(0, 12), st.just(0)),
        st.tuples(st.just("cut"), which, st.integers(0, 3000), st.just(0)),
        st.tuples(st.just("conflict"), which, st.integers(0, 3000), st.just(0)),
        st.tuples(st.just("lose file"), which, st.just(0), st.just(0)),
        st.tuples(st.just("back up"), which, st.just(0), st.just(0)),
        st.tuples(st.just("restore"), which, st.just(0), st.just(0)),
        st.tuples(st.just("copy"), which, st.just(0), st.just(0)),
    ),
    max_size=30,
)


class KilledError(BaseException):
    """The process ends here."""


class World:
    """The machines, the folder, and what was acknowledged."""

    def __init__(self, root: Path, clocks: list[tuple[int, int]]) -> None:
        self.root = root
        self.folder = root / "synced"
        self.folder.mkdir()
        self.machines = [
            Machine(root / str(n) / "reviews.db", f"machine {n}", skew, offset)
            for n, (skew, offset) in enumerate(clocks)
        ]
        self.time = NOON
        self.told: set[str] = set()
        self.backups: dict[Path, Path] = {}

    def do(self, step: tuple[str, int, int, int]) -> None:
        name, number, first, second = step
        self.time += 7 * MINUTE + first * DAY
        machine = self.machines[number % len(self.machines)]
        deed: Callable[[Machine, int, int], None] = getattr(self, name.replace(" ", "_"))
        deed(machine, first, second)

    def file(self, machine: Machine) -> list[Path]:
        """One of the folder's files, if there are any."""
        found = files.files(self.folder)
        return [found[self.machines.index(machine) % len(found)]] if found else []

    def grade(self, machine: Machine, card: int, rating: int) -> None:
        self.told.add(machine.grade(CARDS[card], rating, self.time))

    def undo(self, machine: Machine, _: int, __: int) -> None:
        with machine.store(self.time) as store:
            store.undo(DECK, machine.now(self.time))

    def change(self, machine: Machine, card: int, value: int) -> None:
        with machine.store(self.time) as store:
            kind = (Action.SUSPEND, Action.FLAG, Action.FORGET, Action.BURY)[card]
            store.change(CARDS[card], DECK, kind, value, machine.now(self.time))

    def retention(self, machine: Machine, percent: int, _: int) -> None:
        with machine.store(self.time) as store:
            store.reschedule(replace(store.settings, desired_retention=percent / 100))

    def sync(self, machine: Machine, _: int, __: int) -> None:
        machine.sync(self.folder, self.time)

    def killed(self, machine: Machine, when: int, _: int) -> None:
        """A sync that dies at a write to the database or the file."""
        with dying(when), suppress(KilledError):
            machine.sync(self.folder, self.time)

    def cut(self, machine: Machine, at: int, _: int) -> None:
        """A sync tool shows a file of which only the beginning has come."""
        for path in self.file(machine):
            data = path.read_bytes()
            path.write_bytes(data[: at % (len(data) + 1)])

    def conflict(self, machine: Machine, at: int, _: int) -> None:
        """A sync tool sets a copy aside, and what takes its place is older."""
        for path in self.file(machine):
            data = path.read_bytes()
            path.with_name(f"{path.stem} (conflicted copy){path.suffix}").write_bytes(data)
            path.write_bytes(data[at % (len(data) + 1) :])

    def lose_file(self, machine: Machine, _: int, __: int) -> None:
        for path in self.file(machine):
            path.unlink()

    def back_up(self, machine: Machine, _: int, __: int) -> None:
        target = machine.path.with_suffix(".backup-of-mine")
        with machine.store(self.time) as store:
            store.copy(target)
        self.backups[machine.path] = target

    def restore(self, machine: Machine, _: int, __: int) -> None:
        """What neither the folder, another machine nor the backup holds is lost with the disk that held it."""
        if machine.path in self.backups:
            machine.restore(self.backups[machine.path])
            held = {entry.id for each in self.machines for entry in each.log()}
            self.told &= held | set(in_files(self.folder))

    def copy(self, machine: Machine, _: int, __: int) -> None:
        """A database copied to another computer: two machines with one id."""
        if len(self.machines) < 5:
            path = self.root / f"copy {len(self.machines)}.db"
            machine.store(self.time).close()
            self.machines.append(machine.copy(path))

    def meet(self) -> None:
        for _ in range(2):
            for machine in self.machines:
                self.sync(machine, 0, 0)


def in_files(folder: Path) -> Iterator[str]:
    for path in files.files(folder):
        yield from (entry.id for entry in files.read(path, files.LogPlace()).entries)


@contextmanager
def dying(when: int) -> Iterator[None]:
    """End the process at the n-th write of a sync, as a kill does: nothing after it happens."""
    left = when

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*arguments: Any, **named: Any) -> object:
            nonlocal left
            left -= 1
            if left >= 0:
                return call(*arguments, **named)
            if call is append:
                path, _, added = arguments
                data = b"".join(added)
                with path.open("ab") as file:
                    file.write(data[: len(data) * 2 // 3])
            raise KilledError

        return wrapped

    append = files.append
    with ExitStack() as stack:
        for owner, name in ((Ledger, "note"), (Store, "merge"), (files, "append"), (files, "complete")):
            stack.enter_context(mock.patch.object(owner, name, counted(getattr(owner, name))))
        yield


@settings(max_examples=HISTORIES)
@given(machines, steps)
def test_all_machines_end_equal_with_every_acknowledged_entry_once(
    clocks: list[tuple[int, int]], history: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as root:
        world = World(Path(root), clocks)
        for step in history:
            world.do(step)
        world.meet()
        first, *others = world.machines
        log, states, chosen = first.log(), first.states(), first.settings()
        ids = [entry.id for entry in log]
        assert len(ids) == len(set(ids))
        assert world.told <= set(ids)
        for other in others:
            assert other.log() == log
            assert other.states() == states
            assert other.settings() == chosen
        assert all(machine.sync(world.folder, world.time)[1:4] == (0, 0, False) for machine in world.machines)
