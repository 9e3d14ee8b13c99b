"""The command: files on the disk, all of them or none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from flashcards.disk import atomic, journal
from flashcards.loading import locate
from flashcards.releases.lock import Lock, write
from flashcards.rename import rename
from tests import decks, lockdecks

UUID = "527c6834-ee1d-4ff4-8726-2a8c1a9b2afe"
DECK = decks.head("d", "D", UUID)
ALPHA = "term: A  # alpha\r\ndefinition:\r\n  short: {text: Means.}\r\nfaq:\r\n  i: {q: Q?, a: A.}\r\n"
BETA = "\ufeffterm: B\nrequires: [alpha]   # cafe\u0301\ndefinition:\n  short:\n    text: It is [[alpha]].\n"
LOCK = write(Lock("d", UUID, "D"))
FILES = {"deck.yaml": DECK, "released.lock": LOCK, "concepts/alpha.yaml": ALPHA, "concepts/beta.yaml": BETA}
RENAMED = {
    "deck.yaml": DECK,
    "released.lock": LOCK,
    "concepts/omega.yaml": ALPHA,
    "concepts/beta.yaml": BETA.replace("[alpha]", "[omega]"),
}


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = decks.write(tmp_path / "decks" / "d", FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASHCARDS_DECKS", raising=False)
    return folder


def _files(folder: Path) -> dict[str, str]:
    """Every file, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()}


def _run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["rename", *args])


def test_every_file_is_written_and_named(deck: Path) -> None:
    (deck / "concepts" / "alpha.yaml").chmod(0o640)
    result = _run("alpha", "omega")
    assert result.exit_code == 0
    assert _files(deck) == RENAMED
    assert (deck / "concepts" / "omega.yaml").stat().st_mode & 0o777 == 0o640
    assert result.stderr == "Deck: decks/d (the only deck under ./decks)\n"
    assert result.stdout.splitlines() == [
        "alpha is now omega.",
        "  decks/d/concepts/alpha.yaml → decks/d/concepts/omega.yaml",
        "  decks/d/concepts/beta.yaml: 2 edits",
        "The cards still show the old term; if that should change, edit term in the file.",
    ]


def test_a_dry_run_prints_a_diff_and_writes_nothing(deck: Path) -> None:
    result = _run("alpha", "omega", "--dry-run", "--keep-all", "--deck", "decks/d")
    assert result.exit_code == 0
    assert _files(deck) == FILES
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "rename from decks/d/concepts/alpha.yaml",
        "rename to decks/d/concepts/omega.yaml",
        "--- decks/d/concepts/alpha.yaml",
        "+++ decks/d/concepts/omega.yaml",
        "@@ -1,3 +1,4 @@",
        "+was: alpha",
        " term: A  # alpha",
        " definition:",
        "   short: {text: Means.}",
        "--- decks/d/concepts/beta.yaml",
        "+++ decks/d/concepts/beta.yaml",
        "@@ -1,5 +1,5 @@",
        " term: B",
        "-requires: [alpha]   # caf\u00e9",
        "+requires: [omega]   # caf\u00e9",
        " definition:",
        "   short:",
        "-    text: It is [[alpha]].",
        "+    text: It is [[omega]].",
    ]


def test_the_lock_says_what_needs_was(deck: Path) -> None:
    _run("alpha/i", "alpha/j")
    assert "j: {q" in _files(deck)["concepts/alpha.yaml"]
    _run("alpha/j", "alpha/i")
    (deck / "released.lock").write_text(
        write(lockdecks.released(lockdecks.deck({"alpha": ALPHA.replace("\r", "")})))
    )
    result = _run("alpha/i", "alpha/j")
    assert "  j: {was: i, q: Q?, a: A.}\r\n" in _files(deck)["concepts/alpha.yaml"]
    assert '"was" added in 1 place, so that learners keep their reviews.' in result.stdout


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (
            LOCK.replace("end 0", "end 1"),
            "released.lock:6:5: lock-damaged the file has 0 notes, but its last line says 1",
        ),
        (None, "released.lock:1:1: lock-missing the record of what learners have is missing"),
    ],
    ids=["damaged", "missing"],
)
def test_without_a_sound_lock_nothing_is_renamed(deck: Path, record: str | None, problem: str) -> None:
    (deck / "released.lock").unlink()
    if record:
        (deck / "released.lock").write_text(record)
    before = _files(deck)
    result = _run("alpha", "omega")
    assert result.exit_code == 1
    assert f"decks/d/{problem}" in result.stderr
    assert result.stderr.endswith(
        "Nothing was renamed: without a sound lock, it is unknown what learners have. Fix the lock first.\n"
    )
    assert _files(deck) == before


def test_errors_come_first(deck: Path) -> None:
    (deck / "concepts" / "beta.yaml").write_text("term: B\nfoo: x\n")
    result = _run("alpha", "omega")
    assert result.exit_code == 1
    assert "decks/d/concepts/beta.yaml:2:1: unknown-key" in result.stderr
    assert result.stderr.endswith("2 errors: nothing was renamed. Fix the deck first.\n")
    assert "concepts/alpha.yaml" in _files(deck)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        pytest.param(
            ["alfa", "omega"],
            1,
            'Not renamed: there is no concept "alfa"; did you mean "alpha"?',
            id="unknown",
        ),
        pytest.param(["alpha", "beta"], 1, 'Not renamed: there is a concept "beta" already', id="taken"),
        pytest.param(
            ["alpha", "\x1b[31m"], 1, 'Not renamed: "\\x1b[31m" is not a concept', id="control characters"
        ),
        pytest.param(["alpha", "b", "--deck", "no"], 2, 'there is no deck "no"', id="no deck"),
        pytest.param(["alpha"], 2, "NEW", id="no new name"),
    ],
)
def test_refusals(deck: Path, args: list[str], code: int, message: str) -> None:
    result = _run(*args)
    assert (result.exit_code, message in result.stderr) == (code, True)
    assert _files(deck) == FILES


def test_a_deck_in_the_package_is_not_touched(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "__file__", str(deck.parent / "loading" / "locate.py"))
    result = _run("alpha", "omega")
    assert result.exit_code == 2
    assert "copy it with: flashcards new deck ID --fork d" in result.stderr
    assert _files(deck) == FILES


def test_a_deck_that_cannot_be_written_to(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = _run("alpha", "omega")
    assert result.exit_code == 2
    assert "decks/d is not writable; fix its permissions or copy the deck" in result.stderr
    assert _files(deck) == FILES


# --- all or nothing -------------------------------------------------------------------------------------------


CALLS = {
    "write_part": ((atomic, journal), 3),
    "replace": ((Path,), 3),
    "unlink": ((Path,), 5),
}  # each with the journal's


@pytest.mark.parametrize(
    ("what", "failing"), [(what, n) for what in CALLS for n in range(CALLS[what][1] + 1)]
)
def test_a_failing_write_leaves_every_file_as_it_was(
    deck: Path, monkeypatch: pytest.MonkeyPatch, what: str, failing: int
) -> None:
    calls = iter(range(100))
    owners, needed = CALLS[what]
    real = getattr(owners[0], what)

    def fails(*args: object, **options: object) -> object:
        if next(calls) == failing:
            raise OSError(28, "No space left on device", "x")
        return real(*args, **options)

    for owner in owners:
        monkeypatch.setattr(owner, what, fails)
    result = _run("alpha", "omega")
    monkeypatch.undo()
    if failing == needed:
        assert (result.exit_code, _files(deck)) == (0, RENAMED)
    else:
        assert (result.exit_code, _files(deck)) == (1, FILES)
        message = (
            "Not renamed; every file is as it was: x: No space left on device; fix that and run it again.\n"
        )
        assert result.stderr.endswith(message)


def test_an_interrupted_rename_is_undone_first(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half_renamed(deck, monkeypatch)
    assert _run("beta", "omega", "--dry-run").stderr.count("cut-short") == 1
    result = _run("alpha", "omega")
    assert (result.exit_code, _files(deck)) == (0, RENAMED)
    message = "An earlier rename was interrupted; it was undone, and every file is as it was before."
    assert result.stderr.splitlines()[1:] == [message]


def test_a_file_edited_after_an_interrupted_rename_is_kept(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_renamed(deck, monkeypatch)
    (deck / "concepts" / "beta.yaml").write_text("term: mine\n")
    before = _files(deck)
    result = _run("alpha", "omega")
    assert (result.exit_code, _files(deck)) == (1, before)
    assert result.stderr.splitlines()[1:] == [
        "Not renamed, because an earlier rename was interrupted: decks/d/concepts/beta.yaml: it was edited after a rename was cut"
        " short; compare it with git, then remove .unfinished.json."
    ]


def half_renamed(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the process had died at the last step."""
    real = Path.unlink

    def dies(path: Path, missing_ok: bool = False) -> None:
        if path.name == "alpha.yaml":
            raise KeyboardInterrupt
        real(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", dies)
        patch.setattr(journal, "put_back", lambda _: False)
        assert _run("alpha", "omega").exit_code == 1
    assert set(_files(deck)) == {*FILES, "concepts/omega.yaml", journal.JOURNAL}


def test_a_failure_that_cannot_be_undone_is_reported(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace
    calls = iter(range(100))

    def fails(path: Path, target: Path) -> Path:
        if path.name == "alpha.yaml" or next(calls) >= 3:  # the journal and both files come through
            raise OSError(5, "Input/output error", str(path))
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        patch.setattr(Path, "unlink", lambda path, **_: fails(path, path) if path.exists() else None)
        result = _run("alpha", "omega")
    message = (
        "Not renamed, but some files may have changed: decks/d/concepts/.beta.yaml.part: Input/output error; fix that"
        " and run it again: it restores them first."
    )
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, message)
    assert _run("alpha", "omega").exit_code == 0
    assert _files(deck) == RENAMED


def test_an_interrupt_leaves_every_file_as_it_was(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.unlink

    def interrupted(path: Path, missing_ok: bool = False) -> None:
        if path.name == "alpha.yaml":
            raise KeyboardInterrupt
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", interrupted)
    result = _run("alpha", "omega")
    assert result.exit_code == 1
    assert _files(deck) == FILES


def test_a_file_that_came_into_being_is_not_overwritten(deck: Path) -> None:
    (deck / "concepts" / "omega").touch()
    steps = [
        journal.Step("deck.yaml", DECK.encode(), b"other", 0o644),
        journal.Step("concepts/omega", None, b"x", 0o644),
    ]
    with pytest.raises(FileExistsError):
        journal.save_all(deck, steps)
    assert _files(deck) == {**FILES, "concepts/omega": ""}


def test_a_file_changed_meanwhile_is_not_overwritten(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = rename.rename

    def meanwhile(*args: Any) -> object:
        (deck / "concepts" / "beta.yaml").write_text("term: new\n")
        return real(*args)

    monkeypatch.setattr(rename, "rename", meanwhile)
    result = _run("alpha", "omega")
    assert result.exit_code == 1
    assert "decks/d/concepts/beta.yaml: it was changed while this command ran; run it again." in result.stderr
    assert _files(deck) == {**FILES, "concepts/beta.yaml": "term: new\n"}
