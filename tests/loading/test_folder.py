"""Reading a deck folder: nothing blocks, nothing raises, and nothing outside the folder is read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from flashcards.compiler.compile import compile_deck
from flashcards.disk.journal import JOURNAL
from flashcards.loading import folder as loading
from tests import decks
from tests.loading.small import PNG, deck, found
from tests.systems import named_pipe


def test_a_concept_that_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    root = deck(tmp_path, "one")
    (root / "deck.yaml").write_text(decks.DECK)
    (root / "concepts" / "a.yaml").write_text("term: a\nrequires: [b, c, d]\nfaq:\n  q: {q: Q?, a: A.}\n")
    (root / "concepts" / "b.yaml").mkdir()
    (root / "concepts" / "c.yaml").write_bytes(b"term: \xff\n")
    problems = compile_deck(loading.load(root)).problems
    assert [p.message for p in problems if p.code == "no-concept"] == [
        'there is no concept "d" yet (requires)'
    ]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_rename_that_was_cut_short_is_a_problem(tmp_path: Path, kind: str) -> None:
    root = deck(tmp_path, "one")
    path = root / JOURNAL
    path.touch() if kind == "file" else path.symlink_to("gone")
    assert found(root) == [(JOURNAL, "cut-short")]


def test_every_text_and_image_is_read(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "concepts" / "b.yaml").write_bytes(b"\xef\xbb\xbfterm: \xc3\xa9\r\n")
    (root / "media").mkdir()
    (root / "media" / "cell.PNG").write_bytes(PNG)
    texts = loading.load(root)
    assert texts.problems == ()
    assert texts.deck == (str(root / "deck.yaml"), "id: one\n")
    assert texts.sources == (str(root / "sources.yaml"), "sources: {}\n")
    assert [(name, text) for _, name, text in texts.concepts] == [("a", "term: a\n"), ("b", "term: é\n")]
    [media] = texts.media
    assert media.name == "cell.PNG"
    assert media.target.endswith(".png")
    assert set(texts.phrases) == {"en"}


def test_a_deck_may_lack_sources_and_media(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "sources.yaml").unlink()
    texts = loading.load(root)
    assert (texts.sources, texts.media, texts.problems) == (None, (), ())


def test_a_folder_that_does_not_exist_has_no_deck_file(tmp_path: Path) -> None:
    assert found(tmp_path / "gone") == [("deck.yaml", "no-file")]


def test_a_deck_without_concepts_is_a_problem(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "concepts" / "a.yaml").unlink()
    assert found(root) == [("concepts", "no-file")]
    (root / "concepts").rmdir()
    assert found(root) == [("concepts", "no-file")]
    (root / "concepts").write_text("a file")
    assert found(root) == [("concepts", "unreadable")]


def _symlink(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(here)


def _real_device(path: Path) -> None:
    try:
        os.mknod(path, 0o020666, os.makedev(1, 5))
    except PermissionError:
        named_pipe(path)  # where nobody may make one


ODD = {
    "symbolic link": _symlink,
    "dangling link": _dangling,
    "link to itself": _loop,
    "link to a device": _device,
    "pipe": named_pipe,
    "device": _real_device,
    "socket": _socket,
    "directory": Path.mkdir,
}


@pytest.mark.parametrize("where", ["deck.yaml", "sources.yaml", "concepts/b.yaml"])
@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
def test_only_regular_files_are_read(tmp_path: Path, make: object, where: str) -> None:
    root = deck(tmp_path)
    (root / where).unlink(missing_ok=True)
    assert callable(make)
    make(root / where)
    assert found(root) == [(where, "unreadable")]


@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
def test_only_regular_files_are_images(tmp_path: Path, make: object) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    assert callable(make)
    make(root / "media" / "x.png")
    assert found(root) == [("media/x.png", "bad-image")]


@pytest.mark.parametrize("folder", ["concepts", "media"])
def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path, folder: str) -> None:
    root = deck(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("term: x\n")
    (outside / "secret.png").write_bytes(PNG)
    if folder == "concepts":
        (root / "concepts" / "a.yaml").unlink()
        (root / "concepts").rmdir()
    (root / folder).symlink_to(outside)
    texts = loading.load(root)
    assert [name for _, name, _ in texts.concepts] == ([] if folder == "concepts" else ["a"])
    assert texts.media == ()
    assert [(p.place.path, p.code) for p in texts.problems] == [(str(root / folder), "unreadable")]


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root, and on Windows everyone, may read everything"
)
def test_files_without_permission_are_problems(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "deck.yaml").chmod(0)
    (root / "concepts").chmod(0)
    try:
        assert found(root) == [("deck.yaml", "unreadable"), ("concepts", "unreadable")]
    finally:
        (root / "concepts").chmod(0o700)


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = deck(tmp_path)

    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    (root / "media").mkdir()
    assert found(root) == [("concepts", "unreadable"), ("media", "unreadable")]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = deck(tmp_path)

    def refuse(path: Path, most: int) -> bytes:
        raise OSError(5, "Input/output error", f"{path} {most}")

    monkeypatch.setattr(loading, "_read_bytes", refuse)
    problems = loading.load(root).problems
    assert {p.message for p in problems} == {"the file can't be read: Input/output error"}


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    root = deck(tmp_path)
    with (root / "concepts" / "b.yaml").open("wb") as file:
        file.truncate(1 << 40)  # sparse
    (root / "media").mkdir()
    with (root / "media" / "x.png").open("wb") as file:
        file.write(PNG)
        file.truncate(1 << 40)
    assert found(root) == [("concepts/b.yaml", "too-large"), ("media/x.png", "bad-image")]


def test_bytes_that_are_not_utf8_are_refused_by_place(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "concepts" / "b.yaml").write_bytes(b"term: \xff\n")
    (root / "sources.yaml").write_bytes("a: b".encode("utf-16"))
    problems = loading.load(root).problems
    assert [(os.path.relpath(p.place.path, root), *p.place[1:], p.code) for p in problems] == [
        ("sources.yaml", 1, 1, "not-utf8"),
        ("concepts/b.yaml", 1, 7, "not-utf8"),
    ]


def test_a_file_name_that_is_not_utf8_is_a_problem(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    for folder, ending in (("concepts", b".yaml"), ("media", b".png")):
        Path(os.fsdecode(os.fsencode(root / folder) + b"/\xff" + ending)).write_bytes(PNG)
    assert [p.code for p in loading.load(root).problems] == ["bad-id", "bad-image"]
