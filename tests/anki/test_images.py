"""Images all the way: from ``media/`` through the compiler and a package into the real Anki."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from flashcards.anki import writer
from flashcards.compiler.compile import compile_deck
from flashcards.loading.folder import load
from tests.anki import oracle
from tests.decks import DECK, SOURCES, write

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.model import Deck

TIME = 1_790_000_000


def png(grey: int) -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes([0, grey]))) + chunk(b"IEND", b"")
    )


def deck(folder: Path, grey: int) -> Deck:
    concept = (
        "term: cell\n"
        "faq:\n"
        "  look: {q: 'What is this? ![a grey dot](cell.png)', a: A cell.}\n"
        "  other: {q: Why?, a: So.}\n"
    )
    write(folder, {"deck.yaml": DECK, "sources.yaml": SOURCES, "concepts/cell.yaml": concept})
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / "cell.png").write_bytes(png(grey))
    result = compile_deck(load(folder))
    assert result.problems == ()
    assert result.deck is not None
    return result.deck


def test_a_changed_image_has_a_new_name_and_changes_just_its_note(tmp_path: Path) -> None:
    dark, light = deck(tmp_path / "deck", 0), deck(tmp_path / "deck", 255)
    assert dark.media[0].target != light.media[0].target
    changed = {new.key for old, new in zip(dark.notes, light.notes, strict=True) if old.digest != new.digest}
    assert changed == {"cell/look"}
    assert [note.images for note in light.notes] == [(light.media[0].target,), ()]


def test_anki_shows_the_image_of_the_newest_package(tmp_path: Path) -> None:
    with oracle.collection(tmp_path) as col:
        for step, grey in enumerate((0, 255)):
            compiled = deck(tmp_path / "deck", grey)
            time = TIME + step
            writer.write(compiled, tmp_path / "deck.apkg", mod=lambda _, t=time: t, time=time, version="1")  # type: ignore[misc]  # bound at once
            oracle.import_package(col, tmp_path / "deck.apkg")
        (look,) = oracle.cards(col, "grey")
        assert f'<img src="{compiled.media[0].target}" alt="a grey dot">' in look.front
        assert oracle.missing_media(col) == []
        media = tmp_path / "collection.media" / compiled.media[0].target
        assert media.read_bytes() == png(255)
