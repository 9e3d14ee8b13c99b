"""Decide which notes a release sends to learners, and write down the next record.

Anki updates a note only if its ``mod`` is newer than the learner's, and then replaces the learner's own tags and edits
on it. So an unchanged note keeps the ``mod`` of the record, and a changed one gets a larger ``mod``: never a smaller
one, even if an edit is undone.
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
    """A package's version and time (epoch seconds)."""

    version: str
    time: int


def waiting(note: Note) -> str:
    """Hash what waits for a note's next change of substance (context, kind, sources, tags) to 16 hex digits."""
    parts = [note.context, note.heading, *sorted(note.tags)]
    for cited in note.citations:
        parts += ("", *citation.parts(cited))
    return content_hash(parts)


def contents(deck: Deck) -> str:
    """Hash all that a package is made of to 16 hex digits, the same with every version of the program."""
    parts = [deck.uuid, deck.id, deck.name, deck.description, deck.homepage]
    for note in sorted(deck.notes, key=lambda note: note.first):
        parts += [note.key, note.first, note.digest, waiting(note), str(note.position)]
    return content_hash(parts)


def mods(lock: Lock, now: int, *, refresh: bool = False) -> Callable[[Note], int]:
    """Return a function that gives a note's ``mod`` in epoch seconds, if it were released ``now``.

    With ``refresh``, changes that wait for the note's next change of substance are sent too.
    """

    def mod(note: Note) -> int:
        entry = lock.entries.get(note.first)
        if entry is None:
            return now
        return max(entry.mod + 1, now) if _is_sent(note, entry, refresh=refresh) else entry.mod

    return mod


def _is_sent(note: Note, entry: ReleasedNote, *, refresh: bool) -> bool:
    return note.digest != entry.digest or (refresh and waiting(note) != entry.waiting)


def edition(deck: Deck, lock: Lock, now: int) -> Edition:
    """Return the last release's version and time if the deck equals it; otherwise those of a draft made now."""
    if lock.releases and contents(deck) == lock.last.contents:
        return Edition(lock.version, lock.last.time)
    return Edition(f"draft after {lock.version}" if lock.version else "draft", now)


def words(card: Card) -> str:
    """Return the words of a card's answer on one line."""
    return " ".join(plain(prose.back(card)).split())


def following(version: str) -> str:
    """Return the next version: the last number plus one."""
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}"


def record(deck: Deck, lock: Lock, edition: Edition, *, refresh: bool = False) -> Lock:
    """Return the lock after this edition is released. Only the lines of notes that it sends differ."""
    mod = mods(lock, edition.time, refresh=refresh)
    entries = dict(lock.entries)
    for note in deck.notes:
        old = lock.entries.get(note.first)
        if old is not None and not _is_sent(note, old, refresh=refresh):
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
    """Return the live cards as they are, and dropped ones with the answer that learners know."""
    gone = {card.ordinal for card in note.dropped}
    kept = [
        answer._replace(dropped=True) for answer in (old.answers if old else ()) if answer.ordinal in gone
    ]
    live = [ReleasedCard(card.ordinal, card.name, words(card)) for card in note.cards]
    return tuple(sorted(live + kept))
