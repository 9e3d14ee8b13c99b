"""``build``, ``check``, ``new`` and ``--version`` as a user calls them: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards import __version__
from flashcards.releases.lock import Lock
from flashcards.releases.lock import write as written
from tests.courses import DECK, SOURCES, UUID, write

NEVER = written(Lock(UUID, "Small deck"))
ROOT = Path(__file__).parent.parent.parent
GOOD = "term: alpha\nfaq:\n  why: {q: Why?, a: So.}\n"
BAD = "term: beta\nfaq:\n  why: {q: Why?}\n  how: {q: How?, a: Thus., tier: cor}\n"


def run(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1790000000", **environ}
    command = [sys.executable, "-m", "flashcards", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    files = {"deck.yaml": DECK, "sources.yaml": SOURCES, "concepts/alpha.yaml": GOOD, "released.lock": NEVER}
    write(tmp_path / "decks" / "small", files)
    return tmp_path


def test_version(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"flashcards {__version__}\n"
    assert run("--version", "build", cwd=tmp_path).stdout == f"flashcards {__version__}\n"


def test_build_says_what_it_took_and_what_it_made(deck: Path) -> None:
    done = run("build", cwd=deck)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == f"Deck: decks{os.sep}small (the only deck under ./decks)"
    lines = done.stdout.splitlines()
    assert lines[0] == "Small deck: 1 concept, 1 note, 1 card"
    assert lines[2].split() == ["faq", "1", "1", "0"]
    assert (deck / "dist" / "small.apkg").stat().st_size > 1000


def test_two_builds_are_byte_identical(deck: Path) -> None:
    for name in ("one", "two"):
        assert run("build", "-o", f"{name}.apkg", cwd=deck).returncode == 0
    assert (deck / "one.apkg").read_bytes() == (deck / "two.apkg").read_bytes()


def test_an_error_leaves_the_old_package_alone(deck: Path) -> None:
    run("build", cwd=deck)
    before = (deck / "dist" / "small.apkg").read_bytes()
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    done = run("build", cwd=deck)
    assert done.returncode == 1
    assert "2 errors: nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert (deck / "dist" / "small.apkg").read_bytes() == before


def test_check_text(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    done = run("check", "--no-lint", cwd=deck)
    path = Path("decks") / "small" / "concepts" / "beta.yaml"
    assert done.returncode == 1
    assert [line.split(" ")[:2] for line in done.stdout.splitlines()] == [
        [f"{path}:3:8:", "missing-key"],
        [f"{path}:4:34:", "bad-value"],
    ]
    assert done.stdout.endswith('did you mean "core"? choose one of: core, more\n')


def test_check_json(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": BAD})
    report = json.loads(run("check", "--no-lint", "--format", "json", cwd=deck).stdout)
    assert (report["errors"], report["warnings"]) == (2, 0)
    assert {"path", "line", "column", "level", "code", "message", "hint"} == set(report["problems"][0])


def test_check_github_escapes_what_authors_type(deck: Path) -> None:
    write(
        deck / "decks" / "small",
        {"concepts/beta.yaml": "term: b\n'a,b%0A::error::': x\nfaq:\n  q: {q: Q?, a: A.}\n"},
    )
    done = run("check", "--no-lint", "--format", "github", cwd=deck)
    (line,) = done.stdout.splitlines()
    assert line.startswith("::error file=decks/small/concepts/beta.yaml,line=2,col=1,title=unknown-key::")
    assert "%250A" in line


LONG = f"term: beta\nsrc: [one]\nfaq:\n  why: {{q: Why beta?, a: {'so ' * 30}}}\n"
YES_NO = "term: beta\nsrc: [one]\nfaq:\n  why: {q: Is beta good?, a: So.}\n"


def test_check_looks_for_what_spoils_cards(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": LONG})
    done = run("check", cwd=deck)
    path = Path("decks") / "small" / "concepts" / "beta.yaml"
    assert done.returncode == 1  # alpha cites nothing, now that beta does
    assert f"{path}:4:26: L01 beta/why, card ask: the answer has 30 words, more than 20; " in done.stdout
    assert "L01" not in run("check", "--no-lint", cwd=deck).stdout


def test_build_counts_lint_warnings_and_stops_at_lint_errors(deck: Path) -> None:
    done = run("build", cwd=deck)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        0,
        "3 lint warnings; flashcards check shows them.",
    )
    write(deck / "decks" / "small", {"concepts/alpha.yaml": YES_NO})
    done = run("build", cwd=deck)
    assert done.returncode == 1
    assert "alpha.yaml:4:12: L08 " in done.stderr
    assert done.stderr.endswith("1 error: nothing was written.\n")
    assert run("build", "--no-lint", cwd=deck).returncode == 0
    done = run("release", "1.0", cwd=deck)
    assert (done.returncode, "L08" in done.stderr) == (1, True)


@pytest.mark.parametrize("code", ["L05", "l05"])
def test_check_explains_a_rule(code: str, tmp_path: Path) -> None:
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
def test_a_file_name_acts_on_nothing(style: str, deck: Path) -> None:
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


CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.yaml"))


def test_no_nasty_file_is_built_and_the_old_package_stays(deck: Path) -> None:
    run("build", cwd=deck)
    before = (deck / "dist" / "small.apkg").read_bytes()
    nasty = [path for path in CORPUS if not path.stem.startswith("fine")]
    for path in nasty:
        (deck / "decks" / "small" / "concepts" / path.name).write_bytes(path.read_bytes())
    done = run("build", cwd=deck)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
    assert done.stderr.endswith(": nothing was written.\n")
    told = {line.split(":", 1)[0] for line in done.stderr.splitlines() if ".yaml:" in line}
    assert {f"decks/small/concepts/{path.name}" for path in nasty} <= told
    assert (deck / "dist" / "small.apkg").read_bytes() == before
    assert [path.name for path in (deck / "dist").iterdir()] == ["small.apkg"]


USAGE = {
    "no deck at all by that name": (["check", "smal"], 'there is no deck "smal"'),
    "a folder that is no deck": (["check", "decks"], "holds no deck.yaml"),
    "an unknown command": (["biuld"], 'Did you mean "build"?'),
    "an unknown thing to begin": (
        ["new", "cells"],
        'There is no command "cells". Commands: concept, deck, lock.',
    ),
    "a bad clock": (["build"], "SOURCE_DATE_EPOCH"),
    "a deck that exists": (["new", "deck", "small"], "exists already"),
    "an unknown rule": (
        ["check", "--explain", "answer-leek"],
        'no lint rule "answer-leek". Did you mean "L05"?',
    ),
    "a bad id": (["new", "concept", "Cell Wall"], "lower-case letters"),
    "a reserved id": (["new", "concept", "src"], "is a key of the format"),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_exits_2_with_a_sentence(case: str, deck: Path) -> None:
    arguments, sentence = USAGE[case]
    environ = {"SOURCE_DATE_EPOCH": "yesterday"} if "clock" in case else {}
    done = run(*arguments, cwd=deck, **environ)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_from_nothing_to_a_package(tmp_path: Path) -> None:
    assert run("new", "deck", "cell-biology", "--name", "Cell biology: basics", cwd=tmp_path).returncode == 0
    assert run("new", "concept", "cell-membrane", "--term", "cell membrane", cwd=tmp_path).returncode == 0
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dist" / "cell-biology.apkg").exists()
    schema = tmp_path / "decks" / "cell-biology" / ".schema"
    assert sorted(file.name for file in schema.iterdir()) == ["concept.json", "deck.json", "sources.json"]
    for file in (tmp_path / "decks" / "cell-biology").rglob("*.yaml"):
        modeline = file.read_text().splitlines()[0]
        named = modeline.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve().is_file(), file


@pytest.mark.parametrize(
    "arguments", [["--help"], ["build", "-h"], ["check", "-h"], ["new", "deck", "-h"]], ids=" ".join
)
def test_help_has_examples(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert "Example" in done.stdout or arguments == ["--help"]
