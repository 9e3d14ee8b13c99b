"""Nasty files, and what is said of each: place, code, message; one row or more a file in ``corpus/expected.txt``.

``--update-golden`` writes ``expected.txt`` anew: read it then. What is too large to be kept is made here.
``corpus/README.md`` says which test shows which row of the table of attacks.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards.anki.fields import fields
from flashcards.compiler import concepts, manifest
from flashcards.compiler.compile import compile_deck
from flashcards.releases import lock_reader
from flashcards.syntax import reader
from flashcards.text import characters, prose
from flashcards.text.characters import line
from flashcards.text.plain import plain
from tests.decks import DECK, from_files
from tests.text.test_html import TAGS, ParsedHtml

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.model import Note, Problem

CORPUS = Path(__file__).parent / "corpus"
ROOT = CORPUS.parent.parent
HEAD = "term: mesa-optimizer\n"
FILES = {
    str(path.relative_to(CORPUS)): path.read_bytes()
    for path in sorted(CORPUS.rglob("*"))
    if path.suffix in {".yaml", ".lock"}
}


def _faq(count: int, question: str) -> bytes:
    items = "".join(f"  k{n}: {{q: {question}, a: b}}\n" for n in range(count))
    return f"{HEAD}faq:\n{items}".encode()


MADE = {
    "made/bytes.yaml": b"#" * (reader.MAX_BYTES + 1),
    "made/deep-braces.yaml": b"{a: " * 100_000,
    "made/deep-brackets.yaml": b"[" * 100_000,
    "made/deep-dashes.yaml": b"- " * 100_000,
    "made/deep-keys.yaml": b"? " * 100_000,
    "made/long-key.yaml": _faq(1, "a") + b"? " + b"k" * 10_001 + b"\n: x\n",
    "made/long-list.yaml": _faq(1, "a") + b"aliases: [" + b"a, " * 51 + b"]\n",
    "made/long-term.yaml": _faq(1, "a").replace(b"mesa", b"t" * 300),
    "made/long-value.yaml": _faq(1, "q" * 10_001),
    "made/marks.yaml": _faq(1, "\u0300\u0316" * 200_000),
    "made/markup.yaml": _faq(9, "a" + " *b*" * 2000),
    "made/newlines.yaml": b"\n" * reader.MAX_BYTES,
    "made/said.yaml": _faq(60, "a " * 4900),
    "made/values.yaml": b"a: [" + b"b, " * 20_000 + b"]",
}


def problems(name: str, data: bytes) -> list[Problem]:
    if name.endswith(".lock"):
        return lock_reader.read(name, data)[1]
    text, found = reader.decode(name, data)
    if found:
        return found
    if name.startswith("deck/"):
        head, found = manifest.read_deck(name, text)
        return found + (concepts.check_sections(head) if head else [])
    if name.startswith("sources/"):
        return manifest.read_sources_file(name, text)[1]
    result = compile_deck(from_files({"deck.yaml": DECK, name: text}))
    return [problem for problem in result.problems if problem.code != "no-concept"]


def rows(name: str, data: bytes) -> list[str]:
    """What ``check`` prints of a file, or that it is fine."""
    found = sorted(set(problems(name, data)), key=lambda p: (p.place, p.code, p.message))
    return [line(f"{p.place.path}:{p.place.line}:{p.place.column}: {p.code} {p.message}") for p in found] or [
        f"{name}: fine"
    ]


def test_the_corpus(golden: Callable[[Path, str], None]) -> None:
    told = (row for name, data in {**FILES, **MADE}.items() for row in rows(name, data))
    golden(CORPUS / "expected.txt", "".join(f"{row}\n" for row in told))


@pytest.mark.parametrize("name", [*FILES, *MADE])
def test_every_file_is_nasty_but_the_fine_ones(name: str) -> None:
    data = {**FILES, **MADE}[name]
    assert bool(problems(name, data)) != Path(name).stem.startswith("fine")


@pytest.mark.parametrize("name", [*FILES, *MADE])
def test_every_problem_has_a_place_in_its_file_and_can_be_printed(name: str) -> None:
    data = {**FILES, **MADE}[name]
    lines = data.decode(errors="replace").split("\n")
    for problem in problems(name, data):
        assert (problem.place.path, bool(problem.message)) == (name, True)
        assert 1 <= problem.place.line <= len(lines) + 1
        assert problem.place.column >= 1
        assert line(f"{problem.message} {problem.hint}").isprintable()


def fine_notes() -> list[Note]:
    fine = {
        name: data for name, data in FILES.items() if Path(name).stem.startswith("fine") and "/" not in name
    }
    texts = {name: reader.decode(name, data)[0] for name, data in fine.items()}
    deck = compile_deck(from_files({"deck.yaml": DECK, **texts})).deck
    assert deck
    return list(deck.notes)


@pytest.mark.parametrize("note", fine_notes(), ids=lambda note: note.key)
def test_what_is_fine_is_shown_and_does_nothing(note: Note) -> None:
    for field in fields(note):
        tags = ParsedHtml(field)
        assert tags.tags <= TAGS | {"div"}
        assert all(address.startswith(("http://", "https://")) for address in tags.addresses)
        assert not re.search(r"\{\{|\[(?:sound|anki|latex|/latex|\$|/\$)", field, re.IGNORECASE)
        assert not characters.FORBIDDEN.search(field)
    for card in note.cards:
        shown = unescape(re.sub(r"<[^>]*>", "", fields(note)[2 * card.ordinal + 1]))
        assert "".join(plain(prose.front(card)).split()) == "".join(shown.split())


# --- the table of attacks ------------------------------------------------------------------------------------------

TABLE = (CORPUS / "README.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)


def test_every_row_of_the_table_names_tests_that_there_are() -> None:
    rows = [row for row in TABLE.splitlines() if row.startswith("| ") and row != "| attack | shown by |"]
    assert len(rows) > 60
    assert all("`tests/" in row.rpartition(" | ")[2] for row in rows)
    known = {path: (ROOT / path).read_text("utf-8") for path, _ in NAMED}
    assert [f"{path}::{name}" for path, name in NAMED if f"def {name}(" not in known[path]] == []
    assert len(NAMED) == TABLE.count("::test_")
