"""Nasty files, and what is said of each: place, code. ``--update-golden`` writes ``expected.txt`` anew: read it then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards import concepts, load, nodes
from flashcards.compile import read_phrases

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(CORPUS.glob("*.yaml"))


def problems(path: Path) -> list[str]:
    text, found = nodes.decode(path.name, path.read_bytes())
    if not found:
        phrases = read_phrases(load.phrases()["en"])
        _, found = concepts.read_concept(path.name, path.stem, text, {}, phrases)
    return [
        f"{p.place.path}:{p.place.line}:{p.place.column}: {p.code} {p.message}"
        for p in sorted(set(found), key=lambda p: (p.place, p.code, p.message))
    ]


def test_the_corpus(golden: Callable[[Path, str], None]) -> None:
    golden(CORPUS / "expected.txt", "".join(f"{line}\n" for path in FILES for line in problems(path)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_corpus_is_nasty(path: Path) -> None:
    assert bool(problems(path)) != path.stem.startswith("fine")
