"""The quiz as lines: what a script, a pipe or a screen reader meets.

FLASHCARDS_CRASH=1 runs it big: kills until 1,000 reviews are acknowledged, and 20 runs of two sessions at once.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from flashcards.reviews.store import Store
from flashcards.study.log import Action
from flashcards.study.memory import DAY, HOUR, MINUTE, Rating, State
from tests import courses
from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flashcards.study.log import CardState

SAVED = re.compile(r"^saved ([0-9a-f]{32})$", re.MULTILINE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    quizzes.deck(tmp_path)
    return tmp_path


def quiz(
    home: Path,
    lines: str,
    *arguments: str,
    at: int = quizzes.NOON,
    code: int = 0,
    env: Mapping[str, str] | None = None,
) -> str:
    """What the quiz writes when ``lines`` (words, one a line) are typed."""
    done = subprocess.run(
        quizzes.words("--plain", *arguments),
        cwd=home,
        env=quizzes.environment(home, CLOCK=str(at), **(env or {})),
        input="\n".join(lines.split(",")) + "\n" if lines else "",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.returncode == code
    return done.stdout


def questions(out: str) -> list[str]:
    return re.findall(r"^Question: (.*)$", out, re.MULTILINE)


def reviews(home: Path) -> list[tuple[str, Rating, Action | str]]:
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        return [(entry.id, Rating(entry.rating or 1), entry.kind) for entry in store.entries()]


def test_a_card_from_question_to_saved(home: Path) -> None:
    out = quiz(home, "show,3,quit")
    assert out.splitlines()[:12] == [
        f"Small deck (decks/small). Progress is kept in {home / 'reviews.db'}",
        "For the commands: help",
        "",
        "5 new · 0 learning · 0 due",
        "animals · Definition",
        "Question: What does “cat” mean?",
        "Answer: A small animal that purrs.",
        "Source: Author 2001",
        "1 Again 1m, 2 Hard 6m, 3 Good 10m, 4 Easy 7d. Suggested: 3",
        f"saved {reviews(home)[0][0]}",
        "",
        "4 new · 1 learning · 0 due",
    ]


@pytest.mark.parametrize(
    ("lines", "ratings"),
    [
        pytest.param("show,1,show,2,show,3,show,4", [1, 2, 3, 4], id="four grades"),
        pytest.param("show,,show,", [3, 3], id="an empty line is what is suggested"),
        pytest.param("2,4", [2, 4], id="a grade outright"),
        pytest.param("5,show,0,9,1", [1], id="nonsense is asked again"),
        pytest.param("12,234,flag \u00b2,flag 8,show,1", [1], id="what is nearly a grade or a flag"),
        pytest.param("show", [], id="the input ends before the grade"),
    ],
)
def test_every_saved_line_is_a_review_on_the_disk(home: Path, lines: str, ratings: list[int]) -> None:
    out = quiz(home, lines)
    assert SAVED.findall(out) == [entry for entry, _, _ in reviews(home)]
    assert [rating for _, rating, _ in reviews(home)] == ratings


def test_the_course_order_and_one_card_of_a_note_a_day(home: Path) -> None:
    assert questions(quiz(home, "4,4,4,4,4,4,4")) == [
        "What does “cat” mean?",
        "What does “dog” mean?",
        "A cat [sound] when it is content.",
        "How do cat and dog differ?",
        "Comes when it likes.",
    ]


def test_the_siblings_come_on_the_next_day(home: Path) -> None:
    quiz(home, "4,4,4,4,4")
    assert questions(quiz(home, "4,4,4,4", at=quizzes.NOON + DAY)) == [
        "A small animal that purrs.",
        "An animal that barks.",
        "A cat purrs when it is [...].",
        "Comes when called.",
    ]


def test_limits_are_remembered_across_sessions_and_end_with_the_day(home: Path) -> None:
    assert len(SAVED.findall(quiz(home, "4,4,4", "--new", "2"))) == 2
    assert questions(quiz(home, "4", "--new", "2")) == []
    assert questions(quiz(home, "4", "--new", "2", at=quizzes.NOON + 15 * HOUR)) == []
    assert len(questions(quiz(home, "4,4,4", "--new", "2", at=quizzes.NOON + 16 * HOUR))) == 2


def test_undo_reaches_back_over_a_restart(home: Path) -> None:
    quiz(home, "3,1,mark")
    out = quiz(home, "undo,undo,undo,undo,quit")
    assert re.findall(r"^(?:undone|nothing).*$", out, re.MULTILINE) == [
        "undone: mark",
        "undone: the grade Again",
        "undone: the grade Good",
        "nothing to undo",
    ]
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert {state.memory.state for state in store.states(courses.UUID).values()} <= {State.NEW}


@pytest.mark.parametrize(
    ("command", "told", "tomorrow"),
    [
        pytest.param("bury", "buried until tomorrow\n", True, id="bury"),
        pytest.param("suspend", "suspended", False, id="suspend"),
    ],
)
def test_bury_and_suspend(home: Path, command: str, told: str, tomorrow: bool) -> None:
    out = quiz(home, f"{command},quit")
    assert told in out
    assert questions(out)[1] != "What does “cat” mean?"
    assert ("What does “cat” mean?" in questions(quiz(home, "4,4,4,4,4", at=quizzes.NOON + DAY))) is tomorrow


def test_a_learning_card_comes_back_within_the_session_when_nothing_else_is_left(home: Path) -> None:
    out = quiz(home, "3,3,3", "--concept", "dog")
    assert questions(out) == ["What does “dog” mean?"] * 2
    assert "The next card in learning" not in out


def test_what_comes_later_is_told(home: Path) -> None:
    quiz(home, "1", "--concept", "dog")
    out = quiz(home, "4", "--concept", "dog", at=quizzes.NOON - 30 * MINUTE)
    assert "The next card in learning comes in 31m." in out


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
def test_filters(home: Path, arguments: list[str], asked: list[str]) -> None:
    assert questions(quiz(home, "4,4,4,4,4,4", *arguments)) == asked


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(
            ["--concept", "dgo"], '--concept: nothing is called "dgo"; did you mean dog?', id="near"
        ),
        pytest.param(["--unit", "x"], '--unit: nothing is called "x"; there are: animals', id="far"),
        pytest.param(["--unit", "x", "bare"], 'nothing is called "x"; there are: none', id="none"),
        pytest.param(["nodeck"], 'there is no deck "nodeck"', id="deck"),
    ],
)
def test_a_wrong_name_is_wrong_usage(home: Path, arguments: list[str], sentence: str) -> None:
    courses.write(home / "bare", {"deck.yaml": courses.DECK, "concepts/cat.yaml": quizzes.CONCEPTS["dog"]})
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


def test_without_a_terminal_one_sentence(home: Path) -> None:
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
        "The quiz needs a terminal; for pipes, scripts and screen readers there is: flashcards quiz --plain\n",
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "asked"),
    [
        pytest.param((), {"FLASHCARDS_QUIZ_NEW": "2"}, 2, id="by environment"),
        pytest.param(("--new", "3"), {"FLASHCARDS_QUIZ_NEW": "2"}, 3, id="an option goes before it"),
    ],
)
def test_limits_by_environment(
    home: Path, arguments: tuple[str, ...], variables: dict[str, str], asked: int
) -> None:
    assert len(questions(quiz(home, "4,4,4,4,4", *arguments, env=variables))) == asked


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
    quiz(home, "4,quit")
    (before,) = states(home)
    quiz(home, "quit", *arguments, env=variables)
    quiz(home, "quit")
    (after,) = states(home)
    assert (before.memory.interval, after.memory.interval) == (7, 26)
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert (store.settings.desired_retention, store.settings.rollover) == (0.8, 13)
        assert store.verify() == []


def states(home: Path) -> list[CardState]:
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        return list(store.states(courses.UUID).values())


def test_undo_while_cramming_asks_only_that_answer_again(home: Path) -> None:
    out = questions(quiz(home, "4,4,undo,4,4,4,4,4,4,4,4,4,4", "--cram"))
    every = questions(quiz(home, "4," * 12 + "4", "--cram"))
    assert out[1] == out[3]
    assert sorted(out[:2] + out[4:]) == sorted(every)


def test_cramming_logs_apart_and_reschedules_nothing(home: Path) -> None:
    out = quiz(home, "3,1,4,quit", "--cram")
    assert len(SAVED.findall(out)) == 3
    assert {kind for _, _, kind in reviews(home)} == {Action.CRAM}
    assert "5 new" in quiz(home, "quit")


def test_typed_answers(home: Path) -> None:
    out = quiz(home, "4,purs,,quit", "--type", "--concept", "cat")
    assert "Right, but for a slip: pur{+r+}s" in out
    assert "Suggested: 3" in out.split("Right, but")[1]


@pytest.mark.parametrize(
    ("typed", "told", "suggested", "confused"),
    [
        pytest.param("Cat", "Right.", 3, {}, id="right"),
        pytest.param("house cat", "Right.", 3, {}, id="an alias"),
        pytest.param("dog", "Not quite: [-dog-]{+cat+}", 1, {("cat", "dog"): 1}, id="the other concept"),
    ],
)
def test_a_typed_point(
    home: Path, typed: str, told: str, suggested: int, confused: dict[tuple[str, str], int]
) -> None:
    quiz(home, "bury,", "--kind", "distinctions")
    out = quiz(home, f"{typed},difference,,quit", "--type", "--kind", "distinctions")
    assert told in out
    assert f"Suggested: {suggested}" in out
    assert "How they take commands." in out
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.confusions(courses.UUID) == confused


def test_a_question_about_the_card_is_no_answer_while_typing(home: Path) -> None:
    lines = "bury,help,info,source,difference,purrs,,quit"
    out = quiz(home, lines, "--type", "--concept", "cat", "--kind", "definition")
    assert "Not quite" not in out
    assert out.count("that would give the answer away") == 2
    assert "Author 2001" not in out.partition("Right.")[0]
    assert [rating for _, rating, kind in reviews(home) if kind is Action.REVIEW] == [3]


def test_nothing_is_said_of_limits_where_there_are_none(home: Path) -> None:
    assert "Today's limits are 0 new cards (--new) and 200 reviews (--reviews)." in quiz(
        home, "", "--new", "0"
    )
    assert "Today's" not in quiz(home, "", "--due-only")


def test_retired_notes_are_never_asked(home: Path) -> None:
    path = home / "decks/small/concepts/dog.yaml"
    path.write_text(path.read_text("utf-8") + "retired: It was wrong.\n", "utf-8")
    assert questions(quiz(home, "3", "--concept", "dog", "--cram")) == []


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
    assert done.stderr.endswith("in this deck; to see them: flashcards check decks/small\n")
    assert len(SAVED.findall(done.stdout)) == 1


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


def _session(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        quizzes.words("--plain", *arguments),
        cwd=home,
        env=quizzes.environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


BIG = bool(os.environ.get("FLASHCARDS_CRASH"))
ENOUGH = 1000 if BIG else 20  # acknowledged reviews


def test_no_acknowledged_review_is_lost_when_killed(tmp_path: Path) -> None:
    acknowledged = number = 0
    while acknowledged < ENOUGH:
        quizzes.deck(tmp_path / f"{number}")
        acknowledged += _killed(tmp_path / f"{number}", number)
        number += 1


def _killed(home: Path, number: int) -> int:
    """Kills a session at an instant that a seed chooses, in or between two writes; how many it acknowledged."""
    spread = random.Random(number)
    told, after = set(), spread.randint(1, 20)
    session = _session(home, "--cram") if number % 2 else _session(home)
    assert session.stdin is not None
    assert session.stdout is not None
    session.stdin.write("1\n" * 400)
    session.stdin.flush()
    killer = threading.Timer(spread.random() / 50, session.kill)
    for line in session.stdout:
        told |= set(SAVED.findall(line))
        if len(told) >= after and killer.ident is None:
            killer.start()
    killer.cancel()
    session.communicate()
    assert session.returncode == -signal.SIGKILL or len(told) >= 1
    assert len(told) >= min(after, 1)
    kept = {entry for entry, _, _ in reviews(home)}
    assert told <= kept
    assert len(kept - told) <= 1, "at most the one that was on its way"
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.verify() == []
    return len(told)


@pytest.mark.parametrize("run", range(20 if BIG else 2))
def test_two_sessions_at_once_lose_and_double_nothing(home: Path, run: int) -> None:
    sessions = [_session(home), _session(home)]
    for session in sessions:
        assert session.stdin is not None
        assert session.stdout is not None
        assert any(line.startswith("Question: ") for line in session.stdout)
    for number, session in enumerate(sessions):
        assert session.stdin is not None
        session.stdin.write(f"{1 + (run + number) % 3}\n" * 40)
        session.stdin.close()
        session.stdin = None  # or communicate would close it once more
    outputs = [session.communicate(timeout=60) for session in sessions]
    assert [error for _, error in outputs] == ["", ""]
    told = [entry for out, _ in outputs for entry in SAVED.findall(out)]
    assert sorted(told) == [entry for entry, _, _ in reviews(home)]
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.verify() == []
        assert sum(state.reps for state in store.states(courses.UUID).values()) == len(told)


def test_two_sessions_at_once_count_a_card_once(home: Path) -> None:
    one, two = _session(home), _session(home)
    for session in (one, two):
        assert session.stdout is not None
        assert any(line.startswith("Question: What does “cat” mean?") for line in session.stdout)
    first, _ = one.communicate("4\nquit\n", timeout=60)
    second, _ = two.communicate("4\n4\nquit\n", timeout=60)
    assert len(SAVED.findall(first)) == 1
    assert "not counted: the card was answered in another session meanwhile" in second
    assert SAVED.findall(first + second) == [entry for entry, _, _ in reviews(home)]
    assert len(reviews(home)) == 2
