"""``map`` on two processors, for much work whose results are small: reading a large course."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack
from itertools import chain
from typing import IO, TYPE_CHECKING, Final, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE: Final = 16  # items that a process takes, and whose results it sends in one piece
_MOST: Final = 4096  # batches: a pipe holds as many bytes, however little room the system gives it


def spread(work: Callable[[T], R], items: Sequence[T], *, many: int) -> Iterator[R]:
    """The results of ``work`` in the order of the items, which must be possible to pickle.

    ``many`` is the number of items from which on a second process is worth it. This process takes items from the
    front and the other one from the end, until they meet. Where there can't be a second one, it is ``map``. So it is
    too for what a second one leaves that failed: it was killed, the disk was full, or the work raised what it raises
    here.
    """
    size = max(_AT_ONCE, -(-len(items) // _MOST))
    batches = [items[at : at + size] for at in range(0, len(items), size)]
    second = _second(work, batches) if len(items) >= many and _possible() else None
    if second is None:
        yield from map(work, items)
        return
    child, claims, file = second
    done = 0
    with file, claims:
        try:
            while claims.read(1):
                yield from map(work, batches[done])
                done += 1
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(child, 0)
        left = batches[done:]
        yield from chain.from_iterable(
            (map(work, batch) for batch in left) if status else _received(file, left)
        )


def _possible() -> bool:
    """Whether there is a second processor, and a safe fork: not so on Windows, on macOS and beside threads."""
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity is not None and len(affinity(0)) > 1 and threading.active_count() == 1


def _second(work: Callable[[T], R], batches: list[Sequence[T]]) -> tuple[int, IO[bytes], IO[bytes]] | None:
    """A second process at work, the claims to batches and the file for its results; None if there is no room."""
    from tempfile import TemporaryFile  # noqa: PLC0415 - a small deck never needs it

    with ExitStack() as stack:
        try:
            # A pipe would soon be full, and hold the second process up.
            file = stack.enter_context(TemporaryFile())
            claims = stack.enter_context(_claims(len(batches)))
            child = os.fork()
        except OSError:
            return None
        if child == 0:
            _send(work, batches, claims, file)
        stack.pop_all()
        return child, claims, file


def _claims(number: int) -> IO[bytes]:
    """A pipe with a byte for each batch: who reads one may take the next batch, and nobody reads it twice."""
    claims, write = os.pipe()
    os.write(write, bytes(number))
    os.close(write)
    return os.fdopen(claims, "rb", buffering=0)


def _send(work: Callable[[T], R], batches: list[Sequence[T]], claims: IO[bytes], file: IO[bytes]) -> NoReturn:
    """What the second process does; nothing of the first one's end runs in it."""
    import pickle  # noqa: PLC0415 - as above

    status = 1
    try:
        while claims.read(1):
            pickle.dump(list(map(work, batches.pop())), file, protocol=5)
        file.flush()
        status = 0
    finally:
        os._exit(status)


def _received(file: IO[bytes], batches: list[Sequence[T]]) -> Iterable[list[R]]:
    """The results for these batches, of which the last one came first."""
    import pickle  # noqa: PLC0415 - as above

    file.seek(0)
    results: list[list[R]] = [
        pickle.load(file)  # noqa: S301 - our own process wrote it, into a file without a name
        for _ in batches
    ]
    return reversed(results)
