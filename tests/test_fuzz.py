"""Damaged and hostile input, made by the thousand: whatever is read, nothing is raised but our own, nothing is written,
and the same input says the same again.

The files are those of the real course with random edits, so that most of each is still understood.
``FLASHCARDS_FUZZ=1000 pytest -n 2`` tries a thousand inputs a test.
"""

from __future__ import annotations

import gc
import io
import json
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_STORED, ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console, Group

from flashcards.anki import comparison
from flashcards.anki.reader import ReadError, read
from flashcards.anki.writer import write
from flashcards.cli import build, check
from flashcards.compiler.compile import compile_deck
from flashcards.loading import folder as loading
from flashcards.releases import lock, lock_reader, record
from flashcards.releases.diff import compare
from flashcards.releases.lock import Lock
from flashcards.text import canonical, characters, html, markup, plain, terminal
from tests.anki import samples
from tests.course.deck import ROOT, course
from tests.text.samples import PIECES
from tests.text.test_html import ATTRIBUTES, TAGS, ParsedHtml

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = int(os.environ.get("FLASHCARDS_FUZZ", "0"))
COURSE = ROOT / "decks" / "ai-alignment"
CONCEPTS = sorted(path.name for path in (COURSE / "concepts").iterdir())


def inputs(normally: int) -> settings:
    return settings(
        max_examples=INPUTS or normally,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )


# --- edits of real files ---------------------------------------------------------------------------------------

TOKENS = [
    *(b"\n", b"\r\n", b"\r", b" ", b"  ", b"    ", b"\t", b"#", b": ", b":", b"- ", b"? ", b"---\n", b"...\n", b"~", b"null"),
    *(b"{", b"}", b"[", b"]", b",", b"'", b'"', b"|\n", b">-\n", b"&a ", b"*a", b"<<: *a\n", b"!!str ", b"%YAML 1.2\n", b"\\"),
    *(b'"\\e[31m"', b'"\\u202e"', b'"\\ud800"', b'"\\theta"', b"\x00", b"\x1b[2J", b"\x9b", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf"),
    *("\u202e\u2066\u2028\u0085\ufffe\U000f0000\u0300\u200d\u05e9\u65e5\u00e9".encode(), "\u0316\u0300".encode() * 20, b"9" * 30),
    *(b"{{c1::a}}", b"{{c1::", b"{{c500::x}}", b"}}", b"::", b"[[mesa-optimizer]]", b"[[", b"](javascript:x)", b"[a](https://x.y)"),
    *(b"![a](../x.png)", b"![a](b.png)", b"\\(x\\)", b"\\(", b"\\href{x}", b"$x^2$", b"`", b"**", b"*a ", b"&#x202e;", b"<script>", b"[sound:x]"),
    *(b"term: x\n", b"was: a/b\n", b"  was: short\n", b"retired: x\n", b"    dropped: {forward: x}\n", b"    cards: [ask]\n", b"src: [x]\n"),
    *(b"    lint: {allow: [L05], why: x}\n", b"faq: {a: {q: b?, a: c}}\n", b"key_aspects:\n", b"<<<<<<< x\n", b"=======\n", b"name: A::B\n"),
    *(b"schema: 2\n", b"units: {a: {title: b, concepts: [c]}}\n", b"sections: {s: S}\n", b"lint: {L11: 0, L01: off}\n", b"language: de\n"),
]  # fmt: skip


class Edit(NamedTuple):
    """One change; ``at`` and ``size`` are taken modulo what is there."""

    act: str
    at: int
    size: int
    token: bytes


EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(["insert", "insert", "cut", "repeat", "flip", "drop line", "double line", "move line", "indent"]),
        st.integers(0, 1 << 16),
        st.integers(1, 400),
        st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def edited(data: bytes, edits: list[Edit]) -> bytes:
    for edit in edits:
        at = edit.at % (len(data) + 1)
        lines = data.split(b"\n")
        row = edit.at % len(lines)
        match edit.act:
            case "insert":
                data = data[:at] + edit.token + data[at:]
            case "cut":
                data = data[:at] + data[at + edit.size :]
            case "repeat":
                data = data[: at + edit.size] + data[at:]
            case "flip":
                data = data[:at] + bytes(255 - byte for byte in data[at : at + 1]) + data[at + 1 :]
            case "drop line":
                data = b"\n".join(lines[:row] + lines[row + 1 :])
            case "double line":
                data = b"\n".join(lines[:row] + [lines[row]] * 2 + lines[row + 1 :])
            case "move line":
                data = b"\n".join(
                    lines[:row]
                    + lines[row + 1 : row + 1 + edit.size % 9]
                    + [lines[row]]
                    + lines[row + 1 + edit.size % 9 :]
                )
            case "indent":
                data = b"\n".join([*lines[:row], b" " * (edit.size % 5) + lines[row], *lines[row + 1 :]])
    return data  # fmt: skip


# --- check and build ---------------------------------------------------------------------------------------------


@cache
def recorded(concept: str) -> bytes:
    """The lock of a release of the course with this concept alone."""
    texts = loading.load(COURSE)
    texts = texts._replace(concepts=tuple(entry for entry in texts.concepts if f"{entry[1]}.yaml" == concept))
    deck = compile_deck(texts).deck
    assert deck
    made = record.record(deck, Lock(deck.id, deck.uuid, deck.name), record.Edition("1.0", 1_700_000_000))
    return lock.write(made).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fuzz") / "deck"
    (made / "concepts").mkdir(parents=True)
    return made


def laid(folder: Path, concept: str, file: str, edits: list[Edit]) -> None:
    """A deck of one concept of the course, with one of its files edited."""
    for old in (folder / "concepts").iterdir():
        old.unlink()
    files = {name: (COURSE / name).read_bytes() for name in ("deck.yaml", "sources.yaml")}
    files |= {
        f"concepts/{concept}": (COURSE / "concepts" / concept).read_bytes(),
        "released.lock": recorded(concept),
    }
    name = f"concepts/{concept}" if file == "concept" else file
    files[name] = edited(files[name], edits)
    for path, data in files.items():
        (folder / path).write_bytes(data)


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


DECKS = (
    st.sampled_from(CONCEPTS),
    st.sampled_from(["concept", "concept", "concept", "deck.yaml", "sources.yaml", "released.lock"]),
    EDITS,
)


@inputs(20)
@given(*DECKS, st.sampled_from(["text", "json", "github"]))
def test_check(folder: Path, concept: str, file: str, edits: list[Edit], style: str) -> None:
    laid(folder, concept, file, edits)
    before = listing(folder)
    first, again = (CliRunner().invoke(check.command, [str(folder), "--format", style]) for _ in range(2))
    gc.enable()  # the command does without
    assert isinstance(first.exception, SystemExit | None), first.exception
    assert first.exit_code in {0, 1}
    assert (first.stdout_bytes, first.stderr_bytes, first.exit_code) == (
        again.stdout_bytes,
        again.stderr_bytes,
        again.exit_code,
    )
    assert characters.safe(first.output) == first.output
    if style == "json":
        found = json.loads(first.stdout)
        assert (found["errors"] > 0) == (first.exit_code == 1)
    assert listing(folder) == before


@inputs(10)
@given(*DECKS)
def test_build(folder: Path, concept: str, file: str, edits: list[Edit]) -> None:
    laid(folder, concept, file, edits)
    target = folder.parent / "out" / "deck.apkg"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"the old one")
    before = listing(folder)
    done = CliRunner().invoke(build.command, [str(folder), "--no-lint", "-o", str(target)])
    gc.enable()
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert done.exit_code in {0, 1}
    assert (target.read_bytes() == b"the old one") == (done.exit_code == 1)
    assert [path.name for path in target.parent.iterdir()] == ["deck.apkg"]
    assert listing(folder) == before
    if done.exit_code == 0:
        assert comparison.deck_of(read(target))[1] == 0


# --- markup ------------------------------------------------------------------------------------------------------

MARKUP = st.lists(
    st.sampled_from([*PIECES, *(token.decode(errors="ignore") for token in TOKENS)]) | st.text(max_size=5),
    max_size=40,
).map("".join)


@inputs(50)
@given(MARKUP, st.booleans(), st.integers(10, 60))
def test_markup(raw: str, clozes: bool, width: int) -> None:
    text, faults = markup.parse(raw, clozes=clozes)
    assert (text, faults) == markup.parse(raw, clozes=clozes)
    shown = html.html(text, cloze=clozes)
    tags = ParsedHtml(shown)
    assert tags.tags <= TAGS
    assert tags.attributes <= ATTRIBUTES
    numbers = [0, *plain.cloze_answers(text)]
    said = [plain.plain(text, hide=number) for number in numbers]
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, _environ={})
    for number in numbers:
        console.print(
            Group(*terminal.lines(text, width, hide=number)),
            Group(*terminal.lines(text, width, reveal=number)),
        )
    assert isinstance(canonical.canonical(text), str)
    if not faults and not characters.FORBIDDEN.search(raw):
        assert not any(characters.FORBIDDEN.search(words) for words in [*said, shown, out.getvalue()])


# --- the lock ----------------------------------------------------------------------------------------------------


def summed(data: bytes) -> bytes:
    """The text with a last line that fits it."""
    body = data[: data.rfind(b"end ")].decode(errors="replace")
    notes = sum(not line.startswith("#") for line in body.split("\n")[3:-1])
    return f"{body}end {notes} notes {lock.checksum(body)}\n".encode()


@inputs(50)
@given(st.sampled_from(CONCEPTS[:5]), EDITS, st.booleans())
def test_lock(concept: str, edits: list[Edit], fixed: bool) -> None:
    data = edited(recorded(concept), edits)
    data = summed(data) if fixed else data
    found, problems = lock_reader.read("released.lock", data)
    assert (found, problems) == lock_reader.read("released.lock", data)
    assert (found is None) == bool(problems)
    lines = data.count(b"\n") + 1
    assert all(1 <= p.place.line <= lines and p.place.column >= 1 for p in problems)
    if found:
        assert lock_reader.read("released.lock", lock.write(found).encode()) == (found, [])


# --- packages ----------------------------------------------------------------------------------------------------


@cache
def package(folder: Path) -> tuple[bytes, bytes]:
    """A real package of the course, and its collection."""
    path = folder / "real.apkg"
    deck = course()
    write(deck, path, mod=lambda _: samples.TIME, time=samples.TIME, version="1")
    with ZipFile(path) as archive:
        return path.read_bytes(), archive.read("collection.anki2")


FLIPS = st.lists(
    st.tuples(st.integers(0, 1 << 22), st.binary(min_size=1, max_size=8)), min_size=1, max_size=12
)


@inputs(10)
@given(FLIPS, st.sampled_from(["file", "collection", "head", "cut"]))
def test_package(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, bytes]], where: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole, collection = package(folder)
    data = bytearray(collection if where in {"collection", "head"} else whole)
    size = 8192 if where == "head" else len(data)
    for at, token in flips:
        data[at % size : at % size + len(token)] = token
    path = folder / "fuzzed.apkg"
    path.write_bytes(data[: len(data) - flips[0][0] % len(data)] if where == "cut" else data)
    if where in {"collection", "head"}:
        with ZipFile(path, "w", ZIP_STORED) as archive:
            archive.writestr("collection.anki2", bytes(data))

    def seen() -> str:
        try:
            deck, _ = comparison.deck_of(read(path))
        except ReadError as error:
            return str(error)
        return repr(compare(comparison.as_packaged(course(), dropped=True), deck))

    assert seen() == seen()
    assert sorted(entry.name for entry in folder.glob("fuzzed*")) == ["fuzzed.apkg"]
