"""A small deck on disk, and a quiz on it with a given clock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.reviews.store import Store
from flashcards.study.memory import DAY, HOUR, Moment, Rating
from tests import decks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.study.log import Action, CardState

ROOT = Path(__file__).parents[2]
SAVED = re.compile(r"^saved ([0-9a-f]{32})$", re.MULTILINE)
NOON = 20_000 * DAY + 12 * HOUR

# A quiz whose clock stands still at CLOCK (milliseconds), so that no run depends on the machine's time.
DRIVER = """
import os, sys
from flashcards.cli import cli, quiz
from flashcards.study.memory import Moment
quiz.now = lambda: Moment(int(os.environ["CLOCK"]))
sys.argv[0] = "flashcards"
cli(prog_name="flashcards")
"""

CONCEPTS = {
    "cat": """\
term: cat
context: animals
aliases: [house cat]
src: [one]
definition:
  short:
    text: A small animal that purrs.
  cloze:
    sound:
      text: A cat {{c1::purrs::sound}} when it is {{c2::content}}.
distinctions:
  vs-dog:
    between: [cat, dog]
    axis: How they take commands.
    points:
      obeys: {cat: Comes when it likes., dog: Comes when called., cards: [cat, dog]}
""",
    "dog": """\
term: dog
context: animals
definition:
  short:
    text: An animal that barks.
""",
}
DECK = decks.DECK + "units:\n  animals: {title: Animals, concepts: [cat, dog]}\n"


def deck(folder: Path) -> Path:
    """The deck's folder, made in ``folder``/decks/small."""
    return decks.write(folder / "decks" / "small", decks.files(CONCEPTS, DECK))


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables of a learner at home in ``folder`` whose clock shows noon."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    own = {"HOME": str(folder), "FLASHCARDS_DB": str(folder / "reviews.db"), "PYTHONPATH": str(ROOT)}
    fixed = {"CLOCK": str(NOON), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    return {**kept, **own, **fixed, "PYTHONWARNINGS": "error", **more}


def on_the_path(folder: Path) -> str:
    """The PATH of somebody who can type ``flashcards``, which is put into ``folder``."""
    script = folder / "flashcards"
    folder.mkdir()
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m flashcards "$@"\n')
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def words(*arguments: str, driver: str = DRIVER) -> list[str]:
    """The command line of a quiz."""
    return [sys.executable, "-c", driver, "quiz", *arguments]


def moment(hours: float = 0) -> Moment:
    """So many hours from noon."""
    return Moment(NOON + round(hours * HOUR))


def run(
    home: Path,
    lines: str,
    *arguments: str,
    at: int = NOON,
    code: int = 0,
    env: Mapping[str, str] | None = None,
) -> str:
    """What the quiz writes when ``lines`` (words, one a line) are typed."""
    done = subprocess.run(
        words("--plain", *arguments),
        cwd=home,
        env=environment(home, CLOCK=str(at), **(env or {})),
        input="\n".join(lines.split(",")) + "\n" if lines else "",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.returncode == code
    return done.stdout


def questions(out: str) -> list[str]:
    return re.findall(r"^Question: (.*)$", out, re.MULTILINE)


def reviews(home: Path) -> list[tuple[str, Rating, Action | str]]:
    with Store.open(home / "reviews.db", moment()) as store:
        return [(entry.id, Rating(entry.rating or 1), entry.kind) for entry in store.entries()]


def states(home: Path) -> dict[str, CardState]:
    """Cards with history, by note and ordinal."""
    with Store.open(home / "reviews.db", moment()) as store:
        return {f"{card.guid}/{card.ordinal}": state for card, state in store.states(decks.UUID).items()}
