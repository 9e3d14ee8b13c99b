"""What a change to a deck means to those who study it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flashcards.releases.diff import CardText, Detail, Diff, Effect, compare
from flashcards.releases.record import waiting
from tests.greek import DECK, FILES, GODS, SOURCES, compiled, edited

if TYPE_CHECKING:
    from flashcards.releases.diff import Change

RISK, WITHDRAWN, MEANING, WORDING = Effect.RISK, Effect.WITHDRAWN, Effect.MEANING, Effect.WORDING
NEW, MOVED, WAITING, REMOVED = Effect.NEW, Effect.MOVED, Effect.WAITING, Effect.REMOVED
FAQ = "  how-many:\n    q: How many Olympians are there?\n    a: Twelve.\n"
WHY = "  why-twelve:\n    q: Why are they twelve?\n    a: Nobody knows.\n"


def found(new: dict[str, str], old: dict[str, str] | None = None) -> Diff:
    return compare(compiled(old or FILES), compiled(new))


def only(diff: Diff) -> Change:
    (change,) = diff.changes
    return change


# name: (the edit, the note's key, every consequence, its cards' ordinals and consequences)
Case = tuple[dict[str, str], str, tuple[Effect, ...], list[tuple[int, Effect]]]
CASES: dict[str, Case] = {
    "an answer": (edited(("Twelve.", "Twelve of them.")), "olympian/how-many", (MEANING,), [(1, MEANING)]),
    "a question": (
        edited(("How many Olympians are there", "How many Olympians exist")),
        "olympian/how-many",
        (WORDING,),
        [(1, WORDING)],
    ),
    "a definition is answer and question": (
        edited(("lives on", "dwells on")),
        "olympian/short",
        (MEANING, WORDING),
        [(1, MEANING), (2, WORDING)],
    ),
    "text around the blanks": (
        edited(("rules the sky", "rules the heavens")),
        "olympian/rule",
        (WORDING,),
        [(1, WORDING), (2, WORDING)],
    ),
    "a blank": (
        edited(("{{c1::Zeus}}", "{{c1::Jupiter}}")),
        "olympian/rule",
        (MEANING, WORDING),
        [(1, MEANING), (2, WORDING)],
    ),
    "a hint": (edited(("::a brother", "::his brother")), "olympian/rule", (WORDING,), [(2, WORDING)]),
    "emphasis only": (
        edited(("a: Nobody knows", "a: Nobody *knows*")),
        "olympian/why-twelve",
        (WORDING,),
        [],
    ),
    "a remark": (
        edited(("a: Twelve.", "a: Twelve.\n    extra: As a rule.")),
        "olympian/how-many",
        (WORDING,),
        [],
    ),
    "a new blank": (
        edited(("the sea.", "the {{c3::sea}}.")),
        "olympian/rule",
        (NEW,),
        [(3, NEW)],
    ),
    "a new item": (
        edited((FAQ, FAQ + "  where:\n    q: Where?\n    a: There.\n")),
        "olympian/where",
        (NEW,),
        [(1, NEW)],
    ),
    "retired": (
        edited(("a: Twelve.", "a: Twelve.\n    retired: lists differ")),
        "olympian/how-many",
        (WITHDRAWN,),
        [(1, WITHDRAWN)],
    ),
    "dropped": (
        edited(("Olympus.", "Olympus.\n    cards: [forward]\n    dropped: {reverse: too easy}")),
        "olympian/short",
        (WITHDRAWN,),
        [(2, WITHDRAWN)],
    ),
    "renamed": (edited(("how-many:", "number:\n    was: how-many")), "olympian/number", (MOVED,), []),
    "renamed and reworded": (
        edited(("how-many:", "number:\n    was: how-many"), ("Twelve.", "12.")),
        "olympian/number",
        (MEANING, MOVED),
        [(1, MEANING)],
    ),
    "a source": (edited(("a: Twelve.", "a: Twelve.\n    src: [homer]")), "olympian/how-many", (WAITING,), []),
    "a tier": (edited(("a: Twelve.", "a: Twelve.\n    tier: more")), "olympian/how-many", (WAITING,), []),
    "vanished": (edited((FAQ, "")), "olympian/how-many", (RISK,), [(1, RISK)]),
    "a blank vanished": (
        edited(("{{c2::Poseidon::a brother}}", "Poseidon")),
        "olympian/rule",
        (RISK,),
        [(2, RISK)],
    ),
    "renumbered": (
        edited(("{{c1::Zeus}}", "{{c2::Zeus}}"), ("{{c2::Poseidon::", "{{c1::Poseidon::")),
        "olympian/rule",
        (RISK, MEANING),
        [(1, MEANING), (2, MEANING)],
    ),
    "an answer under a new number": (
        edited(("{{c1::Zeus}} rules the sky", "{{c3::Zeus}} rules the {{c1::sky}}")),
        "olympian/rule",
        (RISK, MEANING, NEW),
        [(1, MEANING), (3, NEW)],
    ),
}


class TestOneNote:
    @pytest.mark.parametrize(("new", "key", "kinds", "cards"), CASES.values(), ids=CASES)
    def test_consequences(
        self, new: dict[str, str], key: str, kinds: tuple[Effect, ...], cards: list[tuple[int, Effect]]
    ) -> None:
        change = only(found(new))
        assert change.note.key == key
        assert change.effects == kinds
        assert [(card.ordinal, card.effect) for card in change.cards] == cards

    @pytest.mark.parametrize(
        "new",
        [
            edited((FAQ + WHY, WHY + FAQ)),
            edited(("a: Twelve.", "a: Twelve.\n    note: count them again")),
            edited(("a: Twelve.", "a: >-\n      Twelve.")),
        ],
        ids=["reordered", "a note for authors", "another layout"],
    )
    def test_what_no_learner_sees(self, new: dict[str, str]) -> None:
        assert found(new) == Diff()

    def test_cards_before_and_after(self) -> None:
        (card,) = only(found(edited(("Twelve.", "Twelve of them.")))).cards
        question = "How many Olympians are there?"
        assert (card.before, card.after) == (
            CardText(question, "Twelve."),
            CardText(question, "Twelve of them."),
        )

    def test_a_cloze_card_hides_its_answer(self) -> None:
        (card,) = only(found(edited(("::a brother", "::his brother")))).cards
        assert card.before == CardText("Zeus rules the sky, [a brother] the sea.", "Poseidon")
        assert card.after == CardText("Zeus rules the sky, [his brother] the sea.", "Poseidon")

    def test_what_waits(self) -> None:
        change = only(found(edited(("a: Twelve.", "a: Twelve.\n    src: [homer]"))))
        assert change.details == (Detail("source", "", "Homer, Iliad, 1990, <https://example.org/iliad>"),)

    def test_authors_count_as_cards_name_them(self) -> None:
        def by(names: str) -> dict[str, str]:
            cited = edited(("a: Twelve.", "a: Twelve.\n    src: [homer]"))
            return {**cited, "sources.yaml": SOURCES.replace("[Homer]", names)}

        change = only(found(by("[Homer, Hesiod]"), by("[Homer, Pindar]")))
        assert [(detail.before[:14], detail.after[:14]) for detail in change.details] == [
            ("Homer & Pindar", "Homer & Hesiod")
        ]
        of_three = by("[Homer, Hesiod, Pindar]"), by("[Homer, Pindar, Hesiod]")
        assert found(*of_three) == Diff()
        assert len({tuple(map(waiting, compiled(files).notes)) for files in of_three}) == 1

    def test_another_reason_of_a_dropped_card_is_what_changed(self) -> None:
        drop = "Olympus.\n    cards: [forward]\n    dropped: {reverse: %s}"
        change = only(found(*(edited(("Olympus.", drop % why)) for why in ("too hard", "too easy"))))
        assert (change.effects, change.reasons) == ((WORDING,), ())
        assert [(detail.name, detail.before, detail.after) for detail in change.details] == [
            ("dropped", "reverse: too easy", "reverse: too hard")
        ]

    def test_a_concept_retired_with_all_its_notes(self) -> None:
        diff = found(edited(("term: Olympian", "term: Olympian\nretired: it moved elsewhere")))
        assert diff.counts == {WITHDRAWN: 4}

    def test_withdrawn_and_back(self) -> None:
        retired = edited(("a: Twelve.", "a: Twelve.\n    retired: lists differ"))
        change = only(found(FILES, retired))
        assert (change.effects, change.reasons) == ((NEW,), ("It was withdrawn and is back.",))

    def test_retired_before_anybody_had_it(self) -> None:
        extra = edited((FAQ, FAQ + "  where:\n    q: Where?\n    a: There.\n    retired: no\n"))
        assert found(extra) == Diff()

    def test_another_note_type(self) -> None:
        old = edited(
            (FAQ, ""), ("faq:", "key_aspects:\n  number:\n    term: number\n    means: twelve\nfaq:")
        )
        new = edited(
            (FAQ, ""), ("faq:", "key_aspects:\n  number:\n    text: There are {{c1::twelve}}.\nfaq:")
        )
        change = only(found(new, old))
        assert change.effect is RISK
        assert change.reasons[0].startswith("The note type changed from Flashcards Q&A to Flashcards Cloze")

    def test_renumbering_says_which_fact_gets_whose_schedule(self) -> None:
        change = only(found(CASES["renumbered"][0]))
        assert [reason.partition(":")[0] for reason in change.reasons] == [
            "Card 1 now asks what card 2 asked",
            "Card 2 now asks what card 1 asked",
        ]


class TestReleased:
    def test_a_draft_may_vanish(self) -> None:
        old, new = compiled(FILES), compiled(edited((FAQ, "")))
        assert only(compare(old, new, released={})).effects == (REMOVED,)

    def test_a_released_note_may_not(self) -> None:
        old, new = compiled(FILES), compiled(edited((FAQ, "")))
        guid = next(note.guid for note in old.notes if note.key == "olympian/how-many")
        assert only(compare(old, new, released={guid: [1]})).effects == (RISK,)

    def test_only_released_ordinals_count(self) -> None:
        old, new = compiled(FILES), compiled(CASES["a blank vanished"][0])
        guid = next(note.guid for note in old.notes if note.key == "olympian/rule")
        change = only(compare(old, new, released={guid: [1]}))
        assert [(card.ordinal, card.effect) for card in change.cards] == [(2, REMOVED)]

    def test_the_first_release(self) -> None:
        assert compare(None, compiled(FILES)).counts == {NEW: 4}


class TestDeck:
    @pytest.mark.parametrize(
        ("change", "alert"),
        [
            (("name: Greek", "name: Greeks"), 'The deck\'s name changed from "Greek" to "Greeks"'),
            (("6f0b3a52-", "7f0b3a52-"), "The deck's uuid changed"),
        ],
    )
    def test_alerts(self, change: tuple[str, str], alert: str) -> None:
        diff = found({**FILES, "deck.yaml": DECK.replace(*change)})
        assert [text.startswith(alert) for text in diff.alerts] == [True]
        assert diff.risky

    def test_gravest_first_then_in_course_order(self) -> None:
        diff = found(edited(("Nobody knows.", "No one."), ("Twelve.", "12."), ("rules the", "has the")))
        assert [change.note.key for change in diff.changes] == [
            "olympian/how-many",
            "olympian/why-twelve",
            "olympian/rule",
        ]

    def test_a_source_title_waits_everywhere(self) -> None:
        cited = GODS.replace("term:", "src: [homer]\nterm:")
        old = {**FILES, "concepts/olympian.yaml": cited}
        diff = found({**old, "sources.yaml": SOURCES.replace("Iliad", "The Iliad")}, old)
        assert diff.counts == {WAITING: 4}
