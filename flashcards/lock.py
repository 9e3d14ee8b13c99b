"""The record of what learners have of a deck: one entry a note, kept in ``released.lock``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.model import NoteType

NAME: Final = "released.lock"
"""The file's name in a deck's folder."""

VERSION: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){0,3}")
"""A release's version: one to four numbers, like 1.0."""


class Answer(NamedTuple):
    """One card as it was released: its ordinal, its name (the number for a cloze), and its answer's words."""

    ordinal: int
    name: str
    words: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
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
    answers: tuple[Answer, ...] = ()
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
    entries: Mapping[str, Entry] = field(default_factory=dict)
    path: str = field(default=NAME, compare=False)

    @property
    def ids(self) -> dict[str, int]:
        """First name → note id, for ``compile_deck``."""
        return {first: entry.id for first, entry in self.entries.items()}
