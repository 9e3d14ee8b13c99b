"""A deck folder → texts: nothing blocks, nothing raises, nothing outside is read."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from flashcards.compiler.compile import compile_deck
from flashcards.disk.journal import JOURNAL
from flashcards.loading import folder as loading
from flashcards.loading import locate
from flashcards.loading.locate import Found
from flashcards.model import Media
from tests import decks
from tests.systems import named_pipe

PNG = b"\x89PNG\r\n\x1a\nrest"
JPG = b"\xff\xd8\xff\xe0rest"
GIF = b"GIF89arest"
WEBP = b"RIFF\x04\0\0\0WEBPrest"


def deck(folder: Path, name: str = "one") -> Path:
    root = folder / name
    (root / "concepts").mkdir(parents=True)
    (root / "deck.yaml").write_text("id: one\n")
    (root / "sources.yaml").write_text("sources: {}\n")
    (root / "concepts" / "a.yaml").write_text("term: a\n")
    return root


def found(root: Path) -> list[tuple[str, str]]:
    return [(os.path.relpath(p.place.path, root), p.code) for p in loading.load(root).problems]


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
def test_a_rename_that_was_cut_short_is_told(tmp_path: Path, kind: str) -> None:
    root = deck(tmp_path, "one")
    path = root / JOURNAL
    path.touch() if kind == "file" else path.symlink_to("gone")
    assert found(root) == [(JOURNAL, "cut-short")]


# --- finding a deck --------------------------------------------------------------------------------------


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundled"
    deck(folder, "course")
    monkeypatch.setattr(locate, "_bundled", lambda: folder)
    return folder


def test_the_only_deck_here(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    deck(tmp_path / "decks", "mine")
    assert locate.find(None, tmp_path, {}) == Found(Path("decks/mine"), "the only deck under ./decks")


def test_several_decks_here(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    deck(tmp_path / "decks", "b")
    deck(tmp_path / "decks", "a")
    with pytest.raises(locate.NoDeckError, match=r"several decks under ./decks \(a, b\); say which"):
        locate.find(None, tmp_path, {"FLASHCARDS_DECKS": str(tmp_path)})


@pytest.mark.parametrize("of", ["deck", "folder of decks"])
def test_the_deck_that_the_environment_names(tmp_path: Path, bundled: Path, of: str) -> None:  # noqa: ARG001 - hides the real decks
    root = deck(tmp_path / "far", "away")
    named = {"FLASHCARDS_DECKS": str(root if of == "deck" else root.parent)}
    assert locate.find(None, tmp_path, named) == Found(root, "from FLASHCARDS_DECKS")
    assert locate.find("away", tmp_path, named).path in {root, Path("far/away")}


def test_several_decks_in_the_environment(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    deck(tmp_path / "far", "a")
    deck(tmp_path / "near", "b")
    named = {
        "FLASHCARDS_DECKS": os.pathsep.join(
            [str(tmp_path / "far"), "", str(tmp_path / "near" / "b"), "/gone"]
        )
    }
    with pytest.raises(locate.NoDeckError, match=r"FLASHCARDS_DECKS holds several decks \(a, b\); say which"):
        locate.find(None, tmp_path, named)


def test_the_bundled_deck(tmp_path: Path, bundled: Path) -> None:
    elsewhere = tmp_path.parent
    comes = "the deck that comes with flashcards"
    assert locate.find(None, elsewhere, {}) == Found(bundled / "course", comes, bundled=True)
    assert locate.find("course", elsewhere, {}).bundled


@pytest.mark.parametrize(
    ("named", "cwd"),
    [("course", "."), ("course", "docs"), (None, "docs"), ("{bundled}/course", "..")],
    ids=["in the repository", "in a folder of it", "unnamed", "by its path"],
)
def test_in_a_clone_the_deck_is_the_authors_own(
    tmp_path: Path, bundled: Path, named: str | None, cwd: str
) -> None:
    (tmp_path / "docs").mkdir()
    deck_ = named.format(bundled=bundled) if named else None
    assert not locate.find(deck_, tmp_path / cwd, {}).bundled


@pytest.mark.parametrize("named", [None, "course", "{package}/decks/course", "decks/course"])
def test_in_the_installed_package_it_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    package = tmp_path / "site-packages" / "flashcards"
    deck(package / "decks", "course")
    monkeypatch.setattr(locate, "__file__", str(package / "loading" / "locate.py"))
    deck_ = named.format(package=package) if named else None
    cwd = package if named == "decks/course" else tmp_path
    assert locate.find(deck_, cwd, {}).bundled


def test_the_folder_that_one_stands_in_comes_first(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    root = deck(tmp_path / "decks", "mine")
    deck(root / "decks", "inner")
    named = {"FLASHCARDS_DECKS": str(tmp_path / "decks")}
    assert locate.find(None, root, named) == Found(Path(), "the folder that you are in")
    assert locate.several(root) == []


def test_several_decks_are_those_under_decks(tmp_path: Path) -> None:
    deck(tmp_path / "decks", "b")
    assert locate.several(tmp_path) == []
    deck(tmp_path / "decks", "a")
    found = [Found(Path("decks") / name, "under ./decks") for name in "ab"]
    assert locate.several(tmp_path) == found


def test_the_real_bundled_deck(tmp_path: Path) -> None:
    assert locate.find(None, tmp_path, {}).path.name == "ai-alignment"


def test_no_deck_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "_bundled", lambda: tmp_path / "gone")
    with pytest.raises(locate.NoDeckError, match='make one with "flashcards new deck ID"'):
        locate.find(None, tmp_path, {})


def test_a_path_is_shown_as_it_was_typed(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    root = deck(tmp_path, "elsewhere")
    assert locate.find("elsewhere", tmp_path, {}).path == Path("elsewhere")
    assert locate.find("./elsewhere", tmp_path, {}).path == Path("elsewhere")
    assert locate.find(str(root), tmp_path / "decks", {}).path == root


def test_an_id_is_found_under_decks(tmp_path: Path, bundled: Path) -> None:  # noqa: ARG001 - hides the real decks
    deck(tmp_path / "decks", "one")
    deck(tmp_path / "decks", "two")
    assert locate.find("two", tmp_path, {}).path == Path("decks/two")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("corse", 'there is no deck "corse"; did you mean "course"? (decks at hand: mine, course); name a deck or its folder'),
        ("xyzzy", 'there is no deck "xyzzy" (decks at hand: mine, course); name a deck or its folder'),
        ("empty", 'the folder "empty" holds no deck.yaml, so it is no deck'),
        ("decks/mine/concepts", '"decks/mine/concepts" is a part of a deck; name the deck: decks/mine'),
        ("decks/mine/deck.yaml", '"decks/mine/deck.yaml" is a part of a deck; name the deck: decks/mine'),
        ("", 'there is no deck "" (decks at hand: mine, course); name a deck or its folder'),
        ("a\0b", 'there is no deck "a\0b" (decks at hand: mine, course); name a deck or its folder'),
        ("x" * 5000, None),
    ],
    ids=["near", "far", "folder", "part", "file", "nothing", "NUL", "long"],
)  # fmt: skip
def test_unknown_decks(tmp_path: Path, bundled: Path, named: str, said: str | None) -> None:  # noqa: ARG001 - hides the real decks
    deck(tmp_path / "decks", "mine")
    (tmp_path / "empty").mkdir()
    with pytest.raises(locate.NoDeckError) as error:
        locate.find(named, tmp_path, {})
    assert said is None or str(error.value) == said


def test_decks_is_a_file(tmp_path: Path, bundled: Path) -> None:
    (tmp_path / "decks").write_text("x")
    assert (
        locate.find(None, tmp_path, {"FLASHCARDS_DECKS": str(tmp_path / "decks")}).path == bundled / "course"
    )


# --- reading it ----------------------------------------------------------------------------------------------


def test_a_deck(tmp_path: Path) -> None:
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


def test_no_folder(tmp_path: Path) -> None:
    assert found(tmp_path / "gone") == [("deck.yaml", "no-file")]


def test_no_concepts(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "concepts" / "a.yaml").unlink()
    assert found(root) == [("concepts", "no-file")]
    (root / "concepts").rmdir()
    assert found(root) == [("concepts", "no-file")]
    (root / "concepts").write_text("a file")
    assert found(root) == [("concepts", "unreadable")]


NAMES = {
    ".hidden.yaml": None,
    ".#a.yaml": None,
    "a.yaml~": None,
    "#a.yaml#": None,
    "a.yaml.swp": "bad-file",
    ".a.yaml.swp": None,
    "b.yml": "bad-file",
    "notes.txt": "bad-file",
    "b": "bad-file",
    "B.yaml": "bad-id",
    "a_b.yaml": "bad-id",
    "a b.yaml": "bad-id",
    "a--b.yaml": "bad-id",
    "é.yaml": "bad-id",
    "b.YAML": "bad-file",
    "src.yaml": "bad-id",
    "extra.yaml": "bad-id",
    "cards.yaml": "bad-id",
    "was.yaml": "bad-id",
    "retired.yaml": "bad-id",
    "dropped.yaml": "bad-id",
    "text.yaml": None,
    "1.yaml": None,
}


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=NAMES)
def test_names_in_concepts(tmp_path: Path, name: str, code: str | None) -> None:
    root = deck(tmp_path)
    (root / "concepts" / name).write_text("term: x\n")
    assert found(root) == ([(f"concepts/{name}", code)] if code else [])


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
def test_only_regular_images(tmp_path: Path, make: object) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    assert callable(make)
    make(root / "media" / "x.png")
    assert found(root) == [("media/x.png", "bad-image")]


@pytest.mark.parametrize("folder", ["concepts", "media"])
def test_a_folder_that_is_a_link(tmp_path: Path, folder: str) -> None:
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
def test_unreadable(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "deck.yaml").chmod(0)
    (root / "concepts").chmod(0)
    try:
        assert found(root) == [("deck.yaml", "unreadable"), ("concepts", "unreadable")]
    finally:
        (root / "concepts").chmod(0o700)


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = deck(tmp_path)

    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    (root / "media").mkdir()
    assert found(root) == [("concepts", "unreadable"), ("media", "unreadable")]


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = deck(tmp_path)

    def refuse(path: Path, most: int) -> bytes:
        raise OSError(5, "Input/output error", f"{path} {most}")

    monkeypatch.setattr(loading, "_bytes", refuse)
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


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "concepts" / "b.yaml").write_bytes(b"term: \xff\n")
    (root / "sources.yaml").write_bytes("a: b".encode("utf-16"))
    problems = loading.load(root).problems
    assert [(os.path.relpath(p.place.path, root), *p.place[1:], p.code) for p in problems] == [
        ("sources.yaml", 1, 1, "not-utf8"),
        ("concepts/b.yaml", 1, 7, "not-utf8"),
    ]


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    for folder, ending in (("concepts", b".yaml"), ("media", b".png")):
        Path(os.fsdecode(os.fsencode(root / folder) + b"/\xff" + ending)).write_bytes(PNG)
    assert [p.code for p in loading.load(root).problems] == ["bad-id", "bad-image"]


# --- images ----------------------------------------------------------------------------------------------------

IMAGES = {
    "a.png": (PNG, True),
    "a.PNG": (PNG, True),
    "a.jpg": (JPG, True),
    "a.jpeg": (JPG, True),
    "a.gif": (GIF, True),
    "b.gif": (b"GIF87arest", True),
    "a.webp": (WEBP, True),
    "b.webp": (b"RIFF\0\0\0\0WAVErest", False),
    "b.png": (JPG, False),
    "c.png": (b"", False),
    "d.png": (b"<svg onload=x>", False),
    "a.svg": (b"<svg/>", False),
    "a.mp3": (b"ID3", False),
    "a.html": (b"<script>", False),
    "png": (PNG, False),
    "a b.png": (PNG, False),
    "é.png": (PNG, False),
    "-a.png": (PNG, False),
    '"x.png': (PNG, False),
    ".hidden.png": (PNG, None),
    "Thumbs.db": (b"x", False),
}


@pytest.mark.parametrize(("name", "case"), IMAGES.items(), ids=IMAGES)
def test_images(tmp_path: Path, name: str, case: tuple[bytes, bool | None]) -> None:
    data, fine = case
    root = deck(tmp_path)
    (root / "media").mkdir()
    (root / "media" / name).write_bytes(data)
    texts = loading.load(root)
    assert [media.name for media in texts.media] == ([name] if fine else [])
    assert [p.code for p in texts.problems] == (["bad-image"] if fine is False else [])


def test_images_are_named_by_their_content(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    for name, data in (("a.jpeg", JPG), ("b.jpg", JPG), ("c.gif", GIF)):
        (root / "media" / name).write_bytes(data)
    a, b, c = loading.load(root).media
    digest = hashlib.sha256(JPG).hexdigest()[:20]
    assert a == Media("a.jpeg", f"flashcards-{digest}.jpg", str(root / "media" / "a.jpeg"))
    assert a.target == b.target != c.target
    assert [m.target.rpartition(".")[2] for m in (a, b, c)] == ["jpg", "jpg", "gif"]


def test_names_that_differ_only_in_case(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    for name in ("Cell.png", "cell.png", "cell.PNG"):
        (root / "media" / name).write_bytes(PNG)
    texts = loading.load(root)
    assert len(texts.media) == 1
    assert [p.code for p in texts.problems] == ["bad-image", "bad-image"]
