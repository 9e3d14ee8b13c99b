"""The terminal as the quiz uses it: whole frames out, keys in, and everything restored whatever ends the session."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, Self

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

_ENTER = "\x1b[?1049h\x1b[?25l"  # the alternate screen, without a cursor
_LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"
_LONGEST = 3  # bytes of a UTF-8 character that may still want one
_KEYS = re.compile(r"\x1b\[[0-9;]*[A-Za-z~]|\x1bO.|\x1b|.", re.DOTALL)
_NAMES = {
    "\r": "enter",
    "\n": "enter",
    " ": "space",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x15": "clear",
    "\x17": "word",
    "\x1b": "escape",
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
    "\x1a": "suspend",
    "\x0c": "redraw",
}


class Hangup(SystemExit):
    """A signal, or the terminal is gone; the code is 128 and the signal's number."""


class Terminal:
    """A terminal in full-screen use. Raises Hangup on SIGTERM and SIGHUP, KeyboardInterrupt on Ctrl-C."""

    def __init__(self) -> None:
        self.redraw: Callable[[], None] = lambda: None
        self._pending: list[str] = []
        self._stale = False

    def __enter__(self) -> Self:
        self._old = {number: signal.signal(number, _end) for number in _signals("SIGTERM", "SIGHUP")}
        for number in _signals("SIGWINCH"):
            self._old[number] = signal.signal(number, self._resized)
        if sys.platform != "win32":
            self._woken, self._wake = os.pipe()
            os.set_blocking(self._wake, False)
            signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._give_back()
        for number, handler in self._old.items():
            signal.signal(number, handler)
        if sys.platform != "win32":
            signal.set_wakeup_fd(-1)
            os.close(self._wake)
            os.close(self._woken)

    def _take(self) -> None:
        self._modes = _quiet()
        sys.stdout.write(_ENTER)
        sys.stdout.flush()

    def _give_back(self) -> None:
        try:
            sys.stdout.write(_LEAVE)
            sys.stdout.flush()
        finally:
            _restore(self._modes)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give the terminal to another program for a while."""
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def suspend(self) -> None:
        """Stop like any program on Ctrl-Z."""
        with self.lent():
            for number in _signals("SIGTSTP"):
                os.kill(os.getpid(), number)

    # --- out ---

    @staticmethod
    def size() -> tuple[int, int]:
        """Columns and rows, at least 20 by 8."""
        columns = rows = 0
        with suppress(OSError, ValueError):
            columns, rows = os.get_terminal_size(sys.stdout.fileno())
        return max(columns or 80, 20), max(rows or 24, 8)

    def draw(self, rows: Sequence[str]) -> None:
        """Show a frame: one string a row, none wider than the terminal."""
        frame = "\x1b[K\r\n".join(rows)
        sys.stdout.write(f"\x1b[H{frame}\x1b[K\x1b[J")
        sys.stdout.flush()

    def _resized(self, _number: int, _frame: FrameType | None) -> None:
        self._stale = True  # a frame may be half made just now, or the terminal lent

    # --- in ---

    def key(self) -> str:
        """The next key: a name from the table, or the character itself."""
        while not self._pending:
            self._wait()
            self._pending = _KEYS.findall(_read())
        key = self._pending.pop(0)
        if key == "\x03":
            raise KeyboardInterrupt
        if key == "\x04":
            return "q"
        return _NAMES.get(key, key)

    def _wait(self) -> None:
        """Until there is a key; what a signal asked for is done meanwhile, also by one that came just before."""
        if sys.platform == "win32":
            return
        keys = sys.stdin.fileno()
        while keys not in (ready := select.select([keys, self._woken], [], [])[0]):
            os.read(ready[0], 1024)
            if self._stale:
                self._stale = False
                self.redraw()


def _read(pending: bytes = b"") -> str:
    """The keys pressed since the last read, at least one."""
    if sys.platform == "win32":
        return click.getchar()
    try:
        # click.getchar throws away what was typed since its last call, so a fast typist would lose letters.
        data = os.read(sys.stdin.fileno(), 1024)
    except OSError:
        data = b""
    if not data:
        _end(signal.SIGHUP, None)
    try:
        return (pending + data).decode()
    except UnicodeDecodeError as error:
        # A character may come in two pieces; what is no UTF-8 at all is shown as such.
        cut = error.end == len(pending + data) and len(pending) < _LONGEST
        return _read(pending + data) if cut else (pending + data).decode(errors="replace")


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise Hangup(128 + number)


def _signals(*names: str) -> Iterator[signal.Signals]:
    """Those of the signals that this system has."""
    yield from (getattr(signal, name) for name in names if hasattr(signal, name))


def _quiet() -> list[object] | None:
    """Keys at once, without echo and without signals, for the whole session; returns the modes before."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    with suppress(termios.error):
        before = termios.tcgetattr(sys.stdin)
        modes = termios.tcgetattr(sys.stdin)
        modes[0] &= ~(termios.ICRNL | termios.IXON)
        modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, modes)
        return before
    return None


def _restore(modes: list[object] | None) -> None:
    if modes is not None:
        import termios  # noqa: PLC0415 - not on Windows

        with suppress(termios.error):
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, modes)  # type: ignore[arg-type]  # as tcgetattr gave them
