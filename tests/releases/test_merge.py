"""Two records of one deck become one that knows all that either knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.identity import guid, hashes, note_ids
from flashcards.model import NoteType
from flashcards.releases import lock_reader
from flashcards.releases.lock import Lock, Release, ReleasedCard, ReleasedNote, numbers, write
from flashcards.releases.merge import merge

UUID = "00000000-0000-4000-8000-000000000000"
ONE, TWO, HOTFIX = Release("1.0", 10, "1" * 16), Release("1.1", 20, "2" * 16), Release("1.0.1", 30, "3" * 16)


def note(
    first: str, releases: str = "1.0", mod: int = 10, digest: str = "a", **other: object
) -> ReleasedNote:
    """A note with a GUID of its own; ``digest`` is repeated to the length of a hash."""
    own = hashes(UUID, [first])
    made = ReleasedNote(
        key=first,
        first=first,
        guid=guid(own[first]),
        id=note_ids(own)[first],
        type=NoteType.QA,
        retired=False,
        mod=mod,
        digest=digest * 16,
        waiting="0" * 16,
        releases=tuple(releases.split(",")),
        answers=(ReleasedCard(1, "ask", "One"),),
    )
    return replace(made, **other)  # type: ignore[arg-type]  # the fields of a note


def lock(*notes: ReleasedNote, releases: tuple[Release, ...] = (ONE,)) -> Lock:
    return Lock("cells", UUID, "Cells", releases, {each.first: each for each in notes})


def united(ours: Lock, theirs: Lock, base: Lock | None = None) -> Lock:
    found, problems = merge(base, ours, theirs)
    assert found, problems
    return found


def cards(*words: str) -> tuple[ReleasedCard, ...]:
    return tuple(ReleasedCard(number, str(number), text) for number, text in enumerate(words, 1) if text)


A = note("cell/a")
CASES = {
    "only ours has it": (A, None, A),
    "only theirs has it": (None, A, A),
    "both the same": (A, A, A),
    "theirs released it again": (A, note("cell/a", "1.0,1.1", 20, "b"), note("cell/a", "1.0,1.1", 20, "b")),
    "ours released it again, and theirs is unchanged": (
        note("cell/a", "1.0,1.1", 20, "b"),
        A,
        note("cell/a", "1.0,1.1", 20, "b"),
    ),
    "both sent the same text": (
        note("cell/a", "1.0,1.1", 20, "b"),
        note("cell/a", "1.0,1.0.1", 30, "b"),
        note("cell/a", "1.0,1.0.1,1.1", 30, "b"),
    ),
    "both released one new text": (
        note("cell/a", "1.1", 20),
        note("cell/a", "1.0.1", 30),
        note("cell/a", "1.0.1,1.1", 30),
    ),
}


@pytest.mark.parametrize(("mine", "other", "both"), CASES.values(), ids=CASES)
def test_a_note(mine: ReleasedNote | None, other: ReleasedNote | None, both: ReleasedNote) -> None:
    found = united(lock(*filter(None, [mine])), lock(*filter(None, [other])))
    assert found.entries == {"cell/a": both}


def test_a_note_that_both_changed_has_a_hash_of_no_text_and_every_card() -> None:
    mine = note("cell/a", "1.0,1.1", 20, "b", answers=cards("One", "Two"))
    other = note("cell/a", "1.0,1.0.1", 30, "c", answers=cards("One!", "", "Three"))
    found = united(lock(mine), lock(other)).entries["cell/a"]
    assert found.digest not in {mine.digest, other.digest}
    assert replace(found, digest=other.digest) == replace(
        other, releases=("1.0", "1.0.1", "1.1"), answers=cards("One!", "Two", "Three")
    )


def test_every_release_has_its_line_in_the_order_of_versions() -> None:
    found = united(lock(A, releases=(ONE, TWO)), lock(A, releases=(ONE, HOTFIX)))
    assert found.releases == (ONE, HOTFIX, TWO)
    assert (found.version, found.latest) == ("1.1", 30)


def test_a_side_without_releases_adds_nothing() -> None:
    released = lock(A)
    empty = Lock("cells", UUID, "First name")
    assert united(empty, released) == united(released, empty) == released


def test_the_side_that_renamed_a_note_says_its_key() -> None:
    renamed = replace(A, key="cell/new")
    assert united(lock(A), lock(renamed), lock(A)).entries["cell/a"].key == "cell/new"
    assert united(lock(renamed), lock(A), lock(A)).entries["cell/a"].key == "cell/new"


def test_two_notes_with_one_key_and_two_notes_with_one_id_are_told_apart() -> None:
    mine = note("cell/a", "1.1")
    other = replace(note("cell/old", "1.0.1"), key="cell/a", id=mine.id)
    found = united(lock(mine), lock(other))
    assert {entry.key for entry in found.entries.values()} == {"cell/a", "cell/old"}
    assert len({entry.id for entry in found.entries.values()}) == 2
    assert lock_reader.read("x", write(found).encode()) == (found, [])


PARIS = note("cell/a", "1.1", digest="b", answers=cards("Paris"), line=9)
WATER = note("cell/a", "1.0.1", digest="c", answers=cards("Water and salt"), line=8)
BLANKS = replace(PARIS, type=NoteType.CLOZE)
CHOOSE = "say with --prefer ours or --prefer theirs which "
REFUSED = {
    "one key for two questions": (
        lock(PARIS),
        lock(WATER),
        9,
        "merge-question",
        '"cell/a" was released for two questions: ours (line 9, released in 1.1) answers "Paris", and '
        'theirs (line 8, released in 1.0.1) answers "Water and salt"',
    ),
    "one key for two types": (
        lock(PARIS),
        lock(BLANKS),
        9,
        "merge-question",
        '"cell/a" was released for two questions: ours (line 9, released in 1.1) answers "Paris", and '
        'theirs (line 9, released in 1.1) answers "Paris"',
    ),
    "one version for two texts": (
        lock(A, releases=(ONE, TWO)),
        lock(A, releases=(ONE, TWO._replace(contents="9" * 16))),
        1,
        "merge-version",
        "both sides released 1.1, each with other texts",
    ),
    "two names": (
        lock(A),
        replace(lock(A), name="Zellen"),
        1,
        "merge-decks",
        'ours was released with the name "Cells", and theirs with the name "Zellen"',
    ),
}


@pytest.mark.parametrize(("ours", "theirs", "line", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_united_is_refused_until_the_user_says_which_side_holds(
    ours: Lock, theirs: Lock, line: int, code: str, message: str
) -> None:
    found, problems = merge(None, ours, theirs)
    assert found is None
    assert [(p.place.line, p.code, p.message) for p in problems] == [(line, code, message)]
    assert problems[0].hint.startswith(CHOOSE)
    assert merge(None, ours, theirs, "theirs")[1] == []


def test_the_preferred_question_is_sent_to_everybody() -> None:
    found, _ = merge(None, lock(replace(PARIS, mod=50)), lock(WATER), "theirs")
    assert found
    entry = found.entries["cell/a"]
    assert entry.answers == WATER.answers
    assert entry.mod == 50
    assert entry.digest not in {PARIS.digest, WATER.digest}  # so the next release's mod is above both


def test_a_corrected_answer_of_a_new_note_is_one_question() -> None:
    mine = note("cell/a", "1.1", digest="b", answers=cards("The smalest unit of life"))
    other = note("cell/a", "1.0.1", digest="c", answers=cards("The smallest unit of life"))
    assert united(lock(mine), lock(other)).entries["cell/a"].releases == ("1.0.1", "1.1")


def test_records_of_two_decks_are_refused_for_good() -> None:
    other = replace(lock(A), uuid=UUID[:-1] + "1")
    for prefer in (None, "ours", "theirs"):
        found, problems = merge(None, lock(A), other, prefer)
        assert (found, [p.code for p in problems]) == (None, ["merge-decks"])


# --- laws ---------------------------------------------------------------------------------------------

_FIRSTS = st.sampled_from(["cell/a", "cell/b", "cell/c.x"])
_NOTES = st.builds(
    note,
    first=_FIRSTS,
    releases=st.sampled_from(["1.0", "1.0,1.1", "1.0,1.0.1", "1.0,1.0.1,1.1"]),
    mod=st.integers(1, 99),
    digest=st.sampled_from("ab"),
    answers=st.sampled_from([cards("One"), cards("One", "Two"), cards("", "Two")]),
)
_LOCKS = st.lists(_NOTES, max_size=3, unique_by=lambda each: each.first).map(
    lambda notes: lock(*notes, releases=(ONE, HOTFIX, TWO))
)


@given(_LOCKS, _LOCKS)
def test_nothing_is_lost_and_the_order_of_the_sides_does_not_matter(ours: Lock, theirs: Lock) -> None:
    found = united(ours, theirs)
    assert found == united(theirs, ours)
    assert found == united(found, found)
    assert lock_reader.read("x", write(found).encode()) == (found, [])
    assert [numbers(r.version) for r in found.releases] == sorted(numbers(r.version) for r in found.releases)
    for entry in (*ours.entries.values(), *theirs.entries.values()):
        kept = found.entries[entry.first]
        assert (kept.guid, kept.id) == (entry.guid, entry.id)
        assert kept.mod >= entry.mod
        assert set(kept.releases) >= set(entry.releases)
