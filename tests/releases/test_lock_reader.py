"""Reading released.lock: as it was written, or refused by line and column."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.compiler.content import MOST_CHARACTERS
from flashcards.model import NoteType, Place
from flashcards.releases import lock_reader
from flashcards.releases.lock import Lock, Release, ReleasedCard, ReleasedNote, numbers, write
from flashcards.releases.lock_reader import missing, read

UUID = "00000000-0000-4000-8000-000000000000"
HEAD = (
    "flashcards-lock 1\n"
    '# What learners have of this deck. Only "flashcards release" writes this file: never edit it.\n'
    f'deck cells {UUID} "Cells"\n'
    "release 1.1 2023-11-14T22:13:20Z 00000000000000aa\n"
    "# key guid id type state mod hash waiting releases [was=first-name] [between=concepts]"
    ' ordinal[:name]="answer", -ordinal if dropped\n'
)
ONE = 'cell/a 000000000000000a 1000000000512 qa live 5 00000000000000b1 00000000000000c1 1.0 1:ask="One"\n'
TWO = (
    "cell/b.x 000000000000000b 1000000001024 cloze retired 6 00000000000000b2 00000000000000c2 1.0,1.1 "
    'was=cell/old.x between=cell,virus 1="\\"Two\\"" -3="Zwölf\\u2028"\n'
)
LOCK = Lock(
    "cells",
    UUID,
    "Cells",
    (Release("1.1", 1_700_000_000, "00000000000000aa"),),
    {
        "cell/old.x": ReleasedNote(
            "cell/b.x",
            "cell/old.x",
            "000000000000000b",
            1000000001024,
            NoteType.CLOZE,
            True,
            6,
            "00000000000000b2",
            "00000000000000c2",
            ("1.0", "1.1"),
            ("cell", "virus"),
            (ReleasedCard(1, "1", '"Two"'), ReleasedCard(3, "3", "Zwölf\u2028", True)),
        ),
        "cell/a": ReleasedNote(
            "cell/a",
            "cell/a",
            "000000000000000a",
            1000000000512,
            NoteType.QA,
            False,
            5,
            "00000000000000b1",
            "00000000000000c1",
            ("1.0",),
            (),
            (ReleasedCard(1, "ask", "One"),),
        ),
    },
)
LINE = "release 1.10 2023-11-14T22:13:20Z 00000000000000aa\n"
RESTORE = 'only "flashcards release" writes this file; restore it with "git checkout HEAD -- released.lock"'


def sealed(body: str, count: int | None = None) -> str:
    number = body.count("\n") - 5 if count is None else count
    return f"{body}end {number} notes {hashlib.sha256(body.encode()).hexdigest()[:16]}\n"


WHOLE = sealed(HEAD + ONE + TWO)


def test_a_lock_is_written_sorted_by_key_one_line_a_note() -> None:
    assert write(LOCK) == WHOLE


def test_a_lock_is_read_as_it_was_written_with_its_lines() -> None:
    found, problems = read("released.lock", WHOLE.encode())
    assert (found, problems) == (LOCK, [])
    assert found is not None
    assert {entry.key: entry.line for entry in found.entries.values()} == {"cell/a": 6, "cell/b.x": 7}
    assert found.ids == {"cell/a": 1000000000512, "cell/old.x": 1000000001024}


def test_an_empty_lock_has_a_header_and_a_last_line() -> None:
    text = write(Lock("cells", UUID, "Cells"))
    assert text.split("\n")[3] == "release none"
    assert text.split("\n")[5].startswith("end 0 notes ")
    assert read("x", text.encode()) == (Lock("cells", UUID, "Cells"), [])


def test_it_holds_a_line_for_every_release_and_the_highest_version_counts_as_the_last() -> None:
    lock = replace(
        LOCK,
        releases=(Release("1.0", 5, "0" * 16), Release("1.0.1", 9, "1" * 16), Release("1.1", 7, "2" * 16)),
    )
    assert write(lock).split("\n")[3:6] == [
        "release 1.0 1970-01-01T00:00:05Z 0000000000000000",
        "release 1.0.1 1970-01-01T00:00:09Z 1111111111111111",
        "release 1.1 1970-01-01T00:00:07Z 2222222222222222",
    ]
    assert read("x", write(lock).encode()) == (lock, [])
    assert (lock.version, lock.last.time, lock.latest) == ("1.1", 7, 9)


def test_line_ends_of_a_windows_checkout_are_read() -> None:
    assert read("x", WHOLE.replace("\n", "\r\n").encode()) == (LOCK, [])


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "message"),
    [
        pytest.param("", 1, 1, "damaged", 'the first line is not "flashcards-lock 1"', id="empty"),
        pytest.param(
            "\ufeff" + WHOLE,
            1,
            1,
            "damaged",
            'the first line is not "flashcards-lock 1"',
            id="byte order mark",
        ),
        pytest.param(
            WHOLE.replace("lock 1", "lock 2", 1),
            1,
            17,
            "newer",
            "the file has format 2, but this flashcards only knows format 1",
            id="newer format",
        ),
        pytest.param(
            HEAD + "<<<<<<< HEAD\n" + ONE + "=======\n" + TWO + ">>>>>>> other\n",
            6,
            1,
            "conflict",
            '"<<<<<<<" is a conflict marker of an unfinished merge',
            id="conflict",
        ),
        pytest.param(
            HEAD + ONE,
            6,
            1,
            "damaged",
            'the file is cut off: its last line is not "end ... notes ..."',
            id="cut off at a line",
        ),
        pytest.param(
            WHOLE[:-1],
            8,
            1,
            "damaged",
            'the file is cut off: its last line is not "end ... notes ..."',
            id="cut off by a byte",
        ),
        pytest.param(
            WHOLE + "\n",
            8,
            1,
            "damaged",
            'the file is cut off: its last line is not "end ... notes ..."',
            id="goes on after the end",
        ),
        pytest.param(
            WHOLE.replace("One", "Won"),
            8,
            13,
            "damaged",
            "the checksum doesn't match: a line was changed by hand",
            id="edited",
        ),
        pytest.param(
            sealed(HEAD + ONE, 2),
            7,
            5,
            "damaged",
            "the file has 1 note, but its last line says 2",
            id="wrong count",
        ),
        pytest.param(
            sealed(HEAD + TWO + ONE),
            7,
            1,
            "damaged",
            '"cell/a" comes after "cell/b.x", but lines are sorted by key',
            id="not sorted",
        ),
        pytest.param(
            sealed(HEAD + ONE + ONE),
            7,
            1,
            "damaged",
            '"cell/a" comes after "cell/a", but lines are sorted by key',
            id="key twice",
        ),
        pytest.param(
            sealed(HEAD + ONE + TWO.replace("was=cell/old.x", "was=cell/a")),
            7,
            1,
            "damaged",
            "line 6 already has this note's first name",
            id="first name twice",
        ),
        pytest.param(
            sealed(HEAD + ONE + TWO.replace("000b ", "000a ", 1)),
            7,
            1,
            "damaged",
            "line 6 already has this note's GUID",
            id="GUID twice",
        ),
        pytest.param(
            sealed(HEAD + ONE + TWO.replace("1000000001024", "1000000000512")),
            7,
            1,
            "damaged",
            "line 6 already has this note's note id",
            id="note id twice",
        ),
        pytest.param(
            sealed(HEAD + ONE.replace(" live ", " alive ")),
            6,
            42,
            "damaged",
            "expected live or retired here",
            id="no state",
        ),
        pytest.param(
            sealed(HEAD + ONE.replace("5 0", "05 0")),
            6,
            47,
            "damaged",
            "expected a time of modification here",
            id="mod with a leading zero",
        ),
        pytest.param(
            sealed(HEAD + ONE.replace('"One"', '"One')),
            6,
            ONE.index('"One') + 1,
            "damaged",
            "expected a quoted text here",
            id="quote",
        ),
        pytest.param(
            sealed(HEAD + ONE.replace("One", "O\u2028ne")),
            6,
            ONE.index('"One') + 1,
            "damaged",
            "expected a quoted text here",
            id="raw line separator",
        ),
        pytest.param(
            sealed(HEAD + ONE[:-1] + " \n"),
            6,
            len(ONE),
            "damaged",
            "expected the end of the line here",
            id="space at the end",
        ),
        pytest.param(
            sealed(HEAD + TWO.replace("-3=", "-1=")),
            6,
            TWO.index("-3") + 1,
            "damaged",
            "ordinal 1 comes after 1, but ordinals are sorted",
            id="ordinal twice",
        ),
        pytest.param(
            sealed(HEAD.replace("11-14", "02-30") + ONE),
            4,
            13,
            "damaged",
            "2023-02-30T22:13:20Z is not a valid time",
            id="no such day",
        ),
        pytest.param(
            sealed(HEAD.replace(UUID, "x") + ONE),
            3,
            12,
            "damaged",
            "expected the deck's uuid here",
            id="no uuid",
        ),
        pytest.param(
            sealed(HEAD.replace("cells", "../x") + ONE),
            3,
            6,
            "damaged",
            "expected the deck's id here",
            id="no id",
        ),
        pytest.param(
            sealed(HEAD.replace("release 1.1", LINE + "release 1.1") + ONE, 1),
            5,
            9,
            "damaged",
            '"1.1" comes after "1.10", but releases are sorted by version',
            id="releases not sorted",
        ),
        pytest.param(
            sealed(HEAD.replace("release 1.1", "release none\nrelease 1.1") + ONE, 1),
            4,
            9,
            "damaged",
            'expected a version or "none" here',
            id="none, and then a release",
        ),
        pytest.param(
            sealed("flashcards-lock 1\n", 0),
            1,
            1,
            "damaged",
            'the lines "deck ..." and "release ..." are missing',
            id="no header",
        ),
    ],
)
def test_a_damaged_lock_is_refused_by_line_and_column(
    text: str, line: int, column: int, code: str, message: str
) -> None:
    lock, problems = read("released.lock", text.encode())
    assert lock is None
    assert [(p.place, p.code, p.message) for p in problems] == [
        (Place("released.lock", line, column), f"lock-{code}", message)
    ]
    assert code != "damaged" or problems[0].hint == RESTORE


def test_bytes_that_are_not_utf8_are_refused_by_place() -> None:
    data = WHOLE.encode().replace("ö".encode(), b"\xf6")
    lock, problems = read("released.lock", data)
    assert lock is None
    assert [(p.place, p.message) for p in problems] == [
        (Place("released.lock", 7, TWO.index("ö") + 1), "byte 0xf6 is not UTF-8")
    ]


def test_at_most_ten_damaged_lines_are_shown() -> None:
    _, problems = read("x", sealed(HEAD + "?\n" * 30).encode())
    assert [p.place.line for p in problems] == list(range(6, 16))


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        pytest.param(
            HEAD + "\n" * 1_000_000, 1, "the file has more than 1,000,000 lines", id="too many lines"
        ),
        pytest.param(
            HEAD + "a/" + "a-" * 600_000 + "\n", 6, "the line has more than 1,048,576 characters", id="a line too long"
        ),
    ],
)  # fmt: skip
def test_more_than_a_release_can_write_is_refused(body: str, line: int, message: str) -> None:
    _, problems = read("x", sealed(body).encode())
    assert [(p.place, p.code, p.message) for p in problems] == [(Place("x", line), "lock-damaged", message)]


def test_a_line_has_room_for_all_the_cards_of_a_concept_file() -> None:
    assert 2 * MOST_CHARACTERS < lock_reader._LONGEST_LINE  # an escaped character takes two


def test_a_missing_lock_says_how_to_get_it_back_or_make_one() -> None:
    assert missing("decks/cells/released.lock", "decks/cells").hint == (
        'restore it with "git checkout HEAD -- decks/cells/released.lock"; only if no learner has ever had this deck, '
        'make one with "flashcards new lock decks/cells"'
    )


# --- properties ---------------------------------------------------------------------------------------

IDS = st.from_regex(r"\A[a-z0-9]{1,5}(-[a-z0-9]{1,3}){0,2}\Z")
KEYS = st.builds(lambda a, b, c: f"{a}/{b}" + (f".{c}" if c else ""), IDS, IDS, st.just("") | IDS)
HASHES = st.integers(0, 16**16 - 1).map("{:016x}".format)
VERSIONS = st.lists(st.integers(0, 999_999_999), min_size=1, max_size=4).map(lambda n: ".".join(map(str, n)))
ANSWERS = st.dictionaries(
    st.integers(1, 999), st.tuples(st.none() | IDS, st.text(), st.booleans()), max_size=3
).map(
    lambda d: tuple(
        ReleasedCard(n, name or str(n), text, gone) for n, (name, text, gone) in sorted(d.items())
    )
)
ENTRIES = st.builds(
    ReleasedNote,
    key=KEYS,
    first=KEYS,
    guid=HASHES,
    id=st.integers(10**12, 2 * 10**12 - 1),
    type=st.sampled_from(NoteType),
    retired=st.booleans(),
    mod=st.integers(1, 10**12 - 1),
    digest=HASHES,
    waiting=HASHES,
    releases=st.lists(VERSIONS, min_size=1, max_size=3).map(tuple),
    between=st.lists(IDS, max_size=3).map(tuple),
    answers=ANSWERS,
)
RELEASES = st.lists(
    st.builds(Release, version=VERSIONS, time=st.integers(0, 4_294_967_295), contents=HASHES),
    max_size=4,
    unique_by=lambda release: numbers(release.version),
).map(lambda releases: tuple(sorted(releases, key=lambda release: numbers(release.version))))
UNIQUE = st.lists(
    ENTRIES,
    max_size=4,
    unique_by=(lambda e: e.key, lambda e: e.first, lambda e: e.guid, lambda e: e.id),
)
LOCKS = st.builds(
    Lock,
    id=IDS,
    uuid=st.uuids().map(str),
    name=st.text(),
    releases=RELEASES,
    entries=UNIQUE.map(lambda entries: {entry.first: entry for entry in entries}),
)


@given(LOCKS)
def test_every_lock_reads_as_it_was_written(lock: Lock) -> None:
    text = write(lock)
    assert read("x", text.encode()) == (lock, [])
    assert len(text.splitlines()) == text.count("\n") == 5 + max(1, len(lock.releases)) + len(lock.entries)


@given(st.binary() | st.text().map(str.encode))
@example(b"flashcards-lock 99999999999999999999\n")
@example(b"flashcards-lock 1\nend 0 notes 0000000000000000\n")
def test_no_bytes_raise_an_exception(data: bytes) -> None:
    lock, problems = read("x", data)
    assert (lock is None) == bool(problems)


@given(st.data())
def test_any_change_of_a_byte_is_found(data: st.DataObject) -> None:
    whole = WHOLE.encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    piece = data.draw(st.binary(max_size=3))
    changed = whole[:at] + piece + whole[at + data.draw(st.integers(0, 3)) :]
    lock, problems = read("x", changed)
    if changed.replace(b"\r\n", b"\n") == whole:
        assert lock == LOCK
    else:
        assert lock is None
        assert all(1 <= p.place.line <= changed.count(b"\n") + 1 and p.place.column >= 1 for p in problems)
        assert problems
