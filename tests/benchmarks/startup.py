"""Short commands, and the quiz's first card, each beside a bare start of Python."""

from __future__ import annotations

import os
import pty
import tempfile
import time
from typing import TYPE_CHECKING

from tests.benchmarks.timing import BARE, ENVIRON, FLASHCARDS, ROOT, Aim, Sample, medians, process, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.benchmarks.timing import Line, Plan

_ROUNDS = 12
_DECK = str(ROOT / "decks/ai-alignment")
_FRAME = b"Space shows the answer"


def version(plan: Plan) -> Iterator[Line]:
    """``flashcards --version``."""
    bare, ours = medians(plan.rounds or _ROUNDS, process(*BARE), process(*FLASHCARDS, "--version"))
    yield ratio("--version / bare Python", ours, bare, Aim("≤", 1.6))


def check(plan: Plan) -> Iterator[Line]:
    """``flashcards check``, of the bundled course and of big ones."""
    decks = {"the bundled course": (_DECK, _ROUNDS // 2)}
    decks |= {
        f"{size:,} concepts": (str(plan.course(size)), plan.times(size)) for size in plan.sizes or (1_000,)
    }
    for name, (deck, rounds) in decks.items():
        bare, ours = medians(plan.rounds or rounds, process(*BARE), process(*FLASHCARDS, "check", deck))
        yield ratio(f"check of {name} / bare Python", ours, bare)


def card(plan: Plan) -> Iterator[Line]:
    """The quiz on the bundled course, from its start until the first card stands on a terminal.

    The deck's cache and the database are there, as on a learner's second day. Processor time is the whole
    process's, ended by ``q``.
    """
    with tempfile.TemporaryDirectory(dir=plan.folder) as home:
        own = {"HOME": home, "XDG_CACHE_HOME": home, "FLASHCARDS_DB": f"{home}/reviews.db"}
        environ = {**ENVIRON, **own, "TERM": "xterm-256color"}
        bare, ours = medians(
            plan.rounds or _ROUNDS,
            lambda: on_terminal(BARE, environ),
            lambda: on_terminal((*FLASHCARDS, "quiz", _DECK), environ, _FRAME),
        )
    yield ratio("first card / bare Python", ours, bare, Aim("≤", 10))


def on_terminal(command: Sequence[str], environ: Mapping[str, str], until: bytes = b"") -> Sample:
    """A fresh process on a terminal, until it ends; with ``until`` the wall time is that of its first frame."""
    begun = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], [*command], environ)
    seen, wall = b"", 0.0
    while data := _read(terminal):
        seen += data
        if until and not wall and until in seen:
            wall = time.perf_counter() - begun
            os.write(terminal, b"q")
    _, status, used = os.wait4(child, 0)
    wall = wall or time.perf_counter() - begun
    os.close(terminal)
    if status or until not in seen:
        raise SystemExit(seen.decode())
    return Sample(wall, used.ru_utime + used.ru_stime)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux' way to say that the other end is closed
        return b""
