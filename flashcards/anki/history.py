"""Reads reviews, suspensions and flags from an Anki package or a closed collection, which may come from anybody."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.anki import reader
from flashcards.anki.reader import ReadError, RefusedError, integer, rows, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_SQLITE: Final = b"SQLite format 3\x00"
_LATEST: Final = 1 << 47  # milliseconds since 1970
_SUSPENDED: Final = -1  # of a card's queue
_HIGHEST: Final = 499  # the card ordinals that Anki keeps, from 0
_FLAGS: Final = 7  # the lowest three bits


class AnkiAnswer(NamedTuple):
    """A row of Anki's review log: UTC milliseconds, the button, Anki's kind, its ease factor, milliseconds taken."""

    time: int
    ease: int
    kind: int
    factor: int
    duration: int


class AnkiCard(NamedTuple):
    """A card as Anki has it.

    ``ordinal`` counts from 1, ``mod`` is epoch seconds, ``kind`` is Anki's card type, ``interval`` days (of a card in
    review); answers are in order.
    """

    id: int
    guid: str
    ordinal: int
    suspended: bool
    flag: int
    filtered: bool
    mod: int
    kind: int
    interval: int
    answers: tuple[AnkiAnswer, ...]


class AnkiHistory(NamedTuple):
    """The cards of wanted notes, how many other cards there are, and how many log rows make no sense."""

    cards: tuple[AnkiCard, ...]
    others: int
    senseless: int


def read(path: Path, wanted: Collection[str]) -> AnkiHistory:
    """Read the history of the notes with these GUIDs.

    Raises:
        ReadError: the file is missing, damaged, made to do harm, or open in Anki.
    """
    try:
        with path.open("rb") as file:
            closed = file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise ReadError(f"{path} can't be read: {error.strerror or error}") from error
    if closed:
        with _collection(path) as connection:
            return _history(connection, wanted)
    with reader.opened(path) as (connection, _):
        return _history(connection, wanted)


@contextmanager
def _collection(path: Path) -> Iterator[sqlite3.Connection]:
    """A closed collection, in one snapshot. Raises ReadError."""
    try:
        with closing(reader.connected(path.resolve())) as connection:
            connection.execute("BEGIN")
            yield connection
    except RefusedError as error:
        raise ReadError(f"{path} is refused: {error}") from error
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise ReadError(f"{path} is open in Anki; close Anki and try again") from error
        raise ReadError(f"{path} is no collection of Anki's, or a damaged one ({error})") from error


def _history(connection: sqlite3.Connection, wanted: Collection[str]) -> AnkiHistory:
    notes = {
        number: text(guid, "GUID")
        for number, guid in rows(connection, "SELECT id, guid FROM notes")
        if guid in wanted
    }
    cards: dict[int, AnkiCard] = {}
    others = 0
    for number, note, *values in rows(
        connection, "SELECT id, nid, ord, queue, flags, odid, mod, type, ivl FROM cards"
    ):
        if note in notes:
            cards[number] = _card(number, notes[note], *values)
        else:
            others += 1
    answers: defaultdict[int, list[AnkiAnswer]] = defaultdict(list)
    senseless = 0
    query = "SELECT cid, id, ease, type, factor, time FROM revlog ORDER BY id"
    for number, *values in rows(connection, query):
        if number not in cards:
            continue
        answer = _answer(values)
        if answer is None:
            senseless += 1
        else:
            answers[number].append(answer)
    whole_cards = (card._replace(answers=tuple(answers[number])) for number, card in cards.items())
    return AnkiHistory(tuple(whole_cards), others, senseless)


def _card(number: object, guid: str, *values: object) -> AnkiCard:
    place, queue, flags, home, mod, kind, interval = (
        integer(value, -(1 << 62), 1 << 62, "card's column") for value in values
    )
    integer(place, 0, _HIGHEST, "card ordinal")
    return AnkiCard(
        id=integer(number, 0, 1 << 62, "card id"),
        guid=guid,
        ordinal=place + 1,
        suspended=queue == _SUSPENDED,
        flag=flags & _FLAGS,
        filtered=home != 0,
        mod=integer(mod, 0, _LATEST // 1000, "card's time"),
        kind=kind,
        interval=interval,
        answers=(),
    )


def _answer(values: list[object]) -> AnkiAnswer | None:
    """A row of the log, None if it makes no sense: old add-ons wrote all kinds of things."""
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) != len(values):
        return None
    answer = AnkiAnswer(*numbers)
    fine = 0 < answer.time < _LATEST and 0 <= answer.ease <= 4  # noqa: PLR2004 - Anki's four buttons, 0 for none
    return answer if fine else None
