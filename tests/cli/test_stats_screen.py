"""Statistics on the screen: what doesn't depend on colour."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from click import unstyle

from flashcards.cli import stats_screen
from flashcards.study import statistics
from flashcards.study.log import Action, CardId, LogEntry
from flashcards.study.memory import DAY, Moment, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = Moment(1_750_000_000_000)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def test_the_heat_map_shades_by_character(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    days = {0: 8, 1: 4, 2: 1}
    log = [
        LogEntry(
            f"{day}-{n}", CardId("a", 1), "deck", NOW._replace(time=NOW.time - day * DAY), Action.REVIEW, 3
        )
        for day, count in days.items()
        for n in range(count)
    ]
    stats_screen.show(statistics.figures(log, {}, {}, NOW, Settings()), ["Deck"])
    lines = unstyle(capsys.readouterr().out).splitlines()
    start = lines.index("The last 34 weeks")
    rows = [line[4:].rstrip() for line in lines[start + 1 : start + 8]]
    assert [row[-1] for row in rows] == ["·", "·", "·", "·", "░", "▒", "█"]
    assert {len(row) for row in rows} == {34}
    assert lines[start + 8] == "    · none  ░ few  █ up to 8 a day"
