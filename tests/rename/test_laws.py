"""Laws that hold for every rename and move, on decks drawn at random."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flashcards.rename.rename import RenameError
from tests.rename.small import Files, compiled, decks, firsts, renamed, renames, shown, things


def _renamed_or_none(files: Files, names: tuple[str, str], released: frozenset[str]) -> Files | None:
    try:
        return renamed(files, *names, released)
    except RenameError as refused:
        if "can't be edited safely" in str(refused):  # no drawn layout is strange
            raise
        return None


@given(st.data())
@settings(max_examples=25)
def test_no_sequence_of_renames_and_moves_changes_a_released_note(data: st.DataObject) -> None:
    files = data.draw(decks())
    released, before = firsts(files), {note.first: shown(note) for note in compiled(files).notes}
    made = 0
    for _ in range(4):
        after = _renamed_or_none(files, data.draw(renames(files)), released)
        made += after is not None
        files = after or files
    assume(made)
    assert {note.first: shown(note) for note in compiled(files).notes} == before


@given(st.data())
@settings(max_examples=25)
def test_a_rename_there_and_back_gives_the_original(data: st.DataObject) -> None:
    files = data.draw(decks())
    released = data.draw(st.sampled_from([firsts(files), frozenset()]))
    old, new = data.draw(renames(files, moves=False))
    after = _renamed_or_none(files, (old, new), released)
    assume(after is not None)
    assert after is not None
    assert renamed(after, new, old, released) == files


@given(st.data())
@settings(max_examples=25)
def test_only_names_change_and_was_is_added(data: st.DataObject) -> None:
    """Against the naive way: replace the word everywhere but in comments and code."""
    files = data.draw(decks())
    old, new = data.draw(renames(files, moves=False))
    after = _renamed_or_none(files, (old, new), firsts(files))
    assume(after is not None)
    assert after is not None
    word, other = re.split("[/.]", old)[-1], re.split("[/.]", new)[-1]
    scope = files if "/" not in old else [old.partition("/")[0]]
    for name, text in files.items():
        expected = text
        if name in scope and "." not in old:
            expected = "".join(_naive(line, word, other) for line in text.splitlines(keepends=True))
        elif name in scope:
            at = re.compile(rf"(d\d.*\n(?:    .*\n)*?      ){word}:").search(text)
            assert at
            expected = text[: at.end(1)] + other + text[at.end(1) + len(word) :]
        result = after[new if name == old else name]
        assert re.sub(rf"( *was: {word}\n|was: {word}, )", "", result) == expected


def _naive(line: str, word: str, other: str) -> str:
    at = line.find("`[[") if "`[[" in line else line.find("#") if "#" in line else len(line)
    return re.sub(rf"(?<![\w-]){word}(?![\w-])", other, line[:at]) + line[at:]


@given(st.data())
@settings(max_examples=20)
def test_drafts_stay_clean(data: st.DataObject) -> None:
    files = data.draw(decks())
    after = _renamed_or_none(files, data.draw(renames(files)), frozenset())
    assume(after is not None)
    assert after is not None
    assert not any("was:" in text for text in after.values())


@given(st.data())
@settings(max_examples=25)
def test_a_move_there_and_back_loses_no_line(data: st.DataObject) -> None:
    """The item comes last in its section, and may name the sources that it took from the file; nothing else."""
    files = data.draw(decks())
    released = firsts(files)
    old = data.draw(st.sampled_from(things(files)["item"]))
    others = [name for name in things(files)["concept"] if not old.startswith(f"{name}/")]
    new = f"{data.draw(st.sampled_from(others))}/y1"
    after = _renamed_or_none(files, (old, new), released)
    assume(after is not None)
    assert after is not None
    back = renamed(after, new, old, released)
    assert {name: _lines(text) for name, text in back.items()} == {
        name: _lines(t) for name, t in files.items()
    }


def _lines(text: str) -> list[str]:
    """The lines in some order, comments apart, but for empty ones and the ``src`` of items."""
    flat = re.sub(r"^ +src: .*\n|src: \[[^\]]*\], |, src: \[[^\]]*\]", "", text, flags=re.MULTILINE)
    halves = [half.strip() for line in flat.splitlines() for half in re.split("(?=#)", line)]
    return sorted(half for half in halves if half)
