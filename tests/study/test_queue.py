"""The order in which a session asks cards, given their states and the time."""

from __future__ import annotations

import pytest

from flashcards.study.log import CardId, CardState
from flashcards.study.memory import DAY, HOUR, MINUTE, MemoryState, Moment, Settings, State
from flashcards.study.queue import Candidate, DailyLimits, Left, Queue, everything, todays

SETTINGS = Settings()
NOON = Moment(20_000 * DAY + 12 * HOUR)
TODAY = 20_000
ROOMY = DailyLimits()


def candidate(name: str, ordinal: int = 1, concept: str = "", position: int = 0) -> Candidate:
    """Return a card of the note ``name``."""
    return Candidate(CardId(name, ordinal), concept or name, position or ord(name[0]))


def learning(minutes: float) -> CardState:
    """Return the state of a learning card due this many minutes after noon."""
    due = NOON.time + round(minutes * MINUTE)
    return CardState(MemoryState(State.LEARNING, 0, 1.0, 5.0, due, NOON.time - HOUR), reps=1)


def review(
    due: int, ago: int = 10, stability: float = 10.0, *, suspended: bool = False, buried_until: int = 0
) -> CardState:
    """Return the state of a card in review, due in ``due`` days and last seen ``ago`` days ago."""
    memory = MemoryState(State.REVIEW, 0, stability, 5.0, TODAY + due, NOON.time - ago * DAY, ago)
    return CardState(memory, reps=3, suspended=suspended, buried_until=buried_until)


def order(queue: Queue, now: Moment = NOON) -> list[str]:
    """Return the names of the cards in the order asked, if no card comes back."""
    out = []
    while (card := queue.next(now)) is not None:
        out.append(f"{card.card.guid}{card.card.ordinal if card.card.ordinal > 1 else ''}")
        queue.answered(card, None)
    return out


def day(states: dict[str, CardState], *fresh: str, allowed: DailyLimits = ROOMY, now: Moment = NOON) -> Queue:
    """Return the queue of cards with states and of new ones, each with its own concept."""
    cards = [candidate(name) for name in (*states, *fresh)]
    known = {CardId(name, 1): state for name, state in states.items()}
    return todays(cards, known, now, SETTINGS, allowed)


def test_learning_by_time_then_reviews_then_new() -> None:
    states = {"r": review(0), "b": learning(-1), "a": learning(-5)}
    assert order(day(states, "m", "n")) == ["a", "b", "r", "m", "n"]


@pytest.mark.parametrize("position", [0, 7], ids=["as it was", "moved by an edit"])
def test_an_answered_card_is_not_asked_again_wherever_it_was_in_the_queue(position: int) -> None:
    reviews = [candidate(f"n{number}") for number in range(60)]
    queue = Queue(reviews=reviews)
    queue.answered(reviews[55]._replace(position=position), None)
    assert queue.left() == Left(0, 0, 59)
    assert "n55" not in order(queue)


def test_new_cards_come_in_the_order_of_the_course() -> None:
    cards = [candidate("x", position=3), candidate("y", position=1), candidate("z", position=2)]
    assert order(todays(cards, {}, NOON, SETTINGS, DailyLimits())) == ["y", "z", "x"]


def test_reviews_come_by_lowest_retrievability() -> None:
    states = {
        "a": review(-1, ago=10, stability=10),
        "b": review(-30, ago=40, stability=10),
        "c": review(0, ago=40, stability=400),
        "d": review(-3, ago=6, stability=2),
    }
    assert order(day(states)) == ["b", "d", "a", "c"]


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        pytest.param(review(0), ["a"], id="due today"),
        pytest.param(review(1), [], id="due tomorrow"),
        pytest.param(review(-300), ["a"], id="long overdue"),
        pytest.param(review(0, suspended=True), [], id="suspended"),
        pytest.param(review(0, buried_until=TODAY + 1), [], id="buried until tomorrow"),
        pytest.param(review(0, buried_until=TODAY), ["a"], id="buried until today"),
        pytest.param(CardState(suspended=True), [], id="new and suspended"),
        pytest.param(CardState(marked=True), ["a"], id="new and marked"),
        pytest.param(learning(20), ["a"], id="learning, 20 minutes early"),
        pytest.param(learning(20.1), [], id="learning, too early"),
        pytest.param(learning(-3 * 24 * 60), ["a"], id="learning, overdue for days"),
    ],
)
def test_whether_one_card_is_asked(state: CardState, asked: list[str]) -> None:
    assert order(day({"a": state})) == asked


def test_learning_cards_come_early_only_when_nothing_else_is_left() -> None:
    assert order(day({"a": learning(5), "r": review(0)}, "n")) == ["r", "n", "a"]


@pytest.mark.parametrize(
    ("hour", "asked"),
    [
        pytest.param(3.9, [], id="before the rollover"),
        pytest.param(4.0, ["a"], id="at the rollover"),
    ],
)
def test_the_day_begins_at_four(hour: float, asked: list[str]) -> None:
    now = Moment((TODAY + 1) * DAY + round(hour * HOUR))
    assert order(day({"a": review(1)}, now=now)) == asked


def test_the_study_day_is_the_learners_not_utc() -> None:
    tokyo = Moment(TODAY * DAY + 20 * HOUR, offset=9 * 60)
    assert order(day({"a": review(1)}, now=tokyo)) == ["a"]


LIMITS = {
    "both": (DailyLimits(new=1, reviews=2), Left(1, 1, 2)),
    "used up": (DailyLimits(new=0, reviews=-3), Left(0, 1, 0)),
    "roomy": (DailyLimits(), Left(2, 1, 3)),
}


@pytest.mark.parametrize(("allowed", "left"), LIMITS.values(), ids=LIMITS)
def test_limits_apply_to_new_cards_and_reviews_but_not_to_learning(allowed: DailyLimits, left: Left) -> None:
    states = {"a": learning(-1), "b": review(0), "c": review(0), "d": review(0)}
    assert day(states, "m", "n", allowed=allowed).left() == left


def test_only_one_card_of_a_note_comes_each_day() -> None:
    cards = [candidate("n", ordinal) for ordinal in (1, 2, 3)] + [
        candidate("r", ordinal) for ordinal in (1, 2)
    ]
    states = {CardId("r", 2): review(0)}
    assert order(todays(cards, states, NOON, SETTINGS, DailyLimits())) == ["r2", "n"]


def test_siblings_of_notes_asked_in_an_earlier_session_wait() -> None:
    cards = [candidate("n", 1), candidate("n", 2), candidate("m", 1)]
    states = {CardId("n", 1): learning(-1)}
    allowed = DailyLimits(asked=frozenset({"n"}))
    assert order(todays(cards, states, NOON, SETTINGS, allowed)) == ["n", "m"]


def test_cards_of_a_concept_do_not_come_in_a_row() -> None:
    cards = [candidate(name, concept=concept) for name, concept in zip("abcdef", "xxxyyz", strict=True)]
    queue = todays(cards, {}, NOON, SETTINGS, DailyLimits())
    asked = order(queue)
    assert asked == ["a", "d", "b", "e", "c", "f"]


def test_a_concept_comes_twice_in_a_row_if_nothing_else_is_left() -> None:
    cards = [candidate(name, concept="x") for name in "ab"]
    assert order(todays(cards, {}, NOON, SETTINGS, DailyLimits())) == ["a", "b"]


def test_a_learning_card_waits_for_one_card_rather_than_follow_its_own_concept() -> None:
    cards = [candidate("b", concept="x"), candidate("n", concept="y")]
    queue = todays(cards, {CardId("b", 1): learning(-1)}, NOON, SETTINGS, DailyLimits())
    queue.last = candidate("a", concept="x")
    assert order(queue) == ["n", "b"]


def test_confused_concepts_come_one_after_the_other() -> None:
    cards = [candidate(name, concept=concept) for name, concept in zip("abcd", "wxyz", strict=True)]
    queue = todays(cards, {}, NOON, SETTINGS, DailyLimits())
    queue.confuse("w", "z")
    assert order(queue) == ["a", "d", "b", "c"]


def test_a_confused_pair_comes_only_once_in_a_row() -> None:
    cards = [candidate(name, concept=concept) for name, concept in zip("abcd", "wzwy", strict=True)]
    queue = todays(cards, {}, NOON, SETTINGS, DailyLimits())
    queue.confuse("z", "w")
    assert order(queue) == ["a", "b", "c", "d"]


def test_a_concept_is_not_confused_with_itself() -> None:
    queue = Queue()
    queue.confuse("w", "w")
    assert queue.partners == {}


def test_a_card_in_learning_comes_back_when_its_time_has_come() -> None:
    queue = day({}, "a", "b")
    first = queue.next(NOON)
    assert first is not None
    queue.answered(first, NOON.time + MINUTE)
    assert queue.left() == Left(new=1, learning=1, due=0)
    assert queue.comes() == NOON.time + MINUTE
    second = queue.next(NOON)
    assert second is not None
    assert second.card.guid == "b"
    queue.answered(second, NOON.time + 10 * MINUTE)
    assert [c.card.guid for c in (queue.next(NOON), queue.next(Moment(NOON.time + MINUTE))) if c] == [
        "a",
        "a",
    ]


def test_drop_removes_a_card_from_any_stage() -> None:
    queue = day({"a": learning(-1), "b": review(0)}, "c")
    for name in "abc":
        queue.drop(candidate(name))
    assert queue.left() == Left(0, 0, 0)
    assert queue.next(NOON) is None


def test_cramming_asks_all_but_suspended_cards_in_an_order_that_the_salt_decides() -> None:
    cards = [candidate(name) for name in "abcdef"]
    states = {CardId("a", 1): review(5, suspended=True), CardId("b", 1): review(5, buried_until=TODAY + 1)}
    orders = {tuple(order(everything(cards, states, f"{salt}"))) for salt in range(8)}
    assert all(sorted(names) == ["b", "c", "d", "e", "f"] for names in orders)
    assert len(orders) > 1
    assert order(everything(cards, states, "1")) == order(everything(cards, states, "1"))
