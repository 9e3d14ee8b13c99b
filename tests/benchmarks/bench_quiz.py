"""How soon a session's first card stands on the screen: ``PYTHONPATH=. python tests/benchmarks/bench_quiz.py``.

Against a bare Python start, each a fresh process on a pseudo-terminal, in the order A B B A; the promise is at most
10 times. The quiz is started as its installed script does it, on the real deck, once before the clock runs: the
deck's cache and the database are then there, as on a learner's second day.
"""

from __future__ import annotations

import os
import pty
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROUNDS = 12
SCRIPT = "import sys; from flashcards.__main__ import main; sys.argv[0] = 'flashcards'; main()"
QUIZ = [sys.executable, "-c", SCRIPT, "quiz", str(ROOT / "decks/ai-alignment")]
BARE = [sys.executable, "-c", ""]


class Sample(NamedTuple):
    """Milliseconds of wall time to the first card, and of processor time of the whole process."""

    wall: float
    cpu: float


def start(command: list[str], environ: dict[str, str], until: bytes = b"") -> Sample:
    """A fresh process on a terminal, until it ends; with ``until`` the wall time is that of its first frame."""
    begun = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, environ)
    seen, wall = b"", 0.0
    while data := _read(terminal):
        seen += data
        if until and not wall and until in seen:
            wall = time.perf_counter() - begun
            os.write(terminal, b"q")
    _, status, used = os.wait4(child, 0)
    wall = wall or time.perf_counter() - begun
    os.close(terminal)
    if status or (until and until not in seen):
        raise SystemExit(seen.decode())
    return Sample(1000 * wall, 1000 * (used.ru_utime + used.ru_stime))


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux' way to say that the other end is closed
        return b""


def main() -> None:
    """Time both and print medians and their ratio."""
    with tempfile.TemporaryDirectory() as home:
        own = {"HOME": home, "XDG_CACHE_HOME": home, "FLASHCARDS_DB": f"{home}/reviews.db"}
        environ = {**os.environ, **own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
        start(QUIZ, environ, b"Space shows the answer")
        quizzes, bares = [], []
        for turn in range(2 * ROUNDS):
            for which in (0, 1) if turn % 2 == 0 else (1, 0):
                if which == 0:
                    quizzes.append(start(QUIZ, environ, b"Space shows the answer"))
                else:
                    bares.append(start(BARE, environ))
    for name, ours, bare in zip(
        Sample._fields, zip(*quizzes, strict=True), zip(*bares, strict=True), strict=True
    ):
        one, other = statistics.median(ours), statistics.median(bare)
        print(
            f"first card, {name}: median {one:.0f} ms, {one / other:.1f} times a bare start ({other:.0f} ms);"
            f" best {min(ours):.0f} ms, {min(ours) / min(bare):.1f} times"
        )


if __name__ == "__main__":
    main()
