"""The sentences of the quiz."""

from __future__ import annotations

import pytest

from flashcards.quiz import captions
from flashcards.quiz.state import RaisedLimits, Saved
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import DAY, HOUR, MINUTE, Rating
from flashcards.study.queue import Left
from tests.quiz import quizzes


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (MINUTE - 1, "<1m"),
        (10 * MINUTE, "10m"),
        (3 * HOUR, "3h"),
        (8 * DAY, "8d"),
        (37 * DAY, "1.2mo"),
        (60.8 * DAY, "2mo"),
        (767 * DAY, "2.1y"),
    ],
)
def test_a_time_is_written_as_anki_writes_it(time: float, words: str) -> None:
    assert captions.span(round(time)) == words


@pytest.mark.parametrize(
    ("raised", "later", "sentence"),
    [
        (RaisedLimits(0, 0), False, "Done for today."),
        (RaisedLimits(0, 0), True, "Done for now."),
        (RaisedLimits(30, 0), False, "Done for today. More new cards: --new 30"),
        (
            RaisedLimits(30, 250),
            False,
            "Done for today. More new cards: --new 30, more reviews: --reviews 250",
        ),
    ],
)
def test_the_end_of_the_day_names_the_limits_to_raise(
    raised: RaisedLimits, later: bool, sentence: str
) -> None:
    assert captions.done(raised, later=later) == sentence


@pytest.mark.parametrize(
    ("kind", "rating", "term", "sentence"),
    [
        (Action.REVIEW, 3, "optimizer", 'took back Good on "optimizer", 4 Oct'),
        (Action.CRAM, 1, "optimizer", 'took back Again (cram) on "optimizer", 4 Oct'),
        (Action.SUSPEND, 0, "", "took back suspend, 4 Oct"),
    ],
)
def test_an_undo_names_what_it_took_back(kind: Action, rating: int, term: str, sentence: str) -> None:
    entry = LogEntry("1", CardId("a", 1), "deck", quizzes.moment(), kind, rating)
    assert captions.undone(entry, term) == sentence


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (Saved("1", 10 * MINUTE), "Good saved, back in 10m"),
        (Saved("1", 0, captions.CRAM), "Good (cram: schedule unchanged)"),
        (Saved("1", 0), "Good saved"),
        (Saved("1", DAY, "leech"), "Good saved, back in 1d. leech"),
        (Saved("", 0, "not counted"), "not counted"),
    ],
)
def test_a_grade_is_confirmed(result: Saved, sentence: str) -> None:
    assert captions.saved(Rating.GOOD, result) == sentence


def test_while_cramming_one_number_is_left() -> None:
    assert captions.left(Left(1, 2, 3), cram=True) == "cram · 6 left"
    assert captions.left(Left(1, 2, 3), cram=False) == "1 new · 2 learning · 3 due"


def test_limits_are_named_as_they_were_set() -> None:
    assert captions.time_is_up(10) == "Time is up (10 min)."
    assert captions.time_is_up(0.5) == "Time is up (0.5 min)."
    assert captions.limit_reached(2) == "Limit reached: 2 answers."
