"""``flashcards new`` as an author calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.author import run
from tests.cli.maintainer import Maintainer, maintainer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["maintainer"]
LOCK = "decks/cells/released.lock"


def test_a_new_deck_with_a_new_concept_builds_at_once(tmp_path: Path) -> None:
    assert run("new", "deck", "cell-biology", "--name", "Cell biology: basics", cwd=tmp_path).returncode == 0
    assert run("new", "concept", "cell-membrane", "--term", "cell membrane", cwd=tmp_path).returncode == 0
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dist" / "cell-biology.apkg").exists()
    schema = tmp_path / "decks" / "cell-biology" / ".schema"
    assert sorted(file.name for file in schema.iterdir()) == ["concept.json", "deck.json", "sources.json"]
    for file in (tmp_path / "decks" / "cell-biology").rglob("*.yaml"):
        modeline = file.read_text().splitlines()[0]
        named = modeline.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve().is_file(), file


def test_a_blank_name_is_replaced_by_the_id_in_words(tmp_path: Path) -> None:
    assert run("new", "deck", "cell-biology", "--name", " ", cwd=tmp_path).returncode == 0
    assert "\nname: Cell biology\n" in (tmp_path / "decks" / "cell-biology" / "deck.yaml").read_text()


def test_new_lock_serves_only_a_deck_without_one(maintainer: Maintainer) -> None:
    empty = maintainer.read(LOCK)
    assert maintainer.run("new", "lock").code == 2
    (maintainer.deck / "released.lock").unlink()
    assert maintainer.run("new", "lock").code == 0
    assert maintainer.read(LOCK) == empty


@pytest.mark.parametrize(
    ("what", "name"), [("deck", "nul"), ("deck", "com1"), ("concept", "aux"), ("concept", "prn")]
)
def test_a_name_that_windows_reserves_is_refused(tmp_path: Path, what: str, name: str) -> None:
    assert run("new", "deck", "cells", cwd=tmp_path).returncode == 0
    done = run("new", what, name, cwd=tmp_path)
    assert done.returncode == 2
    why = "is a device on Windows, where its file can't be checked out; choose another id"
    assert done.stderr.splitlines()[-1] == f'Error: "{name}" {why}'
    assert not list(tmp_path.rglob(f"{name}*"))
