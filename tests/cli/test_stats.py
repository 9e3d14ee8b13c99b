"""``flashcards stats``, as its user calls it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import flashcards
from flashcards.cli import cli
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.reviews import database, due
from flashcards.reviews.store import Store
from flashcards.study.log import Action, CardId
from flashcards.study.memory import DAY, Moment, Rating
from tests.decks import DECK, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Deck

ROOT = Path(flashcards.__file__).parents[1]
NOW = Moment(1_750_000_000_000)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def deck() -> Deck:
    made = compile_deck(load(ROOT / "decks" / "ai-alignment")).deck
    assert made is not None
    return made


@pytest.fixture
def path(tmp_path: Path, deck: Deck) -> Path:
    """Two cards studied on two days: one learnt and then missed, for another concept; one easy; one crammed."""
    path = tmp_path / "reviews.db"
    first, second, third = (CardId(note.guid, note.cards[0].ordinal) for note in deck.notes[:3])
    with Store.open(path, NOW) as store:
        store.register(deck)
        store.grade(first, deck.uuid, Rating.EASY, NOW, 4000, seen="")
        store.grade(second, deck.uuid, Rating.EASY, NOW, 4000, seen="")
        later = NOW._replace(time=NOW.time + 20 * DAY)
        head = store.state(first).head
        pair = (deck.notes[0].concept, "outer-alignment")
        store.grade(first, deck.uuid, Rating.AGAIN, later, 4000, seen=head, confused=pair)
        store.cram(third, deck.uuid, Rating.GOOD, later, 100)
        store.change(third, deck.uuid, Action.MARK, 1, later)
    return path


def run(*arguments: str | Path, **environ: str) -> Result:
    return CliRunner().invoke(cli, ["stats", *map(str, arguments)], env=environ)


def test_all_figures_on_the_screen(path: Path, deck: Deck) -> None:
    done = run("--db", path)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == [deck.name, "3 reviews on 2 days, and 1 crammed, true retention 0%"]
    assert "  Sat 2025-07-05       1       0%" in lines
    assert "  definition       3       0%" in lines
    assert "Due in the next 30 days: 2 (today 2)" in lines
    concept = deck.notes[0].concept
    assert f"  {concept} missed when asked against outer-alignment: once" in lines


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(path: Path, columns: int) -> None:
    done = run("--db", path, COLUMNS=str(columns))
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_no_color_prints_no_escapes(path: Path) -> None:
    environ = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "flashcards", "stats", "--db", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environ)
    assert b"\x1b" not in done.stdout


def test_json_holds_the_figures(path: Path) -> None:
    found = json.loads(run("ai-alignment", "--json", "--db", path).stdout)
    assert found["total"] == {"reviews": 3, "in_review": 1, "recalled": 0, "retention": 0.0}
    assert list(found["days"]) == ["2025-06-15", "2025-07-05"]
    assert found["crammed"] == 1
    assert sum(found["forecast"]) == 2


@pytest.mark.parametrize(
    "named", ["ai-alignment", str(ROOT / "decks" / "ai-alignment")], ids=["id", "folder"]
)
def test_a_deck_is_known_by_id_and_by_folder(path: Path, named: str) -> None:
    assert json.loads(run(named, "--json", "--db", path).stdout)["total"]["reviews"] == 3


def test_with_nothing_reviewed_it_says_how_to_begin(tmp_path: Path, path: Path) -> None:
    missing = tmp_path / "none.db"
    assert run("--db", missing).stdout == "No reviews yet. Start with: flashcards quiz\n"
    others = {"FLASHCARDS_DECKS": str(ROOT / "tests" / "data")}
    begin = "No reviews yet. Start with: flashcards quiz cell-biology\n"
    for file in (missing, path):
        assert run("cell-biology", "--db", file, **others).stdout == begin
    assert run("--due", "--db", missing).stdout == "0\n"
    assert json.loads(run("--json", "--db", missing).stdout)["total"]["reviews"] == 0
    assert not missing.exists()


def test_the_name_of_an_unstudied_deck_is_not_taken_for_a_mistake(tmp_path: Path, path: Path) -> None:
    write(tmp_path / "ai-alignments", {"deck.yaml": DECK})
    done = run("ai-alignments", "--db", path, FLASHCARDS_DECKS=str(tmp_path))
    assert done.stdout == "No reviews yet. Start with: flashcards quiz ai-alignments\n"


@pytest.mark.parametrize(
    ("studied", "named", "message"),
    [
        (True, "ai-aligment", 'you have studied no deck "ai-aligment"; did you mean "ai-alignment"?'),
        (
            True,
            "biology",
            'there is no deck "biology" (decks at hand: ai-alignment); name a deck or its folder',
        ),
        (False, "ai-aligment", 'there is no deck "ai-aligment"; did you mean "ai-alignment"? (decks at'),
        (True, "\x1b[2Jx", 'there is no deck "\\x1b[2Jx" (decks at'),
    ],
    ids=["nearly studied", "unknown", "nearly at hand", "controls"],
)
def test_a_mistyped_name_is_not_taken_for_an_unstudied_deck(
    path: Path, studied: bool, named: str, message: str
) -> None:
    done = run(named, "--db", path if studied else path.with_name("none.db"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_verify(path: Path) -> None:
    done = run("--verify", "--db", path)
    assert (done.exit_code, done.stdout) == (
        0,
        "Replayed 5 entries: the stored schedule agrees with the review log.\n",
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE cards SET lapses = 7 WHERE lapses = 1")
    done = run("--verify", "--db", path)
    assert done.exit_code == 1
    assert "1 difference between the review log and the stored schedule; the log is right." in done.stderr


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "reviews.db").write_text("my notes, long enough to look at\n" * 9)
    for arguments in ((), ("--due",), ("--json",), ("--verify",)):
        done = run(*arguments, "--db", tmp_path / "reviews.db")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith(
            f"{tmp_path / 'reviews.db'} is not a database of reviews, or it is damaged"
        )


# --- the number for a status line ------------------------------------------------------------------------------


def test_where_a_deck_is_named_or_the_file_was_only_begun_the_quick_way_knows_nothing(tmp_path: Path) -> None:
    missing, begun = tmp_path / "none.db", tmp_path / "begun.db"
    database.connect(begun).close()
    assert due.quickly((), {"FLASHCARDS_DB": str(missing)}, 0) == 0
    assert due.quickly(("no-deck",), {"FLASHCARDS_DB": str(missing)}, 0) is None
    assert due.quickly((), {"FLASHCARDS_DB": str(begun)}, 0) is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), 2),
        (("ai-alignment",), 2),
        (("unknown-deck",), None),
        (("--json",), None),
        (("ai-alignment", "more"), None),
        (("--db",), None),
    ],
    ids=["all", "id", "unknown", "option", "too many", "no file"],
)
def test_the_quick_answer_or_none(path: Path, arguments: tuple[str, ...], expected: int | None) -> None:
    at = NOW.time / 1000 + 20 * 86400 + 3600
    assert due.quickly(arguments, {"FLASHCARDS_DB": str(path)}, at) == expected


def test_the_quick_answer_equals_the_stores(path: Path, deck: Deck) -> None:
    with Store.open(path, NOW) as store:
        for hours in (0, 1, 24, 9 * 24, 40 * 24):
            now = NOW._replace(time=NOW.time + hours * 3_600_000)
            quick = due.quickly(("--db", str(path)), {}, now.time / 1000)
            assert quick == store.due_count(deck.uuid, now)


def test_due_prints_one_number_and_imports_almost_nothing(path: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ['stats', '--due', '--db', sys.argv[1]]; from flashcards.__main__ import main;"
        "main(); sys.exit(bool({'click', 'rich', 'fsrs', 'yaml', 'dataclasses'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout) == (0, "2\n")
