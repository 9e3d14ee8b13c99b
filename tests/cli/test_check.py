"""``flashcards check`` as an author calls it: one deck or several, for people and for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from tests.cli.author import BAD, ROOT, deck, run, two
from tests.decks import write

__all__ = ["deck", "two"]


def test_text_for_people_names_place_and_code(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    done = run("check", "--no-lint", cwd=deck)
    path = Path("decks") / "small" / "concepts" / "beta.yaml"
    assert done.returncode == 1
    assert [line.split(" ")[:2] for line in done.stdout.splitlines()] == [
        [f"{path}:3:8:", "missing-key"],
        [f"{path}:4:34:", "bad-value"],
    ]
    assert done.stdout.endswith('did you mean "core"? choose one of: core, more\n')


def test_json_holds_every_part_of_a_problem(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    report = json.loads(run("check", "--no-lint", "--format", "json", cwd=deck).stdout)
    assert (report["errors"], report["warnings"]) == (2, 0)
    assert {"path", "line", "column", "level", "code", "message", "hint"} == set(report["problems"][0])


def test_annotations_for_github_escape_what_authors_type(deck: Path) -> None:
    write(
        deck / "decks" / "small",
        {"concepts/beta.yaml": "term: b\n'a,b%0A::error::': x\nfaq:\n  q: {q: Q?, a: A.}\n"},
    )
    done = run("check", "--no-lint", "--format", "github", cwd=deck)
    (line,) = done.stdout.splitlines()
    assert line.startswith("::error file=decks/small/concepts/beta.yaml,line=2,col=1,title=unknown-key::")
    assert "%250A" in line


LONG = f"term: beta\nsrc: [one]\nfaq:\n  why: {{q: Why beta?, a: {'so ' * 30}}}\n"


def test_lint_runs_unless_it_is_switched_off(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": LONG})
    done = run("check", cwd=deck)
    path = Path("decks") / "small" / "concepts" / "beta.yaml"
    assert done.returncode == 1  # alpha cites nothing, now that beta does
    assert f"{path}:4:26: L01 beta/why, card ask: the answer has 30 words, more than 20; " in done.stdout
    assert "L01" not in run("check", "--no-lint", cwd=deck).stdout


@pytest.mark.parametrize("code", ["L05", "l05"])
def test_explain_prints_what_a_rule_is_for(code: str, tmp_path: Path) -> None:
    done = run("check", "--explain", code, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("L05 answer-leak (error)\n\nIf the front shows the answer,")


def test_control_characters_never_reach_the_terminal(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": "term: b\n\x1b[2Jkey: x\n"})
    done = run("check", cwd=deck)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr


HOSTILE_NAMES = (
    b"\x1b[2Jevil.yaml",
    "\u202eevil.yaml".encode(),
    b"a\n::error::b.yaml",
    b"\xff.yaml",
    b"\xc2\x9b31m.yaml",
)


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_a_hostile_file_name_is_escaped(style: str, deck: Path) -> None:
    folder = deck / "decks" / "small"
    for name in HOSTILE_NAMES:
        (folder / "concepts" / os.fsdecode(name)).write_text("x")
    (folder / "media").mkdir()
    (folder / "media" / os.fsdecode(b"\xff\x1b[2J.png")).write_bytes(b"x")
    done = run("check", "--no-lint", "--format", style, cwd=deck)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert (done.stdout + done.stderr).replace("\n", "").isprintable()
    if style == "json":
        assert json.loads(done.stdout)["errors"] == 6
    else:
        assert len(done.stdout.splitlines()) == 6
        assert all(
            line.startswith(("decks/small/", "::error file=decks/small/"))
            for line in done.stdout.splitlines()
        )


@pytest.mark.parametrize(
    ("named", "decks"),
    [
        ([], ["other", "small"]),
        (["small", "decks/other", "small"], ["other", "small"]),
        (["other"], ["other"]),
    ],
    ids=["none", "both", "one"],
)
def test_several_decks_are_checked_together(two: Path, named: list[str], decks: list[str]) -> None:
    done = run("check", *named, "--format", "json", cwd=two)
    assert done.returncode == 1
    assert done.stderr == "" if named else "Decks: decks/other, decks/small\n"
    problems = json.loads(done.stdout)["problems"]
    assert [problem["path"] for problem in problems] == sorted(problem["path"] for problem in problems)
    assert sorted({Path(problem["path"]).parts[1] for problem in problems}) == decks
    assert len({json.dumps(problem) for problem in problems}) == len(problems)


def test_the_notes_of_all_decks_are_counted(two: Path) -> None:
    (two / "decks" / "other" / "concepts" / "beta.yaml").unlink()
    done = run("check", "--no-lint", cwd=two)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == ["Decks: decks/other, decks/small", "Nothing to fix in 2 notes."]


def test_the_pre_commit_hook_checks_every_deck(two: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["description"] == "Report every problem of the decks under ./decks."
    done = run(*hook["entry"].split()[1:], "--no-lint", cwd=two)
    assert done.returncode == 1
    assert str(Path("decks") / "other" / "concepts" / "beta.yaml") in done.stdout
