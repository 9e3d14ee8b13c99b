"""The cards of the page are those that the real Anki renders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards.anki.writer import write
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from flashcards.model import Cloze, Code, Deck, Math, Paragraph, Rich
from flashcards.preview import cards
from tests.anki import oracle, samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Note

COURSE = Path(__file__).parents[2] / "decks" / "ai-alignment"
ODD = "é☃ ~ \"'&<b> /_:;?[]{}=\u200bñ :: }} {{ \\( \\] <br> ÿĀ"


def _rendered_by_anki(folder: Path, deck: Deck) -> dict[tuple[str, int], tuple[str, str]]:
    write(deck, folder / "x.apkg", mod=lambda _: samples.TIME, time=samples.TIME, version="1")
    with oracle.collection(folder) as learner:
        oracle.import_package(learner, folder / "x.apkg")
        return {(card.guid, card.ordinal): (card.front, card.back) for card in oracle.cards(learner)}


def _ours(notes: tuple[Note, ...]) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    for note in notes:
        for side in cards.sides(note):
            yield (note.guid, side.ordinal), ("".join(side.front), "".join(side.back))


def test_every_card_of_the_course_is_what_anki_renders(tmp_path: Path) -> None:
    deck = compile_deck(load(COURSE)).deck
    assert deck is not None
    live = tuple(note for note in deck.notes if note.live)
    assert dict(_ours(live)) == _rendered_by_anki(tmp_path, deck)


MATH = Rich(
    (
        Paragraph(
            (
                Math(("\\frac{1}{", Cloze(1, ("x^{2}",), ODD), "} < y")),
                " and ",
                Cloze(2, ("(",)),
                Math(("a", Cloze(2, ("<",))), display=True),
                Code("{{c3::x}} \\(y\\)"),
            )
        ),
    )
)
NOTES = {
    "odd texts": samples.qa("a/odd", (1, ODD, ODD), (3, ODD, ODD), context=ODD, heading=ODD, extra=ODD),
    "nothing optional": samples.qa("a/bare", (2, "Q", "A"), context="", heading="", citations=()),
    "odd clozes": samples.cloze("b/odd", ODD, (1, ODD, ODD), ODD, (12, ODD, ""), (1, "x", "")),
    "one character": samples.cloze("b/one", (1, ":", ":"), (2, "}", "}"), (3, "{", "{"), (4, "<", "<")),
    "math": samples.cloze(
        "c/math", text=MATH, cards=samples.cloze("c/math", (1, "x^{2}", ""), (2, "(", "")).cards
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_odd_notes_are_what_anki_renders(tmp_path: Path, name: str) -> None:
    assert dict(_ours((NOTES[name],))) == _rendered_by_anki(tmp_path, samples.deck(NOTES[name]))


def test_a_retired_note_shows_its_banner_on_both_sides() -> None:
    [card] = cards.sides(samples.qa("a/one", (1, "Q", "A"), retired="Withdrawn: wrong."))
    banner = '<div class="banner" dir="auto">Withdrawn: wrong.</div>'
    assert banner in "".join(card.front)
    assert banner in "".join(card.back)
