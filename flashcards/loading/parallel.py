"""``map`` in two processes, for long work with small results: reading the concepts of a large course.

Measured for 1,000 concepts on two otherwise idle processors: ``build --no-lint`` takes 1.9 to 2.0 s instead of 2.1 to
2.3 s, which is 10 to 14% less; a build with lint takes 4% less. Both processes together use a quarter more CPU.
Giving the second process a fixed share of the items, over one pipe, is simpler but gains only 7%: one waits for the
other.
"""

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

_BATCH: Final = 16  # items that a process takes at a time
_MOST_BATCHES: Final = 4096  # the bytes that a pipe holds on every system
_PIECE: Final = struct.Struct("QQ")  # position and size of a batch's results in the file


def spread(work: Callable[[T], R], items: Sequence[T], *, many: int) -> Iterator[R]:
    """Yield ``work(item)`` for each item, in order.

    This process takes batches from the front and a second process takes them from the end, until they meet. If there
    can't be a second process, this one does all the work. If the second one fails (it was killed, the disk is full,
    or the work raised an exception), this one does again what is missing, and so raises the exception itself.

    Args:
        work: The function. Its results must be picklable.
        items: What to call it with.
        many: The number of items from which a second process is worth its start.
    """
    size = max(_BATCH, -(-len(items) // _MOST_BATCHES))
    batches = [items[at : at + size] for at in range(0, len(items), size)]
    second = _start(work, batches) if len(items) >= many and _can_fork() else None
    if second is None:
        yield from map(work, items)
        return
    child, claims, pieces, file = second
    done = 0
    received: list[list[R]] = []
    with claims, pieces, file:
        try:
            while claims.read(1):
                yield from map(work, batches[done])
                done += 1
                received += _received(pieces, file)
            os.set_blocking(pieces.fileno(), True)
            received += _received(pieces, file)
        except BaseException:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            raise
        finally:
            with suppress(ChildProcessError):  # where SIGCHLD is ignored, the system has waited for it
                os.waitpid(child, 0)
    for batch in batches[done : len(batches) - len(received)]:
        yield from map(work, batch)
    yield from chain.from_iterable(reversed(received))


def _can_fork() -> bool:
    """Return whether there is a second processor and a fork is safe: not on Windows or macOS, nor beside threads."""
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity is not None and len(affinity(0)) > 1 and threading.active_count() == 1


def _start(
    work: Callable[[T], R], batches: list[Sequence[T]]
) -> tuple[int, IO[bytes], IO[bytes], IO[bytes]] | None:
    """Start the second process.

    Returns:
        The process's id, a pipe with a byte for each batch that is still free, a pipe that says where the file has
        new results, and the file. None if the system refuses one of them.
    """
    from tempfile import TemporaryFile  # noqa: PLC0415 - a small deck doesn't need it

    with ExitStack() as stack:
        try:
            # The results go through a file: a pipe would soon be full and block the second process.
            file = stack.enter_context(TemporaryFile())
            claims, write = map(stack.enter_context, _pipe())
            # A process that reads a byte may take its next batch. No byte can be read twice.
            write.write(bytes(len(batches)))
            write.close()
            pieces, write = map(stack.enter_context, _pipe())
            child = os.fork()
        except OSError:
            return None
        if child == 0:
            pieces.close()  # so that writing fails once the first process is gone
            _work_and_exit(work, batches, claims, write, file)
        write.close()
        os.set_blocking(pieces.fileno(), False)
        stack.pop_all()
        return child, claims, pieces, file


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return os.fdopen(read, "rb", buffering=0), os.fdopen(write, "wb", buffering=0)


def _work_and_exit(
    work: Callable[[T], R],
    batches: list[Sequence[T]],
    claims: IO[bytes],
    pieces: IO[bytes],
    file: IO[bytes],
) -> NoReturn:
    """Do the second process's work, then end it at once: no cleanup of the first process may run in it."""
    try:
        import pickle  # noqa: PLC0415 - as above

        while claims.read(1):
            results = pickle.dumps(list(map(work, batches.pop())), protocol=5)
            at = file.tell()
            file.write(results)
            file.flush()
            pieces.write(_PIECE.pack(at, len(results)))
    finally:
        os._exit(0)


def _received(pieces: IO[bytes], file: IO[bytes]) -> Iterator[list[R]]:
    """Yield the results that are new, the last batch first. If ``pieces`` blocks, wait for all that will come."""
    import pickle  # noqa: PLC0415 - as above

    while piece := pieces.read(_PIECE.size):  # None if there is nothing yet, b"" at the end
        at, size = _PIECE.unpack(piece)
        # Both processes share the file's position, so read without moving it.
        results: list[R] = pickle.loads(os.pread(file.fileno(), size, at))  # noqa: S301 - our own process wrote it, into a file without a name
        yield results
