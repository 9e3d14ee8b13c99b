"""The command quiz: filters, limits and settings, and what it says when it can't start."""

from __future__ import annotations

import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest

from flashcards.reviews.store import Store
from tests import decks
from tests.quiz import quizzes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    quizzes.deck(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        pytest.param(["--concept", "dog"], ["What does “dog” mean?"], id="concept"),
        pytest.param(
            ["--kind", "distinctions"], ["How do cat and dog differ?", "Comes when it likes."], id="kind"
        ),
        pytest.param(["--tag", "small::concept::dog"], ["What does “dog” mean?"], id="tag"),
        pytest.param(["--unit", "animals", "--limit", "1"], ["What does “cat” mean?"], id="unit, limit"),
        pytest.param(["--tier", "more"], [], id="tier"),
        pytest.param(["--due-only"], [], id="due only"),
        pytest.param(["--new", "0"], [], id="no new ones"),
    ],
)
def test_a_filter_lets_only_its_cards_through(home: Path, arguments: list[str], asked: list[str]) -> None:
    assert quizzes.questions(quizzes.run(home, "4,4,4,4,4,4", *arguments)) == asked


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--concept", "dgo"], 'this deck has no concept "dgo"; did you mean "dog"?', id="near"),
        pytest.param(["--unit", "x"], 'this deck has no unit "x"; choose from: animals', id="far"),
        pytest.param(["--unit", "x", "bare"], 'this deck has no unit "x"\n', id="none"),
        pytest.param(["nodeck"], 'there is no deck "nodeck"', id="deck"),
    ],
)
def test_an_unknown_name_is_a_usage_error(home: Path, arguments: list[str], sentence: str) -> None:
    decks.write(home / "bare", {"deck.yaml": decks.DECK, "concepts/cat.yaml": quizzes.CONCEPTS["dog"]})
    done = subprocess.run(
        quizzes.words("--plain", *arguments),
        cwd=home,
        env=quizzes.environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert sentence in done.stderr


def test_without_a_terminal_it_recommends_plain(home: Path) -> None:
    done = subprocess.run(
        quizzes.words(),
        cwd=home,
        env=quizzes.environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "The quiz needs a terminal; for pipes, scripts and screen readers, use: flashcards quiz --plain\n",
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "asked"),
    [
        pytest.param((), {"FLASHCARDS_QUIZ_NEW": "2"}, 2, id="by environment"),
        pytest.param(("--new", "3"), {"FLASHCARDS_QUIZ_NEW": "2"}, 3, id="an option overrides it"),
    ],
)
def test_the_environment_sets_limits_and_options_override_it(
    home: Path, arguments: tuple[str, ...], variables: dict[str, str], asked: int
) -> None:
    assert len(quizzes.questions(quizzes.run(home, "4,4,4,4,4", *arguments, env=variables))) == asked


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param(("--retention", "0.8", "--rollover", "13"), {}, id="options"),
        pytest.param(
            (), {"FLASHCARDS_QUIZ_RETENTION": "0.8", "FLASHCARDS_QUIZ_ROLLOVER": "13"}, id="environment"
        ),
    ],
)
def test_retention_and_rollover_are_kept_and_reschedule(
    home: Path, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    quizzes.run(home, "4,quit")
    (before,) = quizzes.states(home).values()
    quizzes.run(home, "quit", *arguments, env=variables)
    quizzes.run(home, "quit")
    (after,) = quizzes.states(home).values()
    assert (before.memory.interval, after.memory.interval) == (7, 26)
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert (store.settings.desired_retention, store.settings.rollover) == (0.8, 13)
        assert store.verify() == []


def test_the_rest_of_a_deck_with_an_error_is_asked(home: Path) -> None:
    path = home / "decks/small/concepts/dog.yaml"
    path.write_text("term: [\n", "utf-8")
    done = subprocess.run(
        quizzes.words("--plain"),
        cwd=home,
        env=quizzes.environment(home),
        input="3\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr.endswith("in this deck; to see them, run: flashcards check decks/small\n")
    assert len(quizzes.SAVED.findall(done.stdout)) == 1


def test_a_foreign_database_is_left_alone(home: Path) -> None:
    path = home / "reviews.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (x)")
    db.close()
    before = path.read_bytes()
    done = subprocess.run(
        quizzes.words("--plain"),
        cwd=home,
        env=quizzes.environment(home),
        input="3\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before
