"""What only some systems have. A test that needs it is skipped elsewhere, with the reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

POSIX = os.name == "posix"

# Whole modules, below tests/, that run on POSIX systems only, and what Windows lacks for them.
POSIX_ONLY = {
    "benchmarks/test_benchmarks.py": "resource usage of child processes",
    "cli/test_completion.py": "pseudo-terminals",
    "crash/test_faults.py": "fork",
    "crash/test_kills.py": "fork",
    "crash/test_quiz_faults.py": "fork",
    "crash/test_store_kill.py": "SIGKILL",
    "loading/test_parallel.py": "fork",
    "quiz/test_edit_on_screen.py": "pseudo-terminals",
    "quiz/test_screen.py": "pseudo-terminals",
    "quiz/test_tty.py": "pseudo-terminals",
    "test_wheel.py": "pseudo-terminals",
}


def named_pipe(path: Path) -> None:
    """Make a named pipe."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no named pipes in folders")
    os.mkfifo(path)


class ModuleForPosix(pytest.Module):
    """A test module that is not even imported here."""

    what: str

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        pytest.skip(f"Windows has no {self.what}", allow_module_level=True)
