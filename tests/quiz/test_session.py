"""A session as the screen and the lines drive it, on a clock that the test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flashcards.quiz.session import Session
from flashcards.quiz.state import Options
from flashcards.reviews.store import Store
from flashcards.study.memory import DAY, HOUR, MINUTE, Moment, Rating
from tests import decks
from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flashcards.quiz.state import Asked

ROLLOVER = quizzes.NOON + 16 * HOUR
EXAMPLE = quizzes.CONCEPTS["cat"] + (
    "examples:\n  yard: {scenario: It barks in the yard., ask: What is it?, shows: dog,"
    " roles: {wolf: {is: The one in the forest.}}}\n"
)
WOLF = "term: wolf\ncontext: animals\ndefinition:\n  short:\n    text: An animal that howls.\n"


class Desk:
    """A learner with a small deck, whose clock shows ``time``."""

    def __init__(self, path: Path) -> None:
        result = decks.compiled({**quizzes.CONCEPTS, "cat": EXAMPLE, "wolf": WOLF})
        assert result.deck
        assert not result.errors
        self.deck = result.deck
        self.path = path
        self.time = quizzes.NOON
        self.stores: list[Store] = []

    def session(self, *kinds: str) -> Session:
        store = Store.open(self.path, self.clock())
        self.stores.append(store)
        store.register(self.deck)
        return Session(self.deck, store, Options(kinds=frozenset(kinds)), self.clock)

    def clock(self) -> Moment:
        return Moment(self.time)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "reviews.db")
    yield desk
    for store in desk.stores:
        store.close()


def current(session: Session) -> Asked:
    assert session.current
    return session.current


def test_a_card_buried_after_the_rollover_stays_away_for_the_whole_new_day(desk: Desk) -> None:
    desk.time = ROLLOVER - MINUTE
    session = desk.session("definition")
    asked = current(session)
    desk.time = ROLLOVER + MINUTE
    session.bury(asked)
    assert current(session).candidate.card != asked.candidate.card
    assert session.store.state(asked.candidate.card).buried_until == desk.clock().day(4) + 1


def test_the_announced_time_does_not_depend_on_when_the_queue_was_made(desk: Desk) -> None:
    desk.time = ROLLOVER - MINUTE
    session = desk.session("definition")
    for time in (ROLLOVER - 1, ROLLOVER + MINUTE):
        desk.time = time
        asked = current(session)
        wait = session.grade(asked, Rating.EASY, 1000).wait
        due = session.store.state(asked.candidate.card).memory.due
        assert wait == (due - desk.clock().day(4)) * DAY


def test_undoing_another_sessions_answer_keeps_this_sessions_answers_in_the_summary(desk: Desk) -> None:
    mine, theirs = desk.session("definition"), desk.session("faq", "distinctions")
    mine.grade(current(mine), Rating.GOOD, 1000)
    desk.time += MINUTE
    theirs.grade(current(theirs), Rating.GOOD, 1000)
    assert mine.undo() == 'took back Good on "cat", 4 Oct'
    assert (mine.summary().answered, theirs.summary().answered) == (1, 1)
    mine.undo()
    assert mine.summary().answered == 0


@pytest.mark.parametrize(
    ("key", "card", "answered", "expected"),
    [
        pytest.param("cat/yard", "ask", "wolf", {("dog", "wolf"): 1}, id="an example of another concept"),
        pytest.param("cat/vs-dog.obeys", "dog", "cat", {("dog", "cat"): 1}, id="a point about another concept"),
        pytest.param("cat/vs-dog.obeys", "cat", "dog", {("cat", "dog"): 1}, id="a point about its own"),
        pytest.param("cat/short", "forward", "", {}, id="nothing that has a name"),
    ],
)  # fmt: skip
def test_a_confused_pair_holds_the_concept_asked_for_and_the_one_answered(
    desk: Desk, key: str, card: str, answered: str, expected: dict[tuple[str, str], int]
) -> None:
    session = desk.session()
    asked = next(
        found._replace(candidate=found.candidate._replace(card=identity))
        for identity, (note, one) in session.cards.items()
        if (note.key, one.name) == (key, card)
        for found in [current(session)._replace(note=note, card=one)]
    )
    session.grade(asked, Rating.AGAIN, 1000, answered)
    assert session.store.confusions(decks.UUID) == expected
