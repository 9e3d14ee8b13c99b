"""Identity for life: what a first name is, and that GUIDs and note ids depend on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import identity
from tests.decks import compiled, head, texts, without_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

UUID = "527c6834-ee1d-4ff4-8726-2a8c1a9b2afe"

FIRST_NAMES = {
    "nothing": ("c/i", ("c", "i", ""), ("", "", "")),
    "nothing, point": ("c/i.p", ("c", "i", "p"), ("", "", "")),
    "concept": ("c0/i", ("c", "i", ""), ("c0", "", "")),
    "item": ("c/i0", ("c", "i", ""), ("", "i0", "")),
    "concept and item": ("c0/i0", ("c", "i", ""), ("c0", "i0", "")),
    "point": ("c/i.p0", ("c", "i", "p"), ("", "", "p0")),
    "concept, point": ("c0/i.p", ("c", "i", "p"), ("c0", "", "")),
    "item, point": ("c/i0.p", ("c", "i", "p"), ("", "i0", "")),
    "concept and item, point": ("c0/i0.p", ("c", "i", "p"), ("c0", "i0", "")),
    "concept and point": ("c0/i.p0", ("c", "i", "p"), ("c0", "", "p0")),
    "item and point": ("c/i0.p0", ("c", "i", "p"), ("", "i0", "p0")),
    "all three": ("c0/i0.p0", ("c", "i", "p"), ("c0", "i0", "p0")),
    "absolute item": ("x/y", ("c", "i", ""), ("", "x/y", "")),
    "absolute item, concept renamed": ("x/y", ("c", "i", ""), ("c0", "x/y", "")),
    "absolute item, point": ("x/y.p", ("c", "i", "p"), ("", "x/y", "")),
    "absolute item, point renamed": ("x/y.p0", ("c", "i", "p"), ("c0", "x/y", "p0")),
    "absolute point": ("x/y.z", ("c", "i", "p"), ("", "", "x/y.z")),
    "absolute point in a moved item": ("x/y.z", ("c", "i", "p"), ("c0", "a/b", "x/y.z")),
}


@pytest.mark.parametrize(("first", "key", "was"), FIRST_NAMES.values(), ids=FIRST_NAMES)
def test_first_name(first: str, key: tuple[str, str, str], was: tuple[str, str, str]) -> None:
    assert identity.first_name(*key, was=was) == first


_DECK = head("d", "D", UUID)


def _compiled(**concepts: str) -> dict[str, str]:
    """Key → first name of every note."""
    deck = without_errors(texts(concepts, _DECK))
    return {note.key: note.first for note in deck.notes}


_POINTS = "between: [c, d], axis: A, points: {p: {%sc: One., d: Two.}}"
HISTORIES = {
    "draft": ("term: C\nfaq: {i: {q: Q?, a: A.}}", {"c/i": "c/i"}),
    "item renamed": ("term: C\nfaq: {j: {was: i, q: Q?, a: A.}}", {"c/j": "c/i"}),
    "item renamed twice keeps its first name": ("term: C\nfaq: {k: {was: i, q: Q?, a: A.}}", {"c/k": "c/i"}),
    "concept renamed": ("term: C\nwas: b\nfaq: {i: {q: Q?, a: A.}}", {"c/i": "b/i"}),
    "concept renamed after the item": ("term: C\nwas: b\nfaq: {j: {was: i, q: Q?, a: A.}}", {"c/j": "b/i"}),
    "item moved in from another concept": ("term: C\nfaq: {j: {was: b/i, q: Q?, a: A.}}", {"c/j": "b/i"}),
    "moved after a rename of both": (
        "term: C\nwas: x\nfaq: {j: {was: a/h, q: Q?, a: A.}, k: {q: Q?, a: A.}}",
        {"c/j": "a/h", "c/k": "x/k"},
    ),
    "point renamed": (
        f"term: C\ndistinctions: {{i: {{{_POINTS % 'was: o, '}}}}}",
        {"c/i": "c/i", "c/i.p": "c/i.o"},
    ),
    "point of a renamed item": (
        f"term: C\ndistinctions: {{i: {{was: h, {_POINTS % ''}}}}}",
        {"c/i": "c/h", "c/i.p": "c/h.p"},
    ),
    "point renamed in a moved item of a renamed concept": (
        f"term: C\nwas: b\ndistinctions: {{i: {{was: a/h, {_POINTS % 'was: o, '}}}}}",
        {"c/i": "a/h", "c/i.p": "a/h.o"},
    ),
    "role follows its concept's new id": (
        "term: C\nexamples: {i: {scenario: S., shows: d, roles: {e: {was: d, is: R}}}}",
        {"c/i": "c/i", "c/i.e": "c/i.d"},
    ),
}


@pytest.mark.parametrize(("text", "firsts"), HISTORIES.values(), ids=HISTORIES)
def test_first_names_in_a_deck(text: str, firsts: dict[str, str]) -> None:
    assert _compiled(c=text) == firsts


def test_a_first_name_is_used_once() -> None:
    text = "term: C\nfaq:\n  i: {q: Q?, a: A.}\n  j: {was: i, q: Q?, a: A.}\n"
    (problem,) = compiled({"c": text}, _DECK).errors
    assert problem.code == "first-name-taken"
    assert problem.message.startswith('the first name "c/i" belongs to ')


def test_a_new_concept_may_take_a_renamed_ones_id_but_none_of_its_first_names() -> None:
    assert _compiled(
        b="term: B\nwas: a\nfaq: {i: {q: Q?, a: A.}}", a="term: A\nfaq: {k: {q: Q?, a: A.}}"
    ) == {
        "a/k": "a/k",
        "b/i": "a/i",
    }


def note_ids(firsts: Iterable[str], released: dict[str, int] | None = None) -> dict[str, int]:
    return identity.note_ids(identity.hashes(UUID, firsts), released)


# A release in learners' hands holds these: they may never change.
GOLDEN = {
    "mesa-optimization/short": ("99c61298e713ee83", 1171839761920),
    "mesa-optimization/vs-inner-alignment.kind": ("c9db1a00427cde10", 1340432492032),
    "a/b": ("061a7990010d50e0", 1037790804480),
}


@pytest.mark.parametrize(("first", "golden"), GOLDEN.items(), ids=GOLDEN)
def test_golden_guids_and_note_ids(first: str, golden: tuple[str, int]) -> None:
    assert (identity.guid(identity.hashes(UUID, [first])[first]), note_ids([first])[first]) == golden


def test_another_deck_gives_other_guids() -> None:
    other = UUID.replace("5", "6")
    ours, theirs = identity.hashes(UUID, ["a/b"]), identity.hashes(other, ["a/b"])
    assert identity.guid(ours["a/b"]) != identity.guid(theirs["a/b"])
    assert identity.note_ids(ours) != identity.note_ids(theirs)


def test_golden_content_hash() -> None:
    assert identity.content_hash(["one", "two"]) == "64f00d810618de8f"
    assert identity.content_hash(["onetwo"]) != identity.content_hash(["one", "two"])


NAMES = st.lists(st.from_regex(r"[a-c]{1,2}/[a-c]{1,3}(\.[a-c])?", fullmatch=True), unique=True, max_size=12)


@pytest.fixture
def few_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_SLOTS", 16)


@pytest.mark.usefixtures("few_slots")
class TestCollisions:
    """Sixteen slots for up to twelve notes."""

    @given(names=NAMES, shuffled=st.randoms())
    def test_ids_are_distinct_and_do_not_depend_on_the_order(
        self, names: list[str], shuffled: object
    ) -> None:
        ids = note_ids(names)
        again = list(names)
        shuffled.shuffle(again)  # type: ignore[attr-defined]  # a random.Random
        assert note_ids(again) == ids
        assert len(set(ids.values())) == len(names)
        assert all((note_id - 10**12) % 512 == 0 and note_id < 10**12 + 512 * 16 for note_id in ids.values())

    @given(names=NAMES, cut=st.integers(0, 12))
    def test_released_notes_keep_their_ids_whatever_joins_them(self, names: list[str], cut: int) -> None:
        released = note_ids(names[:cut])
        ids = note_ids(names, released)
        assert {first: ids[first] for first in released} == released
        assert len(set(ids.values())) == len(names)

    def test_the_lowest_guid_goes_first_and_the_others_probe_forward(self) -> None:
        digests = {
            "a/x": b"\x05" + b"\x00" * 31,
            "a/y": b"\x03" + b"\x00" * 31,
            "a/z": b"\x04" + b"\x00" * 30 + b"\x01",
        }
        slots = {first: (note_id - 10**12) // 512 for first, note_id in identity.note_ids(digests).items()}
        assert slots == {"a/y": 0, "a/z": 1, "a/x": 2}

    def test_probing_goes_round(self) -> None:
        ids = identity.note_ids({"a/x": b"x\x0f", "a/y": b"y\x0f"})
        assert ids == {"a/x": 10**12 + 512 * 15, "a/y": 10**12}

    def test_a_draft_gives_way_to_a_released_note_of_a_higher_guid(self) -> None:
        digests = {"a/x": b"a\x00", "b/x": b"b\x00"}
        released = identity.note_ids({"b/x": digests["b/x"]})
        assert identity.note_ids(digests, released) == {"b/x": 10**12, "a/x": 10**12 + 512}


def test_the_first_notes_card_ids_never_reach_the_next_notes() -> None:
    """A cloze number is at most 499, and ids are 512 apart."""
    assert identity._STRIDE > 499 + 1
    assert len(str(10**12 + 512 * (10**9 - 1) + 499)) == 13
