"""Read one line of ``released.lock`` from left to right."""

from __future__ import annotations

import json
import re
from typing import Final

from flashcards.releases.lock import UNSAFE

_PLAIN: Final = rf'[^"\\{UNSAFE}]*'
STRING: Final = re.compile(rf'"{_PLAIN}(?:\\(?:["\\/bfnrt]|u[0-9a-f]{{4}}){_PLAIN})*"')
"""Matches a quoted text."""


class DamagedError(Exception):
    """A line can't be read. The text says what is wrong at ``column``, from 1."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column


class Scanner:
    """Reads one line from left to right."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0

    def take(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        """Return the match that begins here and go behind it. Raises DamagedError if there is none."""
        found = pattern.match(self.line, self.at)
        if found is None:
            raise DamagedError(self.at + 1, f"expected {what} here")
        self.at = found.end()
        return found

    def skip(self, word: str) -> bool:
        """Return whether the line continues with the word; if so, go behind it."""
        if not self.line.startswith(word, self.at):
            return False
        self.at += len(word)
        return True

    def word(self, pattern: re.Pattern[str], what: str) -> str:
        """Return the text that matches, and go behind it and a space. Raises DamagedError."""
        found = self.take(pattern, what)[0]
        if not self.skip(" ") and self.at < len(self.line):
            raise DamagedError(self.at + 1, f"expected the end of {what} here")
        return found

    def string(self) -> str:
        """Return the content of a quoted string. Raises DamagedError."""
        text = json.loads(self.word(STRING, "a quoted text"))
        assert isinstance(text, str)
        return text

    def end(self) -> None:
        """Raise DamagedError unless the line ends here, without a space."""
        at = min(self.at, len(self.line.rstrip(" ")))
        if at < len(self.line):
            raise DamagedError(at + 1, "expected the end of the line here")
