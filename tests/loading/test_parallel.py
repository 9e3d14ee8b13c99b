"""``spread`` gives what ``map`` gives, whatever becomes of its second process."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import struct
import tempfile
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from flashcards.loading import parallel

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = os.getpid()
BOTH = partial(parallel.spread, many=100)


def _processes(number: int) -> tuple[int, bool]:
    return number, os.getpid() == HERE


ALONE = [(number, True) for number in range(100)]


class Slow:
    """``_processes``, in this process only after the second one has ended, which begins after this one has.

    ``fault`` befalls the second one.
    """

    def __init__(self, fault: Callable[[], None] = lambda: None) -> None:
        self.fault = fault
        # Nobody writes to these pipes: they end with the last process that could.
        self.begun, self.waiting = os.pipe()
        self.end, self.alive = os.pipe()
        self.first = True

    def __call__(self, number: int) -> tuple[int, bool]:
        first, self.first = self.first, False
        if first:
            os.close(self.waiting)
        if os.getpid() != HERE:
            if first:
                os.read(self.begun, 1)
            if number == 20:
                self.fault()
        elif first:
            os.close(self.alive)
            assert os.read(self.end, 1) == b""
            os.close(self.end)
        return _processes(number)


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    # The threads of the test runner would forbid a fork; none of them holds a lock that the work needs.
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def test_the_results_stand_in_the_order_of_the_items() -> None:
    """The second process does all that this one has not begun: its first sixteen."""
    assert list(BOTH(Slow(), range(1_000))) == [(number, number < 16) for number in range(1_000)]


@pytest.mark.parametrize("number", [100, 101, 112, 113, 4_000])
def test_no_item_is_left_out_or_done_twice(number: int) -> None:
    assert [item for item, _ in BOTH(_processes, range(number))] == list(range(number))


def test_there_are_never_more_batches_than_a_pipe_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_MOST", 4)
    assert list(BOTH(Slow(), range(1_000))) == [(number, number < 250) for number in range(1_000)]


def _no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (os, "sched_getaffinity", lambda _: {0}),
        (threading, "active_count", lambda: 2),
        (tempfile, "TemporaryFile", _no_room),
        (os, "pipe", _no_room),
        (os, "fork", _no_room),
    ],
)
def test_where_there_can_be_no_second_process_it_is_map(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, value: object
) -> None:
    monkeypatch.setattr(owner, name, value)
    assert list(BOTH(_processes, range(100))) == ALONE


def test_without_the_call_it_is_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    assert list(BOTH(_processes, range(100))) == ALONE


def test_a_few_items_stay_in_one_process() -> None:
    assert list(BOTH(_processes, range(99))) == ALONE[:99]


def test_the_second_process_ends_when_the_first_one_was_killed() -> None:
    """It goes on with the batch that it is at, and then finds nobody to send it to."""
    begun, at_work = os.pipe()
    go_on, at_end = os.pipe()

    def work(number: int) -> int:
        if os.getpid() != first:
            os.write(at_work, bytes([number]))
            os.read(go_on, 1)
        else:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    if (first := os.fork()) == 0:
        first = os.getpid()
        os.close(at_end)
        list(BOTH(work, range(100)))
    os.close(at_work)
    os.waitpid(first, 0)
    os.close(at_end)
    assert b"".join(iter(lambda: os.read(begun, 100), b"")) == bytes(range(96, 100))


def test_where_nobody_waits_for_children() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert [item for item, _ in BOTH(Slow(), range(100))] == list(range(100))
        with pytest.raises(ZeroDivisionError):
            list(BOTH(lambda number: 1 / number, range(100)))
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_more_news_than_a_pipe_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process has taken all batches, and waits with the last one's news until this one listens."""
    last, at_last = os.pipe()
    batches = fcntl.fcntl(last, fcntl.F_GETPIPE_SZ) // 4096 + 1
    monkeypatch.setattr(parallel, "_AT_ONCE", 100)
    monkeypatch.setattr(parallel, "_WHERE", struct.Struct("QQ4080x"))
    fork = os.fork

    def forked() -> int:
        child = fork()
        if child:
            os.read(last, 1)
        return child

    def work(number: int) -> tuple[int, bool]:
        if number == 0:
            os.write(at_last, b"x")
        return _processes(number)

    monkeypatch.setattr(os, "fork", forked)
    number = 100 * batches
    assert list(BOTH(work, range(number))) == [(item, False) for item in range(number)]


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _disk_full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.parametrize("fault", [_killed, _disk_full])
def test_what_a_failed_process_leaves_is_done_again(fault: Callable[[], None]) -> None:
    """The batch of twenty, and all before it."""
    assert list(BOTH(Slow(fault), range(100))) == [(number, number < 32) for number in range(100)]


def test_an_exception_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        list(BOTH(lambda number: 1 / (number - 80), range(100)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("end", ["close", "raise"])
def test_the_second_process_ends_with_the_first_ones_work(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            signal.pause()
        return 1 // (number - 1)

    ended = []
    wait = os.waitpid
    monkeypatch.setattr(os, "waitpid", lambda child, flags: ended.append(wait(child, flags)) or ended[-1])  # type: ignore[func-returns-value]  # None, so "or"
    results = BOTH(work, range(100))
    assert next(results) == -1
    if end == "close":
        results.close()  # type: ignore[attr-defined]  # a generator
    else:
        with pytest.raises(ZeroDivisionError):
            next(results)
    assert [os.waitstatus_to_exitcode(status) for _, status in ended] == [-signal.SIGKILL]
