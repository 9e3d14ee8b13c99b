"""``spread`` yields what ``map`` yields, whatever happens to its second process."""

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
spread = partial(parallel.spread, many=100)


def in_this_process(number: int) -> tuple[int, bool]:
    """Return the number, and whether the first process was asked."""
    return number, os.getpid() == HERE


ALONE = [(number, True) for number in range(100)]


class Slow:
    """``in_this_process``, with an order: the second process begins after the first, which waits for its end.

    The second process runs ``fault`` at item 20.
    """

    def __init__(self, fault: Callable[[], None] = lambda: None) -> None:
        self.fault = fault
        # Nobody writes to these pipes: reading ends when the last process that could write closes them.
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
        return in_this_process(number)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    # The test runner's threads would rule out a fork; none of them holds a lock that the work needs.
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def test_results_come_in_the_order_of_the_items() -> None:
    """The second process does all but the first batch, which this one has begun."""
    assert list(spread(Slow(), range(1_000))) == [(number, number < 16) for number in range(1_000)]


@pytest.mark.parametrize("number", [100, 101, 112, 113, 4_000])
def test_no_item_is_left_out_or_done_twice(number: int) -> None:
    assert [item for item, _ in spread(in_this_process, range(number))] == list(range(number))


def test_there_are_never_more_batches_than_a_pipe_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_MOST_BATCHES", 4)
    assert list(spread(Slow(), range(1_000))) == [(number, number < 250) for number in range(1_000)]


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
def test_without_a_second_process_this_one_does_all(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, value: object
) -> None:
    monkeypatch.setattr(owner, name, value)
    assert list(spread(in_this_process, range(100))) == ALONE


def test_a_system_without_affinity_uses_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    assert list(spread(in_this_process, range(100))) == ALONE


def test_a_few_items_use_one_process() -> None:
    assert list(spread(in_this_process, range(99))) == ALONE[:99]


def test_the_second_process_ends_when_the_first_one_is_killed() -> None:
    """It finishes its batch, and then nobody reads the result."""
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
        list(spread(work, range(100)))
    os.close(at_work)
    os.waitpid(first, 0)
    os.close(at_end)
    assert b"".join(iter(lambda: os.read(begun, 100), b"")) == bytes(range(96, 100))


def test_it_works_where_the_system_waits_for_children() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert [item for item, _ in spread(Slow(), range(100))] == list(range(100))
        with pytest.raises(ZeroDivisionError):
            list(spread(lambda number: 1 / number, range(100)))
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_more_messages_than_a_pipe_holds_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process has done all batches, and its last message waits until this process reads."""
    last, at_last = os.pipe()
    batches = fcntl.fcntl(last, fcntl.F_GETPIPE_SZ) // 4096 + 1
    monkeypatch.setattr(parallel, "_BATCH", 100)
    monkeypatch.setattr(parallel, "_PIECE", struct.Struct("QQ4080x"))
    fork = os.fork

    def forked() -> int:
        child = fork()
        if child:
            os.read(last, 1)
        return child

    def work(number: int) -> tuple[int, bool]:
        if number == 0:
            os.write(at_last, b"x")
        return in_this_process(number)

    monkeypatch.setattr(os, "fork", forked)
    number = 100 * batches
    assert list(spread(work, range(number))) == [(item, False) for item in range(number)]


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _disk_full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.parametrize("fault", [_killed, _disk_full])
def test_this_process_does_again_what_a_failed_one_left(fault: Callable[[], None]) -> None:
    """It does the batch with item 20, and all before it."""
    assert list(spread(Slow(fault), range(100))) == [(number, number < 32) for number in range(100)]


def test_an_exception_of_the_work_is_raised_in_this_process(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(lambda number: 1 / (number - 80), range(100)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("end", ["close", "raise"])
def test_the_second_process_is_killed_when_this_one_stops(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            signal.pause()
        return 1 // (number - 1)

    ended = []
    wait = os.waitpid
    monkeypatch.setattr(os, "waitpid", lambda child, flags: ended.append(wait(child, flags)) or ended[-1])  # type: ignore[func-returns-value]  # None, so "or"
    results = spread(work, range(100))
    assert next(results) == -1
    if end == "close":
        results.close()  # type: ignore[attr-defined]  # a generator
    else:
        with pytest.raises(ZeroDivisionError):
            next(results)
    assert [os.waitstatus_to_exitcode(status) for _, status in ended] == [-signal.SIGKILL]
