"""What an edit, its revert and another version of the program cost learners, from the command line into Anki."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flashcards.anki import fields
from flashcards.loading import layout
from flashcards.text.html import html
from tests.anki import oracle
from tests.cli.maintainer import FAQ, Maintainer, maintainer
from tests.histories.course import worded
from tests.histories.releases import dress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from anki.collection import Collection

__all__ = ["maintainer"]

COURSE = (
    "definition:\n  short:\n    text: What all living things are made of.\n"
    "  cloze:\n    parts:\n      text: The {{c1::nucleus}} of a [[cell]] holds {{c2::DNA}}.\n" + FAQ
)
NOTES = {"cell/short", "cell/parts", "cell/what", "cell/size"}


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Collection]:
    with oracle.collection(tmp_path) as opened:
        yield opened


def _released(
    maintainer: Maintainer, learner: Collection, version: str, text: str
) -> tuple[set[str], oracle.Log]:
    """The lines of the lock that a release changed, without its head and end, and what Anki says of its package."""
    before = _lines(maintainer)
    maintainer.write(text)
    said = maintainer.run("release", version)
    assert said.code == 0, said.err
    log = oracle.import_log(learner, maintainer.root / "dist" / f"cells-{version}.apkg")
    return _lines(maintainer) - before, log


def _lines(maintainer: Maintainer) -> set[str]:
    lines = maintainer.read("decks/cells/released.lock").splitlines()
    return {line for line in lines if "/" in line.partition(" ")[0]}


def _mod(line: str) -> int:
    return int(line.split(" ")[5])


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("cell/what", "What is it", "What is this"),
        ("cell/what", "smallest", "least"),
        ("cell/parts", "nucleus", "kernel"),
        ("cell/short", "living", "alive"),
    ],
)
def test_one_word_costs_one_line_and_one_note_and_so_does_its_revert(
    maintainer: Maintainer, learner: Collection, key: str, old: str, new: str
) -> None:
    _, log = _released(maintainer, learner, "1.0", COURSE)
    assert log == oracle.Log(frozenset(NOTES), frozenset(), frozenset(), frozenset())
    mods = []
    for version, text in (("1.1", COURSE.replace(old, new)), ("1.2", COURSE)):
        lines, log = _released(maintainer, learner, version, text)
        [line] = lines
        assert line.startswith(f"{key} ")
        assert log == oracle.Log(frozenset(), frozenset({key}), frozenset(NOTES - {key}), frozenset())
        mods.append(_mod(line))
    assert maintainer.now < mods[0] < mods[1]  # though the clock stood still
    shown = "".join(oracle.rows(learner, "select group_concat(flds) from notes")[0])
    assert old in shown
    assert new not in shown


@pytest.mark.parametrize("what", ["phrases", "templates", "rendering"])
def test_another_version_of_the_program_updates_no_note(
    maintainer: Maintainer, learner: Collection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    _released(maintainer, learner, "1.0", COURSE)
    before = oracle.cards(learner)
    if what == "phrases":
        phrases = {name: worded(text, 2) for name, text in layout.phrases().items()}
        monkeypatch.setattr(layout, "phrases", lambda: phrases)
    elif what == "templates":
        dress(monkeypatch, 2, 2)
    else:
        monkeypatch.setattr(
            fields, "html", lambda text, **how: html(text, **how).replace("The", "<b>The</b>")
        )
    lines, log = _released(maintainer, learner, "1.1", COURSE)
    assert lines == set()
    assert log == oracle.Log(frozenset(), frozenset(), frozenset(NOTES), frozenset())
    (tmp_path / "new").mkdir()
    with oracle.collection(tmp_path / "new") as new:
        oracle.import_package(new, maintainer.root / "dist" / "cells-1.1.apkg")
        assert oracle.cards(new) != before  # it is another version
        assert oracle.rows(new, "select id, mod from notes") == oracle.rows(
            learner, "select id, mod from notes"
        )
