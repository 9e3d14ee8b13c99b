"""Which deck a command takes, and which it leaves alone: real processes, from several folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.test_build_and_check import BAD, GOOD, NEVER, ROOT, run
from tests.decks import DECK, SOURCES, write

BUNDLED = ROOT / "decks" / "ai-alignment"
FILES = {"deck.yaml": DECK, "sources.yaml": SOURCES, "concepts/alpha.yaml": GOOD, "released.lock": NEVER}


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
def test_nothing_is_written_into_the_deck_that_comes_with_the_program(
    tmp_path: Path, arguments: list[str]
) -> None:
    before = state(BUNDLED)
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith(
        f" {BUNDLED} comes with flashcards and isn't yours to change; copy it first with: flashcards new deck"
        " ID --fork ai-alignment (or begin a deck of your own: flashcards new deck ID)"
    )
    assert list(tmp_path.iterdir()) == []
    assert state(BUNDLED) == before


def test_in_a_clone_its_deck_can_be_written_to() -> None:
    done = run("rename", "mesa-optimizer", "mesa-thing", "--dry-run", cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_inside_a_deck_the_commands_take_it(tmp_path: Path) -> None:
    inside = write(tmp_path / "decks" / "small", FILES)
    said = "Deck: . (the folder that you are in)"
    for arguments in (["check"], ["build"], ["rename", "alpha", "beta"], ["diff", "../small"]):
        done = run(*arguments, cwd=inside)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(f"{said}\n") or arguments[0] == "diff"
    done = run("release", "1.0", cwd=inside)
    assert done.returncode == 0, done.stderr
    done = run("new", "concept", "gamma", cwd=inside)
    assert done.stdout.startswith("Made concepts/gamma.yaml. ")
    names = {path.relative_to(inside).as_posix() for path in state(inside)}
    assert {"concepts/beta.yaml", "concepts/gamma.yaml", "dist/small.apkg", "dist/small-1.0.apkg"} <= names


OTHER = {**FILES, "deck.yaml": DECK.replace("small", "other").replace("10\n", "11\n")}
OTHER["concepts/beta.yaml"] = BAD


@pytest.fixture
def two(tmp_path: Path) -> Path:
    write(tmp_path / "decks" / "other", OTHER)
    write(tmp_path / "decks" / "small", FILES)
    return tmp_path


@pytest.mark.parametrize(
    ("named", "decks"),
    [
        ([], ["other", "small"]),
        (["small", "decks/other", "small"], ["other", "small"]),
        (["other"], ["other"]),
    ],
    ids=["none", "both", "one"],
)
def test_check_takes_several_decks(two: Path, named: list[str], decks: list[str]) -> None:
    done = run("check", *named, "--format", "json", cwd=two)
    assert done.returncode == 1
    assert done.stderr == "" if named else "Decks: decks/other, decks/small\n"
    problems = json.loads(done.stdout)["problems"]
    assert [problem["path"] for problem in problems] == sorted(problem["path"] for problem in problems)
    assert sorted({Path(problem["path"]).parts[1] for problem in problems}) == decks
    assert len({json.dumps(problem) for problem in problems}) == len(problems)


def test_check_counts_the_notes_of_all(two: Path) -> None:
    (two / "decks" / "other" / "concepts" / "beta.yaml").unlink()
    done = run("check", "--no-lint", cwd=two)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == ["Decks: decks/other, decks/small", "Nothing to fix in 2 notes."]


def test_the_hook_checks_every_deck(two: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["description"] == "Report every problem of the decks under ./decks."
    done = run(*hook["entry"].split()[1:], "--no-lint", cwd=two)
    assert done.returncode == 1
    assert str(Path("decks") / "other" / "concepts" / "beta.yaml") in done.stdout


def test_the_others_still_ask_which(two: Path) -> None:
    done = run("build", cwd=two)
    assert done.returncode == 2
    assert (
        "there are several decks under ./decks (other, small); say which: flashcards build ID" in done.stderr
    )


def test_a_slip_in_the_name_is_told_before_that_there_is_no_terminal(two: Path) -> None:
    done = run("quiz", "smal", cwd=two)
    assert done.returncode == 2
    assert 'there is no deck "smal"; did you mean "small"?' in done.stderr
    assert "terminal" not in done.stderr
