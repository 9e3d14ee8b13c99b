"""A learner who plays the quiz on a pseudo-terminal."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pexpect
import pyte
import pytest

from tests.quiz import quizzes

if TYPE_CHECKING:
    from pathlib import Path


class Player:
    """A learner at a terminal, who presses keys and waits until the screen shows what is expected."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        driver: str = quizzes.DRIVER,
        **env: str,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        program, *words = quizzes.words(*arguments, driver=driver)
        self.child = pexpect.spawn(
            program, words, cwd=str(home), env=quizzes.environment(home, **env), dimensions=(rows, columns)
        )
        self.child.delaybeforesend = None

    def sees(self, pattern: str) -> str:
        """Return the screen as soon as it shows the pattern, in a frame that is drawn completely."""
        while self.raw.rfind(b"\x1b[H") > self.raw.rfind(b"\x1b[J") or not re.search(pattern, self.text()):
            try:
                self.hear()
            except (pexpect.EOF, pexpect.TIMEOUT):
                pytest.fail(f"{pattern!r} is not on the screen:\n{self.text()}")
        return self.text()

    def press(self, keys: str, pattern: str) -> str:
        """Press keys and return the screen as soon as it shows the pattern."""
        self.child.send(keys)
        return self.sees(pattern)

    def text(self) -> str:
        """Return what the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self, keys: str = "") -> int:
        """Press the last keys, wait for the end and return the exit code."""
        self.child.send(keys)
        with suppress(pexpect.EOF):
            while True:
                self.hear()
        self.child.close()
        assert self.child.exitstatus is not None, f"ended by signal {self.child.signalstatus}"
        return self.child.exitstatus

    def hear(self) -> None:
        """Read what the program has written."""
        data: bytes = self.child.read_nonblocking(4096, timeout=20)  # type: ignore[assignment]  # no encoding was given
        self.raw += data
        self.stream.feed(data)
