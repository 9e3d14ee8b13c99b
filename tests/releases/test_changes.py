"""What learners of the last release will see, as far as the record tells."""

from __future__ import annotations

import pytest

from flashcards.releases import changes
from flashcards.releases.diff import CardChange, CardText, Diff, Effect, compare
from flashcards.releases.lock import Lock
from tests.lockdecks import UUID, deck, released
from tests.releases.small import CLOZE, FAQ

EMPTY = Lock("cells", UUID, "Cells")
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
def test_the_record_shows_what_learners_will_see_of_a_note(
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
def test_a_note_that_was_never_released_is_new_if_it_has_cards(text: str, expected: list[str]) -> None:
    found = changes.changes(deck({"cell": text}), EMPTY).changes
    assert [(change.note.key, change.effects) for change in found] == [
        (key, (Effect.NEW,)) for key in expected
    ]
