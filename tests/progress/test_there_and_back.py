"""Histories partly in the real Anki, partly in the quiz: after an exchange both sides are the replay of the union.

The clock (tests/study/clock.c) is compiled and preloaded, so this runs on Linux with a C compiler.
FLASHCARDS_EXCHANGES=300 asks for more histories.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("FLASHCARDS_EXCHANGES", "6"))


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="the test's clock is compiled and preloaded"
)
def test_both_sides_are_the_replay_of_the_union(tmp_path: Path) -> None:
    clock = tmp_path / "clock.so"
    source = ROOT / "tests" / "study" / "clock.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", clock, source], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.progress.exchanging"],
        input=json.dumps({"seeds": list(range(COUNT))}),
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(clock), "ANKI_TEST_MODE": "1"},  # the mode takes Anki's fuzz off
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[]] * COUNT
