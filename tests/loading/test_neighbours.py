"""What stands beside a deck's texts: other decks with its uuid, and its changelog."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.compiler.compile import compile_deck
from flashcards.loading import neighbours
from flashcards.loading.folder import load
from tests.cli.author import FILES
from tests.decks import UUID, head, write


@pytest.fixture
def decks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "decks" / "small", FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "decks"


def problems(folder: Path) -> list[tuple[str, int, str]]:
    found = neighbours.problems(folder, compile_deck(load(folder)).deck)
    return [(p.place.path, p.place.line, p.code) for p in found]


@pytest.mark.parametrize(
    ("deck", "codes"),
    [
        pytest.param(head("other"), ["deck-uuid-taken"], id="copied"),
        pytest.param(head("other", uuid=f"'{UUID}'   # copied"), ["deck-uuid-taken"], id="quoted"),
        pytest.param(head("other", uuid=UUID.replace("10", "11")), [], id="own uuid"),
        pytest.param("uuid: nonsense\n", [], id="damaged"),
    ],
)
def test_a_deck_beside_it_with_the_same_uuid(decks: Path, deck: str, codes: list[str]) -> None:
    write(decks / "other", {"deck.yaml": deck})
    assert problems(Path("decks/small")) == [("decks/small/deck.yaml", 3, code) for code in codes]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Changes\n\n## 1.0\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> other\n", [4]),
        ("# Changes\r\n>>>>>>> other\r\n", [2]),
        ("Changes\n=======\n\n<<<<<<<< no\n", []),
    ],
)
def test_a_conflict_marker_in_the_changelog(decks: Path, text: str, lines: list[int]) -> None:
    write(decks / "small", {"CHANGELOG.md": text})
    folder = decks / "small"
    assert problems(folder) == [(str(folder / "CHANGELOG.md"), line, "conflict") for line in lines]
