"""Notes and lock → what a release changes for learners, and the next lock.

Anki takes a note over only if its ``mod`` is newer than the learner's, and then replaces the learner's tags and
edits on it. So a note that says what the lock holds keeps the lock's ``mod``, and any other gets a larger one,
never a smaller, also when an edit is taken back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flashcards.identity import content_hash
from flashcards.releases.lock import Lock, Release, ReleasedCard, ReleasedNote
from flashcards.text import citation, prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.model import Card, Deck, Note


class Edition(NamedTuple):
    """What a package says of itself: ``time`` in epoch seconds."""

    version: str
    time: int


# --- hashes of what does not count as substance -------------------------------------------------------


def waiting(note: Note) -> str:
    """16 hex digits over what waits for a note's next change of substance: context, kind, sources, tags."""
    parts = [note.context, note.heading, *sorted(note.tags)]
    for cited in note.citations:
        parts += ("", *citation.parts(cited))
    return content_hash(parts)


def contents(deck: Deck) -> str:
    """16 hex digits over all that a package is made of: the same at a release's commit, whatever the program."""
    parts = [deck.uuid, deck.id, deck.name, deck.description, deck.homepage]
    for note in sorted(deck.notes, key=lambda note: note.first):
        parts += [note.key, note.first, note.digest, waiting(note), str(note.position)]
    return content_hash(parts)


# --- what a build does --------------------------------------------------------------------------------


def mods(lock: Lock, now: int, *, refresh: bool = False) -> Callable[[Note], int]:
    """Each note's time of modification, in epoch seconds, if it were released ``now``.

    With ``refresh`` what waits is sent too.
    """

    def mod(note: Note) -> int:
        entry = lock.entries.get(note.first)
        if entry is None:
            return now
        return max(entry.mod + 1, now) if _sent(note, entry, refresh=refresh) else entry.mod

    return mod


def _sent(note: Note, entry: ReleasedNote, *, refresh: bool) -> bool:
    return note.digest != entry.digest or (refresh and waiting(note) != entry.waiting)


def edition(deck: Deck, lock: Lock, now: int) -> Edition:
    """The release's own version and time if nothing differs from it; else a draft of now."""
    if lock.releases and contents(deck) == lock.last.contents:
        return Edition(lock.version, lock.last.time)
    return Edition(f"draft after {lock.version}" if lock.version else "draft", now)


def words(card: Card) -> str:
    """An answer's words on one line."""
    return " ".join(plain(prose.back(card)).split())


# --- the next lock ------------------------------------------------------------------------------------


def following(version: str) -> str:
    """The next version after one: its last number raised."""
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}"


def record(deck: Deck, lock: Lock, edition: Edition, *, refresh: bool = False) -> Lock:
    """The lock once this edition is released. Only notes that it sends get other lines."""
    mod = mods(lock, edition.time, refresh=refresh)
    entries = dict(lock.entries)
    for note in deck.notes:
        old = lock.entries.get(note.first)
        if old is not None and not _sent(note, old, refresh=refresh):
            entries[note.first] = replace(old, key=note.key)
        else:
            entries[note.first] = _entry(note, old, mod(note), edition.version)
    releases = (*lock.releases, Release(edition.version, edition.time, contents(deck)))
    return Lock(deck.id, deck.uuid, deck.name, releases, entries, lock.path)


def _entry(note: Note, old: ReleasedNote | None, mod: int, version: str) -> ReleasedNote:
    return ReleasedNote(
        key=note.key,
        first=note.first,
        guid=note.guid,
        id=note.id,
        type=note.type,
        retired=bool(note.retired),
        mod=mod,
        digest=note.digest,
        waiting=waiting(note),
        releases=(*(old.releases if old else ()), version),
        between=note.between,
        answers=_answers(note, old),
    )


def _answers(note: Note, old: ReleasedNote | None) -> tuple[ReleasedCard, ...]:
    """Live cards as they are; dropped ones with the answer that learners know, because it is never used again."""
    gone = {card.ordinal for card in note.dropped}
    kept = [
        answer._replace(dropped=True) for answer in (old.answers if old else ()) if answer.ordinal in gone
    ]
    live = [ReleasedCard(card.ordinal, card.name, words(card)) for card in note.cards]
    return tuple(sorted(live + kept))
