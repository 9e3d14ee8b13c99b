"""Reading packages: ours, those that the real Anki exports, and those that mean harm."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import sys
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from anki.collection import ExportAnkiPackageOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.anki import comparison, reader
from flashcards.anki.notetypes import MODEL_IDS
from flashcards.anki.reader import Package, ReadError, read
from flashcards.anki.writer import write
from flashcards.model import Break, Citation, Code, Image, Link, Listing, Math, NoteType, Paragraph, Rich
from flashcards.releases.diff import Diff, Effect, compare
from flashcards.text import characters, prose
from tests.anki import oracle, samples
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flashcards.model import Deck

RICH = Rich(
    (
        Paragraph(
            ("An ", Code("a::b"), " & ", Math(("x^{2}",)), Break(), Link(("link",), "https://x.org/?a&b"))
        ),
        Listing(((Paragraph(("one",)),), (Paragraph((Image("a plot", "p.png"),)),))),
    )
)
NOTES = (
    samples.qa("a/one", (1, "Question <1>?", RICH), extra="Mind {{this}}."),
    samples.qa("a/two", (1, "Q1", "A1"), (2, "Q2", "A2"), position=2),
    samples.cloze("b/holes", "It ", (1, "is", "verb"), " what ", (3, "it", ""), " is.", position=3),
    samples.qa("c/retired", (1, "Q", "A"), retired="Withdrawn: newer papers contradict it.", position=4),
    samples.qa(
        "d/dropped", (1, "Who?", "They."), dropped=samples.dropped(2, "Withdrawn: unknown."), position=5
    ),
)
DECK = samples.deck(*NOTES)


def package(path: Path, deck: Deck = DECK, mod: int = samples.TIME) -> Path:
    write(deck, path, mod=lambda _: mod, time=samples.TIME, version="1")
    return path


def exported(folder: Path, *, legacy: bool) -> Path:
    """What the real Anki exports after it imported our package."""
    with oracle.collection(folder) as collection:
        oracle.import_package(collection, package(folder / "ours.apkg"))
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_media=True, with_deck_configs=False, legacy=legacy
        )
        collection.export_anki_package(out_path=str(folder / "theirs.apkg"), options=options, limit=None)
    return folder / "theirs.apkg"


def repacked(
    path: Path, *statements: str, name: str = "collection.anki2", compression: int = ZIP_DEFLATED
) -> Path:
    """The package after these statements were run on its collection."""
    copy = path.with_suffix(".sqlite")
    with ZipFile(path) as archive:
        copy.write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(copy)) as connection:
        for statement in statements:
            connection.executescript(statement)
        connection.commit()
    with ZipFile(path, "w", compression) as archive:
        archive.write(copy, name)
    return path


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


def ours(found: Package) -> Deck:
    deck, left_out = comparison.deck_of(found)
    assert left_out == 0
    return deck


class TestOurs:
    def test_rows(self, tmp_path: Path) -> None:
        found = read(package(tmp_path / "a.apkg"))
        assert found.deck == "AI Alignment"
        rows = {row.guid: row for row in found.notes}
        two = rows[NOTES[1].guid]
        assert (two.type, two.mod, two.tags) == (MODEL_IDS[NoteType.QA], samples.TIME, NOTES[1].tags)
        assert two.fields[3:7] == ("Q1", "A1", "Q2", "A2")
        assert [sorted(rows[note.guid].ordinals) for note in NOTES] == [[1], [1, 2], [1, 3], [], [1]]

    def test_note_types_are_those_that_we_write(self, tmp_path: Path) -> None:
        assert read(package(tmp_path / "a.apkg")).types == comparison.OWN

    def test_words(self, tmp_path: Path) -> None:
        notes = {note.key: note for note in ours(read(package(tmp_path / "a.apkg"))).notes}
        one = notes["a/one"]
        assert prose.front(one.cards[0]) == "Question <1>?"
        assert one.cards[0].answer == "An a::b & \\(x^{2}\\)\nlink\n- one\n- a plot"
        assert one.extra == "Mind {{this}}."
        assert [(card.ordinal, card.answer) for card in notes["b/holes"].cards] == [(1, "is"), (3, "it")]
        assert notes["c/retired"].retired == "Withdrawn: newer papers contradict it."
        assert [(gone.ordinal, gone.why) for gone in notes["d/dropped"].dropped] == [
            (2, "Withdrawn: unknown.")
        ]

    def test_a_package_says_what_its_deck_says(self, tmp_path: Path) -> None:
        found = ours(read(package(tmp_path / "a.apkg")))
        assert compare(comparison.as_packaged(DECK, dropped=True), found) == Diff()
        assert compare(found, comparison.as_packaged(DECK, dropped=True)) == Diff()

    def test_a_blank_that_was_dropped_before_does_not_vanish_from_a_package(self, tmp_path: Path) -> None:
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
    def test_changes(self, note: int, change: dict[str, Any], kind: Effect, tmp_path: Path) -> None:
        notes = [replace(each, **change) if n == note else each for n, each in enumerate(NOTES)]
        old = ours(read(package(tmp_path / "a.apkg")))
        new = ours(read(package(tmp_path / "b.apkg", samples.deck(*notes))))
        (found,) = compare(old, new).changes
        assert (found.note.key, found.effect) == (NOTES[note].key, kind)


class TestAnkis:
    @pytest.mark.parametrize("legacy", [True, False], ids=["legacy", "modern"])
    def test_what_anki_exports_is_what_it_imported(self, legacy: bool, tmp_path: Path) -> None:
        if not legacy:
            pytest.importorskip("zstandard")
        path = exported(tmp_path, legacy=legacy)
        with ZipFile(path) as archive:
            assert ("collection.anki21" if legacy else "collection.anki21b") in archive.namelist()
        found = read(path)
        assert {number: found.types[number] for number in comparison.OWN} == comparison.OWN
        assert comparison.conflicts(comparison.OWN, found.types) == ()
        assert found.deck == "AI Alignment"
        assert compare(comparison.as_packaged(DECK, dropped=True), ours(found)) == Diff()
        assert {row.guid: row.ordinals for row in found.notes} == {
            note.guid: frozenset(card.ordinal for card in note.live) for note in NOTES
        }

    def test_the_modern_format_without_its_module(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = exported(tmp_path, legacy=False)
        monkeypatch.setitem(sys.modules, "zstandard", None)
        with pytest.raises(ReadError, match=r'Install that .*"Support older Anki versions" ticked'):
            read(path)

    def test_notes_of_other_types_are_left_out(self, tmp_path: Path) -> None:
        with oracle.collection(tmp_path) as collection:
            oracle.import_package(collection, package(tmp_path / "ours.apkg"))
            basic = collection.models.by_name("Basic")
            mine = collection.decks.id("Mine")
            assert basic
            assert mine
            note = collection.new_note(basic)
            note["Front"] = "mine"
            collection.add_note(note, mine)
            options = ExportAnkiPackageOptions(legacy=True)
            collection.export_anki_package(out_path=str(tmp_path / "t.apkg"), options=options, limit=None)
        deck, left_out = comparison.deck_of(read(tmp_path / "t.apkg"))
        assert (len(deck.notes), left_out) == (len(NOTES), 1)


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


class TestConflicts:
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
    def test_we_say_what_anki_does(
        self, change: Callable[[dict[str, Any]], object], types: int, tmp_path: Path
    ) -> None:
        first, second = package(tmp_path / "a.apkg"), package(tmp_path / "b.apkg")
        before = read(first)
        after = read(remodelled(second, change, samples.TIME + 9))
        said = comparison.conflicts(before.types, after.types)
        with oracle.collection(tmp_path) as collection:
            oracle.import_package(collection, first)
            imported = oracle.import_package(collection, second)
        refused = {0: 0, 1: 4, 2: 5}[types]
        assert (len(said), imported.conflicting) == (types, refused)


DANGERS: dict[str, tuple[str, str]] = {
    "a view": ("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n;", "a view"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END;", "a trigger"),
    "a virtual table": ("CREATE VIRTUAL TABLE v USING fts5(x);", "which Anki's never do"),
    "a computed column": ("ALTER TABLE notes ADD COLUMN x AS (zeroblob(9));", "computes columns"),
    "an ordinal below the range": ("UPDATE cards SET ord = -1;", "card ordinal is -1"),
    "an ordinal above the range": ("UPDATE cards SET ord = 500;", "card ordinal is 500"),
    "a time before all time": ("UPDATE notes SET mod = -1;", "time is -1"),
    "a time in a far future": ("UPDATE notes SET mod = 1 << 40;", "time is 1099511627776"),
    "a number as words": ("UPDATE notes SET mod = 'soon';", "time is 'soon'"),
    "a blob as fields": ("UPDATE notes SET flds = x'00ff';", "should be text"),
    "no GUID": ("UPDATE notes SET guid = '';", "GUID is ''"),
    "bad UTF-8": ("UPDATE notes SET flds = CAST(x'ff41' AS TEXT);", "damaged"),
    "no models": ("UPDATE col SET models = '[]';", "damaged"),
    "deep JSON": (f"UPDATE col SET decks = '{'[' * 100_000}';", "damaged"),
    "a computed column of models": (
        "ALTER TABLE col RENAME COLUMN models TO m; ALTER TABLE col ADD COLUMN models AS (m);",
        "its table col computes columns",
    ),
    "decks by a number of many digits": (
        f"""UPDATE col SET decks = '{{"{"9" * 5000}": {{"name": 1}}}}';""",
        "damaged",
    ),
    "fields that are none": (
        'UPDATE col SET models = \'{"1": {"name": 1, "type": 0, "flds": "ab", "tmpls": []}}\';',
        "damaged",
    ),
    "no table": ("DROP TABLE cards;", "damaged"),
    "no col": ("DELETE FROM col;", "damaged"),
}


@cache
def _no_room(*_: object) -> bool:
    raise OSError(errno.ENOSPC, "No space left on device")


def _collection(path: Path) -> bytes:
    with ZipFile(package(path)) as archive:
        return archive.read("collection.anki2")


class TestHostile:
    @pytest.mark.parametrize(("statement", "sentence"), DANGERS.values(), ids=DANGERS)
    def test_collections(self, statement: str, sentence: str, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as caught:
            read(repacked(package(tmp_path / "a.apkg"), statement))
        assert sentence in str(caught.value)
        assert str(tmp_path / "a.apkg") in str(caught.value)

    def test_a_check_of_the_tables_is_never_run(self, tmp_path: Path) -> None:
        checked = (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'integer not null,', "
            "'integer not null check (length(hex(zeroblob(9))) < 0),') WHERE name = 'cards';"
        )
        path = repacked(package(tmp_path / "a.apkg"), checked)
        with closing(sqlite3.connect(path.with_suffix(".sqlite"))) as connection:
            assert "CHECK constraint failed" in connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        assert len(read(path).notes) == len(NOTES)

    def test_a_name_that_is_no_text_is_read_and_can_be_shown(self, tmp_path: Path) -> None:
        name = "UPDATE col SET decks = replace(decks, 'AI Alignment', '\\ud800 x');"
        found = read(repacked(package(tmp_path / "a.apkg"), name))
        assert (found.deck, characters.safe(found.deck)) == ("\ud800 x", "\\ud800 x")

    def test_pages_that_are_used_twice(self, tmp_path: Path) -> None:
        path = repacked(package(tmp_path / "a.apkg", samples.course(400)))
        with ZipFile(path) as archive:
            data = bytearray(archive.read("collection.anki2"))
        with closing(sqlite3.connect(path.with_suffix(".sqlite"))) as connection:
            (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'notes'").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        start = (root - 1) * size
        assert data[start] == 5  # an interior page
        first, second = (int.from_bytes(data[start + 12 + 2 * n :][:2]) for n in (0, 1))
        data[start + first : start + first + 4] = data[start + second : start + second + 4]
        with ZipFile(path, "w") as archive:
            archive.writestr("collection.anki2", bytes(data))
        with pytest.raises(ReadError, match="2nd reference to page"):
            read(path)

    def test_a_zip_bomb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader, "_BUDGET", 1 << 20)
        with ZipFile(tmp_path / "a.apkg", "w", ZIP_DEFLATED) as archive:
            archive.writestr("collection.anki2", bytes(4 << 20))
        with pytest.raises(ReadError, match="unpacks to more than 1 MiB"):
            read(tmp_path / "a.apkg")

    def test_a_zstd_bomb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        zstandard = pytest.importorskip("zstandard")
        monkeypatch.setattr(reader, "_BUDGET", 1 << 20)
        with ZipFile(tmp_path / "a.apkg", "w") as archive:
            archive.writestr("collection.anki21b", zstandard.compress(bytes(4 << 20)))
        with pytest.raises(ReadError, match="unpacks to more than 1 MiB"):
            read(tmp_path / "a.apkg")

    def test_more_rows_than_the_budget(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader, "_MOST_ROWS", 2)
        with pytest.raises(ReadError, match="more rows"):
            read(package(tmp_path / "a.apkg"))

    def test_another_compression(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError, match="packed in a way that Anki doesn't use"):
            read(repacked(package(tmp_path / "a.apkg"), compression=ZIP_BZIP2))

    def test_names_that_lead_out_are_never_followed(self, tmp_path: Path) -> None:
        path = package(tmp_path / "in" / "a.apkg")
        with ZipFile(path, "a") as archive:
            archive.writestr("../../evil", "x")
            archive.writestr("/tmp/evil-flashcards", "x")
        assert len(read(path).notes) == len(NOTES)
        assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["a.apkg", "in"]

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "no Anki package"),
            (b"PK\x03\x04", "no Anki package"),
            (None, rf"a\.apkg can't be read: {os.strerror(errno.ENOENT)}"),
        ],
        ids=["empty", "cut off", "missing"],
    )
    def test_no_package(self, data: bytes | None, sentence: str, tmp_path: Path) -> None:
        if data is not None:
            (tmp_path / "a.apkg").write_bytes(data)
        with pytest.raises(ReadError, match=sentence):
            read(tmp_path / "a.apkg")

    def test_no_room_to_unpack_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        _collection(tmp_path / "a.apkg")
        monkeypatch.setattr(reader, "_unpack", _no_room)
        where = rf"a\.apkg can't be read: No space left on device in {gettempdir()}, where it is unpacked"
        with pytest.raises(ReadError, match=where):
            read(tmp_path / "a.apkg")

    def test_no_collection(self, tmp_path: Path) -> None:
        with ZipFile(tmp_path / "a.apkg", "w") as archive:
            archive.writestr("collection.anki3", "x")
        with pytest.raises(ReadError, match="it holds no collection"):
            read(tmp_path / "a.apkg")

    def test_a_pipe(self, tmp_path: Path) -> None:
        named_pipe(tmp_path / "a.apkg")
        with pytest.raises(ReadError, match="no ordinary file"):
            read(tmp_path / "a.apkg")

    @settings(max_examples=100, deadline=None)
    @given(flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=20))
    def test_damage_is_read_or_refused(self, flips: list[tuple[int, int]], tmp_path_factory: Any) -> None:
        path = tmp_path_factory.getbasetemp() / "damaged.apkg"
        data = bytearray(_collection(path))
        for at, byte in flips:
            data[at % len(data)] = byte
        with ZipFile(path, "w", ZIP_STORED) as archive:
            archive.writestr("collection.anki2", bytes(data))
        # Anything else that is raised fails the test.
        with suppress(ReadError):
            comparison.deck_of(read(path))

    def test_html_that_would_take_for_ever(self) -> None:
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
    def test_lines_of_a_cloze_text_lose_the_white_space_around_their_ends(self, text: str) -> None:
        assert comparison._inline(text) == re.sub(r"\s*\n\s*", "\n", text)
