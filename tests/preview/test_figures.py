"""The figures of the deck, as values and as the elements that are drawn."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from flashcards.model import Source, Tier
from flashcards.preview import figures
from tests.anki import samples


def test_figures_count_the_cards_that_a_new_learner_gets() -> None:
    notes = (
        samples.qa("a/one", (1, "Q", "one two three"), (2, "Q", "x")),
        samples.qa("a/two", (1, "Q", "x " * 60), tier=Tier.MORE),
        samples.qa("a/gone", (1, "Q", "x"), retired="Withdrawn: wrong."),
        samples.cloze("a/hole", (1, "x", ""), heading="Definition"),
    )
    sources = {"s": Source("s", "S", credibility=4), "t": Source("t", "T")}
    kinds, lengths, works = figures.plots(replace(samples.deck(*notes), sources=sources))
    assert kinds.rows == (("Question", (2, 1)), ("Definition", (1, 0)))
    assert dict(lengths.rows) == {
        **dict.fromkeys(("6-10", "11-15", "16-20", "21-30", "31-50"), (0,)),
        "0-2": (2,),
        "3-5": (1,),
        "over 50": (1,),
    }
    assert dict(works.rows)["4 · primary report"] == (1,)
    assert dict(works.rows)["not rated"] == (1,)


def test_a_plot_has_its_numbers_as_text_and_as_a_table() -> None:
    plot = figures.Plot("Cards <by> kind", ("core", "more"), (("Q&A", (1200, 0)),))
    drawn = ET.fromstring(figures.draw(plot))
    pictures = [p for p in drawn.iter("svg") if p.get("aria-hidden") is None]
    assert [p.get("aria-label") for p in pictures] == ["Cards <by> kind. Q&A: 1,200 core, 0 more"]
    assert ["".join(cell.itertext()) for cell in drawn.iter("td")] == ["", "1,200", "0"]
