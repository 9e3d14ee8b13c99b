"""An author at work: a small deck in a folder, and commands run there as real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.decks import UNRELEASED, UUID, files, head, write

ROOT = Path(__file__).parents[2]
GOOD = "term: alpha\nfaq:\n  why: {q: Why?, a: So.}\n"
BAD = "term: beta\nfaq:\n  why: {q: Why?}\n  how: {q: How?, a: Thus., tier: cor}\n"
FILES = {**files({"alpha": GOOD}), "released.lock": UNRELEASED}


def run(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ``flashcards`` with these arguments in a folder."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1790000000", **environ}
    command = [sys.executable, "-m", "flashcards", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A folder that holds decks/small with one concept."""
    write(tmp_path / "decks" / "small", FILES)
    return tmp_path


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder that holds decks/other, which has errors, and decks/small."""
    other = {"deck.yaml": head("other", uuid=UUID.replace("10", "11")), "concepts/beta.yaml": BAD}
    write(tmp_path / "decks" / "other", {**FILES, **other})
    write(tmp_path / "decks" / "small", FILES)
    return tmp_path
