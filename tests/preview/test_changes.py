"""What the page shows of a change: for each card its effects and texts, and the cards that are gone."""

from __future__ import annotations

import pytest

from flashcards.preview.changes import Changes, Since
from flashcards.releases.diff import compare
from tests.greek import FILES, compiled, edited

HOW_MANY = "  how-many:\n    q: How many Olympians are there?\n    a: Twelve.\n"
WHY = "  why-twelve:\n    q: Why are they twelve?\n    a: Nobody knows.\n"
RETIRED = edited(("a: Nobody knows.", "a: Nobody knows.\n    retired: Wrong."))
DROPPED = edited(
    ("{{c2::Poseidon::a brother}}", "Poseidon"),
    ('the sea."', 'the sea."\n      dropped: {"2": Too hard.}'),
)
Shown = tuple[list[str], list[str], dict[str, str]]


def _changes(new: dict[str, str], old: dict[str, str] | None = None) -> tuple[Changes, dict[str, Shown]]:
    """Return for each changed card its effects, the reasons, and its texts, marked as diff marks them."""
    deck = compiled(new)
    changes = Changes(Since("before", compare(compiled(old or FILES), deck)))
    numbers = {
        f"{note.key}:{card.ordinal}": number
        for note in deck.notes
        for card in note.cards
        for number in changes.of_card(note.guid, card.ordinal)
    }
    whole = changes.whole(deck)
    assert whole is not None
    titles = whole["titles"]
    assert isinstance(titles, list)
    found = {}
    for name, number in numbers.items():
        kinds, reasons, words = list(changes.numbers)[number]
        assert isinstance(kinds, tuple)
        assert isinstance(reasons, tuple)
        assert isinstance(words, tuple)
        marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
        texts = {label: "".join(marks[sign].format(text) for sign, text in pieces) for label, pieces in words}
        found[name] = ([titles[kind] for kind in kinds], list(reasons), texts)
    return changes, found


CASES: dict[str, tuple[dict[str, str], dict[str, Shown]]] = {
    "nothing": (FILES, {}),
    "an answer": (
        edited(("Twelve.", "Twelve of them.")),
        {
            "olympian/how-many:1": (
                ["Meaning may have changed"],
                [],
                {"answer": "Twelve{+ of them+}."},
            )
        },
    ),
    "each card of a note by its own words": (
        edited(("lives on", "dwells on")),
        {
            "olympian/short:1": (
                ["Meaning may have changed"],
                [],
                {"forward answer": "A god who [-lives-]{+dwells+} on Mount Olympus."},
            ),
            "olympian/short:2": (
                ["Wording changed"],
                [],
                {
                    "reverse question": "A god who [-lives-]{+dwells+} on Mount Olympus.\nWhich term is meant?"
                },
            ),
        },
    ),
    "a text with little left of it": (
        edited(("Nobody knows.", "Because of the months of the year.")),
        {
            "olympian/why-twelve:1": (
                ["Meaning may have changed"],
                [],
                {"answer": "[-Nobody knows.-]{+Because of the months of the year.+}"},
            )
        },
    ),
    "only the other blank of a cloze": (
        edited(("::a brother", "::his brother")),
        {
            "olympian/rule:2": (
                ["Wording changed"],
                [],
                {"2 question": "Zeus rules the sky, [[-a-]{+his+} brother] the sea."},
            )
        },
    ),
    "an extra, on every card of its note": (
        edited(("Mount Olympus.", "Mount Olympus.\n    extra: It is high.")),
        {
            f"olympian/short:{n}": (["Wording changed"], [], {"extra": "{+It is high.+}"})
            for n in (1, 2)
        },
    ),
    "a source": (
        edited(("a: Twelve.", "a: Twelve.\n    src: [homer]")),
        {
            "olympian/how-many:1": (
                ["Waiting"],
                [],
                {"source": "{+Homer, Iliad, 1990, <https://example.org/iliad>+}"},
            )
        },
    ),
    "another key": (
        edited(("why-twelve:", "why:\n    was: why-twelve")),
        {"olympian/why:1": (["Moved"], ["Its key was olympian/why-twelve."], {})},
    ),
    "a new note": (
        edited((HOW_MANY, HOW_MANY + "  who:\n    q: Who?\n    a: Zeus.\n")),
        {"olympian/who:1": (["New"], [], {})},
    ),
    "a withdrawn note": (
        RETIRED,
        {"olympian/why-twelve:1": (["Withdrawn"], [], {"why": "{+Wrong.+}"})},
    ),
    "it comes back": (
        FILES,
        {
            "olympian/why-twelve:1": (
                ["New"],
                ["It was withdrawn and is back."],
                {"why": "[-Wrong.-]"},
            )
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_card_shows_its_change(name: str) -> None:
    new, expected = CASES[name]
    _, found = _changes(new, RETIRED if name == "it comes back" else None)
    assert found == expected


VANISHED = "The note is gone: its cards stay with learners and are never corrected again."


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (FILES, []),
        (RETIRED, []),
        (
            DROPPED,
            [
                [
                    "olympian",
                    "olympian/rule 2",
                    1,
                    ["Withdrawn: Too hard."],
                    "Zeus rules the sky, [a brother] the sea.",
                    "Poseidon",
                ]
            ],
        ),
        (
            edited((WHY, "")),
            [
                [
                    "olympian",
                    "olympian/why-twelve ask",
                    0,
                    [f'{VANISHED} Add "was" to its new name, or put it back and add "retired".'],
                    "Why are they twelve?",
                    "Nobody knows.",
                ]
            ],
        ),
    ],
    ids=["nothing", "retired: it is still on the page", "a dropped card", "a vanished note"],
)
def test_cards_that_are_gone_are_listed(new: dict[str, str], expected: list[list[object]]) -> None:
    whole = _changes(new)[0].whole(compiled(new))
    assert whole
    assert whole["gone"] == expected


def test_without_a_comparison_there_are_no_changes() -> None:
    deck = compiled(FILES)
    changes = Changes(None)
    assert changes.of_card(deck.notes[0].guid, 1) == []
    assert changes.whole(deck) is None


def test_equal_changes_share_a_number() -> None:
    changes, found = _changes(edited(("context: Greek religion", "context: Religion")))
    assert len(found) > 3
    assert len(changes.numbers) == 2  # the context of cards with the term, and of those without
