"""Release notes for learners, the changelog, and that the searches find exactly their cards in the real Anki."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from flashcards.anki.writer import write
from flashcards.releases.diff import compare
from flashcards.releases.release_notes import add_to_changelog, notes_for_learners, search
from tests.anki import oracle
from tests.greek import DECK, FILES, GODS, compiled, edited

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck, Note

TIME = 1_790_000_000
TITANS = GODS.replace("term: Olympian", "term: Titan").replace("how-many", "names")
BOTH = {**FILES, "concepts/titan.yaml": TITANS}


def notes(new: dict[str, str], old: dict[str, str] | None = None) -> str:
    after = compiled(new)
    return notes_for_learners(compare(compiled(old or FILES), after), after, "1.1", "2026-11-21")


def searched(text: str) -> list[str]:
    """Return the searches in notes for learners."""
    return [part.partition("\n```")[0] for part in text.split("```text\n")[1:]]


def _mod(release: int, _: Note) -> int:
    return TIME + release


def learner(folder: Path, *decks: Deck) -> dict[str, set[tuple[str, int]]]:
    """Import decks, one release after the other. Return each search of the last notes with the cards that it finds."""
    with oracle.collection(folder) as collection:
        for number, deck in enumerate(decks):
            package = folder / f"{number}.apkg"
            write(deck, package, mod=partial(_mod, number), time=TIME + number, version="1")
            oracle.import_package(collection, package)
        newest = decks[-1]
        keys = {note.guid: note.first for note in newest.notes}
        chapters = searched(notes_for_learners(compare(decks[0], newest), newest, "1.1", ""))
        return {
            text: {(keys.get(card.guid, card.guid), card.ordinal) for card in oracle.cards(collection, text)}
            for text in chapters
        }


class TestText:
    def test_without_changes_the_notes_say_so(self) -> None:
        assert notes(FILES) == "## 1.1 (2026-11-21)\n\nNothing changes on your cards in this version.\n"

    def test_a_waiting_change_is_left_out(self) -> None:
        assert "Nothing changes" in notes(edited(("a: Twelve.", "a: Twelve.\n    src: [homer]")))

    def test_corrections_show_what_changed(self) -> None:
        text = notes(edited(("Twelve.", "Twelve of them."), ("rules the sky", "rules the heavens")))
        assert "### Corrected: 3 cards" in text
        assert (
            "The answer changed, so please take a look:\n\n"
            "- “How many Olympians are there?” Answer: Twelve<ins> of them</ins>.\n" in text
        )
        assert (
            "Only the wording changed:\n\n"
            "- Zeus rules the <del>sky</del><ins>heavens</ins>, Poseidon the sea.\n" in text
        )

    def test_a_changed_remark_is_shown(self) -> None:
        text = notes(edited(("a: Twelve.", "a: Twelve.\n    extra: As a rule.")))
        assert "- “How many Olympians are there?” Remark: <ins>As a rule.</ins>\n" in text

    def test_new_cards_are_counted_by_concept(self) -> None:
        text = notes(BOTH)
        assert "### New: 6 cards" in text
        assert "- Titan: 6 cards\n" in text
        assert searched(text) == ['tag:greek "Key:titan/*"']

    def test_withdrawn_cards_come_with_the_reason_and_advice(self) -> None:
        text = notes(edited(("a: Twelve.", "a: Twelve.\n    retired: lists differ")))
        assert "- “How many Olympians are there?” Withdrawn: lists differ\n" in text
        assert "suspend it (your history stays) or delete it" in text
        assert "Empty Cards" not in text

    def test_corrections_of_retired_notes_are_left_out(self) -> None:
        retired = ("a: Twelve.", "a: Twelve.\n    retired: lists differ")
        text = notes(edited(retired, ("Twelve.", "Twelve of them.")), edited(retired))
        assert text == "## 1.1 (2026-11-21)\n\nNothing changes on your cards in this version.\n"

    def test_a_dropped_blank_leaves_an_empty_card(self) -> None:
        text = notes(
            edited(
                ('{{c2::Poseidon::a brother}} the sea."', 'Poseidon the sea."\n      dropped: {2: too easy}')
            )
        )
        assert "Tools → Empty Cards" in text

    def test_a_long_list_is_cut(self) -> None:
        faq = "".join(f"  item-{n}:\n    q: What is {n}?\n    a: It.\n" for n in range(50))
        old = {**FILES, "concepts/titan.yaml": f"term: Titan\nfaq:\n{faq}"}
        text = notes({**old, "concepts/titan.yaml": f"term: Titan\nfaq:\n{faq.replace('It.', 'That.')}"}, old)
        assert text.count("\n- “") == 40
        assert "- and 10 more; the search finds them all" in text

    def test_an_author_can_not_inject_markup(self) -> None:
        text = notes(edited(("Twelve.", "<script>x</script> [a](http://b.org) @all")))
        assert "&#60;script&#62;x&#60;/script&#62;" in text
        assert "@<!-- -->all" in text


class TestSearch:
    def test_all_cards_are_found_by_the_decks_tag(self) -> None:
        deck = compiled(FILES)
        assert search(deck, {n.guid: frozenset({1, 2}) for n in deck.notes}) == "tag:greek"

    # name: (the new deck, the cards that each chapter's search must find)
    CASES = {  # noqa: RUF012 - a table
        "a new concept": (BOTH, [{("titan/short", 1), ("titan/short", 2), ("titan/rule", 1), ("titan/rule", 2),
                                  ("titan/names", 1), ("titan/why-twelve", 1)}]),
        "a corrected answer": (edited(("Twelve.", "12.")), [{("olympian/how-many", 1)}]),
        "one card of two": (
            edited(("{{c1::Zeus}} rules the sky, {{c2::Poseidon::a brother}}",
                    "{{c1::Zeus}} rules the sky, {{c2::Poseidon::his brother}}")),
            [{("olympian/rule", 2)}],
        ),
        "renamed and corrected": (
            edited(("how-many:", "number:\n    was: how-many"), ("Twelve.", "12.")),
            [{("olympian/how-many", 1)}],
        ),
        "withdrawn, and another corrected": (
            edited(("a: Twelve.", "a: Twelve.\n    retired: lists differ"), ("Nobody knows", "No one knows")),
            [{("olympian/why-twelve", 1)}, {("olympian/how-many", 1)}],
        ),
        "a dropped card": (
            edited(("Olympus.", "Olympus.\n    cards: [forward]\n    dropped: {reverse: too easy}")),
            [{("olympian/short", 2)}],
        ),
    }  # fmt: skip

    @pytest.mark.parametrize(("new", "cards"), CASES.values(), ids=CASES)
    def test_anki_finds_exactly_those_cards(
        self, new: dict[str, str], cards: list[set[tuple[str, int]]], tmp_path: Path
    ) -> None:
        namesake = compiled({**FILES, "deck.yaml": DECK.replace("greek", "other").replace("6f0b", "7f0b")})
        with oracle.collection(tmp_path) as collection:
            write(namesake, tmp_path / "o.apkg", mod=lambda _: TIME, time=TIME, version="1")
            oracle.import_package(collection, tmp_path / "o.apkg")
        found = learner(tmp_path, compiled(FILES), compiled(new))
        assert list(found.values()) == cards


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "# Changes for learners\n\n## 1.1 (d)\n\nX\n", id="none yet"),
        pytest.param("# Mine\n\nWords.\n", "# Mine\n\nWords.\n\n## 1.1 (d)\n\nX\n", id="only a head"),
        pytest.param(
            "# Mine\n\n## 1.0\n\nA\n", "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.0\n\nA\n", id="newest first"
        ),
        pytest.param(
            "# Mine\n\n## 1.1 (old)\n\nY\n\n### Z\n\n## 1.0\n\nA\n",
            "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.0\n\nA\n",
            id="the same version again",
        ),
        pytest.param(
            "# Mine\n\n## 1.10 (d)\n\nA\n",
            "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.10 (d)\n\nA\n",
            id="a version that begins alike",
        ),
    ],
)
def test_the_changelog_is_newest_first_and_holds_a_version_once(text: str, expected: str) -> None:
    assert add_to_changelog(text, "1.1", "## 1.1 (d)\n\nX\n") == expected
    assert add_to_changelog(expected, "1.1", "## 1.1 (d)\n\nX\n") == expected
