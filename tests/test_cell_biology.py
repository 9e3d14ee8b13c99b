"""A small deck, written by the author guide alone: it checks clean, builds, and Anki shows all of it.

It has what the course on AI alignment lacks: an image, mathematics and a deck without a section of its own making.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from tests.anki import oracle

DECK = Path(__file__).parent / "data" / "cell-biology"
PICTURE = DECK / "media" / "membrane.png"


class InAnki(NamedTuple):
    """What a fresh collection says of the package."""

    imported: oracle.Imported
    again: oracle.Imported
    backs: list[str]
    media: str
    empty: list[int]
    fine: bool
    missing: list[str]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


@pytest.fixture(scope="module")
def in_anki(tmp_path_factory: pytest.TempPathFactory) -> InAnki:
    folder = tmp_path_factory.mktemp("anki")
    assert run("build", str(DECK), "-o", str(folder / "deck.apkg")).exit_code == 0
    with oracle.collection(folder) as col:
        imported = oracle.import_package(col, folder / "deck.apkg")
        again = oracle.import_package(col, folder / "deck.apkg")
        backs = [card.back for card in oracle.cards(col)]
        (name,) = {part.split('"')[0] for back in backs for part in back.split('<img src="')[1:]}
        media = hashlib.sha256((Path(col.media.dir()) / name).read_bytes()).hexdigest()
        fine = oracle.check_database(col)[1]
        return InAnki(imported, again, backs, media, oracle.empty_cards(col), fine, oracle.missing_media(col))


def test_nothing_is_to_mend() -> None:
    done = run("check", str(DECK))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Nothing to fix in 27 notes.\n")


def test_anki_takes_all_of_it_once(in_anki: InAnki) -> None:
    assert in_anki.imported == oracle.Imported(new=27, updated=0, duplicate=0, conflicting=0, other=0)
    assert in_anki.again == oracle.Imported(new=0, updated=0, duplicate=27, conflicting=0, other=0)
    assert len(in_anki.backs) == 42
    assert (in_anki.empty, in_anki.fine, in_anki.missing) == ([], True, [])


def test_the_picture_arrives_whole(in_anki: InAnki) -> None:
    assert in_anki.media == hashlib.sha256(PICTURE.read_bytes()).hexdigest()


def test_formulas_reach_anki_as_mathematics(in_anki: InAnki) -> None:
    assert sum(r"\(\Pi = i\,c\,R\,T\)" in back for back in in_anki.backs) == 1
    assert sum(r"\[6\,\mathrm{CO_2}" in back for back in in_anki.backs) == 1


def test_it_can_be_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    shutil.copytree(DECK, tmp_path / "decks" / "cell-biology")
    done = run("release", "1.0")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        "Released Cell biology 1.0: 27 notes, 42 cards.",
    )
    assert run("diff", str(DECK), "decks/cell-biology").stdout.endswith(": no change\n")
