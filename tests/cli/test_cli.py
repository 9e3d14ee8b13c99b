"""The table of commands: wrong usage and help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.author import deck, run

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["deck"]
USAGE = {
    "no deck at all by that name": (["check", "smal"], 'there is no deck "smal"'),
    "a folder that is no deck": (["check", "decks"], "has no deck.yaml"),
    "an unknown command": (["biuld"], 'there is no command "biuld"; did you mean "build"?'),
    "an unknown thing to create": (
        ["new", "cells"],
        'there is no command "cells"; the commands are: concept, deck, lock',
    ),
    "a bad clock": (["build"], "SOURCE_DATE_EPOCH must be a positive whole number"),
    "a deck that exists": (["new", "deck", "small"], "decks/small already exists"),
    "an unknown rule": (
        ["check", "--explain", "answer-leek"],
        'there is no lint rule "answer-leek"; did you mean "L05"? The rules are: L01 ',
    ),
    "a bad id": (["new", "concept", "Cell Wall"], '"Cell Wall" is not an id: use lower-case letters'),
    "a reserved id": (["new", "concept", "src"], '"src" is a key of the file format; choose another id'),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_exits_2_with_a_sentence(case: str, deck: Path) -> None:
    arguments, sentence = USAGE[case]
    environ = {"SOURCE_DATE_EPOCH": "yesterday"} if "clock" in case else {}
    done = run(*arguments, cwd=deck, **environ)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["build", "-h"], ["check", "-h"], ["new", "deck", "-h"]], ids=" ".join
)
def test_help_has_examples(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert "Example" in done.stdout or arguments == ["--help"]
