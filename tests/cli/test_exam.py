"""``flashcards exam``, as its user calls it, and the quiz that follows the plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli, exam
from flashcards.cli import quiz as quiz_command
from flashcards.cli.shared import arguments
from flashcards.quiz import exam as quiz_exam
from flashcards.quiz.session import Session
from flashcards.quiz.state import Options
from flashcards.reviews.store import Store
from flashcards.study.log import Action
from flashcards.study.memory import DAY, HOUR, Moment, Rating

if TYPE_CHECKING:
    from pathlib import Path

TODAY = Moment(20_000 * DAY + 12 * HOUR)  # 2024-10-04
DECK = "decks/ai-alignment"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(exam, "now", lambda: TODAY)
    monkeypatch.setattr(quiz_command, "now", lambda: TODAY)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "reviews.db"


def call(db: Path, *words: str, name: str = "exam") -> Result:
    return CliRunner().invoke(cli, [name, "--db", str(db), *words], catch_exceptions=False)


def shown(db: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(db, "--deck", DECK, "--json", *words).output)
    return found


def test_a_plan_is_kept_shown_changed_and_ended(db: Path) -> None:
    made = shown(db, "2024-10-14", "--minutes", "30", "--concept", "mesa-optimization")
    assert (made["date"], made["minutes"], made["concepts"]) == ("2024-10-14", 30, ["mesa-optimization"])
    assert [made["days"][0]["date"], made["days"][-1]["date"]] == ["2024-10-04", "2024-10-13"]
    assert made["expected"] > made["without_plan"] > 0.8
    assert max(day["minutes"] for day in made["days"]) <= 30
    assert shown(db) == made == shown(db, "+10", "--concept", "mesa-optimization")
    changed = shown(db, "2024-10-24")
    assert (changed["date"], changed["minutes"], changed["concepts"]) == ("2024-10-24", 30, [])
    assert call(db, "--end").output == "The plan is ended; the quiz goes by the ordinary schedule again.\n"
    assert call(db, "--end").output == "No exam is planned.\n"
    assert "no exam is planned" in call(db, "--deck", DECK).output


def test_a_dry_run_keeps_nothing(db: Path) -> None:
    call(db, "2024-10-14", "--deck", DECK, "--dry-run")
    assert call(db, "--end").output == "No exam is planned.\n"


def test_what_there_is_no_time_for_is_said_with_what_more_minutes_change(db: Path) -> None:
    found = shown(db, "2024-10-07", "--minutes", "5")
    assert found["not_begun"] == found["cards"] - 36
    assert found["more"]["minutes"] == 20
    assert found["more"]["expected"] > found["expected"]
    text = " ".join(call(db, "--deck", DECK).output.split())
    assert f"No time for about {found['not_begun']:.0f} of {found['cards']} cards at 5 min a day." in text
    assert "With 20 min a day:" in text
    assert text.endswith("FSRS expects this from your answers; it is no promise.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2024-10-04",), "DATE is the day of the exam, from tomorrow on"),
        (("2026-10-04",), "an exam can be planned 400 days ahead at most"),
        (("2024-10-14", "--unit", "foundation"), 'did you mean "foundations"?'),
        (("2024-10-14", "--concept", "mesa-optimisation"), 'did you mean "mesa-optimization"?'),
        (("--minutes", "5"), "go with a date"),
        (("soon",), "DATE is a day, as 2027-01-15, or a number of days from today, as +30"),
    ],
)
def test_wrong_usage(db: Path, words: tuple[str, ...], said: str) -> None:
    result = call(db, "--deck", DECK, *words)
    assert result.exit_code == 2
    assert said in result.output


def test_a_second_exam_of_another_deck_is_refused(db: Path) -> None:
    with Store.open(db, TODAY) as store:
        store.note(Action.EXAM, '{"day":"2024-10-20","deck":"other","minutes":5}', TODAY)
    result = call(db, "2024-10-14", "--deck", DECK)
    assert (result.exit_code, "one at a time" in result.output) == (2, True)


@pytest.mark.parametrize(("columns", "lines"), [("80", 24), ("40", 20)])
def test_the_picture_fits(db: Path, columns: str, lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    drawn = call(db, "2024-11-20", "--deck", DECK).output.splitlines()
    assert max(map(len, drawn)) <= int(columns)
    assert len(drawn) < lines


def test_the_quiz_follows_the_plan_until_its_date(db: Path) -> None:
    shown(db, "2024-10-14", "--minutes", "5", "--concept", "mesa-optimization")
    deck = quiz_command.load_deck(arguments.find_deck(DECK))
    with Store.open(db, TODAY) as store:
        plan = quiz_exam.planned(deck, store, TODAY, store.standing(Action.EXAM))
        assert plan is not None
        queue, line = plan
        assert line.startswith("10 days to the exam: ")
        assert line.endswith("% expected, 5 min today. ")
        run = Session(deck, store, Options(), lambda: TODAY, queue)
        assert run.queue.left().new == 12  # five minutes of 25 seconds
        assert run.current is not None
        run.grade(run.current, Rating.GOOD, 60_000)
        run._refill()
        assert run.queue.left().learning == 1
        assert run.queue.left().new < 11
        assert (
            quiz_exam.planned(deck, store, Moment(TODAY.time + 10 * DAY), store.standing(Action.EXAM)) is None
        )


def test_the_quiz_says_how_the_plan_stands(db: Path) -> None:
    shown(db, "2024-10-14", "--minutes", "5")
    runner = CliRunner()
    said = runner.invoke(cli, ["quiz", "--plain", "--db", str(db), DECK], input="quit\n").output
    assert said.startswith("10 days to the exam: ")
    filtered = runner.invoke(
        cli, ["quiz", "--plain", "--db", str(db), "--kind", "faq", DECK], input="quit\n"
    ).output
    assert "to the exam" not in filtered
