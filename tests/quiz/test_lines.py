"""The quiz as lines: what a script, a pipe or a screen reader meets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flashcards.reviews.store import Store
from flashcards.study.log import Action
from flashcards.study.memory import DAY, HOUR, MINUTE, State
from tests import decks
from tests.quiz import quizzes

if TYPE_CHECKING:
    from pathlib import Path


def test_a_card_from_question_to_saved(home: Path) -> None:
    out = quizzes.run(home, "show,3,quit")
    assert out.splitlines()[:12] == [
        f"Small deck (decks/small). Your progress is kept in {home / 'reviews.db'}",
        "For the commands, type: help",
        "",
        "5 new · 0 learning · 0 due",
        "animals · Definition",
        "Question: What does “cat” mean?",
        "Answer: A small animal that purrs.",
        "Source: Author 2001",
        "1 Again 1m, 2 Hard 6m, 3 Good 10m, 4 Easy 7d. Suggested: 3",
        f"saved {quizzes.reviews(home)[0][0]}",
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
    out = quizzes.run(home, lines)
    assert quizzes.SAVED.findall(out) == [entry for entry, _, _ in quizzes.reviews(home)]
    assert [rating for _, rating, _ in quizzes.reviews(home)] == ratings


def test_the_course_order_and_one_card_of_a_note_a_day(home: Path) -> None:
    assert quizzes.questions(quizzes.run(home, "4,4,4,4,4,4,4")) == [
        "What does “cat” mean?",
        "What does “dog” mean?",
        "A cat [sound] when it is content.",
        "How do cat and dog differ?",
        "Comes when it likes.",
    ]


def test_the_siblings_come_on_the_next_day(home: Path) -> None:
    quizzes.run(home, "4,4,4,4,4")
    assert quizzes.questions(quizzes.run(home, "4,4,4,4", at=quizzes.NOON + DAY)) == [
        "A small animal that purrs.",
        "An animal that barks.",
        "A cat purrs when it is [...].",
        "Comes when called.",
    ]


def test_limits_are_remembered_across_sessions_and_end_with_the_day(home: Path) -> None:
    assert len(quizzes.SAVED.findall(quizzes.run(home, "4,4,4", "--new", "2"))) == 2
    assert quizzes.questions(quizzes.run(home, "4", "--new", "2")) == []
    assert quizzes.questions(quizzes.run(home, "4", "--new", "2", at=quizzes.NOON + 15 * HOUR)) == []
    assert len(quizzes.questions(quizzes.run(home, "4,4,4", "--new", "2", at=quizzes.NOON + 16 * HOUR))) == 2


def test_undo_reaches_back_over_a_restart(home: Path) -> None:
    quizzes.run(home, "3,1,mark")
    out = quizzes.run(home, "undo,undo,undo,undo,quit")
    assert re.findall(r"^(?:took back|nothing).*$", out, re.MULTILINE) == [
        'took back mark on "cat", 4 Oct',
        'took back Again on "dog", 4 Oct',
        'took back Good on "cat", 4 Oct',
        "nothing to undo",
    ]
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert {state.memory.state for state in store.states(decks.UUID).values()} <= {State.NEW}


@pytest.mark.parametrize(
    ("command", "message", "tomorrow"),
    [
        pytest.param("bury", "buried until tomorrow\n", True, id="bury"),
        pytest.param("suspend", "suspended", False, id="suspend"),
    ],
)
def test_a_buried_card_comes_back_tomorrow_and_a_suspended_one_does_not(
    home: Path, command: str, message: str, tomorrow: bool
) -> None:
    out = quizzes.run(home, f"{command},quit")
    assert message in out
    assert quizzes.questions(out)[1] != "What does “cat” mean?"
    assert (
        "What does “cat” mean?" in quizzes.questions(quizzes.run(home, "4,4,4,4,4", at=quizzes.NOON + DAY))
    ) is tomorrow


def test_a_learning_card_comes_back_within_the_session_when_nothing_else_is_left(home: Path) -> None:
    out = quizzes.run(home, "3,3,3", "--concept", "dog")
    assert quizzes.questions(out) == ["What does “dog” mean?"] * 2
    assert "The next card in learning" not in out


def test_undo_while_cramming_asks_only_that_answer_again(home: Path) -> None:
    out = quizzes.questions(quizzes.run(home, "4,4,undo,4,4,4,4,4,4,4,4,4,4", "--cram"))
    every = quizzes.questions(quizzes.run(home, "4," * 12 + "4", "--cram"))
    assert out[1] == out[3]
    assert sorted(out[:2] + out[4:]) == sorted(every)


def test_cramming_is_logged_and_changes_no_schedule(home: Path) -> None:
    out = quizzes.run(home, "3,1,4,quit", "--cram")
    assert len(quizzes.SAVED.findall(out)) == 3
    assert {kind for _, _, kind in quizzes.reviews(home)} == {Action.CRAM}
    assert out.count("cram: schedule unchanged") == 1
    assert re.findall(r"^cram · (\d+) left$", out, re.MULTILINE) == ["9", "8", "8", "7"]
    assert "5 new" in quizzes.run(home, "quit")


def test_a_slip_in_a_typed_answer_is_right(home: Path) -> None:
    out = quizzes.run(home, "4,purs,,quit", "--type", "--concept", "cat")
    assert "Right, apart from a slip: pur{+r+}s" in out
    assert "Suggested: 3" in out.split("Right, apart")[1]


@pytest.mark.parametrize(
    ("typed", "verdict", "suggested", "confused"),
    [
        pytest.param("Cat", "Right.", "3", {}, id="right"),
        pytest.param("house cat", "Right.", "3", {}, id="an alias"),
        pytest.param("dog", "Not quite: [-dog-]{+cat+}", "1", {("cat", "dog"): 1}, id="the other concept"),
        pytest.param("pet", "Not quite: ", "1 (3 if you meant it)", {("cat", "dog"): 1}, id="other words"),
    ],
)
def test_a_typed_answer_is_judged_and_shows_the_difference(
    home: Path, typed: str, verdict: str, suggested: str, confused: dict[tuple[str, str], int]
) -> None:
    quizzes.run(home, "bury,", "--kind", "distinctions")
    out = quizzes.run(home, f"{typed},difference,,quit", "--type", "--kind", "distinctions")
    assert verdict in out
    assert f"Suggested: {suggested}\n" in out
    assert "How they take commands." in out
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        assert store.confusions(decks.UUID) == confused


def test_a_question_about_the_card_is_no_answer_while_typing(home: Path) -> None:
    lines = "bury,help,info,source,difference,purrs,,quit"
    out = quizzes.run(home, lines, "--type", "--concept", "cat", "--kind", "definition")
    assert "Not quite" not in out
    assert out.count("that would give the answer away") == 2
    assert "Author 2001" not in out.partition("Right.")[0]
    assert [rating for _, rating, kind in quizzes.reviews(home) if kind is Action.REVIEW] == [3]


def test_the_end_says_when_the_next_learning_card_comes(home: Path) -> None:
    quizzes.run(home, "1", "--concept", "dog")
    out = quizzes.run(home, "4", "--concept", "dog", at=quizzes.NOON - 30 * MINUTE)
    assert "The next card in learning comes in 31m." in out


@pytest.mark.parametrize(
    ("lines", "arguments", "reason"),
    [
        pytest.param("", ["--new", "0"], "Done for today. More new cards: --new 10", id="no new cards"),
        pytest.param(
            "4", ["--new", "1"], "Done for today. More new cards: --new 11", id="the limit is used up"
        ),
        pytest.param("4,4,4,4,4", [], "Done for today.", id="no further card today"),
        pytest.param("1", ["--concept", "dog"], "", id="the input ended"),
        pytest.param("", ["--due-only"], "Done for today.", id="nothing is due"),
        pytest.param("4,4", ["--limit", "2"], "Limit reached: 2 answers.", id="a limit of answers"),
        pytest.param("4", ["--limit", "1"], "Limit reached: 1 answer.", id="a limit of one"),
        pytest.param("4,4", ["--cram", "--concept", "dog"], "No card is left to cram.", id="cramming"),
        pytest.param("", ["--tier", "more"], "No card matches these filters.", id="filters"),
    ],
)
def test_the_end_says_why_and_how_to_go_on(home: Path, lines: str, arguments: list[str], reason: str) -> None:
    end = quizzes.run(home, lines, *arguments).splitlines()
    first = next(n for n, line in enumerate(end) if re.match(r"\d+ answers?,|No answers in", line))
    assert (end[first - 1] if reason else "") == reason


def test_the_end_offers_more_reviews_where_the_limit_held_some_back(home: Path) -> None:
    quizzes.run(home, "4,4,4,4,4")
    out = quizzes.run(home, "", "--new", "0", "--reviews", "1", at=quizzes.NOON + 30 * DAY)
    assert "Done for" not in out
    out = quizzes.run(home, "4", "--new", "0", "--reviews", "1", at=quizzes.NOON + 30 * DAY)
    assert "Done for today. More reviews: --reviews 51\n" in out


def test_the_end_counts_what_the_next_day_offers(home: Path) -> None:
    assert "Tomorrow: 0 reviews + 5 new" in quizzes.run(home, "quit")
    assert "Tomorrow: 1 review + 2 new" in quizzes.run(home, "1,quit", "--new", "2")


def test_retired_notes_are_never_asked(home: Path) -> None:
    path = home / "decks/small/concepts/dog.yaml"
    path.write_text(path.read_text("utf-8") + "retired: It was wrong.\n", "utf-8")
    assert quizzes.questions(quizzes.run(home, "3", "--concept", "dog", "--cram")) == []


def test_info_shows_the_history_of_a_card(home: Path) -> None:
    out = quizzes.run(home, "1,info,quit", "--concept", "dog")
    assert "Latest review: 2024-10-04 12:00\nReviews: 1\nLapses: 0\nMemory: stability 0." in out
    assert "recall now 100 %" in out
