"""Which files belong to a deck, by name and content."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from flashcards.loading import folder as loading
from flashcards.loading.layout import belongs
from flashcards.model import Media
from tests.loading.small import PNG, deck, found

if TYPE_CHECKING:
    from pathlib import Path

JPG = b"\xff\xd8\xff\xe0rest"
GIF = b"GIF89arest"
WEBP = b"RIFF\x04\0\0\0WEBPrest"

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
    "aux.yaml": "bad-id",
    "con.yaml": "bad-id",
    "com1.yaml": "bad-id",
    "lpt9.yaml": "bad-id",
    "nul.yaml": "bad-id",
    "console.yaml": None,
    "com10.yaml": None,
    "text.yaml": None,
    "1.yaml": None,
}


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=NAMES)
def test_the_name_of_a_file_in_concepts_is_checked(tmp_path: Path, name: str, code: str | None) -> None:
    root = deck(tmp_path)
    (root / "concepts" / name).write_text("term: x\n")
    assert found(root) == ([(f"concepts/{name}", code)] if code else [])


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=NAMES)
def test_a_folder_and_a_revision_take_the_same_concepts(tmp_path: Path, name: str, code: str | None) -> None:
    """A revision skips what a folder refuses."""
    root = deck(tmp_path)
    (root / "concepts" / name).write_text("term: x\n")
    taken = [PurePosixPath(path).name for path, _, _ in loading.load(root).concepts]
    assert (name in taken) == belongs(PurePosixPath("concepts", name))
    assert code is None or not belongs(PurePosixPath("concepts", name))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("deck.yaml", True),
        ("sources.yaml", True),
        ("released.lock", True),
        ("README.md", False),
        ("media/a.png", True),
        ("media/.hidden.png", False),
        ("media/more/a.png", False),
        ("concepts/more/a.yaml", False),
        ("more/deck.yaml", False),
    ],
)
def test_files_elsewhere_do_not_belong_to_a_deck(path: str, expected: bool) -> None:
    assert belongs(PurePosixPath(path)) == expected


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
    "aux.png": (PNG, False),
    "COM1.x.png": (PNG, False),
    "auxin.png": (PNG, True),
    "a b.png": (PNG, False),
    "é.png": (PNG, False),
    "-a.png": (PNG, False),
    '"x.png': (PNG, False),
    ".hidden.png": (PNG, None),
    "Thumbs.db": (b"x", False),
}


@pytest.mark.parametrize(("name", "case"), IMAGES.items(), ids=IMAGES)
def test_only_images_that_work_everywhere_are_taken(
    tmp_path: Path, name: str, case: tuple[bytes, bool | None]
) -> None:
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


def test_of_names_that_differ_only_in_case_one_is_taken(tmp_path: Path) -> None:
    root = deck(tmp_path)
    (root / "media").mkdir()
    for name in ("Cell.png", "cell.png", "cell.PNG"):
        (root / "media" / name).write_bytes(PNG)
    texts = loading.load(root)
    assert len(texts.media) == 1
    assert [p.code for p in texts.problems] == ["bad-image", "bad-image"]
