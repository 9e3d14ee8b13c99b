"""SIGKILL in the midst of ``build`` and ``release``: never a half package, never a lock without its package.

``FLASHCARDS_KILLS=500 pytest tests/crash`` kills 500 times instead of 20.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("FLASHCARDS_KILLS", "20"))


def drive(folder: Path, kills: int, *flags: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "error", "-m", "tests.crash.driver", str(folder), str(kills), *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_and_the_next_run_heals(tmp_path: Path) -> None:
    found = drive(tmp_path, KILLS)
    assert found["faults"] == []
    assert found["kills"] == KILLS
    assert min(found["events"].values()) > 40


def test_the_harness_finds_a_program_that_writes_in_place(tmp_path: Path) -> None:
    faults = drive(tmp_path, 40, "--broken")["faults"]
    assert any("neither the old one nor the new one" in fault for fault in faults)
