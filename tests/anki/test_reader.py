"""Reading packages: ours, those that the real Anki exports, and those that mean harm."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from contextlib import closing, suppress
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
from flashcards.anki.reader import ReadError, read
from flashcards.model import NoteType
from flashcards.releases.diff import Diff, compare
from flashcards.text import characters
from tests.anki import oracle, samples
from tests.anki.packages import DECK, NOTES, ours, package
from tests.systems import named_pipe

if TYPE_CHECKING:
    from pathlib import Path


def exported(folder: Path, *, legacy: bool) -> Path:
    """Return what the real Anki exports after it has imported our package."""
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
    """Run statements on a package's collection, and return the package."""
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


class TestOurs:
    def test_rows_are_read_as_they_were_written(self, tmp_path: Path) -> None:
        found = read(package(tmp_path / "a.apkg"))
        assert found.deck == "AI Alignment"
        rows = {row.guid: row for row in found.notes}
        two = rows[NOTES[1].guid]
        assert (two.type, two.mod, two.tags) == (MODEL_IDS[NoteType.QA], samples.TIME, NOTES[1].tags)
        assert two.fields[3:7] == ("Q1", "A1", "Q2", "A2")
        assert [sorted(rows[note.guid].ordinals) for note in NOTES] == [[1], [1, 2], [1, 3], [], [1]]

    def test_note_types_are_read_as_they_were_written(self, tmp_path: Path) -> None:
        assert read(package(tmp_path / "a.apkg")).types == comparison.OWN


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

    def test_the_modern_format_without_its_module_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = exported(tmp_path, legacy=False)
        monkeypatch.setitem(sys.modules, "zstandard", None)
        with pytest.raises(ReadError, match=r'Install it .*"Support older Anki versions" ticked'):
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


DANGERS: dict[str, tuple[str, str]] = {
    "a view": ("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n;", "a view"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END;", "a trigger"),
    "a virtual table": ("CREATE VIRTUAL TABLE v USING fts5(x);", "which Anki's never have"),
    "a computed column": ("ALTER TABLE notes ADD COLUMN x AS (zeroblob(9));", "has a computed column"),
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
        "its table col has a computed column",
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


def _no_room(*_: object) -> bool:
    raise OSError(errno.ENOSPC, "No space left on device")


@cache
def _collection(path: Path) -> bytes:
    with ZipFile(package(path)) as archive:
        return archive.read("collection.anki2")


class TestHostile:
    @pytest.mark.parametrize(("statement", "sentence"), DANGERS.values(), ids=DANGERS)
    def test_a_collection_that_could_do_harm_is_refused(
        self, statement: str, sentence: str, tmp_path: Path
    ) -> None:
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

    def test_a_name_that_is_not_unicode_is_read_and_can_be_shown(self, tmp_path: Path) -> None:
        name = "UPDATE col SET decks = replace(decks, 'AI Alignment', '\\ud800 x');"
        found = read(repacked(package(tmp_path / "a.apkg"), name))
        assert (found.deck, characters.safe(found.deck)) == ("\ud800 x", "\\ud800 x")

    def test_pages_that_are_used_twice_are_refused(self, tmp_path: Path) -> None:
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

    def test_a_zip_bomb_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader, "_BUDGET", 1 << 20)
        with ZipFile(tmp_path / "a.apkg", "w", ZIP_DEFLATED) as archive:
            archive.writestr("collection.anki2", bytes(4 << 20))
        with pytest.raises(ReadError, match="unpacks to more than 1 MiB"):
            read(tmp_path / "a.apkg")

    def test_a_zstd_bomb_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        zstandard = pytest.importorskip("zstandard")
        monkeypatch.setattr(reader, "_BUDGET", 1 << 20)
        with ZipFile(tmp_path / "a.apkg", "w") as archive:
            archive.writestr("collection.anki21b", zstandard.compress(bytes(4 << 20)))
        with pytest.raises(ReadError, match="unpacks to more than 1 MiB"):
            read(tmp_path / "a.apkg")

    def test_more_rows_than_the_limit_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reader, "_MOST_ROWS", 2)
        with pytest.raises(ReadError, match="more rows"):
            read(package(tmp_path / "a.apkg"))

    def test_another_compression_is_refused(self, tmp_path: Path) -> None:
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
            (b"", "not an Anki package"),
            (b"PK\x03\x04", "not an Anki package"),
            (None, rf"a\.apkg can't be read: {os.strerror(errno.ENOENT)}"),
        ],
        ids=["empty", "cut off", "missing"],
    )
    def test_a_file_that_is_no_package_is_refused(
        self, data: bytes | None, sentence: str, tmp_path: Path
    ) -> None:
        if data is not None:
            (tmp_path / "a.apkg").write_bytes(data)
        with pytest.raises(ReadError, match=sentence):
            read(tmp_path / "a.apkg")

    def test_a_full_disk_is_named_with_the_folder_that_is_full(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _collection(tmp_path / "a.apkg")
        monkeypatch.setattr(reader, "_unpack", _no_room)
        where = rf"a\.apkg can't be read: No space left on device in {gettempdir()}, where it is unpacked"
        with pytest.raises(ReadError, match=where):
            read(tmp_path / "a.apkg")

    def test_a_package_without_a_collection_is_refused(self, tmp_path: Path) -> None:
        with ZipFile(tmp_path / "a.apkg", "w") as archive:
            archive.writestr("collection.anki3", "x")
        with pytest.raises(ReadError, match="it has no collection"):
            read(tmp_path / "a.apkg")

    def test_a_pipe_is_refused(self, tmp_path: Path) -> None:
        named_pipe(tmp_path / "a.apkg")
        with pytest.raises(ReadError, match="not an ordinary file"):
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
