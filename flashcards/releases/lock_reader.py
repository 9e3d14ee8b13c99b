"""Read ``released.lock``.

A wrong record would cost learners their history, so a file that is damaged, cut off, in conflict or of a newer format
is refused by line and column. The checksum in its last line finds changes that are still readable.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from flashcards import identity
from flashcards.model import NoteType, Place, Problem
from flashcards.releases.lock import (
    FORMAT,
    NAME,
    VERSION,
    Lock,
    Release,
    ReleasedCard,
    ReleasedNote,
    checksum,
    numbers,
)
from flashcards.releases.scanner import STRING, DamagedError, Scanner
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES: Final = 256 << 20  # at 400 bytes a note, more than half a million notes
_MOST_LINES: Final = 1_000_000
_LONGEST_LINE: Final = 1 << 20  # characters; the cards of a whole concept file have half as many
_MOST_SHOWN: Final = 10  # problems

_ID: Final = identity.ID.pattern
_KEY: Final = re.compile(rf"{_ID}/{_ID}(?:\.{_ID})*")
_HASH: Final = re.compile("[0-9a-f]{16}")
_UUID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTE_ID: Final = re.compile("1[0-9]{12}")
_MOD: Final = re.compile("[1-9][0-9]{0,11}")
_TIME: Final = re.compile("(?:19[7-9][0-9]|2[01][0-9]{2})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_RELEASES: Final = re.compile(rf"{VERSION.pattern}(?:,{VERSION.pattern})*")
_CONCEPTS: Final = re.compile(rf"{_ID}(?:,{_ID})*")
_CARD: Final = re.compile(rf"(-?)([1-9][0-9]{{0,2}})(?::({_ID}))?=")
_ANSWER: Final = re.compile(rf"{_CARD.pattern}({STRING.pattern})")
_FIELDS: Final = (
    (_KEY, "a note's key"),
    (_HASH, "a GUID"),
    (_NOTE_ID, "a note id of 13 digits"),
    (re.compile("qa|cloze"), "qa or cloze"),
    (re.compile("live|retired"), "live or retired"),
    (_MOD, "a time of modification"),
    (_HASH, "a hash"),
    (_HASH, "a hash"),
    (_RELEASES, "releases"),
)
_OPTIONS: Final = (("was=", _KEY, "a first name"), ("between=", _CONCEPTS, "concepts"))
_NOTE: Final = re.compile(
    " ".join(f"({pattern.pattern})" for pattern, _ in _FIELDS)
    + "".join(f"(?: {mark}({pattern.pattern}))?" for mark, pattern, _ in _OPTIONS)
    + rf"((?: -?[1-9][0-9]{{0,2}}(?::{_ID})?={STRING.pattern})*)"
)
_FIRST_LINE: Final = re.compile("flashcards-lock ([1-9][0-9]{0,8})")
_LAST_LINE: Final = re.compile("end (0|[1-9][0-9]{0,8}) notes ([0-9a-f]{16})")
_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})", re.MULTILINE)


def missing(path: object, deck: str) -> Problem:
    """Return the problem that there is no lock at ``path``. ``deck`` is what the user calls the deck."""
    hint = (
        f'restore it with "git checkout HEAD -- {path}"; only if no learner has ever had this deck, '
        f'make one with "flashcards new lock {deck}"'
    )
    return Problem(Place(str(path)), "lock-missing", "the record of what learners have is missing", hint)


def read(path: str, data: bytes) -> tuple[Lock | None, list[Problem]]:
    """Read a lock. No bytes raise an exception.

    CRLF counts as a line end, because git may have made it of LF at a checkout.

    Returns:
        The lock and no problems, or None and what is wrong.
    """
    data = data.replace(b"\r\n", b"\n")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(errors="replace")
        place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [_damaged(place, f"byte 0x{data[error.start]:02x} is not UTF-8")]
    problem = (
        _too_much(path, text) or _conflict(path, text) or _wrong_format(path, text) or _cut_off(path, text)
    )
    if problem:
        return None, [problem]
    return _read(path, text)


def _read(path: str, text: str) -> tuple[Lock | None, list[Problem]]:
    body, _, last = text[:-1].rpartition("\n")
    lines = [(n, line) for n, line in enumerate(body.split("\n"), 1) if not line.startswith("#")]
    problems: list[Problem] = []
    first = 2 + max(1, sum(1 for _ in takewhile(lambda line: line[1].startswith("release "), lines[2:])))
    lock = _head(path, lines[1:first], problems)
    entries = list(_entries(path, lines[first:], problems))
    problems += _repeated(path, entries)
    if not problems:
        problems += _wrong_sum(Place(path, text.count("\n")), body + "\n", last, len(entries))
    if lock is None or problems:
        return None, sorted(problems, key=attrgetter("place"))[:_MOST_SHOWN]
    return replace(lock, entries={entry.first: entry for entry in entries}), []


def _damaged(place: Place, message: str) -> Problem:
    hint = f'only "flashcards release" writes this file; restore it with "git checkout HEAD -- {place.path}"'
    return Problem(place, "lock-damaged", message, hint)


def _too_much(path: str, text: str) -> Problem | None:
    if text.count("\n") > _MOST_LINES:
        return _damaged(Place(path), f"the file has more than {_MOST_LINES:,} lines")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            return _damaged(Place(path, number), f"the line has more than {_LONGEST_LINE:,} characters")
    return None


def _conflict(path: str, text: str) -> Problem | None:
    found = _CONFLICT.search(text)
    if found is None:
        return None
    message = f'"{found[0]}" is a conflict marker of an unfinished merge'
    deck = path.removesuffix(NAME).rstrip("/\\")
    hint = (
        f'run "flashcards lock merge{f" {deck}" * bool(deck)}", which unites both records; '
        'as a merge driver ("flashcards lock merge --help") git runs it for you'
    )
    return Problem(Place(path, text.count("\n", 0, found.start()) + 1), "lock-conflict", message, hint)


def _wrong_format(path: str, text: str) -> Problem | None:
    found = _FIRST_LINE.fullmatch(text.partition("\n")[0])
    if found is None:
        return _damaged(Place(path), f'the first line is not "flashcards-lock {FORMAT}"')
    if int(found[1]) == FORMAT:
        return None
    message = f"the file has format {found[1]}, but this flashcards only knows format {FORMAT}"
    hint = "a newer flashcards wrote it: pip install --upgrade flashcards"
    return Problem(Place(path, 1, found.start(1) + 1), "lock-newer", message, hint)


def _cut_off(path: str, text: str) -> Problem | None:
    last = text.rstrip("\n").rpartition("\n")[2]
    if text.endswith("\n") and not text.endswith("\n\n") and _LAST_LINE.fullmatch(last):
        return None
    number = text.rstrip("\n").count("\n") + 1
    return _damaged(Place(path, number), 'the file is cut off: its last line is not "end ... notes ..."')


def _wrong_sum(place: Place, body: str, last: str, entries: int) -> Iterator[Problem]:
    found = _LAST_LINE.fullmatch(last)
    assert found
    if int(found[1]) != entries:
        message = f"the file has {counted(entries, 'note')}, but its last line says {int(found[1]):,}"
        yield _damaged(place._replace(column=found.start(1) + 1), message)
    elif found[2] != checksum(body):
        message = "the checksum doesn't match: a line was changed by hand"
        yield _damaged(place._replace(column=found.start(2) + 1), message)


def _head(path: str, lines: list[tuple[int, str]], problems: list[Problem]) -> Lock | None:
    """Return the lock without its entries, from the line "deck ..." and the lines "release ..."."""
    if len(lines) <= 1:
        problems.append(_damaged(Place(path), 'the lines "deck ..." and "release ..." are missing'))
        return None
    releases: list[Release] = []
    at, line = lines[0]
    try:
        deck = _deck(Scanner(line))
        for at, line in lines[1:] if lines[1][1] != "release none" or lines[2:] else []:  # noqa: B007 - for the problem below
            releases.append(_release(Scanner(line), releases))
    except DamagedError as error:
        problems.append(_damaged(Place(path, at, error.column), str(error)))
        return None
    return Lock(*deck, tuple(releases), path=path)


def _deck(scan: Scanner) -> tuple[str, str, str]:
    scan.word(re.compile("deck"), "deck")
    found = scan.word(identity.ID, "the deck's id"), scan.word(_UUID, "the deck's uuid"), scan.string()
    scan.end()
    return found


def _release(scan: Scanner, before: list[Release]) -> Release:
    scan.word(re.compile("release"), "release")
    column = scan.at + 1
    version = scan.word(VERSION, 'a version or "none"')
    if before and numbers(version) <= numbers(before[-1].version):
        message = f'"{version}" comes after "{before[-1].version}", but releases are sorted by version'
        raise DamagedError(column, message)
    column = scan.at + 1
    stamp = scan.word(_TIME, "the release's time")
    try:
        time = int(datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        raise DamagedError(column, f"{stamp} is not a valid time") from None
    contents = scan.word(_HASH, "a hash")
    scan.end()
    return Release(version, time, contents)


def _entries(path: str, lines: list[tuple[int, str]], problems: list[Problem]) -> Iterator[ReleasedNote]:
    last = ""
    for number, line in lines:
        try:
            entry = _entry(number, line)
            _check_order(entry.key, last)
        except DamagedError as error:
            problems.append(_damaged(Place(path, number, error.column), str(error)))
            if len(problems) == _MOST_SHOWN:
                return
        else:
            last = entry.key
            yield entry


def _check_order(key: str, last: str) -> None:
    if key <= last:
        raise DamagedError(1, f'"{key}" comes after "{last}", but lines are sorted by key')


def _entry(number: int, line: str) -> ReleasedNote:
    found = _NOTE.fullmatch(line)
    if found is None:
        raise _explained(line)
    key, guid, note_id, kind, state, mod, digest, waiting, releases, first, between, answers = found.groups()
    return ReleasedNote(
        key=key,
        first=first or key,
        guid=guid,
        id=int(note_id),
        type=NoteType.QA if kind == "qa" else NoteType.CLOZE,
        retired=state == "retired",
        mod=int(mod),
        digest=digest,
        waiting=waiting,
        releases=tuple(releases.split(",")),
        between=tuple(between.split(",")) if between else (),
        answers=tuple(_answers(answers, line)),
        line=number,
    )


def _answers(text: str, line: str) -> Iterator[ReleasedCard]:
    last = 0
    for found in _ANSWER.finditer(text):
        dropped, ordinal, name, quoted = found.groups()
        if int(ordinal) <= last:
            raise _explained(line)
        last = int(ordinal)
        words = json.loads(quoted) if "\\" in quoted else quoted[1:-1]
        yield ReleasedCard(ordinal=last, name=name or ordinal, words=words, dropped=bool(dropped))


def _explained(line: str) -> DamagedError:
    """Return what is wrong with a line, and where: read its fields one by one up to the first that is wrong."""
    scan = Scanner(line)
    try:
        for pattern, what in _FIELDS:
            scan.word(pattern, what)
        for mark, pattern, what in _OPTIONS:
            if scan.skip(mark):
                scan.word(pattern, what)
        last = 0
        while scan.at < len(line):
            column = scan.at + 1
            last = _after(last, scan.take(_CARD, 'an answer, 1="..."')[2], column)
            scan.word(STRING, "a quoted text")
        scan.end()
    except DamagedError as error:
        return error
    return DamagedError(1, "this line can't be read")


def _after(last: int, ordinal: str, column: int) -> int:
    if int(ordinal) <= last:
        raise DamagedError(column, f"ordinal {ordinal} comes after {last}, but ordinals are sorted")
    return int(ordinal)


def _repeated(path: str, entries: list[ReleasedNote]) -> Iterator[Problem]:
    for what, name in (("first", "first name"), ("guid", "GUID"), ("id", "note id")):
        seen: dict[object, int] = {}
        for entry in entries:
            value = attrgetter(what)(entry)
            line = seen.setdefault(value, entry.line)
            if line != entry.line:
                yield _damaged(Place(path, entry.line), f"line {line} already has this note's {name}")
