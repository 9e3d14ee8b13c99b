"""Completion in the shells: a real bash at a real terminal, and what zsh and fish ask for and get."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli import quizzes
from tests.cli.test_build_and_check import GOOD, NEVER
from tests.courses import DECK, SOURCES, write

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a deck and a package, where ``flashcards`` is on the path."""
    files = {"deck.yaml": DECK, "sources.yaml": SOURCES, "concepts/alpha.yaml": GOOD, "released.lock": NEVER}
    write(tmp_path / "decks" / "small", files)
    write(
        tmp_path, {"old.apkg": "", "bin/flashcards": f'#!/bin/sh\nexec {sys.executable} -m flashcards "$@"\n'}
    )
    (tmp_path / "bin" / "flashcards").chmod(0o755)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    own = quizzes.environment(home, TERM="dumb", PS1="ready> ")
    return own | {"PATH": f"{home / 'bin'}{os.pathsep}{own['PATH']}"}


# What is typed before Tab → what stands there after it.
TABS = {
    "flashcards bui": "build ",
    "flashcards new con": "concept ",
    "flashcards build sm": "small ",
    "flashcards check dec": "decks/",
    "flashcards check --format j": "json ",
    "flashcards new concept beta --deck sm": "small ",
    "flashcards diff old": "old.apkg ",
}


def test_bash_completes_with_readmes_line(home: Path) -> None:
    (line,) = (line for line in README.read_text("utf-8").splitlines() if line.startswith("eval "))
    bash = pexpect.spawn(
        "bash", ["--norc", "--noprofile"], cwd=str(home), env=environment(home), encoding="utf-8", timeout=30
    )  # fmt: skip
    bash.sendline("bind 'set enable-bracketed-paste off'; PS1='ready> '")
    bash.expect_exact("ready> ")
    bash.expect_exact("ready> ")
    bash.sendline(line)
    for typed, completed in TABS.items():
        bash.expect_exact("ready> ")
        bash.send(f"{typed}\t")
        bash.expect_exact(f"{typed.rpartition(' ')[0]} {completed}")
        bash.sendcontrol("u")
        bash.sendline("")
    bash.close()


@pytest.mark.parametrize(
    ("shell", "words", "told"),
    [
        ("zsh", {"COMP_WORDS": "flashcards di", "COMP_CWORD": "1"}, "plain\ndiff\nSay what learners will see of a change.\n"),
        ("zsh", {"COMP_WORDS": "flashcards build ", "COMP_CWORD": "2"}, "plain\nsmall\n_\nplain\nai-alignment\n_\n"),
        ("fish", {"COMP_WORDS": "flashcards di", "COMP_CWORD": "di"}, "plain,diff\tSay what learners will see of a change.\n"),
        ("fish", {"COMP_WORDS": "flashcards build d", "COMP_CWORD": "d"}, "dir,d\n"),
    ],
    ids=["zsh, a command", "zsh, decks", "fish, a command", "fish, a folder"],
)  # fmt: skip
def test_zsh_and_fish_are_answered(home: Path, shell: str, words: dict[str, str], told: str) -> None:
    assert completed(home, f"{shell}_complete", **words) == told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_asks_for_the_command(home: Path, shell: str) -> None:
    assert f"_FLASHCARDS_COMPLETE={shell}_complete" in completed(home, f"{shell}_source")


def completed(home: Path, how: str, **words: str) -> str:
    env = environment(home) | {"_FLASHCARDS_COMPLETE": how} | words
    done = subprocess.run(["flashcards"], cwd=home, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
