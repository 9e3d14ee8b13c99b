"""Names and steps that the tests of the reviews database share."""

from __future__ import annotations

from flashcards.reviews.store import Graded, Store
from flashcards.study.log import CardId
from flashcards.study.memory import DAY, HOUR, Moment, Rating

DECK = "00000000-0000-4000-8000-000000000001"
NOON = Moment(1_750_000_000_000 // DAY * DAY + 12 * HOUR, 0)
CARD, OTHER = CardId("a" * 16, 1), CardId("b" * 16, 2)


def later(ms: int, start: Moment = NOON) -> Moment:
    return start._replace(time=start.time + ms)


def grade(
    store: Store, card: CardId, rating: Rating, now: Moment, confused: tuple[str, str] | None = None
) -> Graded:
    done = store.grade(card, DECK, rating, now, 1234, seen=store.state(card).head, confused=confused)
    assert isinstance(done, Graded)
    return done


def fill(store: Store, count: int) -> None:
    for n in range(count):
        store.grade(CardId(f"{n:016x}", 1), DECK, Rating.GOOD, NOON, 0, seen="")
