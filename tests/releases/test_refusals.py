"""What a build refuses, where, and that following the hint solves it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from flashcards.compiler.compile import compile_deck
from flashcards.model import Place
from flashcards.releases.lock import Lock
from flashcards.releases.refusals import refusals
from tests.lockdecks import FIRST, HEAD, deck, released, texts

WHAT = "  what:\n    q: What is it?\n    a: The smallest unit of life.\n"
SIZE = "  size:\n    q: How large is it?\n    a: Some micrometres.\n"
FAQ = "term: cell\nfaq:\n" + WHAT + SIZE
SHORT = "term: cell\ndefinition:\n  short:\n    text: The smallest unit of life.\n"
VIRUS = "term: virus\ndefinition:\n  short:\n    text: It needs a host.\n"
CLOZE = "term: cell\ndefinition:\n  cloze:\n    parts:\n      text: The {{c1::nucleus}} holds {{c2::DNA}}.\n"
VS = (
    "term: cell\ndistinctions:\n  vs:\n    between: [cell, virus]\n    axis: Whether it lives.\n    points:\n"
    "      lives:\n        cell: It lives.\n        virus: It does not live.\n        cards: [cell, virus]\n"
    "      size:\n        cell: Large.\n        virus: Small.\n        cards: [cell, virus]\n"
)
RETIRE = 'put it back and add "retired: why learners should no longer study it"'
Concepts = dict[str, str]


class Case(NamedTuple):
    """``before`` was released, ``after`` is refused, and ``fixed`` is not."""

    before: Concepts
    after: Concepts
    place: tuple[str, int, int]
    code: str
    message: str
    hint: str
    fixed: Concepts


CASES = {
    "vanished": Case(
        {"cell": FAQ},
        {"cell": "term: cell\nfaq:\n" + WHAT},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/size" is gone, but learners have a note of it (released.lock, line 6)',
        f'if it has another name now, write "was: size" there; otherwise {RETIRE}',
        {"cell": FAQ.replace("  size:", "  size:\n    retired: not needed")},
    ),
    "renamed": Case(
        {"cell": FAQ},
        {"cell": FAQ.replace("size:", "extent:")},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/size" is gone, but learners have a note of it (released.lock, line 6)',
        'if it is now "cell/extent", write "was: size" below that key in concepts/cell.yaml, line 6; '
        f"otherwise {RETIRE}",
        {"cell": FAQ.replace("size:", "extent:\n    was: size")},
    ),
    "renamed and corrected": Case(
        {"cell": FAQ},
        {"cell": FAQ.replace("size:", "extent:").replace("Some", "A few")},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/size" is gone, but learners have a note of it (released.lock, line 6)',
        'if it is now "cell/extent", write "was: size" below that key in concepts/cell.yaml, line 6; '
        f"otherwise {RETIRE}",
        {"cell": FAQ.replace("size:", "extent:\n    was: size").replace("Some", "A few")},
    ),
    "moved": Case(
        {"cell": FAQ, "virus": VIRUS},
        {"cell": "term: cell\nfaq:\n" + WHAT, "virus": VIRUS + "faq:\n" + SIZE},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/size" is gone, but learners have a note of it (released.lock, line 6)',
        'if it is now "virus/size", write "was: cell/size" below that key in concepts/virus.yaml, line 6; '
        f"otherwise {RETIRE}",
        {
            "cell": "term: cell\nfaq:\n" + WHAT,
            "virus": VIRUS + "faq:\n" + SIZE.replace("size:", "size:\n    was: cell/size"),
        },
    ),
    "concept renamed": Case(
        {"cell": FAQ},
        {"zelle": FAQ},
        ("deck.yaml", 1, 1),
        "released-gone",
        'the concept "cell" is gone, but learners have 2 notes of it (released.lock, lines 6, 7)',
        f'if it is now "zelle", write "was: cell" at the top of concepts/zelle.yaml; otherwise {RETIRE}',
        {"zelle": "was: cell\n" + FAQ},
    ),
    "concept deleted": Case(
        {"cell": FAQ, "virus": VIRUS},
        {"cell": FAQ},
        ("deck.yaml", 1, 1),
        "released-gone",
        'the concept "virus" is gone, but learners have a note of it (released.lock, line 8)',
        f'if it has another name now, write "was: virus" there; otherwise {RETIRE}',
        {"cell": FAQ, "virus": "retired: wrong here\n" + VIRUS},
    ),
    "distinction renamed": Case(
        {"cell": VS},
        {"cell": VS.replace("  vs:", "  vs-virus:")},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/vs" is gone, but learners have 3 notes of it (released.lock, lines 6, 7, 8)',
        f'if it is now "cell/vs-virus", write "was: vs" below that key in concepts/cell.yaml, line 3; otherwise {RETIRE}',
        {"cell": VS.replace("  vs:", "  vs-virus:\n    was: vs")},
    ),
    "point renamed": Case(
        {"cell": VS},
        {"cell": VS.replace("lives:", "alive:")},
        ("concepts/cell.yaml", 1, 1),
        "released-gone",
        '"cell/vs.lives" is gone, but learners have a note of it (released.lock, line 7)',
        'if it is now "cell/vs.alive", write "was: lives" below that key in concepts/cell.yaml, line 7; '
        f"otherwise {RETIRE}",
        {"cell": VS.replace("lives:", "alive:\n        was: lives")},
    ),
    "other note type": Case(
        {"cell": FAQ},
        {"cell": CLOZE.replace("parts", "what") + "faq:\n" + SIZE},
        ("concepts/cell.yaml", 4, 5),
        "released-type",
        'learners have "cell/what" with questions, and Anki can\'t turn them into blanks',
        'give this text another key, like "what-2"; put "what" back and add "retired: see what-2"',
        {
            "cell": CLOZE.replace("parts", "what-2")
            + "faq:\n"
            + WHAT.replace("what:", "what:\n    retired: see what-2")
            + SIZE
        },
    ),
    "two blanks changed numbers": Case(
        {"cell": CLOZE},
        {"cell": CLOZE.replace("c1", "c0").replace("c2", "c1").replace("c0", "c2")},
        ("concepts/cell.yaml", 4, 5),
        "released-renumbered",
        'c1 now asks for "DNA", which learners know as c2',
        'change back to c2 for "DNA", c1 for "nucleus"; a new blank takes c3',
        {"cell": CLOZE},
    ),
    "a blank set before the others": Case(
        {"cell": CLOZE},
        {"cell": CLOZE.replace("c2", "c3").replace("c1", "c2").replace("The", "Its {{c1::small}}")},
        ("concepts/cell.yaml", 4, 5),
        "released-renumbered",
        'c2 now asks for "nucleus", which learners know as c1',
        'change back to c1 for "nucleus", c2 for "DNA"; a new blank takes c3',
        {"cell": CLOZE.replace("The", "Its {{c3::small}}")},
    ),
    "one blank given a new number": Case(
        {"cell": CLOZE},
        {"cell": CLOZE.replace("c2", "c3").replace("The", "Its {{c2::small}}")},
        ("concepts/cell.yaml", 4, 5),
        "released-renumbered",
        'c3 now asks for "DNA", which learners know as c2',
        'change back to c2 for "DNA"; a new blank takes c3',
        {"cell": CLOZE.replace("The", "Its {{c3::small}}")},
    ),
    "a dropped number with another answer": Case(
        {"cell": CLOZE.replace("{{c2::DNA}}", "DNA") + "      dropped: {2: too easy}\n"},
        {"cell": CLOZE.replace("DNA", "proteins")},
        ("concepts/cell.yaml", 4, 5),
        "released-reused",
        'c2 was dropped when it asked for "DNA", and is back with another answer',
        'write c3 for the new blank, and keep "2: why" in "dropped"',
        {"cell": CLOZE.replace("c2::DNA", "c3::proteins") + "      dropped: {2: too easy}\n"},
    ),
    "a concept removed from between": Case(
        {"cell": VS},
        {"cell": VS.replace("virus", "prion")},
        ("concepts/cell.yaml", 3, 3),
        "released-between",
        '"virus" was removed from a released distinction',
        'change it back: between: [cell, virus]; to withdraw its cards, write "dropped: {virus: why}" on each point; '
        'if "prion" is its new name, write "was: virus" at the top of prion.yaml',
        {"cell": VS.replace("virus", "prion"), "prion": "was: virus\n" + VIRUS},
    ),
    "the concepts of between in another order": Case(
        {"cell": VS},
        {"cell": VS.replace("[cell, virus]", "[virus, cell]")},
        ("concepts/cell.yaml", 3, 3),
        "released-between",
        "the concepts of a released distinction changed their order, and with them its cards",
        "change it back: between: [cell, virus]; new ones go last",
        {
            "cell": VS.replace("virus]", "virus, prion]")
            .replace("live.\n", "live.\n        prion: Nor does it.\n")
            .replace("Small.\n", "Small.\n        prion: Tiny.\n")
        },
    ),
    "a card that vanished": Case(
        {"cell": SHORT},
        {"cell": SHORT + "    cards: [forward]\n"},
        ("concepts/cell.yaml", 3, 3),
        "released-card-gone",
        'card 2 is gone, but learners have it ("cell")',
        'ask for it again with "cards: [forward, reverse]", or write "dropped: {reverse: why learners should no longer study it}" here',
        {"cell": SHORT + "    dropped: {reverse: too easy}\n"},
    ),
    "a blank that vanished": Case(
        {"cell": CLOZE},
        {"cell": CLOZE.replace("{{c2::DNA}}", "DNA")},
        ("concepts/cell.yaml", 4, 5),
        "released-card-gone",
        'c2 is gone, but learners have it ("DNA")',
        'bring it back, or write "dropped: {2: why learners should no longer study it}" here',
        {"cell": CLOZE.replace("{{c2::DNA}}", "DNA") + "      dropped: {2: too easy}\n"},
    ),
}


def lock_of(case: Case) -> Lock:
    lock = released(deck(case.before))
    if case.code == "released-reused":  # what is dropped must have been released once
        first = released(deck({"cell": CLOZE}))
        lock = released(deck(case.before), "1.1", FIRST + 9, first)
    return lock


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_refused_at_its_place_with_a_hint(case: Case) -> None:
    found = refusals(deck(case.after), lock_of(case))
    assert [(p.place, p.code, p.message, p.hint) for p in found] == [
        (Place(*case.place), case.code, case.message, case.hint)
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_the_hint_says_to_write_solves_it(case: Case) -> None:
    assert refusals(deck(case.fixed), lock_of(case)) == ()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_before_the_first_release_nothing_is_refused(case: Case) -> None:
    assert refusals(deck(case.after), Lock("", "", "")) == ()


@pytest.mark.parametrize(
    ("head", "line", "column", "code", "hint"),
    [
        (HEAD.replace("Cells", "Cell"), 4, 7, "deck-name", "change it back: name: Cells"),
        (
            HEAD.replace("-8000-", "-9000-"),
            3,
            7,
            "deck-uuid",
            "change it back: uuid: 00000000-0000-4000-8000-000000000000",
        ),
    ],
    ids=["name", "uuid"],
)
def test_another_name_or_uuid_of_the_deck_is_refused(
    head: str, line: int, column: int, code: str, hint: str
) -> None:
    found = refusals(deck({"cell": FAQ}, head), released(deck({"cell": FAQ})))
    assert [(p.place, p.code, p.hint) for p in found] == [(Place("deck.yaml", line, column), code, hint)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(FAQ, FAQ.replace("smallest", "samllest"), id="a typo in an answer"),
        pytest.param(CLOZE, CLOZE.replace("DNA", "the DNA"), id="another answer in a blank"),
        pytest.param(CLOZE, CLOZE.replace("holds", "{{c3::holds}}"), id="a new blank with a fresh number"),
        pytest.param(CLOZE, CLOZE.replace("DNA", "nucleus"), id="both blanks with one answer"),
        pytest.param(FAQ, "term: cell\nfaq:\n" + SIZE + WHAT, id="items in another order"),
        pytest.param(
            FAQ, "term: cell\nkey_aspects:\n" + SIZE + "faq:\n" + WHAT, id="an item in another section"
        ),
        pytest.param(FAQ, FAQ + "  new:\n    q: Q?\n    a: A.\n", id="a new item"),
        pytest.param(
            CLOZE,
            CLOZE.replace("{{c2::DNA}}", "{{c3::DNA}}") + "      dropped: {2: too easy}\n",
            id="an answer under a new number, the old one dropped explicitly",
        ),
    ],
)
def test_what_costs_nobody_anything_is_not_refused(before: str, after: str) -> None:
    assert refusals(deck({"cell": after}), released(deck({"cell": before}))) == ()


def test_a_dropped_card_may_come_back_as_it_was_but_must_stay_named() -> None:
    gone = CLOZE.replace("{{c2::DNA}}", "DNA")
    first = released(deck({"cell": CLOZE}))
    second = released(deck({"cell": gone + "      dropped: {2: too easy}\n"}), "1.1", FIRST + 9, first)
    assert refusals(deck({"cell": CLOZE}), second) == ()
    assert [p.code for p in refusals(deck({"cell": gone}), second)] == ["released-card-gone"]


def test_a_retired_item_must_stay_in_its_file() -> None:
    retired = FAQ.replace("  size:", "  size:\n    retired: not needed")
    second = released(deck({"cell": retired}), "1.1", FIRST + 9, released(deck({"cell": FAQ})))
    assert [p.code for p in refusals(deck({"cell": "term: cell\nfaq:\n" + WHAT}), second)] == [
        "released-gone"
    ]


def test_a_first_name_cannot_be_used_again() -> None:
    text = "term: cell\nfaq:\n" + WHAT + "  why:\n    was: what\n    q: Why?\n    a: So.\n"
    assert [(p.place, p.code, p.message) for p in compile_deck(texts({"cell": text})).problems] == [
        (
            Place("concepts/cell.yaml", 3, 3),
            "first-name-taken",
            'the first name "cell/what" belongs to "cell/why" (concepts/cell.yaml:6)',
        )
    ]


def test_after_several_renames_the_hint_has_the_first_name() -> None:
    first = released(deck({"cell": FAQ, "virus": VIRUS}))
    moved = {
        "cell": "term: cell\nfaq:\n" + WHAT,
        "virus": VIRUS + "faq:\n" + SIZE.replace("size:", "extent:\n    was: cell/size"),
    }
    second = released(deck(moved), "1.1", FIRST + 9, first)
    assert [p.hint for p in refusals(deck({**moved, "virus": VIRUS}), second)] == [
        f'if it has another name now, write "was: cell/size" there; otherwise {RETIRE}'
    ]
