"""The reviews that a fit of FSRS may learn from, card by card, chosen as Anki's optimizer chooses them. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.log import Action
from flashcards.study.memory import MINUTE, State, elapsed
from flashcards.study.statistics import without_undone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.study.log import CardId, LogEntry
    from flashcards.study.memory import Settings


class Answered(NamedTuple):
    """One answer: when (UTC milliseconds), the grade, and study days since the card's last answer."""

    time: int
    rating: int
    days: int


class History(NamedTuple):
    """The answers to one card, from its first one on."""

    card: CardId
    answers: tuple[Answered, ...]


def histories(entries: Iterable[LogEntry], settings: Settings) -> list[History]:
    """Return the history of every card whose beginning the log has.

    What was undone, crammed or answered twice within a minute on two machines doesn't count, nor what came before the
    card was made new again.
    """
    cards: defaultdict[CardId, list[LogEntry]] = defaultdict(list)
    for entry in sorted(without_undone(entries), key=lambda entry: entry.id):
        if entry.kind is Action.REVIEW:
            cards[entry.card].append(entry)
    found = (History(card, _answers(cards[card], settings)) for card in sorted(cards))
    return [history for history in found if history.answers]


def counted(found: Iterable[History]) -> int:
    """Return the number of answers that FSRS predicts: those that came on a later day than the one before."""
    return sum(answer.days > 0 for history in found for answer in history.answers)


def _answers(reviews: list[LogEntry], settings: Settings) -> tuple[Answered, ...]:
    kept: list[LogEntry] = []
    for entry in reviews:
        if kept and _twice(kept[-1], entry):
            continue
        kept.append(entry)
    starts = [place for place, entry in enumerate(kept) if entry.was is State.NEW]
    if not starts:
        return ()
    kept = kept[starts[-1] :]
    first, *rest = kept
    out = [Answered(first.moment.time, int(first.rating), 0)]
    for before, entry in zip(kept, rest, strict=False):
        days = max(elapsed(before.moment.time, entry.moment, settings), 0)
        out.append(Answered(entry.moment.time, int(entry.rating), days))
    return tuple(out)


def _twice(before: LogEntry, entry: LogEntry) -> bool:
    """Whether two machines that hadn't synced asked the card within a minute.

    One machine can't: after an answer a card is being learned, or in review and not due for days.
    """
    near = entry.moment.time - before.moment.time < MINUTE
    return near and entry.was in {State.NEW, State.REVIEW}
