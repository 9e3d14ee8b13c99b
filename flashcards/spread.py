"""``map`` on two processors, for many items that each take a while: reading a large course.

Two processes pay only where the work is many times what it costs to send the results: half a course of a thousand
concepts is sent in a fifth of the time that reading it takes.
"""

from __future__ import annotations

import os
import pickle
import threading
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

MANY: Final = 400
"""Items from which on a second process is worth it."""

_OWN: Final = 0.57  # this process's part: the other one has to send its results too


def spread(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The results of ``work`` in the order of the items, which must be possible to pickle.

    Where there is no second processor, no fork, or where threads forbid one, it is ``map``. So it is too for the
    results of a second process that was killed.
    """
    if len(items) < MANY or _processors() < 2 or threading.active_count() > 1:  # noqa: PLR2004 - a second one
        yield from map(work, items)
        return
    cut = round(_OWN * len(items))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)  # or it would never learn that nobody reads any more
        _send(work, items[cut:], writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        yield from map(work, items[:cut])
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    yield from map(work, items[cut:]) if status else pickle.loads(data)  # noqa: S301 - our own process wrote it


def _send(work: Callable[[T], R], items: Sequence[T], writer: int) -> NoReturn:
    """What the second process does; nothing of the first one's end runs in it."""
    status = 1
    try:
        data = pickle.dumps([work(item) for item in items], protocol=5)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)


def _processors() -> int:
    if not hasattr(os, "fork") or not hasattr(
        os, "sched_getaffinity"
    ):  # Windows, and macOS, where forks are unsafe
        return 1
    return len(os.sched_getaffinity(0))
