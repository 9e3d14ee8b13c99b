"""The record of what learners have of a deck, ``released.lock``: one line a note, sorted by key.

It is made to be read in a diff. Answers are escaped, so that a line stays a line. ``locktext`` reads it.
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
"""The version of the file's form."""

_ABOUT: Final = (
    '# What learners have of this deck. Only "flashcards release" writes this file: never edit it.\n'
)
_COLUMNS: Final = (
    "# key guid id type state mod hash waiting releases [was=first-name] [between=concepts]"
    ' ordinal[:name]="answer", -ordinal if dropped\n'
)
_TYPES: Final = {NoteType.QA: "qa", NoteType.CLOZE: "cloze"}
UNSAFE: Final = rf"\t\n{CONTROLS}"
"""Characters that answers must escape, as the inside of a regular expression's ``[]``."""
_ESCAPED: Final = re.compile(f"[{UNSAFE}]")


class ReleasedCard(NamedTuple):
    """One card as it was released: its ordinal, its name (the number for a cloze), and its answer's words."""

    ordinal: int
    name: str
    words: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedNote:
    """One note that learners may have.

    ``digest`` and ``waiting`` hash what the release that set ``mod`` (epoch seconds) sent: the note's substance,
    and what waits for the next change of it. ``releases`` are those that set a ``mod``, the latest last.
    ``between`` holds a distinction's concepts by their first names. ``line`` is the line in the file, from 1.
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


@dataclass(frozen=True, slots=True)
class Lock:
    """The record of a deck's releases. ``version`` is "" and ``time`` 0 before the first one.

    ``time`` (epoch seconds) is the package's; ``contents`` hashes all that the release's package was made of;
    ``entries`` are keyed by first name.
    """

    uuid: str
    name: str
    version: str = ""
    time: int = 0
    contents: str = ""
    entries: Mapping[str, ReleasedNote] = field(default_factory=dict)
    path: str = field(default=NAME, compare=False)

    @property
    def ids(self) -> dict[str, int]:
        """First name → note id, for ``compile_deck``."""
        return {first: entry.id for first, entry in self.entries.items()}

    @property
    def ordinals(self) -> dict[str, frozenset[int]]:
        """GUID → the ordinals that learners may have, for ``diff.compare``."""
        return {
            entry.guid: frozenset(answer.ordinal for answer in entry.answers)
            for entry in self.entries.values()
        }


# --- writing ------------------------------------------------------------------------------------------


def write(lock: Lock) -> str:
    """The lock's text; ``locktext.read`` gives the same lock again."""
    release = f"{lock.version} {_stamp(lock.time)} {lock.contents}" if lock.version else "none"
    head = f"flashcards-lock {FORMAT}\n{_ABOUT}deck {lock.uuid} {_quoted(lock.name)}\nrelease {release}\n{_COLUMNS}"
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
    """16 hex digits over all that stands before the last line."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]
