"""No learner ever loses a review: courses edited at random, and a learner in the real Anki who imports the releases.

FLASHCARDS_HISTORIES_ANKI=1000 asks for more histories than the normal run has; ``-k seed-17`` repeats one.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from flashcards.anki import notetypes
from flashcards.anki.fields import SEPARATOR, fields
from tests.anki import oracle
from tests.histories import edits, learner
from tests.histories.learner import MEMORY
from tests.histories.releases import STEP, Release, releases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.histories.learner import Held

COUNT = int(os.environ.get("FLASHCARDS_HISTORIES_ANKI", "25"))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


@pytest.mark.parametrize("seed", range(COUNT), ids="seed-{}".format)
def test_no_learner_loses_a_review(
    seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    dice = Random(seed)
    made = list(releases(dice, folder, monkeypatch))
    tally: Counter[str] = Counter()
    with oracle.collection(folder) as col:
        learner.begin(col)
        newest = None  # the newest release that the learner has
        now = 0
        for release in _imported(dice, made):
            try:
                tally += _import(col, release, made, newest)
            except AssertionError as error:
                error.add_note(
                    f"seed {seed}: importing {release.version} after {newest and newest.version} of {made}"
                )
                raise
            newest = max((newest or release), release, key=lambda known: known.time)
            now = max(now, newest.time + dice.choice((1, 2, STEP // 2, STEP, 3 * STEP)))
            learner.study(col, dice, now)
        before = learner.held(col)
        oracle.check_database(col)
        after = learner.held(col)
        assert (before.notes, before.reviews) == (after.notes, after.reviews)
        assert before.cards.keys() <= after.cards.keys()
    for name, value in tally.items():
        record_property(name, value)


def _imported(dice: Random, made: list[Release]) -> Iterator[Release]:
    """The releases that the learner imports: some are skipped, some come twice, or an old one once more."""
    for release in made:
        if release is made[-1] or dice.random() < 0.7:
            yield release
            if dice.random() < 0.15:
                yield dice.choice(made[: made.index(release) + 1])


def _import(col: Any, release: Release, made: list[Release], newest: Release | None) -> Counter[str]:
    """Import a release, and hold every promise."""
    before = learner.held(col)
    log = oracle.import_log(col, release.package)
    after = learner.held(col)
    had = made.index(newest) + 1 if newest else 0
    changed = frozenset[str]().union(*(later.sent for later in made[had : made.index(release) + 1]))
    older = {
        note.first
        for note in release.deck.notes
        if note.guid in before.notes and before.notes[note.guid][2] < release.mods[note.first]
    }
    fresh = frozenset(note.first for note in release.deck.notes if note.guid not in before.notes)
    assert older <= changed | fresh, "a note that did not change would be overwritten"
    every = frozenset(note.first for note in release.deck.notes)
    assert log == oracle.Log(
        new=fresh, updated=changed & older, kept=every - fresh - older, refused=frozenset()
    )
    fronts = newest is not None and release.front > newest.front
    _hold_cards(before, after, release, fronts=fronts)
    _hold_notes(before, after, release, log)
    _hold_note_types(col, before, after, release, newest)
    assert oracle.missing_media(col) == []
    kept = len((changed - fresh) & every - older)
    reviewed = sum(card[10] > 0 for card in before.cards.values())
    return Counter(
        imports=1,
        new=len(fresh),
        updated=len(log.updated),
        kept=kept,
        cards=len(before.cards),
        reviewed=reviewed,
        notes=len(before.notes),
    )


def _hold_cards(before: Held, after: Held, release: Release, *, fronts: bool) -> None:
    """Every card is what it was, to the last column, and so is the review log; new cards are new.

    Where the fronts of the note types change, Anki itself makes cards of notes that have one already, in other
    positions, and also those that are withdrawn: with the banner.
    """
    assert {number: after.cards.get(number) for number in before.cards} == before.cards
    assert after.reviews == before.reviews
    has = {(row[1], row[3]) for row in before.cards.values()}
    ids = {guid: row[0] for guid, row in after.notes.items()}
    expected = {
        (ids[note.guid], card.ordinal - 1): note.position
        for note in release.deck.notes
        for card in (() if note.retired else note.cards)
        if (ids[note.guid], card.ordinal - 1) not in has
    }
    new = [row for number, row in after.cards.items() if number not in before.cards]
    found = {(row[1], row[3]): row[8] for row in new}
    if fronts:
        assert expected.keys() <= found.keys() <= expected.keys() | _withdrawn(release, ids)
    else:
        assert found == expected
    assert all(row[6:8] == (0, 0) and row[9:14] == (0,) * 5 for row in new)


def _withdrawn(release: Release, ids: dict[str, int]) -> set[tuple[int, int]]:
    """Note id and Anki's ordinal of each card that the release withholds from new learners."""
    out = set()
    for note in release.deck.notes:
        ordinals = [card.ordinal for card in note.dropped]
        ordinals += [card.ordinal for card in note.cards if note.retired]
        out |= {(ids[note.guid], ordinal - 1) for ordinal in ordinals}
    return out


def _hold_notes(before: Held, after: Held, release: Release, log: oracle.Log) -> None:
    """Updated and new notes are the release's; all others, and whatever is the learner's own, as they were."""
    arrived = log.new | log.updated
    notes = {note.guid: note for note in release.deck.notes if note.first in arrived}
    assert after.notes.keys() == before.notes.keys() | notes.keys()
    for guid, row in after.notes.items():
        if guid not in notes:
            assert row == before.notes[guid]
            continue
        note = notes[guid]
        number, kind, mod, tags, texts = row
        assert number == (before.notes[guid][0] if guid in before.notes else note.id) == note.id
        assert (kind, mod) == (notetypes.MODEL_IDS[note.type], release.mods[note.first])
        assert set(tags.split()) == set(note.tags)
        assert texts.split(SEPARATOR) == fields(note)


def _hold_note_types(col: Any, before: Held, after: Held, release: Release, newest: Release | None) -> None:
    """No stray note type or deck; templates and styling are the newest that the learner ever imported."""
    ours = {(number, kind.value) for kind, number in notetypes.MODEL_IDS.items()}
    assert after.note_types == before.note_types | ours
    assert before.decks <= after.decks <= before.decks | {release.deck.name}
    look, front = max((known.look, known.front) for known in (release, newest or release))
    col.models._clear_cache()
    for number, _ in ours:
        model = col.models.get(number)
        assert f".look{look} " in model["css"]
        assert all(f'"sheet look{front} ' in template["qfmt"] for template in model["tmpls"])


def test_the_normal_run_holds_every_edit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()
    for seed in range(25):
        place = folder / str(seed)
        place.mkdir()
        for release in releases(Random(seed), place, monkeypatch):
            done.update(release.edits)
    assert set(done) == {edit.__name__ for edit in edits.EDITS} | {"bring_back", "refresh"}
