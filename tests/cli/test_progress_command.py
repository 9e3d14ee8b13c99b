"""``flashcards progress import`` and ``export`` with the real Anki, as their user calls them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection
from click.testing import CliRunner, Result

from flashcards.cli import cli
from flashcards.reviews.store import Store
from flashcards.study.log import Action
from flashcards.study.memory import Moment, Rating
from tests.anki import oracle
from tests.progress import learners

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = Moment(1_750_000_000_000)
CARDS = sorted(learners.CARDS)


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's collection with three answers and a suspended card, and every kind of export of it."""
    folder = tmp_path_factory.mktemp("anki")
    col = learners.collection(folder)
    ids = learners.card_ids(col)
    for card, rating in zip(CARDS[:3], (3, 1, 2), strict=True):
        learners.answer(col, ids[card], rating)
    col.sched.suspend_cards([ids[CARDS[3]]])
    col.close()
    for how in learners.HOWS[:-1]:
        made = learners.exported(folder, Collection(str(folder / "collection.anki2")), how)
        made.rename(folder / how.replace(" ", "."))
    return folder


@pytest.fixture
def run(tmp_path: Path, studied: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Where the learner types: a folder with the collection and its exports; the quiz knows the deck."""
    shutil.copytree(studied, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    for name in ("colpkg", "colpkg.legacy", "apkg", "apkg.legacy"):
        Path(name).rename(f"{name.replace('.', '-')}.{name.partition('.')[0]}")
    with Store.open(Path("reviews.db"), NOW) as store:
        store.register(learners.DECK)
    return lambda *words: CliRunner().invoke(cli, ["progress", *words], env={"FLASHCARDS_DB": "reviews.db"})


@pytest.mark.parametrize(
    "file", ["colpkg.colpkg", "colpkg-legacy.colpkg", "apkg.apkg", "apkg-legacy.apkg", "collection.anki2"]
)
def test_an_import_says_first_what_it_will_add_and_adds_it_once(
    run: Callable[..., Result], file: str
) -> None:
    told = [
        f"{file}: 5 cards matched; 0 other cards left alone",
        "         3 reviews  new",
        "      1 suspension  new or taken off",
    ]
    assert run("import", "--dry-run", file).stdout.splitlines() == [*told, "Nothing was written: a dry run."]
    asked = run("import", file)
    assert (asked.exit_code, asked.stderr) == (1, "Nothing was written; to write it, add --yes.\n")
    assert run("import", "--yes", file).stdout.splitlines() == [*told, "Added 4 entries."]
    assert run("import", "--yes", file).stdout.splitlines() == [
        told[0],
        "         3 reviews  known already",
        "Nothing is new; nothing was written.",
    ]
    with Store.open(Path("reviews.db"), NOW) as store:
        assert store.verify() == []
        kinds = {entry.card: entry.kind for entry in store.entries()}
        assert [kinds.get(card) for card in CARDS] == [*[Action.REVIEW] * 3, Action.SUSPEND, None]


def test_what_was_studied_here_goes_to_anki_once(run: Callable[..., Result]) -> None:
    run("import", "--yes", "collection.anki2")
    with Store.open(Path("reviews.db"), NOW) as store:
        for card in CARDS[:1] + CARDS[4:]:
            seen = store.state(card).head
            store.grade(card, learners.DECK.uuid, Rating.GOOD, NOW, 5000, seen=seen)
    told = "collection.anki2: lacks 2 reviews of 2 cards; has 3 already"
    assert run("export", "--dry-run", "collection.anki2").stdout.splitlines() == [
        told,
        "Nothing was written: a dry run.",
    ]
    lines = run("export", "--yes", "collection.anki2").stdout.splitlines()
    assert lines[0] == told
    assert lines[1].startswith("Wrote 2 reviews. Anki's backup from before: ")
    assert Path(lines[1].partition(": ")[2]).is_file()
    assert run("export", "--yes", "collection.anki2").stdout.splitlines() == [
        "collection.anki2: lacks 0 reviews of 0 cards; has 5 already",
        "Anki lacks nothing; nothing was written.",
    ]
    with oracle.collection(Path()) as col:
        assert oracle.check_database(col)[1]


def test_reviews_that_only_anki_has_are_imported_first(run: Callable[..., Result]) -> None:
    with Store.open(Path("reviews.db"), NOW) as store:
        store.grade(CARDS[0], learners.DECK.uuid, Rating.GOOD, NOW, 5000, seen="")
    assert run("export", "--yes", "collection.anki2").stdout.splitlines() == [
        "collection.anki2: lacks 0 reviews of 0 cards; has 0 already",
        "            1 card  left alone, with reviews in Anki that are not here: run progress import first",
        "Anki lacks nothing; nothing was written.",
    ]


@pytest.mark.parametrize("way", ["import", "export"])
@pytest.mark.parametrize(
    ("content", "words"), [(None, "can't be read"), (b"hello", "not an Anki package, or it is damaged")]
)
def test_what_is_no_export_is_refused(
    run: Callable[..., Result], way: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        Path("odd.colpkg").write_bytes(content)
    result = run(way, "--yes", "odd.colpkg")
    assert (result.exit_code, result.stdout, words in result.stderr) == (1, "", True)
