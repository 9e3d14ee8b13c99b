"""Completion in the shells: a real bash at a real terminal, and what zsh and fish ask for and get."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.cli.author import FILES
from tests.decks import write
from tests.quiz import quizzes

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a deck and a package."""
    write(tmp_path / "decks" / "small", FILES)
    return write(tmp_path, {"old.apkg": ""})


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return quizzes.environment(home, TERM="dumb", PS1="ready> ", PATH=quizzes.on_the_path(home / "bin"))


# What is typed before Tab → what stands there after it.
TABS = {
    "flashcards bui": "build ",
    "flashcards build sm": "small ",
    "flashcards check dec": "decks/",
    "flashcards new concept beta --deck sm": "small ",
    "flashcards diff old": "old.apkg ",
}


def test_bash_completes_with_readmes_line(home: Path, environment: dict[str, str]) -> None:
    (line,) = (line for line in README.read_text("utf-8").splitlines() if line.startswith("eval "))
    bash = pexpect.spawn(
        "bash", ["--norc", "--noprofile"], cwd=str(home), env=environment, encoding="utf-8", timeout=60
    )  # fmt: skip
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
        ("zsh", {"COMP_WORDS": "flashcards di", "COMP_CWORD": "1"}, ["diff", "Say what learners will see of a change."]),
        ("zsh", {"COMP_WORDS": "flashcards build ", "COMP_CWORD": "2"}, ["small", "ai-alignment"]),
        ("fish", {"COMP_WORDS": "flashcards di", "COMP_CWORD": "di"}, ["diff", "Say what learners will see of a change."]),
        ("fish", {"COMP_WORDS": "flashcards build d", "COMP_CWORD": "d"}, ["dir", "d"]),
    ],
    ids=["zsh, a command", "zsh, decks", "fish, a command", "fish, a folder"],
)  # fmt: skip
def test_zsh_and_fish_are_answered(
    home: Path, environment: dict[str, str], shell: str, words: dict[str, str], told: list[str]
) -> None:
    """What stands between the words is between click and the script that it gave the shell."""
    answer = completed(home, environment | {"_FLASHCARDS_COMPLETE": f"{shell}_complete"} | words)
    assert [word for word in re.split(r"[\n\t,]", answer) if word not in {"", "_", "plain"}] == told


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_get_a_script_that_asks_the_program(
    home: Path, environment: dict[str, str], shell: str
) -> None:
    script = completed(home, environment | {"_FLASHCARDS_COMPLETE": f"{shell}_source"})
    assert f"_FLASHCARDS_COMPLETE={shell}_complete" in script


def completed(home: Path, env: dict[str, str]) -> str:
    done = subprocess.run(["flashcards"], cwd=home, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
