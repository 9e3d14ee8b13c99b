"""A small deck folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flashcards.loading import folder as loading

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\nrest"


def deck(folder: Path, name: str = "one") -> Path:
    root = folder / name
    (root / "concepts").mkdir(parents=True)
    (root / "deck.yaml").write_text("id: one\n")
    (root / "sources.yaml").write_text("sources: {}\n")
    (root / "concepts" / "a.yaml").write_text("term: a\n")
    return root


def found(root: Path) -> list[tuple[str, str]]:
    return [(os.path.relpath(p.place.path, root), p.code) for p in loading.load(root).problems]
