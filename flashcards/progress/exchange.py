"""Which reviews of Anki's log and of ours are the same, and what each side lacks. Pure.

A review made here goes to Anki under its millisecond, and comes back under it; one made in Anki gets an id here that
is worked out from Anki's. So both ways can be gone any number of times, and nothing is there twice.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.study.log import Action, CardId, LogEntry, identifier
from flashcards.study.memory import Moment, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flashcards.anki.history import AnkiAnswer, AnkiCard

_NEAR: Final = (
    1000  # ms; Anki moves a review whose millisecond is taken, and nobody answers a card twice in a second
)
_FILTERED, _MANUAL = 3, 4  # Anki's kinds of log rows
_KINDS: Final = (0, 1, 2, _FILTERED)  # that have a grade
_MOVES: Final = (_MANUAL, 5)  # set the due day and leave the memory alone
_STOOD: Final = {0: State.LEARNING, 1: State.REVIEW, 2: State.RELEARNING, _FILTERED: State.REVIEW}
_LONGEST: Final = 60_000  # ms


class Import(NamedTuple):
    """What an import adds, and a count of what it meets.

    ``known`` counts rows that are here already; ``moved`` changes of due days, which a log of reviews doesn't hold;
    ``senseless`` rows that no version of Anki writes.
    """

    entries: list[LogEntry]
    cards: int
    others: int
    known: int
    moved: int
    senseless: int

    def count(self, *kinds: Action) -> int:
        """How many new entries are of these kinds."""
        return sum(entry.kind in kinds for entry in self.entries)


def wanted(
    cards: Iterable[AnkiCard],
    decks: Mapping[CardId, str],
    logs: Mapping[CardId, Sequence[LogEntry]],
    offset: Callable[[int], int],
) -> Import:
    """Return what the cards of a file add to the logs.

    Args:
        cards: as Anki has them.
        decks: the uuid of the deck of every card known here.
        logs: the entries of each card here.
        offset: the learner's minutes east of UTC at a time in UTC milliseconds.
    """
    result = Import([], 0, 0, 0, 0, 0)
    for card in cards:
        number = CardId(card.guid, card.ordinal)
        if number not in decks:
            result = result._replace(others=result.others + 1)
            continue
        log = logs.get(number, ())
        known = set(matched(card.answers, log).values())
        moved = senseless = 0
        was = State.NEW
        for place, answer in enumerate(card.answers):
            kind = kind_of(answer)
            if kind is None:
                moved += answer.kind in _MOVES
                senseless += answer.kind not in _MOVES
            elif place not in known:
                stood = State.NEW if was is State.NEW else _STOOD.get(answer.kind, State.NEW)
                result.entries.append(_entry(number, decks[number], answer, kind, offset, stood))
            if kind is not None:
                was = State.NEW if kind is Action.FORGET else State.LEARNING
        result.entries.extend(_switches(card, number, decks[number], log, offset))
        result = result._replace(
            cards=result.cards + 1,
            known=result.known + len(known),
            moved=result.moved + moved,
            senseless=result.senseless + senseless,
        )
    return result


def matched(answers: Sequence[AnkiAnswer], log: Sequence[LogEntry]) -> dict[str, int]:
    """Return for each entry (by id) the place of the row of Anki's log that is the same review.

    An id that was worked out from the row decides; else grade and time to a second, in order, each only once.
    """
    pairs = {}
    taken = set()
    by_id = {entry.id: entry for entry in log}
    for place, answer in enumerate(answers):
        kind = kind_of(answer)
        if kind is not None and log:
            made = number_of(log[0].card, answer.time, kind)
            if made in by_id:
                pairs[made] = place
                taken.add(place)
    for entry in sorted(log, key=lambda entry: entry.id):
        if entry.id in pairs or entry.kind not in GRADED:
            continue
        for place, answer in enumerate(answers):
            if place not in taken and _same(answer, entry):
                pairs[entry.id] = place
                taken.add(place)
                break
    return pairs


GRADED: Final = {Action.REVIEW, Action.CRAM, Action.FORGET}


def number_of(card: CardId, time: int, kind: Action, value: int = 0) -> str:
    """Return the id of an entry that Anki made: the same on every machine, in the order of Anki's times."""
    what = "review" if kind in {Action.REVIEW, Action.CRAM} else str(kind)
    text = f"anki\n{time}\n{card.guid}\n{card.ordinal}\n{what}\n{value}"
    return identifier(time, int.from_bytes(sha256(text.encode()).digest()[:10], "big"))


def kind_of(answer: AnkiAnswer) -> Action | None:
    """What a row is here: None for what changes no memory, such as a due day that was set."""
    if answer.kind == _MANUAL and answer.ease == 0 and answer.factor == 0:
        return Action.FORGET
    if answer.kind not in _KINDS or answer.ease == 0:
        return None
    return Action.CRAM if answer.kind == _FILTERED and answer.factor == 0 else Action.REVIEW


def _same(answer: AnkiAnswer, entry: LogEntry) -> bool:
    kind = kind_of(answer)
    if (kind is Action.FORGET) != (entry.kind is Action.FORGET) or kind is None:
        return False
    return abs(answer.time - entry.moment.time) <= _NEAR and answer.ease == entry.rating


def _entry(
    card: CardId, deck: str, answer: AnkiAnswer, kind: Action, offset: Callable[[int], int], was: State
) -> LogEntry:
    return LogEntry(
        id=number_of(card, answer.time, kind),
        card=card,
        deck=deck,
        moment=Moment(answer.time, offset(answer.time)),
        kind=kind,
        rating=answer.ease,
        duration=min(max(answer.duration, 0), _LONGEST),
        was=was,
    )


def _switches(
    card: AnkiCard, number: CardId, deck: str, log: Sequence[LogEntry], offset: Callable[[int], int]
) -> list[LogEntry]:
    """Suspensions and flags that are newer in Anki than here.

    Anki keeps no log of them, only the time of a card's last change of any kind. So one that was set here is never
    taken off because Anki lacks it; only one that came from Anki is.
    """
    time = card.mod * 1000
    undone = {entry.undoes for entry in log}
    found = []
    for kind, value in ((Action.SUSPEND, int(card.suspended)), (Action.FLAG, card.flag)):
        last = max(
            (entry for entry in log if entry.kind is kind and entry.id not in undone),
            key=lambda entry: entry.id,
            default=None,
        )
        held = last.value if last else 0
        from_anki = last is not None and last.id == number_of(number, last.moment.time, kind, last.value)
        if value != held and (last is None or last.moment.time < time) and (value or from_anki):
            made = number_of(number, time, kind, value)
            found.append(LogEntry(made, number, deck, Moment(time, offset(time)), kind, value=value))
    known = {entry.id for entry in log}  # taken back here since
    return [entry for entry in found if entry.id not in known]
