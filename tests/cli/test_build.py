"""``flashcards build`` as an author calls it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.cli.author import BAD, ROOT, deck, run
from tests.decks import write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["deck"]
YES_NO = "term: beta\nsrc: [one]\nfaq:\n  why: {q: Is beta good?, a: So.}\n"


def test_it_says_which_deck_it_found_and_what_it_wrote(deck: Path) -> None:
    done = run("build", cwd=deck)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == f"Deck: decks{os.sep}small (the only deck under ./decks)"
    lines = done.stdout.splitlines()
    assert lines[0] == "Small deck: 1 concept, 1 note, 1 card"
    assert lines[2].split() == ["faq", "1", "1", "0"]
    assert (deck / "dist" / "small.apkg").stat().st_size > 1000


def test_two_builds_are_byte_identical(deck: Path) -> None:
    for name in ("one", "two"):
        assert run("build", "-o", f"{name}.apkg", cwd=deck).returncode == 0
    assert (deck / "one.apkg").read_bytes() == (deck / "two.apkg").read_bytes()


def test_an_error_leaves_the_old_package_alone(deck: Path) -> None:
    run("build", cwd=deck)
    before = (deck / "dist" / "small.apkg").read_bytes()
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    done = run("build", cwd=deck)
    assert done.returncode == 1
    assert "2 errors: nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert (deck / "dist" / "small.apkg").read_bytes() == before


def test_it_counts_lint_warnings_and_stops_at_lint_errors(deck: Path) -> None:
    done = run("build", cwd=deck)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        0,
        "3 lint warnings; flashcards check shows them.",
    )
    write(deck / "decks" / "small", {"concepts/alpha.yaml": YES_NO})
    done = run("build", cwd=deck)
    assert done.returncode == 1
    assert "alpha.yaml:4:12: L08 " in done.stderr
    assert done.stderr.endswith("1 error: nothing was written.\n")
    assert run("build", "--no-lint", cwd=deck).returncode == 0
    done = run("release", "1.0", cwd=deck)
    assert (done.returncode, "L08" in done.stderr) == (1, True)


CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.yaml"))


def test_no_hostile_file_is_built_and_the_old_package_stays(deck: Path) -> None:
    run("build", cwd=deck)
    before = (deck / "dist" / "small.apkg").read_bytes()
    hostile = [path for path in CORPUS if not path.stem.startswith("fine")]
    for path in hostile:
        (deck / "decks" / "small" / "concepts" / path.name).write_bytes(path.read_bytes())
    done = run("build", cwd=deck)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
    assert done.stderr.endswith(": nothing was written.\n")
    reported = {line.split(":", 1)[0] for line in done.stderr.splitlines() if ".yaml:" in line}
    assert {f"decks/small/concepts/{path.name}" for path in hostile} <= reported
    assert (deck / "dist" / "small.apkg").read_bytes() == before
    assert [path.name for path in (deck / "dist").iterdir()] == ["small.apkg"]
