"""Packages that the real Anki exports, in its old and in its new format, are read with their templates and media."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from flashcards.anki.old_package import OldPackage, read
from flashcards.anki.reader import ReadError

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 10


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anki")
    picture = folder / "p q.png"
    picture.write_bytes(PNG)
    collection = Collection(str(folder / "c.anki2"))
    collection.media.add_file(str(picture))
    deck = collection.decks.id("Bio::Cells")
    assert deck is not None
    for kind, fields, tags in (
        ("Basic (and reversed card)", ["front", 'back <img src="p q.png">'], ["one", "two"]),
        ("Cloze", ["{{c1::a}} and {{c3::b}}", ""], []),
    ):
        model = collection.models.by_name(kind)
        assert model is not None
        note = collection.new_note(model)
        note.fields, note.tags = fields, tags
        collection.add_note(note, deck)
    for name, legacy in (("old", True), ("new", False)):
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(folder / f"{name}.apkg"), options=options, limit=None)
    collection.export_collection_package(str(folder / "all.colpkg"), include_media=True, legacy=False)
    return folder


def _shown(package: OldPackage) -> list[tuple[object, ...]]:
    return [
        (note.type.name, note.type.cloze, note.deck, note.tags, note.fields, note.ordinals)
        for note in package.notes
    ]


@pytest.mark.parametrize("name", ["old.apkg", "new.apkg", "all.colpkg"])
def test_a_package_of_ankis(exported: Path, name: str) -> None:
    package = read(exported / name)
    assert _shown(package) == [
        ("Basic (and reversed card)", False, "Bio::Cells", ("one", "two"), ("front", 'back <img src="p q.png">'), (1, 2)),
        ("Cloze", True, "Bio::Cells", (), ("{{c1::a}} and {{c3::b}}", ""), (1, 3)),
    ]  # fmt: skip
    first = package.notes[0].type
    assert [template.front for template in first.templates] == ["{{Front}}", "{{Back}}"]
    assert "{{FrontSide}}" in first.templates[0].back
    assert package.media == {"p q.png": PNG}


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.apkg").write_bytes(b"PK no")
    with pytest.raises(ReadError):
        read(tmp_path / "no.apkg")


def test_damaged_media_are_a_sentence(exported: Path, tmp_path: Path) -> None:
    with ZipFile(exported / "old.apkg") as old, ZipFile(tmp_path / "bad.apkg", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"[broken" if name == "media" else old.read(name))
    with pytest.raises(ReadError):
        read(tmp_path / "bad.apkg")
