"""A repository with a deck that was edited since its last commit, for the tests of ``flashcards diff``."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from tests.decks import write
from tests.greek import FILES, edited

if TYPE_CHECKING:
    from pathlib import Path

TIME = 1_790_000_000
NEW = edited(
    ("Twelve.", "Twelve of <b>them</b>."),
    ("rules the sky", "rules the heavens"),
    ("why-twelve:", "why:\n    was: why-twelve\n    src: [homer]"),
)


def run(*arguments: str, colour: bool = False) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments], color=colour)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with decks/greek as in ``FILES``; the working tree has ``NEW``."""
    who = {
        f"GIT_{role}_{part}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    write(tmp_path / "decks" / "greek", FILES)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, env=environment, check=True)
    write(tmp_path / "decks" / "greek", NEW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASHCARDS_DECKS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path
