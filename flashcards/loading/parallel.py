"""``map`` on two processors, for much work whose results are small: reading a large course."""

from __future__ import annotations

import os
import signal
import struct
import threading
from contextlib import ExitStack, suppress
from itertools import chain
from typing import IO, TYPE_CHECKING, Final, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE: Final = 16  # items that a process takes, and whose results it sends in one piece
_MOST: Final = 4096  # batches: a pipe holds as many bytes, however little room the system gives it
_WHERE: Final = struct.Struct("QQ")  # position and size of a batch's results in the file


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
    child, claims, ready, file = second
    done = 0
    received: list[list[R]] = []
    with claims, ready, file:
        try:
            while claims.read(1):
                yield from map(work, batches[done])
                done += 1
                received += _received(ready, file)
            os.set_blocking(ready.fileno(), True)
            received += _received(ready, file)
        except BaseException:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            raise
        finally:
            with suppress(ChildProcessError):  # nobody waits for children where SIGCHLD is ignored
                os.waitpid(child, 0)
    for batch in batches[done : len(batches) - len(received)]:
        yield from map(work, batch)
    yield from chain.from_iterable(reversed(received))


def _possible() -> bool:
    """Whether there is a second processor, and a safe fork: not so on Windows, on macOS and beside threads."""
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity is not None and len(affinity(0)) > 1 and threading.active_count() == 1


def _second(
    work: Callable[[T], R], batches: list[Sequence[T]]
) -> tuple[int, IO[bytes], IO[bytes], IO[bytes]] | None:
    """A second process at work, its claims to batches, what says which results are there, and their file.

    None if there is no room for all of it.
    """
    from tempfile import TemporaryFile  # noqa: PLC0415 - a small deck never needs it

    with ExitStack() as stack:
        try:
            # A pipe would soon be full, and hold the second process up.
            file = stack.enter_context(TemporaryFile())
            claims, write = map(stack.enter_context, _pipe())
            write.write(
                bytes(len(batches))
            )  # who reads one may take the next batch, and nobody reads it twice
            write.close()
            ready, write = map(stack.enter_context, _pipe())
            child = os.fork()
        except OSError:
            return None
        if child == 0:
            _send(work, batches, claims, (ready, write), file)
        write.close()
        os.set_blocking(ready.fileno(), False)
        stack.pop_all()
        return child, claims, ready, file


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return os.fdopen(read, "rb", buffering=0), os.fdopen(write, "wb", buffering=0)


def _send(
    work: Callable[[T], R],
    batches: list[Sequence[T]],
    claims: IO[bytes],
    news: tuple[IO[bytes], IO[bytes]],
    file: IO[bytes],
) -> NoReturn:
    """What the second process does; nothing of the first one's end runs in it."""
    try:
        import pickle  # noqa: PLC0415 - as above

        listening, ready = news
        listening.close()  # or it would go on when nobody else listens any more
        while claims.read(1):
            results = pickle.dumps(list(map(work, batches.pop())), protocol=5)
            at = file.tell()
            file.write(results)
            file.flush()
            ready.write(_WHERE.pack(at, len(results)))
    finally:
        os._exit(0)


def _received(ready: IO[bytes], file: IO[bytes]) -> Iterator[list[R]]:
    """The results that have come since, those of the last batch first; all to come if the pipe waits for them."""
    import pickle  # noqa: PLC0415 - as above

    while where := ready.read(_WHERE.size):  # None while nothing has come, and nothing after the end
        at, size = _WHERE.unpack(where)
        # Both processes write and read at one position; the other one moves it.
        results: list[R] = pickle.loads(os.pread(file.fileno(), size, at))  # noqa: S301 - our own process wrote it, into a file without a name
        yield results
