"""No test waits without an end: one that would is ended, and has failed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest

ROOT = Path(__file__).parent.parent
# What waits: a test for a lock, a read or a process that it clears away, a fixture before or after a test.
WAITING = {
    "lock": "def test(): threading.Event().wait()",
    "read": "def test(): os.read(os.pipe()[0], 1)",
    "child": "def test():\n with subprocess.Popen(SLEEP, stdout=-1) as child: child.communicate()",
    "cleared away": "def test():\n with subprocess.Popen(SLEEP): raise ValueError",
    "setup": "@pytest.fixture\ndef f(): threading.Event().wait()\ndef test(f): pass",
    "teardown": "@pytest.fixture\ndef f():\n yield\n threading.Event().wait()\ndef test(f): pass",
}
HEAD = "import os, pytest, subprocess, sys, threading\nSLEEP = [sys.executable, '-c', 'import time; time.sleep(20)']\n"


@pytest.mark.parametrize("code", WAITING.values(), ids=WAITING)
def test_what_waits_fails(tmp_path: Path, code: str) -> None:
    (tmp_path / "test_it.py").write_text(HEAD + code)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FLASHCARDS_PATIENCE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "this did not end within 1 seconds" in done.stdout


def test_no_test_is_ended_early() -> None:
    assert conftest.PATIENCE >= 600


def test_what_tests_start_can_be_ended_with_ctrl_c() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
