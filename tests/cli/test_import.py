"""``flashcards import``: a deck's files and the table, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from tests.decks import DECK, UUID, write

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
#separator:Comma
#html:true
#guid column:1
#columns:Guid,Front,Back,Chapter
g1,What is <u>ATP</u>?,Energy,Cells
g2,{{c2::DNA}} is in the nucleus,,Genes
g3,What is RNA?,A copy,Genes
g4,What is a gene?,A part,Cells
"""
CELLS = """\
# Imported from words. The keys were made from the notes' words; they are yours to change until a release.
term: Cells
src: [words-deck]
faq:
  atp:
    q: 'What is ATP?'
    a: Energy
  gene:
    q: 'What is a gene?'
    a: A part
sources:
  words-deck:
    title: words
    unverified: [credibility, authors, year]
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASHCARDS_DECKS", raising=False)
    write(tmp_path, {"words.csv": TABLE, "decks/d/deck.yaml": DECK})
    return tmp_path / "decks" / "d"


def _run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["import", *args])


def test_notes_become_files_and_a_table(deck: Path) -> None:
    result = _run("words.csv", "--by", "field:Chapter")
    assert result.exit_code == 0
    assert sorted(path.relative_to(deck).as_posix() for path in deck.rglob("*") if path.is_file()) == [
        "concepts/cells.yaml",
        "concepts/genes.yaml",
        "deck.yaml",
        "imports/words.csv",
    ]
    assert (deck / "concepts" / "cells.yaml").read_text("utf-8") == CELLS
    assert (deck / "imports" / "words.csv").read_text("utf-8").splitlines() == [
        f"# flashcards import table, format 1, deck {UUID}",
        "old_guid,old_card,key,card",
        "g1,1,cells/atp,1",
        "g4,1,cells/gene,1",
        "g2,2,genes/dna-nucleus,2",
        "g3,1,genes/rna,1",
    ]
    assert "Made 2 concepts with 4 items in decks/d/concepts, by field:Chapter." in result.stdout


def test_a_dry_run_proposes_and_writes_nothing(deck: Path) -> None:
    result = _run("words.csv", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Ways to group the notes into concepts:",
        '  --by "field:Chapter": 2 concepts: Cells (2), Genes (2)',
        '  --by "one": 1 concept: words (4)',
        "4 of 4 notes carried, 4 of 4 cards, 0 images.",
        "Would make 2 concepts with 4 items in decks/d/concepts, by field:Chapter.",
    ]
    assert result.stderr.splitlines()[-2:] == [
        "Not carried, or not exactly (1):",
        "  g1 What is ATP ?: underlining",
    ]
    assert [path.name for path in deck.iterdir()] == ["deck.yaml"]


def test_a_second_import_of_the_same_deck_is_refused(deck: Path) -> None:
    assert _run("words.csv", "--by", "one").exit_code == 0
    before = {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()}
    result = _run("words.csv", "--by", "one")
    assert result.exit_code == 2
    assert "decks/d/imports/words.csv exists already" in result.stderr
    assert {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("words.csv", "--by", "colour"), 2, "--by takes deck, tag, one, or field: with the name of a field"),
        (
            ("words.csv", "--by", "field:Colour"),
            2,
            'no note has a field "Colour"; there are: Front, Back, Chapter',
        ),
        (
            ("deck.bin",),
            1,
            "deck.bin: decks end in .apkg, .colpkg, .csv, .tsv, .txt, .md, or a CrowdAnki folder",
        ),
        (("bad.apkg",), 1, "bad.apkg: it is "),
        (("gone.csv",), 2, "there is no file or folder gone.csv; name an old deck"),
        ((".",), 1, ".: the folder holds no deck.json; take the folder that CrowdAnki exported"),
    ],
)
def test_what_cannot_be_imported_is_a_sentence(
    deck: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    write(deck.parent.parent, {"deck.bin": "x", "bad.apkg": "x"})
    result = _run(*args)
    assert result.exit_code == code
    assert message in result.stderr
    assert not (deck / "concepts").exists()
