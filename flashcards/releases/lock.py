"""Write ``released.lock``, the record of what learners have of a deck: one line a release, then one line a note.

The file is meant to be read in a diff, so answers are escaped to keep each note on its line. ``lock_reader`` reads it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.model import NoteType
from flashcards.text.characters import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "released.lock"
"""The file's name in a deck's folder."""

VERSION: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){0,3}")
"""A release's version: one to four numbers, like 1.0."""

FORMAT: Final = 1
"""The version of the file format."""

_ABOUT: Final = (
    '# What learners have of this deck. Only "flashcards release" writes this file: never edit it.\n'
)
_NO_RELEASE: Final = "release none\n"
_COLUMNS: Final = (
    "# key guid id type state mod hash waiting releases [was=first-name] [between=concepts]"
    ' ordinal[:name]="answer", -ordinal if dropped\n'
)
_TYPES: Final = {NoteType.QA: "qa", NoteType.CLOZE: "cloze"}
UNSAFE: Final = rf"\t\n{CONTROLS}"
"""Characters that answers must escape, as the inside of a regular expression's ``[]``."""
_ESCAPED: Final = re.compile(f"[{UNSAFE}]")


class ReleasedCard(NamedTuple):
    """One card as it was released: ordinal, name (for a cloze its number) and the words of its answer."""

    ordinal: int
    name: str
    words: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedNote:
    """One note that learners may have.

    Attributes:
        mod: When the note was last sent to learners, in epoch seconds.
        digest: Hash of the substance that was sent then.
        waiting: Hash of what else was sent then: context, kind, sources, tags.
        releases: The releases that sent the note, the latest last.
        between: The first names of a distinction's concepts.
        line: The line in the file, from 1.
    """

    key: str
    first: str
    guid: str
    id: int
    type: NoteType
    retired: bool
    mod: int
    digest: str
    waiting: str
    releases: tuple[str, ...]
    between: tuple[str, ...] = ()
    answers: tuple[ReleasedCard, ...] = ()
    line: int = field(default=0, compare=False)


class Release(NamedTuple):
    """One release: ``time`` (epoch seconds) is its package's; ``contents`` hashes all that the package was made of."""

    version: str
    time: int
    contents: str


@dataclass(frozen=True, slots=True)
class Lock:
    """The record of a deck's releases.

    Attributes:
        releases: Every release, the lowest version first. A merged branch may have added one between others.
        entries: What learners have, by first name.
    """

    id: str
    uuid: str
    name: str
    releases: tuple[Release, ...] = ()
    entries: Mapping[str, ReleasedNote] = field(default_factory=dict)
    path: str = field(default=NAME, compare=False)

    @property
    def last(self) -> Release:
        """The release with the highest version; before the first one, its version is "" and its time 0."""
        return self.releases[-1] if self.releases else Release("", 0, "")

    @property
    def version(self) -> str:
        """The highest released version, or "" before the first release."""
        return self.last.version

    @property
    def latest(self) -> int:
        """The time of the release that was made last, or 0. On a merged branch it may have a lower version."""
        return max((release.time for release in self.releases), default=0)

    @property
    def ids(self) -> dict[str, int]:
        """Return note ids by first name, for ``compile_deck``."""
        return {first: entry.id for first, entry in self.entries.items()}

    @property
    def ordinals(self) -> dict[str, frozenset[int]]:
        """Return the ordinals that learners may have by GUID, for ``diff.compare``."""
        return {
            entry.guid: frozenset(answer.ordinal for answer in entry.answers)
            for entry in self.entries.values()
        }


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as comparable numbers: 1.10 is newer than 1.9, and 1.0 equals 1."""
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


# --- writing ------------------------------------------------------------------------------------------


def write(lock: Lock) -> str:
    """The lock's text; ``lock_reader.read`` gives the same lock again."""
    deck = f"deck {lock.id} {lock.uuid} {_quoted(lock.name)}\n"
    releases = [f"release {each.version} {_stamp(each.time)} {each.contents}\n" for each in lock.releases]
    head = f"flashcards-lock {FORMAT}\n{_ABOUT}{deck}{''.join(releases) or _NO_RELEASE}{_COLUMNS}"
    lines = (_line(entry) for entry in sorted(lock.entries.values(), key=attrgetter("key")))
    body = head + "".join(lines)
    return f"{body}end {len(lock.entries)} notes {checksum(body)}\n"


def _line(entry: ReleasedNote) -> str:
    parts = [entry.key, entry.guid, str(entry.id), _TYPES[entry.type], "retired" if entry.retired else "live"]
    parts += [str(entry.mod), entry.digest, entry.waiting, ",".join(entry.releases)]
    parts += [f"was={entry.first}"] if entry.first != entry.key else []
    parts += [f"between={','.join(entry.between)}"] if entry.between else []
    parts += map(_answer, entry.answers)
    return " ".join(parts) + "\n"


def _answer(answer: ReleasedCard) -> str:
    name = "" if answer.name == str(answer.ordinal) else f":{answer.name}"
    return f"{'-' * answer.dropped}{answer.ordinal}{name}={_quoted(answer.words)}"


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _stamp(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def checksum(body: str) -> str:
    """Return 16 hex digits over everything before the last line."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]
