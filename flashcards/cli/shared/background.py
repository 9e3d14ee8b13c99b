"""A sync in a process of its own, for the quiz: it is started, and nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def sync(database: Path, *, settings: bool) -> None:
    """Start ``flashcards sync`` for a database; what it says or how it ends is nobody's concern."""
    command = [sys.executable, "-m", "flashcards", "sync", "--db", str(database.resolve())]
    quiet = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603 - our own program
            [*command, *([] if settings else ["--background"])],
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            cwd=Path(database).resolve().parent,
            start_new_session=True,
        )
