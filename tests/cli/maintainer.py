"""A maintainer at work: a deck in a folder, and the commands run in it at a fixed time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from flashcards.cli import cli
from flashcards.releases import lock
from flashcards.releases.lock import Lock
from tests.decks import write
from tests.lockdecks import HEAD, UUID

if TYPE_CHECKING:
    from pathlib import Path

FAQ = (
    "term: cell\nfaq:\n"
    "  what:\n    q: What is it?\n    a: The smallest unit of life.\n"
    "  size:\n    q: How large is it?\n    a: Some micrometres.\n"
)
TIME = 1_800_000_000


class Output(NamedTuple):
    """A command's exit code and what it printed."""

    code: int
    out: str
    err: str


class Maintainer:
    """Runs commands in ``root``, which holds the deck ``decks/cells``; ``now`` is the time of each run."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.deck = root / "decks" / "cells"
        self.now = TIME
        monkeypatch.chdir(root)
        write(self.deck, {"deck.yaml": HEAD, "released.lock": lock.write(Lock("cells", UUID, "Cells"))})
        self.write(FAQ)

    def write(self, text: str) -> None:
        write(self.deck, {"concepts/cell.yaml": text})

    def run(self, *arguments: str) -> Output:
        environment = {"SOURCE_DATE_EPOCH": str(self.now), "FLASHCARDS_DECKS": None}
        result = CliRunner().invoke(cli, [*arguments, "decks/cells"], env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Output(result.exit_code, result.stdout, result.stderr)

    def read(self, name: str) -> str:
        return (self.root / name).read_text()

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def maintainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maintainer:
    return Maintainer(tmp_path, monkeypatch)
