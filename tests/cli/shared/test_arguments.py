"""Which deck a command uses, and which it leaves alone: real processes, from several folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.author import FILES, ROOT, run, two
from tests.decks import write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["two"]
BUNDLED = ROOT / "decks" / "ai-alignment"


def state(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "concept", "mine"],
        ["new", "concept", "mine", "--deck", "ai-alignment"],
        ["rename", "mesa-optimizer", "mine"],
        ["release", "9.0", "ai-alignment"],
        ["new", "lock"],
    ],
    ids=" ".join,
)
def test_nothing_is_written_into_the_bundled_deck(tmp_path: Path, arguments: list[str]) -> None:
    before = state(BUNDLED)
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith(
        f" {BUNDLED} is bundled with flashcards, and an update would overwrite your changes; copy it with: flashcards"
        " new deck ID --fork ai-alignment (or start your own deck with: flashcards new deck ID)"
    )
    assert list(tmp_path.iterdir()) == []
    assert state(BUNDLED) == before


def test_in_a_clone_the_bundled_deck_can_be_written_to() -> None:
    done = run("rename", "mesa-optimizer", "mesa-thing", "--dry-run", cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_inside_a_deck_the_commands_use_that_deck(tmp_path: Path) -> None:
    inside = write(tmp_path / "decks" / "small", FILES)
    first_line = "Deck: . (the current folder)"
    for arguments in (["check"], ["build"], ["rename", "alpha", "beta"], ["diff", "../small"]):
        done = run(*arguments, cwd=inside)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(f"{first_line}\n") or arguments[0] == "diff"
    done = run("release", "1.0", cwd=inside)
    assert done.returncode == 0, done.stderr
    done = run("new", "concept", "gamma", cwd=inside)
    assert done.stdout.startswith("Created concepts/gamma.yaml. ")
    names = {path.relative_to(inside).as_posix() for path in state(inside)}
    assert {"concepts/beta.yaml", "concepts/gamma.yaml", "dist/small.apkg", "dist/small-1.0.apkg"} <= names


def test_with_two_decks_build_asks_which_one(two: Path) -> None:
    done = run("build", cwd=two)
    assert done.returncode == 2
    assert (
        "there are several decks under ./decks (other, small); say which: flashcards build ID" in done.stderr
    )


def test_a_mistyped_name_is_reported_before_a_missing_terminal(two: Path) -> None:
    done = run("quiz", "smal", cwd=two)
    assert done.returncode == 2
    assert 'there is no deck "smal"; did you mean "small"?' in done.stderr
    assert "terminal" not in done.stderr
