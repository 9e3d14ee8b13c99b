"""A small deck on disk, and a quiz on it with a given clock."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flashcards.study.memory import DAY, HOUR, Moment
from tests import courses

ROOT = Path(__file__).parents[2]
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
DECK = courses.DECK + "units:\n  animals: {title: Animals, concepts: [cat, dog]}\n"


def deck(folder: Path) -> Path:
    """The deck's folder, made in ``folder``/decks/small."""
    files = {f"concepts/{name}.yaml": text for name, text in CONCEPTS.items()}
    return courses.write(
        folder / "decks" / "small", {"deck.yaml": DECK, "sources.yaml": courses.SOURCES, **files}
    )


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


def words(*arguments: str) -> list[str]:
    """The command line of a quiz."""
    return [sys.executable, "-c", DRIVER, "quiz", *arguments]


def moment(hours: float = 0) -> Moment:
    """So many hours from noon."""
    return Moment(NOON + round(hours * HOUR))
