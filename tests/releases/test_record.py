"""What a release sends to learners, and the record after it."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.compiler.compile import compile_deck
from flashcards.releases import changes, record
from flashcards.releases import lock as lock_file
from flashcards.releases.diff import Effect
from flashcards.releases.lock import Lock, ReleasedCard, write
from flashcards.releases.record import Edition
from tests.lockdecks import FIRST, HEAD, PHRASES, UUID, deck, released, texts
from tests.releases.small import CLOZE, FAQ

LATER = FIRST + 1000
EMPTY = Lock("cells", UUID, "Cells")


def mod_of(text: str, lock: Lock, now: int, key: str = "cell/what", *, refresh: bool = False) -> int:
    notes = {note.key: note for note in deck({"cell": text}).notes}
    return record.mods(lock, now, refresh=refresh)(notes[key])


def note_lines(lock: Lock) -> list[str]:
    return [line for line in write(lock).split("\n") if "/" in line.split(" ")[0]]


def changed_lines(before: Lock, after: Lock) -> int:
    delta = difflib.ndiff(note_lines(before), note_lines(after))
    return sum(line.startswith("+ ") for line in delta)


# --- times of modification ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        pytest.param(FAQ, LATER, FIRST, id="unchanged keeps the lock's"),
        pytest.param(FAQ.replace("smallest", "least"), LATER, LATER, id="changed gets now"),
        pytest.param(FAQ.replace("smallest", "least"), 5, FIRST + 1, id="never backwards"),
        pytest.param(FAQ.replace("smallest", "least"), FIRST, FIRST + 1, id="strictly newer"),
        pytest.param(FAQ.replace("book", "book: p. 3"), LATER, FIRST, id="a source's wording waits"),
        pytest.param("context: Biology\n" + FAQ, LATER, FIRST, id="context waits"),
        pytest.param("tags: [mine]\n" + FAQ, LATER, FIRST, id="tags wait"),
        pytest.param(FAQ.replace("  what:", "  why:\n    was: what"), LATER, FIRST, id="a rename keeps it"),
        pytest.param(
            FAQ.replace("  what:", "  what:\n    retired: old"), LATER, LATER, id="retirement is sent"
        ),
        pytest.param(
            FAQ.replace("  what:", "  what:\n    note: hm"), LATER, FIRST, id="authors' notes are not sent"
        ),
    ],
)
def test_a_note_gets_a_larger_mod_only_if_its_substance_changed(text: str, now: int, expected: int) -> None:
    lock = released(deck({"cell": FAQ}))
    key = "cell/why" if "why" in text else "cell/what"
    assert mod_of(text, lock, now, key) == expected


def test_a_note_that_was_never_released_gets_now() -> None:
    assert mod_of(FAQ, EMPTY, LATER) == LATER


@pytest.mark.parametrize("change", ["context: Biology\n", "tags: [mine]\n"])
def test_refresh_sends_waiting_changes_once(change: str) -> None:
    lock = released(deck({"cell": FAQ}))
    assert mod_of(change + FAQ, lock, LATER, refresh=True) == LATER
    again = record.record(deck({"cell": change + FAQ}), lock, Edition("1.1", LATER), refresh=True)
    assert mod_of(change + FAQ, again, LATER + 1, refresh=True) == LATER
    assert mod_of(FAQ, lock, LATER, refresh=True) == FIRST


def test_undoing_an_edit_moves_mod_forward() -> None:
    first = released(deck({"cell": FAQ}))
    second = released(deck({"cell": FAQ.replace("smallest", "least")}), "1.1", LATER, first)
    third = released(deck({"cell": FAQ}), "1.2", LATER - 500, second)
    mods = [lock.entries["cell/what"].mod for lock in (first, second, third)]
    assert mods == [FIRST, LATER, LATER + 1]
    assert third.entries["cell/what"].releases == ("1.0", "1.1", "1.2")
    assert third.entries["cell/size"] == first.entries["cell/size"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["life", "all life", "  life", "living"]), st.integers(1, 2**31)),
        max_size=8,
    )
)
def test_over_any_history_mod_grows_exactly_when_the_substance_changes(
    history: list[tuple[str, int]],
) -> None:
    lock, current = released(deck({"cell": FAQ})), "life"
    for n, (words, now) in enumerate(history):
        text = FAQ.replace("of life", f"of {words}")
        before = lock.entries["cell/what"].mod
        lock = record.record(deck({"cell": text}), lock, Edition(f"2.{n}", now))
        after = lock.entries["cell/what"].mod
        assert after == before if current == words.strip() else after > before
        current = words.strip()


# --- the lock -----------------------------------------------------------------------------------------


def test_a_one_word_edit_changes_one_line() -> None:
    first = released(deck({"cell": FAQ}))
    assert (
        changed_lines(first, released(deck({"cell": FAQ.replace("smallest", "least")}), "1.1", LATER, first))
        == 1
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("context: Biology\n" + FAQ, id="context"),
        pytest.param(FAQ.replace("book", "book: p. 3"), id="source"),
        pytest.param(FAQ.replace("unit of", "unit  of"), id="white space"),
    ],
)
def test_a_waiting_change_changes_no_line(text: str) -> None:
    first = released(deck({"cell": FAQ}))
    assert changed_lines(first, released(deck({"cell": text}), "1.1", LATER, first)) == 0


def test_other_phrases_of_the_program_move_no_mod() -> None:
    both = {"cell": FAQ + CLOZE.removeprefix("term: cell\n"), "virus": CLOZE.replace("cell\n", "virus\n", 1)}
    english = released(deck(both))
    other = {**PHRASES, "en": PHRASES["en"].replace("What", "Which thing").replace("Questions", "Queries")}
    other["en"] = "\n".join(
        line.replace(": ", ": X ", 1) if line.startswith("faq") else line for line in other["en"].split("\n")
    )
    changed = deck(both, phrases=other)
    assert changed.notes != deck(both).notes
    assert note_lines(released(changed, "1.1", LATER, english)) == note_lines(english)


def test_a_rename_changes_only_its_key() -> None:
    first = released(deck({"cell": FAQ}))
    second = released(deck({"cell": FAQ.replace("  what:", "  why:\n    was: what")}), "1.1", LATER, first)
    entry = second.entries["cell/what"]
    assert entry.key == "cell/why"
    assert (entry.mod, entry.guid, entry.id, entry.releases) == (
        FIRST,
        first.entries["cell/what"].guid,
        first.entries["cell/what"].id,
        ("1.0",),
    )


def test_a_retired_note_keeps_its_line_and_may_come_back() -> None:
    first = released(deck({"cell": FAQ}))
    second = released(
        deck({"cell": FAQ.replace("  what:", "  what:\n    retired: old")}), "1.1", LATER, first
    )
    third = released(deck({"cell": FAQ}), "1.2", LATER + 5, second)
    entries = [lock.entries["cell/what"] for lock in (first, second, third)]
    assert [entry.retired for entry in entries] == [False, True, False]
    assert [entry.mod for entry in entries] == [FIRST, LATER, LATER + 5]


def test_a_dropped_card_keeps_the_answer_that_learners_know() -> None:
    first = released(deck({"cell": CLOZE}))
    gone = CLOZE.replace("{{c2::DNA}}", "the genes") + "      dropped: {2: too easy}\n"
    second = released(deck({"cell": gone}), "1.1", LATER, first)
    assert second.entries["cell/parts"].answers == (
        ReleasedCard(1, "1", "nucleus"),
        ReleasedCard(2, "2", "DNA", dropped=True),
    )


def test_a_released_note_keeps_its_id_where_a_draft_has_the_same() -> None:
    alone = {note.key: note.id for note in deck({"cell": FAQ}).notes}
    result = compile_deck(texts({"cell": FAQ}), released={"cell/size": alone["cell/what"]})
    assert result.deck
    assert {note.key: note.id for note in result.deck.notes} == {
        "cell/what": alone["cell/what"] + 512,
        "cell/size": alone["cell/what"],
    }


# --- editions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        pytest.param(FAQ, HEAD, Edition("1.0", FIRST), id="the release itself"),
        pytest.param("context: X\n" + FAQ, HEAD, Edition("draft after 1.0", LATER), id="only waiting"),
        pytest.param(FAQ.replace("smallest", "least"), HEAD, Edition("draft after 1.0", LATER), id="changed"),
        pytest.param(FAQ, HEAD + "description: New\n", Edition("draft after 1.0", LATER), id="description"),
    ],
)
def test_a_build_is_the_release_only_if_nothing_differs(text: str, head: str, expected: Edition) -> None:
    lock = released(deck({"cell": FAQ}))
    assert record.edition(deck({"cell": text}, head), lock, LATER) == expected


def test_after_a_release_with_waiting_changes_the_build_is_that_release() -> None:
    waits = deck({"cell": "context: X\n" + FAQ})
    lock = released(waits, "1.1", LATER, released(deck({"cell": FAQ})))
    assert record.edition(waits, lock, LATER + 9) == Edition("1.1", LATER)
    found = changes.changes(waits, lock).changes
    assert [(change.effect, change.note) for change in found] == [
        (Effect.WAITING, note) for note in waits.notes
    ]


def test_before_the_first_release_a_build_is_a_draft() -> None:
    assert record.edition(deck({"cell": FAQ}), EMPTY, LATER) == Edition("draft", LATER)


# --- versions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "number", "following"),
    [
        ("1.0", (1,), "1.1"),
        ("1.9", (1, 9), "1.10"),
        ("1.10", (1, 10), "1.11"),
        ("0", (0,), "1"),
        ("2026.11.0.0", (2026, 11), "2026.11.0.1"),
    ],
)
def test_versions_compare_as_numbers(version: str, number: tuple[int, ...], following: str) -> None:
    assert lock_file.numbers(version) == number
    assert record.following(version) == following
    assert lock_file.numbers(following) > number
