"""``flashcards sync``, ``merge-log`` and ``backup``, as their user calls them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from flashcards.progress import folder, lines
from tests.progress.machines import CARDS, NOON, Machine

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with two reviews; the working directory holds an empty folder ``synced``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "synced").mkdir()
    machine = Machine(tmp_path / "desk.db", "desk")
    for card in CARDS[:2]:
        machine.grade(card, 3, NOON)
    return machine


@pytest.fixture
def run(desk: Machine) -> Callable[..., Result]:
    def runner(*words: str, db: str | None = None) -> Result:
        return CliRunner().invoke(cli, [*words], env={"FLASHCARDS_DB": db or str(desk.path)})

    return runner


def test_a_sync_says_what_went_where_and_remembers_the_folder(run: Callable[..., Result]) -> None:
    assert run("sync", "synced").stdout == "Received 0 entries, sent 2.\n"
    assert run("sync").stdout == "Received 0 entries, sent 0.\n"
    assert run("sync", "synced", db="lap.db").stdout == "Received 2 entries, sent 0.\n"
    (desk,) = (row for row in json.loads(run("sync", "--status", "--json").stdout) if row["entries"])
    assert (desk["entries"], desk["newest"], desk["ahead"], desk["torn"]) == (2, NOON, False, 0)
    assert json.loads(run("sync", "--json").stdout) | {"file": ""} == {
        "received": 0,
        "sent": 0,
        "settings": False,
        "file": "",
    }


def test_status_reads_only(run: Callable[..., Result]) -> None:
    assert run("sync", "synced", "--status").stdout == "No machine has synced with this folder yet.\n"
    assert list(Path("synced").iterdir()) == []


def test_what_is_wrong_in_the_folder_is_named_and_the_rest_goes_on(run: Callable[..., Result]) -> None:
    run("sync", "synced")
    path = folder.files(Path("synced"))[0]
    path.write_bytes(path.read_bytes()[:-5])
    Path("synced/flashcards-odd-1.jsonl").write_bytes(lines._line({"kind": 5}))
    newer = lines._line({"flashcards": "log", "format": 9, "machine": "n", "name": "n"})
    Path("synced/flashcards-new-1.jsonl").write_bytes(newer)
    result = run("sync", "synced", db="lap.db")
    assert result.exit_code == 0
    assert result.stdout == "Received 1 entry, sent 0.\n"
    assert result.stderr.splitlines() == [
        "flashcards-new-1.jsonl was written by a newer version of flashcards and was left out; update flashcards.",
        "flashcards-odd-1.jsonl: 1 line not understood and left out; update flashcards.",
        f"{path.name}: 1 line not whole, left out for now; they come when the file is complete.",
    ]


def test_without_a_folder_the_usage_is_said(run: Callable[..., Result]) -> None:
    result = run("sync")
    assert (result.exit_code, "say which folder: flashcards sync FOLDER" in result.stderr) == (2, True)
    result = run("sync", "nowhere")
    assert (result.exit_code, "make it first, or check its name" in result.stderr) == (2, True)
    run("sync", "synced")
    for path in Path("synced").iterdir():
        path.unlink()
    Path("synced").rmdir()
    result = run("sync")
    assert (result.exit_code, "plug it in, or name another" in result.stderr) == (2, True)


def test_a_quiz_syncs_behind_the_learners_back_if_told_to(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command[3:]))
    quiz = ("quiz", "--plain")
    assert run(*quiz).exit_code == 0
    assert started == []
    run("sync", "synced", "--quiz")
    assert run(*quiz).exit_code == 0
    path = str(Path("desk.db").resolve())
    assert started == [["sync", "--db", path, "--background"], ["sync", "--db", path]]
    run("sync", "--no-quiz")
    run(*quiz)
    assert len(started) == 2


def test_a_log_is_merged_once(run: Callable[..., Result]) -> None:
    other = ("merge-log", "desk.db")
    assert run(*other, "--dry-run", db="new.db").stdout == "Would add 2 entries of desk.db; it has 2.\n"
    assert run(*other, db="new.db").stdout == "Added 2 entries of desk.db; it has 2.\n"
    assert run(*other, db="new.db").stdout == "Added 0 entries of desk.db; it has 2.\n"
    result = run("merge-log", "none.db")
    assert (result.exit_code, result.stderr) == (1, "there is no file none.db; name a database of reviews\n")


def test_a_backup_is_a_database_and_replaces_only_a_backup(run: Callable[..., Result], desk: Machine) -> None:
    assert run("backup", "copy.db").stdout == f"Copied {desk.path} to copy.db.\n"
    assert Machine(Path("copy.db"), "copy").log() == desk.log()
    refused = run("backup", "copy.db")
    assert (refused.exit_code, "choose another name, or add --replace" in refused.stderr) == (2, True)
    assert run("backup", "--replace", "copy.db").exit_code == 0
    Path("thesis.txt").write_text("precious", "utf-8")
    assert run("backup", "--replace", "thesis.txt").exit_code == 1
    assert Path("thesis.txt").read_text("utf-8") == "precious"
    itself = run("backup", "--replace", "desk.db")
    assert (itself.exit_code, "is the database itself" in itself.stderr) == (2, True)
    assert run("backup", "desk.db/copy.db").exit_code == 1
    nothing = run("backup", "x.db", db="none.db")
    assert (nothing.exit_code, "begin with: flashcards quiz" in nothing.stderr) == (1, True)
    assert not Path("none.db").exists()
