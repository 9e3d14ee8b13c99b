"""The sides of a comparison: folders, packages and revisions, and what is none of them."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest

from flashcards.anki.writer import write as write_package
from tests.cli.comparisons import NEW, TIME, repository, run
from tests.decks import write
from tests.greek import DECK, FILES, compiled, edited

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["repository"]


def package(path: Path, files: dict[str, str]) -> Path:
    write_package(compiled(files), path, mod=lambda _: TIME, time=TIME, version="1")
    return path


def test_folders(repository: Path) -> None:
    write(repository / "other", FILES)
    assert "1 meaning may have changed" in run("other", "decks/greek").stdout


def test_packages(repository: Path) -> None:
    package(repository / "a.apkg", FILES)
    package(repository / "b.apkg", NEW)
    result = run("a.apkg", "b.apkg", "--format", "json")
    found = json.loads(result.stdout)
    assert found["counts"] == {"meaning": 1, "wording": 1, "waiting": 1}
    assert found["changes"][0]["path"] is None


def test_a_package_against_the_working_tree(repository: Path) -> None:
    package(repository / "a.apkg", FILES)
    assert run("a.apkg", "--format", "json").stdout.count('"key"') == 3
    write(repository / "decks" / "greek", FILES)
    assert run("a.apkg").stdout == "a.apkg → decks/greek: no change\n"


def test_another_deck_of_the_repository(repository: Path) -> None:
    other = {**FILES, "deck.yaml": DECK.replace("6f0b", "7f0b")}
    write(repository / "decks" / "other", other)
    assert "several decks" in run("HEAD").stderr
    assert 'there is no deck in "decks/other" at HEAD' in run("HEAD", "--deck", "other").stderr
    assert run("HEAD", "--deck", "greek").exit_code == 0


@pytest.mark.parametrize("name", ["nowhere", "HEAD~5", "decks"])
def test_no_side(name: str) -> None:
    result = run(name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f'"{name}" is not a deck folder, a package or a git revision here' in result.stderr


def test_no_package() -> None:
    result = run("nowhere.apkg")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"nowhere.apkg can't be read: {os.strerror(errno.ENOENT)}\n"


def test_a_side_with_errors(repository: Path) -> None:
    write(repository / "decks" / "greek", edited(("q: Why are they twelve?", "")))
    result = run("HEAD")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "decks/greek has 1 error: nothing was compared." in result.stderr
