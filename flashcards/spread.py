"""``map`` on two processors, for much work whose results are small: reading a large course."""

from __future__ import annotations

import os
import signal
import threading
from itertools import islice
from typing import IO, TYPE_CHECKING, Final, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE: Final = 64  # results that are written and read in one piece


def spread(work: Callable[[T], R], items: Sequence[T], *, many: int, own: float) -> Iterator[R]:
    """The results of ``work`` in the order of the items, which must be possible to pickle.

    ``many`` is the number of items from which on a second process is worth it, and ``own`` this process's part of
    them: the other one has to send its results too. Where there can't be a second one, it is ``map``. So it is too
    for the part of a second one that failed: it was killed, the disk was full, or the work raised what it raises here.
    """
    cut = round(own * len(items))
    second = _second(work, items[cut:]) if len(items) >= many and _possible() else None
    if second is None:
        yield from map(work, items)
        return
    child, file = second
    with file:
        try:
            yield from map(work, items[:cut])
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(child, 0)
        yield from map(work, items[cut:]) if status else _received(file, len(items) - cut)


def _possible() -> bool:
    """Whether there is a second processor, and a safe fork: not so on Windows, on macOS and beside threads."""
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity is not None and len(affinity(0)) > 1 and threading.active_count() == 1


def _second(work: Callable[[T], R], items: Sequence[T]) -> tuple[int, IO[bytes]] | None:
    """A second process at work on the items, and the file for its results; None if there is no room for either."""
    from tempfile import TemporaryFile  # noqa: PLC0415 - a small deck never needs it

    try:
        # A pipe would soon be full, and hold the second process up.
        file = TemporaryFile()  # noqa: SIM115 - open until the results are read
    except OSError:
        return None
    try:
        child = os.fork()
    except OSError:
        file.close()
        return None
    if child == 0:
        _send(work, items, file)
    return child, file


def _send(work: Callable[[T], R], items: Sequence[T], file: IO[bytes]) -> NoReturn:
    """What the second process does; nothing of the first one's end runs in it."""
    import pickle  # noqa: PLC0415 - as above

    status = 1
    try:
        results = map(work, items)
        while batch := list(islice(results, _AT_ONCE)):
            pickle.dump(batch, file, protocol=5)
        file.flush()
        status = 0
    finally:
        os._exit(status)


def _received(file: IO[bytes], count: int) -> Iterator[R]:
    import pickle  # noqa: PLC0415 - as above

    file.seek(0)
    for _ in range(0, count, _AT_ONCE):
        yield from pickle.load(file)  # noqa: S301 - our own process wrote it, into a file without a name
