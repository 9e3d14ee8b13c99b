"""``preview`` as a user calls it: real processes, real files, a real socket."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from flashcards.cli import preview_terminal
from tests.anki import samples
from tests.decks import UNRELEASED, files, write

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
GOOD = """\
term: alpha
faq:
  why: {q: Why?, a: So., extra: Really.}
key_aspects:
  hole: {text: 'It {{c1::is::verb}} so.'}
"""
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flashcards", "preview", *arguments]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    write(tmp_path / "decks" / "small", {**files({"alpha": GOOD}), "released.lock": UNRELEASED})
    return tmp_path


def test_it_writes_one_page_and_nothing_else(deck: Path) -> None:
    done = run(cwd=deck)
    assert (done.returncode, done.stdout.split()[0]) == (0, f"dist{os.sep}small.html")
    assert [path.name for path in (deck / "dist").iterdir()] == ["small.html"]
    assert (deck / "dist" / "small.html").read_text("utf-8").startswith("<!doctype html>")


def test_with_errors_the_page_holds_what_could_be_made(deck: Path) -> None:
    write(deck / "decks" / "small", {"concepts/beta.yaml": "term: beta\nfaq:\n  why: {q: Why?}\n"})
    done = run("-o", "x.html", cwd=deck)
    assert done.returncode == 1
    assert "beta.yaml:3:8: missing-key" in done.stderr
    assert "missing-key" in (deck / "x.html").read_text("utf-8")


def test_a_file_name_that_is_no_text_is_shown_by_its_bytes(deck: Path) -> None:
    name = os.fsdecode(b"\xff</script>.yaml")
    (deck / "decks" / "small" / "concepts" / name.replace("/", "")).write_text("x")
    done = run("-o", "x.html", cwd=deck)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    page = (deck / "x.html").read_text("utf-8")
    assert "\\udcff\\u003cscript>.yaml:1:1" in page


def test_without_a_deck_nothing_is_written(deck: Path) -> None:
    write(deck / "decks" / "small", {"deck.yaml": "id: [\n"})
    done = run(cwd=deck)
    assert (done.returncode, (deck / "dist").exists()) == (1, False)
    assert "nothing was written" in done.stderr


def test_a_link_is_not_written_through(deck: Path) -> None:
    (deck / "kept").write_text("kept")
    (deck / "page.html").symlink_to("kept")
    done = run("-o", "page.html", cwd=deck)
    assert (done.returncode, (deck / "kept").read_text()) == (1, "kept")
    assert done.stderr.splitlines()[-1] == ("Not written: page.html: this is a symbolic link; remove it")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["alfa", "--terminal"], 'there is no concept "alfa" in small; did you mean "alpha"?'),
        (["--terminal"], "name a concept: flashcards preview CONCEPT --terminal"),
        (
            ["--deck", "small"],
            "--deck works with --terminal only; without it, write: flashcards preview DECK",
        ),
        (["alpha", "--terminal", "--since", "x"], "--since works with the page only"),
        (["--since", "nosuch"], "the deck is not in a git repository"),
        (["--watch", "-o", "x"], "--watch serves the page and writes no file; leave out -o"),
        (["nodeck"], 'there is no deck "nodeck"'),
    ],
)
def test_wrong_usage(deck: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=deck)
    assert done.returncode == 2
    assert message in done.stderr


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    quiet = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *identity, *arguments], cwd=folder, env=quiet, check=True, capture_output=True)


def _committed(deck: Path) -> str:
    _git(deck, "init", "-q")
    _git(deck, "add", "-A")
    _git(deck, "commit", "-qm", "x")
    return "HEAD"


def _copied(deck: Path) -> str:
    copytree(deck / "decks" / "small", deck / "before")
    return "before"


def _packed(deck: Path) -> str:
    command = [sys.executable, "-m", "flashcards", "build", "--no-lint", "-o", "before.apkg"]
    subprocess.run(command, cwd=deck, env=ENVIRONMENT, check=True, capture_output=True)
    return "before.apkg"


@pytest.mark.parametrize("former", [_committed, _copied, _packed])
def test_since_a_revision_a_folder_or_a_package(deck: Path, former: Callable[[Path], str]) -> None:
    name = former(deck)
    write(deck / "decks" / "small", {"concepts/alpha.yaml": GOOD.replace("a: So.", "a: So it is.")})
    assert run("--since", name, "-o", "x.html", cwd=deck).returncode == 0
    html = (deck / "x.html").read_text("utf-8")
    assert f'"since":{{"label":"{name}","summary":"1 meaning may have changed"' in html
    assert '[["answer",[["=","So"],["+"," it is"],["=","."]]]]' in html


def test_a_former_deck_with_errors_is_not_compared(deck: Path) -> None:
    name = _copied(deck)
    write(deck / name, {"concepts/alpha.yaml": "term: alpha\nfaq:\n  why: {q: Why?}\n"})
    done = run("--since", name, "-o", "x.html", cwd=deck)
    assert (done.returncode, (deck / "x.html").exists()) == (1, False)
    assert "before has 1 error: nothing was compared." in done.stderr


@pytest.mark.parametrize(("options", "found"), [([], True), (["--no-lint"], False)])
def test_what_lint_finds_stands_on_the_page(deck: Path, options: list[str], found: bool) -> None:
    write(deck / "decks" / "small", {"concepts/alpha.yaml": GOOD.replace("q: Why?", "q: Is it?")})
    assert run(*options, "-o", "x.html", cwd=deck).returncode == 0
    assert ("L08" in (deck / "x.html").read_text("utf-8")) is found


def test_a_concept_in_the_terminal(deck: Path) -> None:
    done = run("alpha", "--terminal", "--deck", "small", cwd=deck)
    assert done.returncode == 0
    place = f"decks{os.sep}small{os.sep}concepts{os.sep}alpha.yaml"
    assert done.stdout.splitlines() == [
        "alpha  ·  Question",
        "Why?",
        "  So.",
        "  Really.",
        f"  alpha/why ask  {place}:3",
        "",
        "alpha  ·  Key aspect",
        "It [verb] so.",
        "  It is so.",
        f"  alpha/hole 1  {place}:5",
        "",
    ]


def test_the_terminal_gets_no_control_character_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    preview_terminal.show([samples.qa("a/one", (1, "\x1b[2J[bold]Q", "A\u202e"))])
    shown = capsys.readouterr().out.splitlines()
    assert shown[1:3] == ["\\x1b[2J[bold]Q", "  A\\u202e"]


def test_watch_serves_each_save(deck: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "flashcards",
        "preview",
        "--watch",
        "--no-open",
        "--since",
        _copied(deck),
    ]
    with subprocess.Popen(command, cwd=deck, env=ENVIRONMENT, stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout
        assert process.stderr
        try:
            url = process.stdout.readline().split()[0]
            assert '"summary":"no change"' in _get(url)
            file = deck / "decks" / "small" / "concepts" / "alpha.yaml"
            file.write_text(GOOD.replace("term: alpha", "term: omega"))
            assert _get(f"{url}next?after=1") == "2"
            assert '"summary":"2 waiting"' in _get(url)
            file.write_text("term: [")
            assert _get(f"{url}next?after=2") == "3"
            assert "yaml" in _get(url)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                _, chatter = process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert process.returncode == 0
    assert "Traceback" not in chatter
    assert re.search(r"\d\d:\d\d:\d\d  nothing to fix", chatter)


def _get(url: str) -> str:
    asked = urlsplit(url)
    connection = HTTPConnection(str(asked.hostname), asked.port, timeout=15)
    connection.request("GET", f"{asked.path}?{asked.query}")
    return connection.getresponse().read().decode()


def test_the_reason_of_a_withdrawn_card_is_told_in_the_deck_s_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    preview_terminal.show([samples.qa("a/one", (1, "Q", "A"), retired="alt", withdrawn="Weg: {why}")])
    assert "  Weg: alt\n" in capsys.readouterr().out
