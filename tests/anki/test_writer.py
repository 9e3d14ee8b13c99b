"""The package file: the same bytes again, whole or not at all, and rows as Anki wants them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import closing
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import genanki
import pytest

from flashcards.anki import notetypes, writer
from flashcards.anki.writer import PackageError, Written, write
from flashcards.model import Deck, Media, Note, NoteType
from tests.anki import samples
from tests.systems import named_pipe

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
OLD = b"the old package"


def mod(note: Note) -> int:
    return samples.TIME + note.position


def build(target: Path, deck: Deck | None = None, **other: Any) -> Written:
    arguments = {"mod": mod, "time": samples.TIME, "version": "1.2.0", **other}
    return write(deck or samples.course(40), target, **arguments)


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rows(target: Path, query: str) -> list[tuple[Any, ...]]:
    with ZipFile(target) as archive:
        copy = archive.extract("collection.anki2", target.parent / "unzipped")
    with closing(sqlite3.connect(copy)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def image(tmp_path: Path) -> Media:
    path = tmp_path / "media" / "plot.png"
    path.parent.mkdir()
    path.write_bytes(b"\x89PNG pixels")
    return Media("plot.png", "0123456789abcdef.png", str(path))


# --- bytes ------------------------------------------------------------------------------------------


def test_the_same_deck_gives_the_same_bytes(
    tmp_path: Path, image: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Media("b.png", "ffff.png", image.path)
    deck = samples.course(40)
    one, other = tmp_path / "one.apkg", tmp_path / "elsewhere" / "other.apkg"
    build(one, replace(deck, media=(image, second)))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    build(other, replace(deck, media=(second, image), notes=deck.notes[::-1]))
    assert one.read_bytes() == other.read_bytes()


def test_every_entry_has_a_fixed_date_and_mode(tmp_path: Path, image: Media) -> None:
    build(tmp_path / "x.apkg", samples.deck(samples.qa("a/b", (1, "q", "a")), media=(image,)))
    with ZipFile(tmp_path / "x.apkg") as archive:
        assert [entry.filename for entry in archive.infolist()] == ["collection.anki2", "media", "0"]
        assert {
            (entry.date_time, entry.external_attr >> 16, entry.create_system) for entry in archive.infolist()
        } == {((1980, 1, 1, 0, 0, 0), 0o100644, 3)}
        assert archive.testzip() is None


def test_the_version_of_sqlite_does_not_show(tmp_path: Path) -> None:
    build(tmp_path / "x.apkg")
    with ZipFile(tmp_path / "x.apkg") as archive:
        assert archive.read("collection.anki2")[96:100] == writer._VERSION


def test_media_are_stored_under_their_hashed_names(tmp_path: Path, image: Media) -> None:
    again = Media("copy.png", image.target, image.path)
    build(tmp_path / "x.apkg", samples.deck(samples.qa("a/b", (1, "q", "a")), media=(image, again)))
    with ZipFile(tmp_path / "x.apkg") as archive:
        assert json.loads(archive.read("media")) == {"0": image.target}
        assert archive.read("0") == b"\x89PNG pixels"


# --- rows ---------------------------------------------------------------------------------------------


def test_rows_of_notes_and_cards_are_as_anki_wants_them(tmp_path: Path) -> None:
    first = samples.qa("a/b", (1, "Q", "A"), (3, "Q3", "A3"), position=7, tags=("ai::x", "y"))
    second = samples.cloze("a/c", (2, "two", ""), " ", (17, "seventeen", ""), position=8)
    target = tmp_path / "x.apkg"
    assert build(target, samples.deck(first, second)) == Written(target, target.stat().st_size, 2, 4)
    csum = int(sha1(b"a/b").hexdigest()[:8], 16)
    query = "SELECT id, guid, mid, mod, usn, tags, sfld, csum, flags, data FROM notes WHERE sfld = 'a/b'"
    assert rows(target, query) == [
        (first.id, first.guid, 1260966948, samples.TIME + 7, -1, " ai::x y ", "a/b", csum, 0, "")
    ]
    assert rows(target, "SELECT id - nid, nid, did, ord, due, queue, type FROM cards ORDER BY due, id") == [
        (n, note.id, writer.deck_id(samples.UUID), n - 1, note.position, 0, 0)
        for note in (first, second)
        for n in (card.ordinal for card in note.cards)
    ]


def test_a_retired_note_has_no_card_rows(tmp_path: Path) -> None:
    deck = samples.deck(samples.qa("a/b", (1, "q", "a"), retired="Withdrawn"))
    written = build(tmp_path / "x.apkg", deck)
    assert (written.notes, written.cards) == (1, 0)
    assert rows(tmp_path / "x.apkg", "SELECT count(*) FROM cards") == [(0,)]


def test_the_collection_has_the_packages_time(tmp_path: Path) -> None:
    build(tmp_path / "x.apkg")
    time = samples.TIME
    assert rows(tmp_path / "x.apkg", "SELECT crt, mod, scm FROM col") == [(time, time * 1000, time * 1000)]


def test_only_the_note_types_in_use_are_written_with_their_own_time(tmp_path: Path) -> None:
    build(tmp_path / "x.apkg", samples.deck(samples.qa("a/b", (1, "q", "a"))))
    [(models,)] = rows(tmp_path / "x.apkg", "SELECT models FROM col")
    assert {key: model["mod"] for key, model in json.loads(models).items()} == {
        "1260966948": notetypes.MODIFIED
    }


def test_the_decks_description_has_version_date_and_home_page(tmp_path: Path) -> None:
    build(tmp_path / "x.apkg", samples.deck(samples.qa("a/b", (1, "q", "a"))))
    [(decks,)] = rows(tmp_path / "x.apkg", "SELECT decks FROM col")
    found = json.loads(decks)[str(writer.deck_id(samples.UUID))]
    home = '<a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>'
    assert found["name"] == "AI Alignment"
    assert found["desc"] == f"<p>A &lt;course&gt;</p><p>1.2.0 · 2026-09-21 · {home}</p>"


def test_the_deck_id_is_pinned() -> None:
    assert writer.deck_id(samples.UUID) == 1000804005523


def test_the_schema_is_genankis(tmp_path: Path) -> None:
    model = notetypes.model(NoteType.QA)
    deck = genanki.Deck(5, "x")
    deck.add_note(genanki.Note(model, ["x"] * len(model.fields)))
    (tmp_path / "plain").mkdir()
    genanki.Package(deck).write_to_file(str(tmp_path / "plain" / "p.apkg"))
    build(tmp_path / "x.apkg")
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    assert rows(tmp_path / "x.apkg", query) == rows(tmp_path / "plain" / "p.apkg", query)
    assert rows(tmp_path / "x.apkg", "PRAGMA integrity_check") == [("ok",)]


def test_rows_are_streamed(tmp_path: Path) -> None:
    def peak(size: int) -> int:
        deck = samples.course(size)
        tracemalloc.start()
        build(tmp_path / "x.apkg", deck)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)  # what is loaded once
    assert (
        peak(12_000) - peak(6_000) < 6_000 * 50
    )  # bytes; a note's rows take 700, those of its cards alone 150


def test_the_database_is_deflated_at_the_fastest_level(tmp_path: Path) -> None:
    build(tmp_path / "x.apkg")
    with ZipFile(tmp_path / "x.apkg") as archive:
        entry = archive.getinfo("collection.anki2")
        packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        expected = len(packer.compress(archive.read("collection.anki2")) + packer.flush())
    assert (entry.compress_type, entry.compress_size) == (ZIP_DEFLATED, expected)


# --- all or nothing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002], ids=oct)
def test_the_files_mode_follows_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        build(tmp_path / "x.apkg")
    finally:
        os.umask(before)
    assert (tmp_path / "x.apkg").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    build(tmp_path / "dist" / "new" / "x.apkg")
    assert listing(tmp_path / "dist" / "new") == ["x.apkg"]


def _link(target: Path) -> None:
    (target.parent / "real").write_bytes(OLD)
    target.symlink_to("real")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_link, id="link"),
        pytest.param(lambda target: target.symlink_to("nowhere"), id="dangling link"),
        pytest.param(Path.mkdir, id="folder"),
        pytest.param(named_pipe, id="pipe"),
    ],
)
def test_special_targets_are_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    target = tmp_path / "x.apkg"
    make(target)
    before = listing(tmp_path)
    with pytest.raises(
        PackageError, match=r"x\.apkg is (a link; remove it|not an ordinary file; move it away)\.$"
    ):
        build(target)
    assert listing(tmp_path) == before
    if (tmp_path / "real").exists():
        assert (tmp_path / "real").read_bytes() == OLD


def _fail(error: BaseException) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


def failed(code: int) -> sqlite3.OperationalError:
    """Return an SQLite error with a text in another language."""
    error = sqlite3.OperationalError("gesperrt")
    error.sqlite_errorcode = code
    return error


FULL = OSError(28, "No space left on device")
PLACES = ["os.fsync", "pathlib.Path.replace", "shutil.copyfileobj", "flashcards.anki.writer.fields"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        pytest.param(FULL, PackageError, id="disk full"),
        pytest.param(OSError(5, "Input/output error"), PackageError, id="disk broken"),
        pytest.param(failed(sqlite3.SQLITE_FULL), PackageError, id="database"),
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, id="interrupted"),
        pytest.param(ValueError("bug"), ValueError, id="bug"),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    error: BaseException,
    raised: type[BaseException],
) -> None:
    target = tmp_path / "x.apkg"
    target.write_bytes(OLD)
    monkeypatch.setattr(place, _fail(error))
    with pytest.raises(raised):
        build(target)
    assert (listing(tmp_path), target.read_bytes()) == (["x.apkg"], OLD)


def test_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", _fail(FULL))
    with pytest.raises(
        PackageError, match=r"No space left.*x\.apkg is unchanged; fix that and run it again\."
    ):
        build(tmp_path / "x.apkg")


@pytest.mark.parametrize(
    ("error", "start"),
    [
        pytest.param(OSError(28, "No space left on device"), "No space left on device. ", id="no file named"),
        pytest.param(OSError(5, "I/O error", "x"), "I/O error: x. ", id="a file named"),
        pytest.param(OSError(None, "a link"), "a link. ", id="no number"),
        pytest.param(failed(sqlite3.SQLITE_FULL), "the disk is full. ", id="database full"),
        pytest.param(
            failed(sqlite3.SQLITE_IOERR_WRITE), "the disk is full or failing. ", id="database broken"
        ),
        pytest.param(failed(sqlite3.SQLITE_CANTOPEN), "no file can be created beside it. ", id="database"),
        pytest.param(failed(sqlite3.SQLITE_LOCKED), "gesperrt. ", id="another failure"),
    ],
)
def test_the_message_has_no_error_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, start: str
) -> None:
    monkeypatch.setattr("os.fsync", _fail(error))
    with pytest.raises(PackageError) as raised:
        build(tmp_path / "x.apkg")
    assert str(raised.value).startswith(start)


def test_a_temporary_folder_that_cannot_be_removed_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.rmdir", _fail(OSError(5, "Input/output error")))
    assert build(tmp_path / "x.apkg").notes == 40
    assert (tmp_path / "x.apkg").exists()


def test_a_folder_that_was_made_is_removed_after_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", _fail(FULL))
    with pytest.raises(PackageError):
        build(tmp_path / "dist" / "here" / "x.apkg")
    assert listing(tmp_path) == []


def test_a_missing_image_is_named_and_the_old_file_stays(tmp_path: Path, image: Media) -> None:
    target = tmp_path / "x.apkg"
    target.write_bytes(OLD)
    Path(image.path).unlink()
    with pytest.raises(PackageError, match=r"plot\.png"):
        build(target, samples.deck(samples.qa("a/b", (1, "q", "a")), media=(image,)))
    assert target.read_bytes() == OLD


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PackageError, match="is unchanged"):
        build(tmp_path / "file" / "x.apkg")


def test_two_notes_of_one_id_are_refused(tmp_path: Path) -> None:
    note = samples.qa("a/b", (1, "q", "a"))
    with pytest.raises(sqlite3.IntegrityError):
        build(tmp_path / "x.apkg", samples.deck(note, note))
    assert listing(tmp_path) == []


CHILD = """
import os, resource, signal, sys
from pathlib import Path
from tests.anki import samples
from flashcards.anki import writer
from flashcards.disk import atomic

how, target = sys.argv[1], Path(sys.argv[2])
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
def mod(note):
    if how == "row" and note.id > 10**12 + 256 * 10**9:
        die()
    return samples.TIME
if how.isdigit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(how), int(how)))
elif how == "after":
    atomic.sync_folder = die
elif how != "row":
    owner, name = how.split(".")
    setattr({"os": os, "Path": Path, "shutil": writer.shutil}[owner], name, die)
try:
    writer.write(samples.course(200), target, mod=mod, time=samples.TIME, version="1")
except writer.PackageError as error:
    print(error)
    sys.exit(7)
"""


def child(how: str, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, how, str(target)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("how", ["row", "shutil.copyfileobj", "os.fsync", "Path.replace", "after"])
def test_a_kill_leaves_one_whole_file_and_the_next_run_cleans_up(tmp_path: Path, how: str) -> None:
    target, neighbour = tmp_path / "x.apkg", tmp_path / ".y.apkg.abcdefgh.part"
    target.write_bytes(OLD)
    neighbour.mkdir()
    assert child(how, target).returncode == -signal.SIGKILL
    left = set(listing(tmp_path)) - {"x.apkg", neighbour.name}
    assert len(left) == 1
    assert (target.read_bytes() == OLD) == (how != "after")
    build(target)
    assert set(listing(tmp_path)) == {"x.apkg", neighbour.name}


@pytest.mark.parametrize("limit", [0, 1, 4096, 20_000, 100_000])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, limit: int) -> None:
    target = tmp_path / "x.apkg"
    target.write_bytes(OLD)
    done = child(str(limit), target)
    assert (done.returncode, done.stderr) == (7, "")
    assert (listing(tmp_path), target.read_bytes()) == (["x.apkg"], OLD)


def test_a_run_whose_folder_is_taken_away_publishes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "x.apkg"
    target.write_bytes(OLD)

    def rival(note: Note) -> int:
        if not (tmp_path / "done").exists():
            (tmp_path / "done").touch()
            build(target)
        return mod(note)

    with pytest.raises(PackageError):
        build(target, mod=rival, version="earlier")
    assert listing(tmp_path) == ["done", "x.apkg"]
    with ZipFile(target) as archive:
        assert archive.testzip() is None
