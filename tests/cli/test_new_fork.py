"""``flashcards new deck --fork``: the content is the original's, the identity is not."""

from __future__ import annotations

import re
import sys
import uuid
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from flashcards.cli import cli
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from tests.anki import oracle
from tests.cli.maintainer import Maintainer, Output, maintainer
from tests.lockdecks import HEAD, UUID

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck

__all__ = ["maintainer"]
PNG = b"\x89PNG\r\n\x1a\npixels"
CELL = (
    "# yaml-language-server: $schema=../../../x/concept.json\nterm: cell   # mine\nfaq:\n"
    "  what:\n    was: why\n    q: What?\n    a: See ![a cell](cell.png)\n"
)


@pytest.fixture
def original(maintainer: Maintainer) -> Path:
    """A released deck with an image and with files that are not content."""
    deck = maintainer.deck
    (deck / "media").mkdir()
    (deck / "media" / "cell.png").write_bytes(PNG)
    (deck / "concepts" / ".cell.yaml.swp").touch()
    maintainer.write(CELL)
    assert maintainer.run("release", "1.0").code == 0
    return deck


def fork(*arguments: str) -> Output:
    result = CliRunner().invoke(cli, ["new", "deck", *arguments], env={"FLASHCARDS_DECKS": None})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Output(result.exit_code, result.stdout, result.stderr)


def made(folder: Path) -> Deck:
    result = compile_deck(load(folder))
    assert result.deck is not None
    assert not result.problems
    return result.deck


@pytest.mark.parametrize("named", ["cells", "decks/cells"])
def test_it_holds_the_content_and_nothing_of_the_releases(original: Path, named: str) -> None:
    done = fork("ours", "--fork", named)
    folder = original.parent / "ours"
    deck = made(folder)
    assert done == (
        0,
        'Created decks/ours. It is the work of the authors of "Cells": credit them, and yourself, in its deck.yaml. '
        "Then run: flashcards build ours\n",
        "",
    )
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        ".schema/concept.json",
        ".schema/deck.json",
        ".schema/sources.json",
        "concepts/cell.yaml",
        "deck.yaml",
        "media/cell.png",
        "released.lock",
    ]
    assert (folder / "deck.yaml").read_text() == HEAD.replace("id: cells", "id: ours").replace(
        UUID, deck.uuid
    ).replace("name: Cells", "name: Ours")
    assert (folder / "concepts" / "cell.yaml").read_text() == CELL.replace("../../../x", "../.schema")
    assert (folder / "media" / "cell.png").read_bytes() == PNG
    assert uuid.UUID(deck.uuid).version == 4
    assert f'deck {deck.id} {deck.uuid} "Ours"\nrelease none\n' in (folder / "released.lock").read_text()


def test_in_anki_both_decks_stand_side_by_side(original: Path, tmp_path: Path) -> None:
    fork("ours", "--fork", "cells", "--name", "Our: cells")
    result = CliRunner().invoke(
        cli, ["release", "1.0", "decks/ours"], env={"SOURCE_DATE_EPOCH": "1800000000"}
    )
    assert result.exit_code == 0
    assert original.exists()
    with oracle.collection(tmp_path) as learner:
        for name in ("cells", "ours"):
            found = oracle.import_package(learner, tmp_path / f"dist/{name}-1.0.apkg")
            assert found == (1, 0, 0, 0, 0)
        assert len(oracle.cards(learner, 'deck:"Our: cells" tag:ours')) == 1
        assert len(oracle.cards(learner, "deck:Cells tag:cells")) == 1


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("name: 'Cells'  # here\n", "name: Ours  # here\n", id="quotes and a comment"),
        pytest.param("name: >-\n  Cells\n  all\n", "name: Ours\n", id="a block"),
        pytest.param("name: Cells\r\n", "name: Ours\r\n", id="CRLF"),
    ],
)
def test_the_rest_of_deck_yaml_stays_to_the_byte(original: Path, head: str, expected: str) -> None:
    path = original / "deck.yaml"
    path.write_bytes(HEAD.replace("name: Cells\n", head).encode())
    fork("ours", "--fork", "cells")
    text = (original.parent / "ours" / "deck.yaml").read_bytes().decode()
    own = re.sub("uuid: .*\n", f"uuid: {UUID}\n", text)
    assert own == HEAD.replace("id: cells", "id: ours").replace("name: Cells\n", expected)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(
            ["ours", "--name", " CELLS "],
            2,
            'decks/cells has the name "Cells" too, and Anki would mix the cards of both; choose another name with --name',
            id="the same name",
        ),
        pytest.param(["cells"], 2, "decks/cells already exists", id="a deck that exists"),
        pytest.param(["Ours"], 2, '"Ours" is not an id: use lower-case letters', id="a bad id"),
    ],
)
def test_refusals(
    original: Path, maintainer: Maintainer, arguments: list[str], code: int, message: str
) -> None:
    before = maintainer.files()
    done = fork(*arguments, "--fork", str(original.relative_to(maintainer.root)))
    assert (done.code, message in done.err) == (code, True), done.err
    assert maintainer.files() == before


def test_the_id_is_not_the_originals(original: Path) -> None:
    original.rename(original.parent / "elsewhere")
    done = fork("cells", "--fork", "decks/elsewhere", "--name", "Ours")
    assert done.code == 2
    assert (
        "decks/elsewhere has the id cells too, and tags and searches begin with it; choose another id"
        in done.err
    )
    assert not original.exists()


def test_there_is_no_such_deck(original: Path) -> None:
    done = fork("ours", "--fork", "nowhere")
    assert (done.code, 'there is no deck "nowhere"' in done.err) == (2, True)
    assert [path.name for path in original.parent.iterdir()] == ["cells"]


def test_a_faulty_deck_is_not_forked(original: Path, maintainer: Maintainer) -> None:
    maintainer.write("term: cell\nfoo: x\n")
    done = fork("ours", "--fork", "cells")
    assert done.code == 1
    assert "decks/cells/concepts/cell.yaml:2:1: unknown-key" in done.err
    assert done.err.endswith("in decks/cells: nothing was created. Fix the deck first.\n")
    assert [path.name for path in original.parent.iterdir()] == ["cells"]


@pytest.mark.skipif(sys.platform == "win32", reason="rename fails for other reasons there")
def test_a_failing_write_leaves_nothing(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.rename", fails)
    done = fork("ours", "--fork", "cells")
    assert (done.code, done.err) == (
        1,
        "Not created: decks/ours: No space left on device; fix that and run it again\n",
    )
    assert [path.name for path in original.parent.iterdir()] == ["cells"]
