"""The text of ``released.lock``: what learners have of a deck, one line a note, and back.

The file must say the truth or nothing: whatever is damaged, cut off, in conflict or of a later format is refused
by line and column, and a checksum in its last line finds what still reads well. It is sorted by key and made to
be read in a diff; answers are escaped, so that a line stays a line.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from flashcards.lock import VERSION, Answer, Entry, Lock
from flashcards.model import NoteType, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMAT: Final = 1

MOST_BYTES: Final = 256 << 20  # 400 bytes a note: more than half a million notes
_MOST_SHOWN: Final = 10
_ABOUT: Final = (
    '# What learners have of this deck. Only "flashcards release" writes this file: never edit it.\n'
)
_COLUMNS: Final = (
    "# key guid id type state mod hash waiting releases [was=first-name] [between=concepts]"
    ' ordinal[:name]="answer", -ordinal if dropped\n'
)
_TYPES: Final = {NoteType.QA: "qa", NoteType.CLOZE: "cloze"}

# What JSON leaves as it is, but an editor, a terminal or a line-based tool does not.
_UNSAFE: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_ESCAPED: Final = re.compile(f"[{_UNSAFE}]")
_STRING: Final = re.compile(rf'"(?:[^"\\{_UNSAFE}]|\\(?:["\\/bfnrt]|u[0-9a-f]{{4}}))*"')
_ID: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"
_KEY: Final = re.compile(rf"{_ID}/{_ID}(?:\.{_ID})*")
_HASH: Final = re.compile("[0-9a-f]{16}")
_UUID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTE_ID: Final = re.compile("1[0-9]{12}")
_MOD: Final = re.compile("[1-9][0-9]{0,11}")
_TIME: Final = re.compile("(?:19[7-9][0-9]|2[01][0-9]{2})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_RELEASES: Final = re.compile(rf"{VERSION.pattern}(?:,{VERSION.pattern})*")
_CONCEPTS: Final = re.compile(rf"{_ID}(?:,{_ID})*")
_CARD: Final = re.compile(rf"(-?)([1-9][0-9]{{0,2}})(?::({_ID}))?=")
_FIRST_LINE: Final = re.compile("flashcards-lock ([1-9][0-9]{0,8})")
_LAST_LINE: Final = re.compile("end (0|[1-9][0-9]{0,8}) notes ([0-9a-f]{16})")
_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")


# --- writing ------------------------------------------------------------------------------------------


def write(lock: Lock) -> str:
    """The lock's text; ``read`` gives the same lock again."""
    release = f"{lock.version} {_stamp(lock.time)} {lock.contents}" if lock.version else "none"
    head = f"flashcards-lock {_FORMAT}\n{_ABOUT}deck {lock.uuid} {_quoted(lock.name)}\nrelease {release}\n{_COLUMNS}"
    lines = (_line(entry) for entry in sorted(lock.entries.values(), key=attrgetter("key")))
    body = head + "".join(lines)
    return f"{body}end {len(lock.entries)} notes {_checksum(body)}\n"


def _line(entry: Entry) -> str:
    parts = [entry.key, entry.guid, str(entry.id), _TYPES[entry.type], "retired" if entry.retired else "live"]
    parts += [str(entry.mod), entry.digest, entry.waiting, ",".join(entry.releases)]
    parts += [f"was={entry.first}"] if entry.first != entry.key else []
    parts += [f"between={','.join(entry.between)}"] if entry.between else []
    parts += map(_answer, entry.answers)
    return " ".join(parts) + "\n"


def _answer(answer: Answer) -> str:
    name = "" if answer.name == str(answer.ordinal) else f":{answer.name}"
    return f"{'-' * answer.dropped}{answer.ordinal}{name}={_quoted(answer.words)}"


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _stamp(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


# --- reading ------------------------------------------------------------------------------------------


class _DamagedError(Exception):
    """A line does not read; ``column`` counts from 1."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column


def missing(path: object, deck: str) -> Problem:
    """There is no lock at ``path``; ``deck`` is how the user names the deck."""
    mend = (
        f'restore it: "git checkout HEAD -- {path}"; only if no learner ever had this deck: '
        f'"flashcards new lock {deck}"'
    )
    return Problem(Place(str(path)), "lock-missing", "the record of what learners have is missing", mend)


def read(path: str, data: bytes) -> tuple[Lock | None, list[Problem]]:
    """The lock that a file holds, or None and what is wrong with it. Raises nothing, whatever the bytes.

    CRLF counts as the line end that a checkout made of it.
    """
    data = data.replace(b"\r\n", b"\n")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(errors="replace")
        place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [_damaged(place, f"byte 0x{data[error.start]:02x} is not UTF-8")]
    problem = _conflict(path, text) or _wrong_format(path, text) or _cut_off(path, text)
    if problem:
        return None, [problem]
    return _read(path, text)


def _read(path: str, text: str) -> tuple[Lock | None, list[Problem]]:
    body, _, last = text[:-1].rpartition("\n")
    lines = [(n, line) for n, line in enumerate(body.split("\n"), 1) if not line.startswith("#")]
    problems: list[Problem] = []
    lock = _head(path, lines[1:3], problems)
    entries = list(_entries(path, lines[3:], problems))
    problems += _repeated(path, entries)
    if not problems:
        problems += _wrong_sum(Place(path, text.count("\n")), body + "\n", last, len(entries))
    if lock is None or problems:
        return None, sorted(problems, key=attrgetter("place"))[:_MOST_SHOWN]
    return Lock(*lock, {entry.first: entry for entry in entries}, path), []


def _damaged(place: Place, message: str) -> Problem:
    mend = f'only "flashcards release" writes this file; restore it: "git checkout HEAD -- {place.path}"'
    return Problem(place, "lock-damaged", message, mend)


def _conflict(path: str, text: str) -> Problem | None:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CONFLICT.match(line):
            message = f'"{found[0]}" is the mark of a merge that git left unfinished'
            mend = (
                f'take the whole file of the later release: "git checkout --ours {path}" or '
                f'"git checkout --theirs {path}"; pull requests never change it'
            )
            return Problem(Place(path, number), "lock-conflict", message, mend)
    return None


def _wrong_format(path: str, text: str) -> Problem | None:
    found = _FIRST_LINE.fullmatch(text.partition("\n")[0])
    if found is None:
        return _damaged(Place(path), f'the first line is not "flashcards-lock {_FORMAT}"')
    if int(found[1]) == _FORMAT:
        return None
    message = f"the file has format {found[1]}, and this flashcards knows {_FORMAT}"
    mend = "a newer flashcards wrote it: pip install --upgrade flashcards"
    return Problem(Place(path, 1, found.start(1) + 1), "lock-newer", message, mend)


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
        message = f"the file holds {entries:,} notes and counts {int(found[1]):,}"
        yield _damaged(place._replace(column=found.start(1) + 1), message)
    elif found[2] != _checksum(body):
        message = "the checksum does not fit: some line was changed by hand"
        yield _damaged(place._replace(column=found.start(2) + 1), message)


class _Scanner:
    """One line, read from left to right."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0

    def take(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        """The match that begins here. Raises _DamagedError if there is none."""
        found = pattern.match(self.line, self.at)
        if found is None:
            raise _DamagedError(self.at + 1, f"{what} should stand here")
        self.at = found.end()
        return found

    def skip(self, word: str) -> bool:
        """Whether the line goes on with the word; if so, go behind it."""
        if not self.line.startswith(word, self.at):
            return False
        self.at += len(word)
        return True

    def word(self, pattern: re.Pattern[str], what: str) -> str:
        """What the pattern finds, then a space or the end of the line."""
        found = self.take(pattern, what)[0]
        if not self.skip(" ") and self.at < len(self.line):
            raise _DamagedError(self.at + 1, f"{what} should end here")
        return found

    def one_of(self, *words: str) -> str:
        """One of some words."""
        return self.word(re.compile("|".join(words)), " or ".join(words))

    def string(self) -> str:
        """A quoted string."""
        text = json.loads(self.word(_STRING, "a quoted text"))
        assert isinstance(text, str)
        return text

    def end(self) -> None:
        """Raises _DamagedError unless the line ends here, without a space."""
        at = min(self.at, len(self.line.rstrip(" ")))
        if at < len(self.line):
            raise _DamagedError(at + 1, "the line should end here")


def _head(
    path: str, lines: list[tuple[int, str]], problems: list[Problem]
) -> tuple[str, str, str, int, str] | None:
    number = 1
    try:
        (number, deck), (_, release) = lines
        scan = _Scanner(deck)
        scan.one_of("deck")
        uuid, name = scan.word(_UUID, "the deck's uuid"), scan.string()
        scan.end()
        number, scan = lines[1][0], _Scanner(release)
        scan.one_of("release")
        version, time, contents = _release(scan)
        scan.end()
    except ValueError:
        problems.append(_damaged(Place(path, number), 'the lines "deck ..." and "release ..." should follow'))
    except _DamagedError as error:
        problems.append(_damaged(Place(path, number, error.column), str(error)))
    else:
        return uuid, name, version, time, contents
    return None


def _release(scan: _Scanner) -> tuple[str, int, str]:
    if scan.skip("none"):
        return "", 0, ""
    version, column = scan.word(VERSION, 'a version or "none"'), scan.at + 1
    stamp = scan.word(_TIME, "the release's time")
    try:
        time = int(datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        raise _DamagedError(column, f"{stamp} is no time of the calendar") from None
    return version, time, scan.word(_HASH, "a hash")


def _entries(path: str, lines: list[tuple[int, str]], problems: list[Problem]) -> Iterator[Entry]:
    last = ""
    for number, line in lines:
        try:
            entry = _entry(number, _Scanner(line))
            _check_order(entry.key, last)
        except _DamagedError as error:
            problems.append(_damaged(Place(path, number, error.column), str(error)))
        else:
            last = entry.key
            yield entry


def _check_order(key: str, last: str) -> None:
    if key <= last:
        raise _DamagedError(1, f'"{key}" should not stand behind "{last}": lines are sorted by key')


def _entry(number: int, scan: _Scanner) -> Entry:
    key = scan.word(_KEY, "a note's key")
    guid, note_id = scan.word(_HASH, "a GUID"), int(scan.word(_NOTE_ID, "a note id of 13 digits"))
    kind = NoteType.QA if scan.one_of("qa", "cloze") == "qa" else NoteType.CLOZE
    retired = scan.one_of("live", "retired") == "retired"
    mod = int(scan.word(_MOD, "a time of modification"))
    digest, waiting = scan.word(_HASH, "a hash"), scan.word(_HASH, "a hash")
    releases = tuple(scan.word(_RELEASES, "releases").split(","))
    first = scan.word(_KEY, "a first name") if scan.skip("was=") else key
    between = tuple(scan.word(_CONCEPTS, "concepts").split(",")) if scan.skip("between=") else ()
    answers = tuple(_answers(scan))
    scan.end()
    return Entry(
        key, first, guid, note_id, kind, retired, mod, digest, waiting, releases, between, answers, number
    )


def _answers(scan: _Scanner) -> Iterator[Answer]:
    last = 0
    while scan.at < len(scan.line):
        column = scan.at + 1
        found = scan.take(_CARD, 'an answer, 1="..."')
        if int(found[2]) <= last:
            raise _DamagedError(column, f"ordinal {found[2]} should not stand behind {last}")
        last = int(found[2])
        yield Answer(last, found[3] or found[2], scan.string(), bool(found[1]))


def _repeated(path: str, entries: list[Entry]) -> Iterator[Problem]:
    for what in ("first", "guid", "id"):
        seen: dict[object, int] = {}
        for entry in entries:
            value = attrgetter(what)(entry)
            line = seen.setdefault(value, entry.line)
            if line != entry.line:
                yield _damaged(Place(path, entry.line), f"line {line} has this note's {_WORDS[what]} already")


_WORDS: Final = {"first": "first name", "guid": "GUID", "id": "note id"}
