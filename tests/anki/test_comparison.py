"""Comparing a package with another one, or with a deck; and whether we find the conflicts that Anki finds."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.anki import comparison
from flashcards.anki.reader import read
from flashcards.model import Citation, Image, Listing, Paragraph, Rich
from flashcards.releases.diff import Diff, Effect, compare
from flashcards.text import prose
from tests.anki import oracle, samples
from tests.anki.packages import DECK, NOTES, RICH, ours, package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def remodelled(path: Path, change: Callable[[dict[str, Any]], object], mod: int) -> Path:
    """The package with its note types changed and all its times newer."""
    with ZipFile(path) as archive:
        copy = path.with_suffix(".sqlite")
        copy.write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(copy)) as connection:
        models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
        for model in models.values():
            model["mod"] = mod
            change(model)
        connection.execute("UPDATE col SET models = ?", (json.dumps(models),))
        connection.execute("UPDATE notes SET mod = ?, flds = flds || ''", (mod,))
        connection.commit()
    with ZipFile(path, "w") as archive:
        archive.write(copy, "collection.anki2")
        archive.writestr("media", "{}")
    return path


def test_a_package_is_read_as_words(tmp_path: Path) -> None:
    notes = {note.key: note for note in ours(read(package(tmp_path / "a.apkg"))).notes}
    one = notes["a/one"]
    assert prose.front(one.cards[0]) == "Question <1>?"
    assert one.cards[0].answer == "An a::b & \\(x^{2}\\)\nlink\n- one\n- a plot"
    assert one.extra == "Mind {{this}}."
    assert [(card.ordinal, card.answer) for card in notes["b/holes"].cards] == [(1, "is"), (3, "it")]
    assert notes["c/retired"].retired == "Withdrawn: newer papers contradict it."
    assert [(gone.ordinal, gone.why) for gone in notes["d/dropped"].dropped] == [(2, "Withdrawn: unknown.")]


def test_a_package_equals_the_deck_that_it_was_built_from(tmp_path: Path) -> None:
    found = ours(read(package(tmp_path / "a.apkg")))
    assert compare(comparison.as_packaged(DECK, dropped=True), found) == Diff()
    assert compare(found, comparison.as_packaged(DECK, dropped=True)) == Diff()


def test_a_blank_that_was_dropped_before_is_not_missing_from_a_package(tmp_path: Path) -> None:
    note = samples.cloze("b/holes", "It ", (1, "is", ""), ".", dropped=samples.dropped(2, "too easy"))
    deck = samples.deck(note)
    found = ours(read(package(tmp_path / "a.apkg", deck)))
    assert compare(comparison.as_packaged(deck, dropped=False), found) == Diff()
    assert compare(found, comparison.as_packaged(deck, dropped=True)) == Diff()


@pytest.mark.parametrize(
    ("note", "change", "kind"),
    [
        (0, {"cards": samples.qa("x", (1, "Question <1>?", "Another.")).cards}, Effect.MEANING),
        (0, {"extra": "Don't."}, Effect.WORDING),
        (0, {"cards": samples.qa("x", (1, "Question <1>?", Rich((*RICH.blocks[:1], Listing(((Paragraph(("one",)),), (Paragraph((Image("a plot", "q.png"),)),))))))).cards}, Effect.WORDING),
        (1, {"retired": "Withdrawn: wrong."}, Effect.WITHDRAWN),
        (1, {"citations": (Citation(replace(samples.SOURCE, title="Risk")),)}, Effect.WAITING),
        (1, {"tags": ("ai::kind::faq",)}, Effect.WAITING),
        (1, {"context": "elsewhere"}, Effect.WAITING),
    ],
    ids=["answer", "remark", "another image", "retired", "source", "tags", "context"],
)  # fmt: skip
def test_a_change_between_packages_has_the_same_effect_as_between_decks(
    note: int, change: dict[str, Any], kind: Effect, tmp_path: Path
) -> None:
    notes = [replace(each, **change) if n == note else each for n, each in enumerate(NOTES)]
    old = ours(read(package(tmp_path / "a.apkg")))
    new = ours(read(package(tmp_path / "b.apkg", samples.deck(*notes))))
    (found,) = compare(old, new).changes
    assert (found.note.key, found.effect) == (NOTES[note].key, kind)


def _append_field(model: dict[str, Any]) -> None:
    model["flds"].append({**model["flds"][-1], "name": "Other", "id": 123, "ord": len(model["flds"])})


def _rename_field(model: dict[str, Any]) -> None:
    model["flds"][3]["name"] = "Renamed"


def _rename_field_without_id(model: dict[str, Any]) -> None:
    model["flds"][3].update(name="Renamed", id=None)


def _another_field(model: dict[str, Any]) -> None:
    model["flds"][-1].update(name="Other", id=123)


def _rename_template(model: dict[str, Any]) -> None:
    model["tmpls"][0]["name"] = "Renamed"


def _another_template(model: dict[str, Any]) -> None:
    model["tmpls"][0].update(name="Other", id=123)


def _append_template(model: dict[str, Any]) -> None:
    if model["type"] == 0:
        model["tmpls"].append({**model["tmpls"][-1], "name": "Other", "id": 123, "ord": len(model["tmpls"])})


def _restyle(model: dict[str, Any]) -> None:
    model.update(css=".card { color: red }", name=model["name"] + " renamed")


@pytest.mark.parametrize(
    ("change", "types"),
    [
        (lambda _: None, 0),
        (_restyle, 0),
        (_rename_field, 0),
        (_rename_template, 0),
        (_append_field, 2),
        (_another_field, 2),
        (_rename_field_without_id, 2),
        (_another_template, 2),
        (_append_template, 1),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_we_find_the_conflicts_that_anki_finds(
    change: Callable[[dict[str, Any]], object], types: int, tmp_path: Path
) -> None:
    first, second = package(tmp_path / "a.apkg"), package(tmp_path / "b.apkg")
    before = read(first)
    after = read(remodelled(second, change, samples.TIME + 9))
    sentences = comparison.conflicts(before.types, after.types)
    with oracle.collection(tmp_path) as collection:
        oracle.import_package(collection, first)
        imported = oracle.import_package(collection, second)
    refused = {0: 0, 1: 4, 2: 5}[types]
    assert (len(sentences), imported.conflicting) == (types, refused)


def test_hostile_html_takes_no_long_time() -> None:
    spaces = "{{c1::" + " " * 400_000 + "}}"
    number = "&#" + "9" * 100_000 + ";"
    for text in (
        "<" * 200_000,
        "<a" * 100_000,
        "{{c1::" * 30_000,
        "}}" * 100_000,
        '<img alt="' * 20_000,
        spaces,
        number,
    ):
        assert isinstance(comparison.words(text), str)
        assert comparison._cloze_text(text).blocks


@given(st.text("a \n\t\x1c\u2028", max_size=30))
def test_lines_of_a_cloze_text_lose_the_white_space_around_their_ends(text: str) -> None:
    assert comparison._inline(text) == re.sub(r"\s*\n\s*", "\n", text)
