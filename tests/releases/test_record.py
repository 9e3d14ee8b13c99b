"""What a release changes: times of modification, what learners will see, and the next lock."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.compiler.compile import compile_deck
from flashcards.releases import changes, record
from flashcards.releases import lock as lock_file
from flashcards.releases.diff import CardChange, CardText, Diff, Effect, compare
from flashcards.releases.lock import Lock, ReleasedCard, write
from flashcards.releases.record import Edition
from tests.lockdecks import FIRST, HEAD, PHRASES, UUID, deck, released, texts

FAQ = (
    "term: cell\nsrc: [book]\nfaq:\n"
    "  what:\n    q: What is it?\n    a: The smallest unit of life.\n"
    "  size:\n    q: How large is it?\n    a: Some micrometres.\n"
)
CLOZE = "term: cell\ndefinition:\n  cloze:\n    parts:\n      text: The {{c1::nucleus}} holds {{c2::DNA}}.\n"
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


def test_a_note_that_no_release_holds_gets_now() -> None:
    assert mod_of(FAQ, EMPTY, LATER) == LATER


@pytest.mark.parametrize("change", ["context: Biology\n", "tags: [mine]\n"])
def test_refresh_sends_what_waits_once(change: str) -> None:
    lock = released(deck({"cell": FAQ}))
    assert mod_of(change + FAQ, lock, LATER, refresh=True) == LATER
    again = record.record(deck({"cell": change + FAQ}), lock, Edition("1.1", LATER), refresh=True)
    assert mod_of(change + FAQ, again, LATER + 1, refresh=True) == LATER
    assert mod_of(FAQ, lock, LATER, refresh=True) == FIRST


def test_taking_an_edit_back_moves_mod_forward() -> None:
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
def test_over_any_history_mod_grows_exactly_with_the_substance(history: list[tuple[str, int]]) -> None:
    lock, said = released(deck({"cell": FAQ})), "life"
    for n, (words, now) in enumerate(history):
        text = FAQ.replace("of life", f"of {words}")
        before = lock.entries["cell/what"].mod
        lock = record.record(deck({"cell": text}), lock, Edition(f"2.{n}", now))
        after = lock.entries["cell/what"].mod
        assert after == before if said == words.strip() else after > before
        said = words.strip()


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
def test_what_waits_changes_no_line(text: str) -> None:
    first = released(deck({"cell": FAQ}))
    assert changed_lines(first, released(deck({"cell": text}), "1.1", LATER, first)) == 0


def test_a_program_with_other_phrases_moves_no_mod() -> None:
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


def test_a_retired_line_stays_and_comes_back() -> None:
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


# --- what learners will see ---------------------------------------------------------------------------

RETIRED = FAQ.replace("  what:", "  what:\n    retired: old")
QUESTION, WAS, IS = "What is it?", "The smallest unit of life.", "The least unit of life."
SMALLER = CLOZE.replace("{{c2::DNA}}", "DNA") + "      dropped: {2: no}\n"
MORE = CLOZE.replace("holds", "{{c3::holds}}")
THIRD = CardText("The nucleus [...] DNA.", "holds")


@pytest.mark.parametrize(
    ("before", "after", "kinds", "cards"),
    [
        pytest.param(FAQ, "context: X\n" + FAQ, [Effect.WAITING], [], id="context"),
        pytest.param(FAQ, FAQ.replace("What is it", "What is this"), [Effect.WORDING], [], id="question"),
        pytest.param(
            FAQ,
            FAQ.replace("smallest", "least"),
            [Effect.MEANING],
            [CardChange(1, "ask", Effect.MEANING, CardText(QUESTION, WAS), CardText(QUESTION, IS))],
            id="answer",
        ),
        pytest.param(
            FAQ,
            RETIRED,
            [Effect.WITHDRAWN],
            [CardChange(1, "ask", Effect.WITHDRAWN, CardText(QUESTION, WAS), None)],
            id="retired",
        ),
        pytest.param(
            RETIRED,
            FAQ,
            [Effect.NEW],
            [CardChange(1, "ask", Effect.NEW, None, CardText(QUESTION, WAS))],
            id="revived",
        ),
        pytest.param(
            RETIRED,
            RETIRED.replace("smallest", "least"),
            [Effect.MEANING],
            [CardChange(1, "ask", Effect.MEANING, CardText(QUESTION, WAS), CardText(QUESTION, IS))],
            id="retired before",
        ),
        pytest.param(
            CLOZE,
            SMALLER,
            [Effect.WITHDRAWN],
            [CardChange(2, "2", Effect.WITHDRAWN, CardText("", "DNA"), None)],
            id="dropped",
        ),
        pytest.param(SMALLER, SMALLER.replace("The", "A"), [Effect.WORDING], [], id="dropped before"),
        pytest.param(
            CLOZE, MORE, [Effect.NEW], [CardChange(3, "3", Effect.NEW, None, THIRD)], id="a card more"
        ),
        pytest.param(
            CLOZE,
            MORE.replace("nucleus", "core"),
            [Effect.MEANING, Effect.NEW],
            [
                CardChange(
                    1,
                    "1",
                    Effect.MEANING,
                    CardText("The [...] holds DNA.", "nucleus"),
                    CardText("The [...] holds DNA.", "core"),
                ),
                CardChange(3, "3", Effect.NEW, None, CardText("The core [...] DNA.", "holds")),
            ],
            id="two consequences",
        ),
    ],
)
def test_the_record_tells_what_learners_will_see_of_a_note(
    before: str, after: str, kinds: list[Effect], cards: list[CardChange]
) -> None:
    old, new = deck({"cell": before}), deck({"cell": after})
    lock = released(old)
    (change, *_) = changes.changes(new, lock).changes
    assert (change.note, list(change.effects), list(change.cards)) == (new.notes[0], kinds, cards)
    assert change.effect is compare(old, new, lock.ordinals).changes[0].effect


def test_a_note_as_it_was_released_is_no_change() -> None:
    assert changes.changes(deck({"cell": FAQ}), released(deck({"cell": FAQ}))) == Diff()


@pytest.mark.parametrize(
    ("text", "expected"),
    [(FAQ, ["cell/what", "cell/size"]), (RETIRED, ["cell/size"])],
    ids=["live", "retired before any release"],
)
def test_a_note_that_no_release_holds_is_new_if_it_has_cards(text: str, expected: list[str]) -> None:
    found = changes.changes(deck({"cell": text}), EMPTY).changes
    assert [(change.note.key, change.effects) for change in found] == [
        (key, (Effect.NEW,)) for key in expected
    ]


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
