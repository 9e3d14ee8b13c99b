"""Controls the terminal: draws whole frames, reads keys, and restores the terminal however the session ends."""

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
_LONGEST = 3  # bytes of a UTF-8 character that is not complete yet
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
    """Raised by a signal or when the terminal is gone. The exit code is 128 + the signal's number."""


class Terminal:
    """The terminal in full-screen use; a context manager.

    Raises Hangup on SIGTERM, SIGHUP or a closed terminal, and KeyboardInterrupt on Ctrl-C. ``redraw`` is called when
    the window was resized.
    """

    def __init__(self) -> None:
        self.redraw: Callable[[], None] = lambda: None
        self._pending: list[str] = []
        self._stale = False

    def __enter__(self) -> Self:
        self._old_handlers = {
            number: signal.signal(number, _hang_up) for number in _signals("SIGTERM", "SIGHUP")
        }
        for number in _signals("SIGWINCH"):
            self._old_handlers[number] = signal.signal(number, self._resized)
        if sys.platform != "win32":
            self._woken, self._wake = os.pipe()
            os.set_blocking(self._wake, False)
            signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._enter()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._leave()
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        if sys.platform != "win32":
            signal.set_wakeup_fd(-1)
            os.close(self._wake)
            os.close(self._woken)

    def _enter(self) -> None:
        self._modes = _raw_mode()
        sys.stdout.write(_ENTER)
        sys.stdout.flush()

    def _leave(self) -> None:
        try:
            sys.stdout.write(_LEAVE)
            sys.stdout.flush()
        finally:
            _restore(self._modes)

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Give the terminal to another program for a while."""
        self._leave()
        try:
            yield
        finally:
            self._enter()

    def suspend(self) -> None:
        """Suspend the program, as Ctrl-Z does elsewhere."""
        with self.lend():
            for number in _signals("SIGTSTP"):
                os.kill(os.getpid(), number)

    # --- out ---

    @staticmethod
    def size() -> tuple[int, int]:
        """Return columns and rows, at least 20 by 8."""
        columns = rows = 0
        with suppress(OSError, ValueError):
            columns, rows = os.get_terminal_size(sys.stdout.fileno())
        return max(columns or 80, 20), max(rows or 24, 8)

    def draw(self, rows: Sequence[str]) -> None:
        """Draw a frame: one string a row, none wider than the terminal."""
        frame = "\x1b[K\r\n".join(rows)
        sys.stdout.write(f"\x1b[H{frame}\x1b[K\x1b[J")
        sys.stdout.flush()

    def _resized(self, _number: int, _frame: FrameType | None) -> None:
        self._stale = True  # redrawn later: a frame may be in the making, or the terminal lent

    # --- in ---

    def key(self) -> str:
        """Return the next key: its name, such as ``enter`` or ``page up``, or its character."""
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
        """Wait for a key; redraw meanwhile if the window is or was resized."""
        if sys.platform == "win32":
            return
        keys = sys.stdin.fileno()
        while keys not in (ready := select.select([keys, self._woken], [], [])[0]):
            os.read(ready[0], 1024)
            if self._stale:
                self._stale = False
                self.redraw()


def _read(pending: bytes = b"") -> str:
    """Return the keys pressed since the last read; wait for at least one. ``pending`` is an unfinished character."""
    if sys.platform == "win32":
        return click.getchar()
    try:
        # click.getchar discards what was typed since its last call, so a fast typist would lose letters.
        data = os.read(sys.stdin.fileno(), 1024)
    except OSError:
        data = b""
    if not data:
        _hang_up(signal.SIGHUP, None)
    try:
        return (pending + data).decode()
    except UnicodeDecodeError as error:
        # A character may arrive in two pieces; bytes that are not UTF-8 become replacement characters.
        cut = error.end == len(pending + data) and len(pending) < _LONGEST
        return _read(pending + data) if cut else (pending + data).decode(errors="replace")


def _hang_up(number: int, _frame: FrameType | None) -> NoReturn:
    raise Hangup(128 + number)


def _signals(*names: str) -> Iterator[signal.Signals]:
    """Yield those of the signals that this system has."""
    yield from (getattr(signal, name) for name in names if hasattr(signal, name))


def _raw_mode() -> list[object] | None:
    """Deliver each key at once, without echo and signals; return the modes to restore."""
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
