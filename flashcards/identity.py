"""Identity for life: from a note's first name to its GUID and note id. Nothing here may ever change.

Anki knows a note by its GUID and, between synced devices, by its note id. Both must be the same in every
build of every release, whatever is added, renamed or reordered around the note.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Matches the id of a deck, a concept, an item or a part. It has no groups, so that other patterns can include it."""

_FIRST_ID = 10**12  # milliseconds: 2001, so every id lies in the past
_STRIDE = 512  # room for the card ids, note id + ordinal, of 499 cloze numbers
_SLOTS = 10**9


def first_name(concept: str, item: str, part: str = "", *, was: tuple[str, str, str] = ("", "", "")) -> str:
    """Return the first name of a note: its key before all renames that ``was`` declares.

    ``was`` holds the declarations of the concept, the item and the part. One with a slash is absolute: it
    replaces its own level and all levels above.
    """
    was_concept, was_item, was_part = was
    if "/" in was_part:
        return was_part
    whole = was_item if "/" in was_item else f"{was_concept or concept}/{was_item or item}"
    return f"{whole}.{was_part or part}" if part else whole


def hashes(uuid: str, firsts: Iterable[str]) -> dict[str, bytes]:
    """Return, by first name, the SHA-256 of the deck's uuid, a newline and that name.

    GUID and note id come from it.
    """
    return {first: hashlib.sha256(f"{uuid}\n{first}".encode()).digest() for first in firsts}


def guid(digest: bytes) -> str:
    """Return the GUID of the note with this hash: 16 hex digits."""
    return digest[:8].hex()


def note_ids(digests: Mapping[str, bytes], released: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return note ids (13 digits) by first name.

    If two ids collide, a released note keeps its own; among the others the lowest GUID does.
    """
    ids = dict(released or {})
    taken = set(ids.values())
    for first in sorted(digests.keys() - ids.keys(), key=digests.__getitem__):
        slot = int.from_bytes(digests[first], "big") % _SLOTS
        ids[first] = free_id(_FIRST_ID + _STRIDE * slot, taken)
        taken.add(ids[first])
    return ids


def free_id(note_id: int, taken: Collection[int]) -> int:
    """Return a note id, or if it is taken the next free one."""
    slot = (note_id - _FIRST_ID) // _STRIDE
    while _FIRST_ID + _STRIDE * slot in taken:
        slot = (slot + 1) % _SLOTS
    return _FIRST_ID + _STRIDE * slot


def content_hash(parts: Iterable[str]) -> str:
    """Return 16 hex digits over a note's content. Every released lock holds such hashes."""
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:16]
