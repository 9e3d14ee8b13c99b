"""Which rows of Anki's log are which entries here, and what an import adds: as tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.anki.history import AnkiAnswer, AnkiCard
from flashcards.progress import exchange, export
from flashcards.progress.exchange import number_of, wanted
from flashcards.progress.export import FILTERED, MISSING, NEWER, TAKEN_BACK
from flashcards.study.log import Action, CardId, LogEntry, replay
from flashcards.study.memory import Moment, Settings, State

NOON = 1_750_000_000_000
DAY = 86_400_000
CARD = CardId("a" * 16, 1)
DECKS = {CARD: "deck"}
SETTINGS = Settings(fuzz=False)
TODAY = Moment(NOON + 30 * DAY).day()


def card(*answers: AnkiAnswer, **other: object) -> AnkiCard:
    made = AnkiCard(7, CARD.guid, 1, False, 0, False, (NOON + DAY) // 1000, 2, 3, answers)
    return made._replace(**other)  # type: ignore[arg-type]  # a table of defaults has no exact types


def row(
    time: int = NOON, ease: int = 3, kind: int = 1, factor: int = 300, duration: int = 4000
) -> AnkiAnswer:
    return AnkiAnswer(time, ease, kind, factor, duration)


def entry(time: int, rating: int = 3, kind: Action = Action.REVIEW, **other: object) -> LogEntry:
    """One that was made here."""
    made = LogEntry(f"{time << 80 | 5:032x}", CARD, "deck", Moment(time), kind, rating)
    return replace(made, **other)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("answer", "kinds", "moved", "senseless"),
    [
        (row(kind=0), [Action.REVIEW], 0, 0),
        (row(kind=1, ease=1), [Action.REVIEW], 0, 0),
        (row(kind=2), [Action.REVIEW], 0, 0),
        (row(kind=3, factor=300), [Action.REVIEW], 0, 0),
        (row(kind=3, factor=0), [Action.CRAM], 0, 0),
        (row(kind=4, ease=0, factor=0), [Action.FORGET], 0, 0),
        (row(kind=4, ease=0, factor=300), [], 1, 0),
        (row(kind=5, ease=0, factor=300), [], 1, 0),
        (row(kind=1, ease=0), [], 0, 1),
        (row(kind=9), [], 0, 1),
    ],
    ids=str,
)
def test_a_row_becomes(answer: AnkiAnswer, kinds: list[Action], moved: int, senseless: int) -> None:
    plan = wanted([card(answer)], DECKS, {}, lambda _: 60)
    assert [made.kind for made in plan.entries] == kinds
    assert (plan.moved, plan.senseless, plan.cards) == (moved, senseless, 1)


def test_an_imported_review_sorts_by_its_time_and_keeps_what_anki_knew() -> None:
    answers = (row(NOON, kind=0), row(NOON + DAY, ease=1, kind=1, duration=90_000))
    first, second = wanted([card(*answers)], DECKS, {}, lambda _: -300).entries
    assert first.id < second.id
    assert second.id == number_of(CARD, NOON + DAY, Action.REVIEW)
    assert second == LogEntry(
        second.id, CARD, "deck", Moment(NOON + DAY, -300), Action.REVIEW, 1, 60_000, State.REVIEW
    )
    assert first.was is State.NEW


def test_a_second_import_adds_nothing() -> None:
    there = card(row(kind=0), row(NOON + DAY, kind=4, ease=0, factor=0), suspended=True, flag=3)
    plan = wanted([there], DECKS, {}, lambda _: 0)
    assert [made.kind for made in plan.entries] == [Action.REVIEW, Action.FORGET, Action.SUSPEND, Action.FLAG]
    again = wanted([there], DECKS, {CARD: plan.entries}, lambda _: 0)
    assert (again.entries, again.known) == ([], 2)


def test_what_was_made_here_and_came_back_is_known() -> None:
    """Anki moved one by a millisecond, and two have one millisecond after a clock was set back."""
    log = [entry(NOON), entry(NOON, id=f"{NOON << 80 | 9:032x}"), entry(NOON + DAY, 1)]
    plan = wanted([card(row(NOON), row(NOON + 1), row(NOON + DAY, 1))], DECKS, {CARD: log}, lambda _: 0)
    assert (plan.entries, plan.known) == ([], 3)


@pytest.mark.parametrize("answer", [row(NOON + 1001), row(NOON, ease=2), row(NOON, kind=4, ease=0, factor=0)])
def test_another_time_grade_or_kind_is_another_review(answer: AnkiAnswer) -> None:
    assert len(wanted([card(answer)], DECKS, {CARD: [entry(NOON)]}, lambda _: 0).entries) == 1


def test_cards_of_other_decks_are_counted_and_left() -> None:
    plan = wanted([card(row(), guid="other"), card(row(), ordinal=2)], DECKS, {}, lambda _: 0)
    assert (plan.entries, plan.cards, plan.others) == ([], 0, 2)


SUSPENDED_HERE = entry(NOON, 0, Action.SUSPEND, value=1)
FROM_ANKI = replace(SUSPENDED_HERE, id=number_of(CARD, NOON, Action.SUSPEND, 1))


@pytest.mark.parametrize(
    ("log", "suspended", "values"),
    [
        ([], True, [1]),
        ([], False, []),
        ([SUSPENDED_HERE], True, []),
        ([SUSPENDED_HERE], False, []),  # set here: Anki's lack of it says nothing
        ([FROM_ANKI], False, [0]),  # came from Anki, where it was taken off
        ([entry(NOON + 2 * DAY, 0, Action.SUSPEND, value=0)], True, []),  # newer here
        ([entry(NOON, 0, Action.SUSPEND, value=0)], True, [1]),
    ],
)
def test_a_suspension(log: list[LogEntry], suspended: bool, values: list[int]) -> None:
    plan = wanted([card(suspended=suspended)], DECKS, {CARD: log}, lambda _: 0)
    assert [made.value for made in plan.entries] == values


# --- to Anki -------------------------------------------------------------------------------------------------------


def test_an_export_holds_the_rows_that_anki_lacks_and_how_the_card_stands() -> None:
    log = [entry(NOON), entry(NOON + DAY), entry(NOON + 5 * DAY, 1)]
    plan = export.lacking([card(row(NOON, kind=0))], {CARD: log}, SETTINGS, TODAY)
    (made,) = plan.cards
    assert [(r.time, r.ease, r.kind) for r in made.rows] == [(NOON + DAY, 3, 0), (NOON + 5 * DAY, 1, 1)]
    state = replay(log, SETTINGS)
    assert state.memory.state is State.RELEARNING
    assert made.columns == export.Columns(3, state.memory.due // 1000, 1, 1, 3, 1, (NOON + 5 * DAY) // 1000)
    assert (plan.known, plan.reviews, plan.left_out) == (1, 2, {})


def test_the_first_row_of_a_log_is_a_learning_one() -> None:
    """Anki computes another stability from a log that begins in another way."""
    (made,) = export.lacking([card()], {CARD: [entry(NOON, 4)]}, SETTINGS, TODAY).cards
    assert [r.kind for r in made.rows] == [0]
    assert made.columns.due == replay([entry(NOON, 4)], SETTINGS).memory.due - TODAY


def test_rows_before_a_learning_row_of_ankis_are_learning_rows() -> None:
    """Anki would take a learning row behind another kind for a new beginning."""
    log = [entry(NOON, 4), entry(NOON + DAY), entry(NOON + 2 * DAY), entry(NOON + 30 * DAY)]
    (made,) = export.lacking([card(row(NOON + 2 * DAY, kind=0))], {CARD: log}, SETTINGS, TODAY).cards
    assert [r.kind for r in made.rows] == [0, 0, 1]


def test_rows_of_one_millisecond_go_apart() -> None:
    log = [entry(NOON), entry(NOON, id=f"{NOON << 80 | 9:032x}")]
    (made,) = export.lacking([card()], {CARD: log}, SETTINGS, TODAY).cards
    assert [r.time for r in made.rows] == [NOON, NOON + 1]


UNDO = LogEntry(
    f"{(NOON + DAY) << 80:032x}", CARD, "deck", Moment(NOON + DAY), Action.UNDO, undoes=entry(NOON).id
)


@pytest.mark.parametrize(
    ("cards", "log", "reason"),
    [
        ([], [entry(NOON)], MISSING),
        ([card(filtered=True)], [entry(NOON)], FILTERED),
        ([card(row(NOON + DAY))], [entry(NOON)], NEWER),
        ([card(row(NOON))], [entry(NOON), entry(NOON + 2 * DAY), UNDO], TAKEN_BACK),
    ],
)
def test_a_card_stays_as_it_is(cards: list[AnkiCard], log: list[LogEntry], reason: str) -> None:
    plan = export.lacking(cards, {CARD: log}, SETTINGS, TODAY)
    assert (plan.cards, plan.left_out) == ((), {reason: 1})


def test_the_same_reviews_with_another_interval_get_ours_unless_it_was_set_by_hand() -> None:
    log = [entry(NOON, 4)]
    days = replay(log, SETTINGS).memory.interval
    hand = row(NOON + DAY, ease=0, kind=4, factor=300)

    def moved(*answers: AnkiAnswer, interval: int) -> int:
        there = card(*answers, interval=interval)
        return export.lacking([there], {CARD: log}, SETTINGS, TODAY).moved

    assert moved(row(NOON, 4, 0), interval=days) == 0
    assert moved(row(NOON, 4, 0), interval=days + 1) == 1
    assert moved(row(NOON, 4, 0), hand, interval=days + 1) == 0


def test_undone_reviews_do_not_go_to_anki() -> None:
    assert export.lacking([card()], {CARD: [entry(NOON), UNDO]}, SETTINGS, TODAY).cards == ()


def test_matching_gives_each_row_to_one_entry() -> None:
    assert exchange.matched([row(NOON), row(NOON + 5)], [entry(NOON)]) == {entry(NOON).id: 0}
