"""What the real Anki makes of our packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flashcards.anki import notetypes
from flashcards.anki.writer import write
from flashcards.model import (
    Citation,
    Cloze,
    Code,
    Deck,
    Image,
    Math,
    Media,
    Note,
    Paragraph,
    Rich,
    Source,
    Table,
)
from tests.anki import oracle, samples

HOSTILE = "</div><script>alert(1)</script> {{c9::x::y}} }} [sound:a.mp3] [latex]x[/latex] \\(x\\) &lt; a<b and c>d \x1f"
PICTURE = "0123456789abcdef.png"


def _qa(key: str, count: int, **other: Any) -> Note:
    return samples.qa(key, *((n, f"Question {n}?", f"Answer {n}.") for n in range(1, count + 1)), **other)


def _table() -> Rich:
    return Rich((Paragraph(("Which goals?",)), Table((("inner",), ("outer",)), ((("one",), ("two",)),))))


NOTES = {
    "one": _qa("a/one", 1),
    "two": _qa("a/two", 2),
    "three": _qa("a/three", 3),
    "third only": samples.qa("a/third", (3, "Question 3?", "Answer 3.")),
    "holes": samples.cloze(
        "b/holes", "It ", (1, "is", "verb"), " what ", (3, "it", ""), " is ", (499, "not", "?"), "."
    ),
    "retired": _qa("c/retired", 2, retired="Withdrawn: newer papers contradict it."),
    "retired cloze": samples.cloze("c/cloze", (1, "gone", ""), " by now", retired="Withdrawn: wrong."),
    "dropped": samples.qa(
        "d/dropped", (1, "Who?", "They."), dropped=samples.dropped(2, "Withdrawn: unknown date.")
    ),
    "image": samples.qa(
        "e/image", (1, Rich((Paragraph((Image("a plot", PICTURE), " What is it?")),)), "A plot.")
    ),
    "table": samples.qa("e/table", (1, "How do they differ?", _table())),
    "unicode": samples.qa(
        "f/unicode", (1, "日本語 - מבחן 👩‍🔬?", "é\u0301 ≤ ∞"), context="מבחן", tags=("ai::日本語",)
    ),
    "hostile": samples.qa(
        "g/hostile",
        (1, HOSTILE, HOSTILE),
        context=HOSTILE,
        heading=HOSTILE,
        extra=HOSTILE,
        citations=(
            Citation(Source("s", HOSTILE, (HOSTILE,), HOSTILE, url="https://x.org/" + HOSTILE), HOSTILE),
        ),
    ),
    "hostile cloze": samples.cloze(
        "g/cloze", HOSTILE, (1, HOSTILE, HOSTILE), "{", (2, "}}", "}}"), "}", context=HOSTILE, extra=HOSTILE
    ),
    "math cloze": samples.cloze(
        "g/math",
        text=Rich(
            (Paragraph((Math(("\\frac{1}{", Cloze(1, ("x^{2}",)), "}")), " ", Cloze(2, (Code("a::b"),)))),)
        ),
        cards=samples.cloze("g/math", (1, "x^{2}", ""), (2, "a::b", "")).cards,
    ),
}
CARDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "third only": 1,
    "holes": 3,
    "retired": 0,
    "retired cloze": 0,
    "dropped": 1,
    "image": 1,
    "table": 1,
    "unicode": 1,
    "hostile": 1,
    "hostile cloze": 2,
    "math cloze": 2,
}


def _deck(tmp_path: Path, **changed: Note) -> Deck:
    path = tmp_path / "plot.png"
    path.write_bytes(b"\x89PNG pixels")
    return samples.deck(*{**NOTES, **changed}.values(), media=(Media("plot.png", PICTURE, str(path)),))


def _build(tmp_path: Path, deck: Deck, newer: tuple[str, ...] = ()) -> Path:
    target = tmp_path / "x.apkg"
    write(deck, target, mod=lambda note: samples.TIME + (note.first in newer), time=samples.TIME, version="1")
    return target


def test_a_whole_deck_arrives(tmp_path: Path) -> None:
    package = _build(tmp_path, _deck(tmp_path))
    with oracle.collection(tmp_path) as learner:
        assert oracle.import_package(learner, package) == oracle.Imported(len(NOTES), 0, 0, 0, 0)
        assert oracle.card_counts(learner) == {NOTES[name].guid: count for name, count in CARDS.items()}
        assert oracle.empty_cards(learner) == []
        assert oracle.missing_media(learner) == []
        assert learner.media.have(PICTURE)
        assert all(_words(card.front) and _words(card.back) for card in oracle.cards(learner))
        decks = oracle.rows(learner, "select distinct did from cards")
        assert [learner.decks.name(number) for (number,) in decks] == ["AI Alignment"]


def _words(rendered: str) -> bool:
    question = rendered.partition('class="question"')[2] or rendered.partition('class="text"')[2]
    return bool(question.partition(">")[2].partition("</div>")[0].strip())


def test_ids_and_positions_survive_the_import(tmp_path: Path) -> None:
    note = _qa("a/two", 2, position=41)
    package = _build(tmp_path, samples.deck(note))
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, package)
        rows = oracle.rows(learner, "select id, nid, ord, due from cards order by id")
        assert rows == [(note.id + 1, note.id, 0, 41), (note.id + 2, note.id, 1, 41)]
        assert oracle.rows(learner, "select id, mod, tags from notes") == [
            (note.id, samples.TIME, " ai::kind::faq ai::unit::basics ")
        ]


def test_check_database_finds_nothing_where_nothing_is_withdrawn(tmp_path: Path) -> None:
    live = [note for name, note in NOTES.items() if name not in {"retired", "retired cloze", "dropped"}]
    package = _build(tmp_path, samples.deck(*live))
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, package)
        before = (oracle.card_counts(learner), oracle.rows(learner, "select id, flds, csum, sfld from notes"))
        assert oracle.check_database(learner) == ("Database rebuilt and optimized.", True)
        assert (
            oracle.card_counts(learner),
            oracle.rows(learner, "select id, flds, csum, sfld from notes"),
        ) == before


def test_what_check_database_makes_of_the_withdrawn_shows_a_banner(tmp_path: Path) -> None:
    package = _build(tmp_path, _deck(tmp_path))
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, package)
        assert oracle.check_database(learner)[1]
        assert oracle.empty_cards(learner) == []
        for name, ordinals in {"retired": {1, 2}, "retired cloze": {1}, "dropped": {2}}.items():
            found = [card for card in oracle.cards(learner) if card.guid == NOTES[name].guid]
            shown = {
                card.ordinal for card in found if 'class="banner"' in card.front and "Withdrawn" in card.back
            }
            assert shown == ordinals


def test_a_newer_note_is_updated_and_no_other(tmp_path: Path) -> None:
    changed = samples.qa("a/one", (1, "Question 1, fixed?", "Answer 1."))
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    old = _build(first, _deck(first))
    new = _build(second, _deck(second, one=changed), newer=("a/one",))
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, old)
        assert oracle.import_package(learner, old) == oracle.Imported(0, 0, len(NOTES), 0, 0)
        assert oracle.import_package(learner, new) == oracle.Imported(0, 1, len(NOTES) - 1, 0, 0)
        [card] = [card for card in oracle.cards(learner) if card.guid == changed.guid]
        assert "fixed" in card.front


def test_a_note_that_is_retired_later_keeps_its_cards_and_shows_why(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    retired = _qa("a/two", 2, retired="Withdrawn: wrong.")
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, _build(first, samples.deck(_qa("a/two", 2))))
        oracle.import_package(learner, _build(second, samples.deck(retired), newer=("a/two",)))
        assert oracle.card_counts(learner) == {retired.guid: 2}
        assert all("Withdrawn: wrong." in card.front for card in oracle.cards(learner))
        assert oracle.empty_cards(learner) == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [("style.css", {1}), ("qa.back.html", {1}), ("qa.front.html", {1, 2})],
    ids=["styling", "backs", "fronts"],
)
def test_only_fronts_that_change_give_a_learner_the_dropped_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, expected: set[int]
) -> None:
    deck = samples.deck(NOTES["dropped"], NOTES["retired"])
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, _build(tmp_path, deck))
        read = notetypes._read
        monkeypatch.setattr(
            notetypes,
            "_read",
            lambda name: read(name).replace("sheet", "page") if name == file else read(name),
        )
        monkeypatch.setattr(notetypes, "MODIFIED", notetypes.MODIFIED + 1)
        oracle.import_package(learner, _build(tmp_path, deck))
        made = {(card.guid, card.ordinal) for card in oracle.cards(learner)}
        assert made == {(NOTES["dropped"].guid, ordinal) for ordinal in expected}


def _sides(tmp_path: Path, name: str) -> list[oracle.Rendered]:
    package = _build(tmp_path, samples.deck(NOTES[name]))
    with oracle.collection(tmp_path) as learner:
        oracle.import_package(learner, package)
        return oracle.cards(learner)


def test_a_cloze_hides_its_number_only(tmp_path: Path) -> None:
    first, second, last = _sides(tmp_path, "holes")
    assert (first.ordinal, second.ordinal, last.ordinal) == (1, 3, 499)
    assert "[verb]" in first.front
    assert "[...]" in second.front
    assert "[?]" in last.front
    assert ">not</span>" in last.back


@pytest.mark.parametrize("name", ["hostile", "hostile cloze"])
def test_hostile_text_is_shown_as_typed(tmp_path: Path, name: str) -> None:
    for card in _sides(tmp_path, name):
        for side in (card.front, card.back):
            assert "<script" not in side
            assert "[anki:play" not in side
            assert "&lt;script&gt;" in side


def test_math_and_code_in_clozes(tmp_path: Path) -> None:
    first, second = _sides(tmp_path, "math cloze")
    assert "[...]" in first.front
    assert r"\(\frac{1}{x^{2} }\)" in first.back
    assert ">a:&#58;b</code>" in second.back


def test_readme_names_the_options_of_the_import_and_what_they_are_at_first(tmp_path: Path) -> None:
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text("utf-8").split())
    with oracle.collection(tmp_path) as opened:
        words = opened.tr
        assert (
            f"*{words.importing_update_notes()}* and *{words.importing_update_notetypes()}*: "
            f"{words.importing_update_if_newer().lower()}; "
            f"*{words.importing_also_import_progress()}* and *{words.importing_merge_notetypes()}*: off."
        ) in readme
        assert opened._backend.get_import_anki_package_presets() == oracle.OPTIONS
