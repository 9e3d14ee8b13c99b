"""The files of a synced folder: read from where the last sync ended, and written by their own machine only."""

from __future__ import annotations

import os
import stat
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.disk import atomic
from flashcards.progress import lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flashcards.progress.lines import Header, Setting
    from flashcards.study.log import LogEntry

_START: Final = "flashcards-"
_END: Final = ".jsonl"
_TAIL: Final = 256  # bytes before an offset by which a file is known again


class LogPlace(NamedTuple):
    """How far a file was read: all before ``offset`` are whole lines, and ``tail`` is a hash of their end."""

    offset: int = 0
    tail: str = ""


class Reading(NamedTuple):
    """What a file holds after a place.

    ``torn`` counts lines that aren't whole, ``unknown`` whole ones that this version doesn't understand; ``place`` is
    where the next reading begins. A file of a newer format has ``newer`` and nothing else.
    """

    name: str
    header: Header | None
    entries: list[LogEntry]
    settings: list[Setting]
    torn: int
    unknown: int
    newer: bool
    place: LogPlace


def files(folder: Path) -> list[Path]:
    """Return the logs in a folder, sorted; copies that sync tools make of a file in conflict are among them.

    Raises OSError.
    """
    found = [path for path in folder.iterdir() if path.name.startswith(_START) and path.suffix == _END]
    return sorted(path for path in found if stat.S_ISREG(path.lstat().st_mode))


def own(folder: Path, machine: str, name: str) -> Path:
    """Return the path of a machine's own file: its name as letters and digits, and its id."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name.lower()).strip("-")
    return folder / f"{_START}{plain[:20] or 'machine'}-{machine}{_END}"


def continues(path: Path, place: LogPlace) -> bool:
    """Whether a file still begins with what was read of it. Raises OSError."""
    return place.offset == 0 or _place(path, place.offset) == place


def read(path: Path, place: LogPlace) -> Reading:
    """Read a file after a place. Raises OSError."""
    result = Reading(path.name, None, [], [], 0, 0, False, place)
    offset = good = place.offset
    torn = unknown = 0
    header = None
    with path.open("rb") as file:
        file.seek(offset)
        for line in iter(partial(file.readline, lines.LONGEST), b""):
            offset += len(line)
            found = lines.read(line[:-1]) if line.endswith(b"\n") else None
            match found:
                case None:
                    torn += 1
                case lines.Header():
                    if found.format > lines.FORMAT:
                        return result._replace(
                            header=found, newer=True, entries=[], settings=[], place=LogPlace()
                        )
                    header = header or found
                case lines.Setting():
                    result.settings.append(found)
                case lines.Unknown():
                    unknown += 1
                case _:
                    result.entries.append(found)
            if not torn:
                good = offset
    return result._replace(header=header, torn=torn, unknown=unknown, place=_place(path, good))


def complete(path: Path, start: bytes) -> None:
    """Rewrite a machine's own file without the lines that a kill or a sync tool cut, ``start`` before all others.

    Raises OSError.
    """
    with path.open("rb") as file:
        read_line = partial(file.readline, lines.LONGEST)
        whole = [
            line
            for line in iter(read_line, b"")
            if line.endswith(b"\n") and lines.read(line[:-1]) is not None
        ]
    atomic.replace(path, b"".join([start, *(line for line in whole if line != start)]))
    atomic.sync_folder(path.parent)


def append(path: Path, start: bytes, added: Iterable[bytes]) -> tuple[int, LogPlace]:
    """Add lines to a machine's own file, after ``start`` if it is new; on the disk at the end.

    Returns how long it was before, and its end now. Raises OSError.
    """
    with path.open("ab") as file:
        if not (before := file.tell()):
            file.write(start)
        file.writelines(added)
        file.flush()
        os.fsync(file.fileno())
    atomic.sync_folder(path.parent)
    return before, _place(path, path.stat().st_size)


def _place(path: Path, offset: int) -> LogPlace:
    with path.open("rb") as file:
        file.seek(max(0, offset - _TAIL))
        data = file.read(min(offset, _TAIL))
    return LogPlace(offset, sha256(data).hexdigest()[:16])
