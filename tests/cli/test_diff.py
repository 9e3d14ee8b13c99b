"""``flashcards diff``: its exit codes, and what counts as released."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flashcards.releases import record
from flashcards.releases.lock import Lock
from flashcards.releases.lock import write as lock_text
from tests.cli.comparisons import TIME, repository, run
from tests.decks import write
from tests.greek import DECK, FILES, compiled, edited

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["repository"]
RETYPED = edited(("  how-many:\n    q: How many Olympians are there?\n    a: Twelve.\n", ""))


class TestFailOn:
    @pytest.mark.parametrize(
        ("files", "codes"),
        [
            (FILES, (0, 0, 0, 0)),
            (edited(("Twelve.", "Twelve.\n    src: [homer]")), (0, 0, 0, 1)),
            (edited(("Twelve.", "Twelve of them.")), (0, 0, 1, 1)),
            (RETYPED, (0, 1, 1, 1)),
            ({**FILES, "deck.yaml": DECK.replace("name: Greek", "name: Greeks")}, (0, 1, 1, 1)),
        ],
        ids=["same", "waiting", "meaning", "vanished", "renamed deck"],
    )
    def test_exit_codes(self, files: dict[str, str], codes: tuple[int, ...], repository: Path) -> None:
        write(repository / "decks" / "greek", files)
        options: tuple[list[str], ...] = (
            [],
            ["--fail-on", "risk"],
            ["--fail-on", "meaning"],
            ["--fail-on", "any"],
        )
        assert tuple(run("HEAD", *option).exit_code for option in options) == codes


class TestReleased:
    @pytest.mark.parametrize(
        ("keys", "counts", "code"),
        [
            ((), {"removed": 1}, 0),
            (("olympian/how-many",), {"risk": 1}, 1),
            (("olympian/short",), {"removed": 1}, 0),
        ],
        ids=["no release yet", "released", "another is released"],
    )
    def test_only_what_is_released_is_at_risk(
        self, keys: tuple[str, ...], counts: dict[str, int], code: int, repository: Path
    ) -> None:
        deck = compiled(FILES)
        notes = tuple(note for note in deck.notes if note.key in keys)
        empty = Lock(deck.id, deck.uuid, deck.name)
        edition = record.Edition("1.0", TIME)
        lock = record.record(replace(deck, notes=notes), empty, edition) if keys else empty
        write(repository / "decks" / "greek", {**RETYPED, "released.lock": lock_text(lock)})
        result = run("HEAD", "--format", "json", "--fail-on", "risk")
        assert (json.loads(result.stdout)["counts"], result.exit_code) == (counts, code)

    def test_the_record_of_a_revision_counts_too(self, repository: Path) -> None:
        deck = compiled(FILES)
        lock = record.record(deck, Lock(deck.id, deck.uuid, deck.name), record.Edition("1.0", TIME))
        write(repository / "decks" / "greek", {**FILES, "released.lock": lock_text(lock)})
        subprocess.run(["git", "add", "-A"], check=True)
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"],
            check=True,
        )
        write(
            repository / "decks" / "greek",
            {**RETYPED, "released.lock": lock_text(Lock(deck.id, deck.uuid, deck.name))},
        )
        assert run("HEAD", "--fail-on", "risk").exit_code == 1


def test_the_help_keeps_its_tables() -> None:
    lines = run("--help").stdout.splitlines()
    assert "  moved       another key or concept; the reviews stay with the note" in lines
    assert "    flashcards diff origin/main --fail-on risk" in lines
