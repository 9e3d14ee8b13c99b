"""How the program ends after Ctrl-C or on unwritable output: real processes, no traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flashcards import __version__
from tests.cli.author import FILES, run
from tests.decks import write
from tests.quiz import quizzes

if TYPE_CHECKING:
    from pathlib import Path

FLASHCARDS = [sys.executable, "-B", "-m", "flashcards"]
TOO_LARGE = os.strerror(errno.EFBIG)
MOST = 1 << 20  # bytes that a file may have: room for what a command writes, none in the output
# As "ulimit -f" in a shell, but in bytes everywhere.
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""
COMMANDS = [
    ["--version"],
    ["--help"],
    ["build", "--help"],
    ["check", "--format", "json"],
    ["build"],
    ["preview", "--no-open"],
    ["diff", "decks/small"],
    ["new", "concept", "beta"],
    ["stats", "--due"],
    ["stats", "--json"],
    ["quiz", "--plain"],
]
commands = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


class Ended(NamedTuple):
    code: int
    err: str


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path / "decks" / "small", FILES)
    return tmp_path


def ended(command: list[str], home: Path, stdout: int | None, *, closed: tuple[int, ...] = ()) -> Ended:
    """Runs a command that nobody types anything to; ``closed`` are the streams that it doesn't have."""
    script = [f"exec {' '.join(f'{n}>&-' for n in closed)}; " + 'exec "$@"', "sh", *command]
    words = ["sh", "-c", *script] if closed else command
    env = quizzes.environment(home)
    done = subprocess.run(
        words, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=-1, text=True, check=False
    )
    return Ended(done.returncode, done.stderr)


@commands
def test_a_reader_that_stops_early_causes_no_traceback(home: Path, command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = ended([*FLASHCARDS, *command], home, writer)
    finally:
        os.close(writer)
    assert done.code == 1
    assert not {"Traceback", "Exception", "Error", "Stopped"} & set(done.err.replace(":", " ").split())


@commands
def test_a_full_disk_is_reported_in_one_sentence(home: Path, command: list[str]) -> None:
    out = home / "out"
    out.write_bytes(bytes(MOST))
    with out.open("ab") as file:
        done = ended([sys.executable, "-c", LIMITED, str(MOST), *FLASHCARDS, *command], home, file.fileno())
    assert done.code == 1
    assert done.err.splitlines()[-1] == f"Stopped: the output can't be written: {TOO_LARGE}"
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("command", "last_line"),
    [
        (
            ["new", "concept", "beta"],
            f"Not created: decks/small/concepts/beta.yaml: {TOO_LARGE}; fix that and run it again",
        ),
        (["new", "deck", "other"], f"Not created: decks/other: {TOO_LARGE}; fix that and run it again"),
        (
            ["preview", "--no-open"],
            f"Not written: dist/small.html: {TOO_LARGE}; fix that and run it again",
        ),
    ],
    ids=["concept", "deck", "preview"],
)
def test_a_file_that_does_not_fit_leaves_nothing_behind(
    home: Path, command: list[str], last_line: str
) -> None:
    before = sorted(path for path in home.rglob("*") if path.is_file())
    done = ended([sys.executable, "-c", LIMITED, "300", *FLASHCARDS, *command], home, subprocess.PIPE)
    assert (done.code, done.err.splitlines()[-1]) == (1, last_line)
    assert sorted(path for path in home.rglob("*") if path.is_file()) == before


@commands
def test_a_closed_output_is_reported_before_anything_is_done(home: Path, command: list[str]) -> None:
    before = sorted(home.rglob("*"))
    done = ended([*FLASHCARDS, *command], home, None, closed=(1,))
    assert done == (1, "Stopped: the output can't be written: it is closed\n")
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(("closed", "code"), [((0,), 0), ((2,), 0), ((0, 2), 0), ((0, 1, 2), 1)], ids=str)
def test_the_other_streams_may_be_closed(home: Path, closed: tuple[int, ...], code: int) -> None:
    assert ended([*FLASHCARDS, "check"], home, subprocess.DEVNULL, closed=closed) == (
        code,
        "" if 2 in closed else "Deck: decks/small (the only deck under ./decks)\n3 warnings\n",
    )


def test_the_version_is_printed_whatever_follows(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"flashcards {__version__}\n"
    assert run("--version", "build", cwd=tmp_path).stdout == f"flashcards {__version__}\n"


INTERRUPTED = """
import sys
class Interrupt:
    def find_spec(self, name, *_):
        if name == WHERE: raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
sys.argv = ["flashcards", "check"]
from flashcards.__main__ import main
main()
"""


@pytest.mark.parametrize("where", ["click", "flashcards.cli", "flashcards.cli.check", "flashcards.lint"])
def test_ctrl_c_ends_quietly_even_while_the_program_is_still_loading(home: Path, where: str) -> None:
    code = INTERRUPTED.replace("WHERE", repr(where))
    done = ended([sys.executable, "-c", code], home, subprocess.DEVNULL)
    assert done.code == 130
    assert "Traceback" not in done.err
