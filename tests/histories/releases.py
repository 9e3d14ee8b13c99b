"""A course's releases, made by the program's own pure functions, and what each of them should send to learners.

What should be sent is told by the words that cards show, not by the program's hashes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.anki import notetypes, writer
from flashcards.anki.fields import fields
from flashcards.releases import lock as locks
from flashcards.releases import lock_reader, record
from flashcards.releases.record import Edition
from flashcards.releases.refusals import refusals
from tests.histories import additions, edits
from tests.histories.course import Course

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from random import Random

    import pytest

    from flashcards.model import Deck, Note
    from flashcards.releases.lock import Lock

START: Final = 1_500_000_000
STEP: Final = 1000
WAITING: Final = ("Context", "Kind", "Source")
_STEM: Final = re.compile(r"\b(?!v\d\b)[a-z]*\d+\b")

Said = tuple[tuple[str, ...], tuple[str, ...]]  # a note's words: of its substance, and of what waits


class Release(NamedTuple):
    """One release as learners get it; ``sent`` holds the first names of notes that are new or changed in it."""

    version: str
    time: int
    look: int
    front: int
    deck: Deck
    mods: Mapping[str, int]
    sent: frozenset[str]
    edits: tuple[str, ...]
    package: Path

    def __repr__(self) -> str:
        return f"{self.version} at {self.time} ({', '.join(self.edits)})"


def releases(dice: Random, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Release]:
    """Three to six releases of one course; each keeps every promise that can be seen without Anki."""
    course = Course(dice, folder)
    additions.begin(course)
    said: dict[str, Said] = {}
    facts: dict[tuple[str, int], set[str]] = {}
    for number in range(dice.randint(3, 6)):
        done = [edits.edit(course) for _ in range(dice.randint(1, 9) if number else 0)]
        if dice.random() < 0.5 and edits.bring_back(course):
            done.append("bring_back")
        refresh = dice.random() < 0.1
        now = course.lock.latest + dice.choice((1, STEP, STEP)) if number else START
        made = _release(course, Edition(f"1.{number}", now), said, done, refresh=refresh, patch=patch)
        _same_facts(made.deck, facts)
        yield made


def _release(
    course: Course,
    edition: Edition,
    said: dict[str, Said],
    done: list[str],
    *,
    refresh: bool,
    patch: pytest.MonkeyPatch,
) -> Release:
    deck, old = course.deck(), course.lock
    refused = refusals(deck, old)
    assert not refused, (done, refused)
    sent = _sent(deck, course.deck(plain=True), said, refresh=refresh)
    mod = record.mods(old, edition.time, refresh=refresh)
    target = course.folder / f"{edition.version}.apkg"
    with patch.context() as dressed:
        dress(dressed, course.look, course.front)
        writer.write(deck, target, mod=mod, time=edition.time, version=edition.version)
    course.lock = _reread(record.record(deck, old, edition, refresh=refresh))
    mods = {first: entry.mod for first, entry in course.lock.entries.items()}
    assert mods == {note.first: mod(note) for note in deck.notes}, done
    _only_the_sent(old, course.lock, sent, done)
    return Release(
        edition.version,
        edition.time,
        course.look,
        course.front,
        deck,
        mods,
        sent,
        (*done, *["refresh"] * refresh),
        target,
    )


def dress(patch: pytest.MonkeyPatch, look: int, front: int) -> None:
    """Other editions of styling and templates, as a later version of the program would bring."""
    read, modified = notetypes._read, notetypes.MODIFIED

    def dressed(name: str) -> str:
        text = read(name)
        if name.endswith(".css"):
            return f"{text}\n.look{look} {{ color: inherit; }}\n"
        edition = front if "front" in name else look
        return text.replace('<div class="sheet ', f'<div class="sheet look{edition} ')

    patch.setattr(notetypes, "_read", dressed)
    patch.setattr(notetypes, "MODIFIED", modified + look)


def _reread(lock: Lock) -> Lock:
    found, problems = lock_reader.read(locks.NAME, locks.write(lock).encode())
    assert found, problems
    return found


def _sent(deck: Deck, plain: Deck, said: dict[str, Said], *, refresh: bool) -> frozenset[str]:
    """The notes whose words differ from those last sent; ``said`` is brought up to date."""
    sent = set()
    whole = {note.first: note for note in plain.notes}
    for note in deck.notes:
        now = (_words(whole[note.first], note), _waiting(note))
        last = said.get(note.first)
        if last is None or now[0] != last[0] or (refresh and now[1] != last[1]):
            said[note.first] = now
            sent.add(note.first)
    return frozenset(sent)


def _named(note: Note) -> dict[str, str]:
    return dict(zip(notetypes.FIELDS[note.type], fields(note), strict=True))


def _words(plain: Note, note: Note) -> tuple[str, ...]:
    """What a note says, whatever the order of its points, and which cards it has."""
    shown = " ".join(text for name, text in _named(plain).items() if name not in WAITING)
    cards = [f"card {card.ordinal}" for card in note.cards]
    reasons = [gone.why.partition(": ")[2] for gone in note.dropped]
    return (*sorted(re.findall(r"[\w.:]+(?: v\d)?", shown)), *cards, *reasons)


def _waiting(note: Note) -> tuple[str, ...]:
    named = _named(note)
    return (*(named[name] for name in WAITING), *sorted(note.tags))


def _only_the_sent(old: Lock, new: Lock, sent: frozenset[str], done: list[str]) -> None:
    """Exactly the notes that are sent get a larger mod, and no other line changes but for its key."""
    assert old.entries.keys() <= new.entries.keys()
    for first, entry in new.entries.items():
        before = old.entries.get(first)
        if before is None:
            assert first in sent
        elif first in sent:
            assert entry.mod > before.mod, (first, done)
            assert (entry.guid, entry.id, entry.type) == (before.guid, before.id, before.type)
        else:
            assert (entry.mod, entry.digest, entry.answers) == (before.mod, before.digest, before.answers), (
                first,
                done,
            )


def _same_facts(deck: Deck, facts: dict[tuple[str, int], set[str]]) -> None:
    """A card's history never passes to another fact: its answer keeps a stem that it had from the beginning."""
    for note in deck.notes:
        for card in note.cards:
            stems = set(_STEM.findall(record.words(card)))
            assert stems & facts.setdefault((note.first, card.ordinal), stems), (note.key, card.name)
