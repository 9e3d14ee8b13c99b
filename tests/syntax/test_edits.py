"""Edits by offsets: what is not edited stays, to the byte."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.syntax import edits, reader
from flashcards.syntax.edits import Edit

ROWS = {
    "plain": (b"a: x\nb: y\n", b"a: NEW\nb: y\n"),
    "byte order mark": (b"\xef\xbb\xbfa: x\nb: y\n", b"\xef\xbb\xbfa: NEW\nb: y\n"),
    "CRLF": (b"# c\r\na: x\r\nb: y\r\n", b"# c\r\na: NEW\r\nb: y\r\n"),
    "mixed line ends": (b"# c\na: x\r\nb: y", b"# c\na: NEW\r\nb: y"),
    "letters not composed": (
        "# e\u0301\ne\u0301: e\u0301 x e\u0301".encode(),
        "# e\u0301\ne\u0301: e\u0301 NEW e\u0301".encode(),
    ),
    "all at once": (
        "\ufeff# e\u0301\r\ne\u0301: x # o\u0308\r\n".encode(),
        "\ufeff# e\u0301\r\ne\u0301: NEW # o\u0308\r\n".encode(),
    ),
}


@pytest.mark.parametrize(("data", "expected"), ROWS.values(), ids=ROWS)
def test_patched(data: bytes, expected: bytes) -> None:
    text, _ = reader.decode("f", data)
    at = text.index("x")
    assert edits.patched(data, [Edit(at, at + 1, "NEW")]) == expected


def test_a_new_line_ends_as_the_files_do() -> None:
    assert edits.patched(b"a: x\r\n", [Edit(0, 0, "w: v\n")]) == b"w: v\r\na: x\r\n"


@given(st.text(st.sampled_from("ab\n \r\u0301e\u00e9\u1100\u1161")))
def test_no_edit_changes_no_byte_and_each_offset_finds_its_character(raw: str) -> None:
    raw = raw.replace("\r", "\r\n")
    text, problems = reader.decode("f", raw.encode())
    assert not problems
    assert edits.patched(raw.encode(), []) == raw.encode()
    for at in (at for at, letter in enumerate(text) if letter == "b"):
        changed = edits.patched(raw.encode(), [Edit(at, at + 1, "B")])
        expected = text[:at] + "B" + text[at + 1 :]
        assert reader.decode("f", changed)[0] == unicodedata.normalize("NFC", expected)
        assert len(changed) == len(raw.encode())


def test_applied_makes_edits_from_left_to_right_insertions_first() -> None:
    assert edits.applied("abc", [Edit(1, 2, "X"), Edit(1, 1, "-"), Edit(0, 1, "")]) == "-Xc"


BLOCKS = {
    "the last": ("s:\n  a: 1\n  b:\n    c: 2\n", "b", "  b:\n    c: 2\n"),
    "blank lines below are not its own": ("s:\n  b:\n    c: 2\n\nt: 3\n", "b", "  b:\n    c: 2\n"),
    "comments above in its column": ("s:\n    # no\n  # yes\n  b: 1\n", "b", "  # yes\n  b: 1\n"),
    "comments below, indented further": (
        "s:\n  b:\n    c: 1\n    # yes\n  # no\n  d: 2\n",
        "b",
        "  b:\n    c: 1\n    # yes\n",
    ),
    "comments amid it": ("s:\n  b:\n    c: 1\n# amid\n    d: 2\n", "b", "  b:\n    c: 1\n# amid\n    d: 2\n"),
    "no last newline": ("s:\n  b: 1", "b", "  b: 1"),
    "a list in the key's column": ("s:\n  b:\n  - 1\n  - 2\n  c: 3\n", "b", "  b:\n  - 1\n  - 2\n"),
    "blank lines amid it": ("s:\n  b: |\n    1\n\n    2\n  c: 3\n", "b", "  b: |\n    1\n\n    2\n"),
}


@pytest.mark.parametrize(("text", "key", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_block(text: str, key: str, expected: str) -> None:
    root, _ = reader.read("f", text)
    assert root is not None
    start, end = edits.block(text, root.inner("s").entries[key][0])
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [(2, "    a:\n\n      b\n"), (-2, "a:\n\n  b\n"), (-3, "a:\n\n b\n"), (0, "  a:\n\n    b\n")],
)
def test_shifted(by: int, expected: str) -> None:
    assert edits.shifted("  a:\n\n    b\n", by) == expected
