"""The lines of a machine's file: written and read back, and refused where they are cut or make no sense."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.progress import lines
from flashcards.progress.lines import Header, Setting, Unknown
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import Moment, Settings, State

ID = "0197" + "5" * 28
ENTRY = LogEntry(ID, CardId("a" * 16, 2), "deck", Moment(1_750_000_000_000, -300), Action.REVIEW, 3, 4000)

ids = st.integers(0, 16**32 - 1).map("{:032x}".format)
names = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
entries = st.builds(
    LogEntry,
    ids,
    st.builds(CardId, names.filter(bool), st.integers(1, 500)),
    names,
    st.builds(Moment, st.integers(0, 1 << 46), st.integers(-900, 900)),
    st.one_of(st.sampled_from(Action), st.just("set due")),
    st.integers(1, 4),
    st.integers(0, 60_000),
    st.sampled_from(State),
    st.integers(-5, 1 << 40),
    st.one_of(st.just(""), ids),
    names,
    names,
)


def line(**values: object) -> bytes:
    """A whole line with these members."""
    text = json.dumps(values).encode()[:-1]
    return text + b',"sum":"' + sha256(text).hexdigest()[:12].encode() + b'"}'


@given(entries)
def test_an_entry_comes_back(entry: LogEntry) -> None:
    written = lines.of_entry(entry)
    assert written.endswith(b"}\n")
    assert written.count(b"\n") == 1
    assert lines.read(written[:-1]) == entry


@given(entries, st.data())
def test_a_line_that_is_cut_or_changed_does_not_count(entry: LogEntry, data: st.DataObject) -> None:
    written = lines.of_entry(entry)[:-1]
    at = data.draw(st.integers(0, len(written) - 1))
    assert lines.read(written[:at]) is None
    assert lines.read(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :]) is None


def test_the_format_is_this() -> None:
    assert lines.of_entry(ENTRY) == (
        b'{"id":"0197'
        + b"5" * 28
        + b'","guid":"aaaaaaaaaaaaaaaa","ordinal":2,"deck":"deck","time":1750000000000,'
        b'"offset":-300,"kind":"review","rating":3,"duration":4000,"sum":"b7f2fbeb607d"}\n'
    )
    assert lines.header("ab12", "desk") == (
        b'{"flashcards":"log","format":1,"machine":"ab12","name":"desk","sum":"352a31bf156d"}\n'
    )


def test_header_and_settings_come_back() -> None:
    assert lines.read(lines.header("ab12", "desk")[:-1]) == Header(1, "ab12", "desk")
    setting = Setting(ID, Settings(desired_retention=0.85, learning_steps=(30, 300, 900)))
    assert lines.read(lines.of_setting(setting)[:-1]) == setting


FINE: dict[str, object] = {
    "id": ID, "guid": "a", "ordinal": 1, "deck": "d", "time": 5, "offset": 0, "kind": "review", "rating": 3
}  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"id": ID.upper() + "X"},
        {"guid": ""},
        {"guid": 5},
        {"ordinal": 0},
        {"ordinal": True},
        {"time": -1},
        {"time": 1 << 48},
        {"time": 1.5},
        {"offset": 1441},
        {"rating": 0},
        {"rating": 5},
        {"was": 4},
        {"undoes": "x"},
        {"mistaken": "x" * 201},
        {"settings": {"colour": "blue"}},
        {"settings": {"desired_retention": 2}},
        {"settings": []},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_not_understood(other: dict[str, object]) -> None:
    assert isinstance(lines.read(line(**FINE)), LogEntry)
    assert lines.read(line(**FINE | other)) == Unknown()


def test_members_of_a_newer_version_are_passed_over() -> None:
    found = lines.read(line(**FINE, colour="blue"))
    assert isinstance(found, LogEntry)
    assert found.rating == 3
