"""What a learner gets by ``pip install``: the built wheel alone, in an environment and a folder of its own.

The environment borrows the libraries of this one, so that no registry is asked; FLASHCARDS_WHEEL=1 installs them, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from email import message_from_string
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

import pexpect
import pytest
from markdown_it import MarkdownIt
from packaging.requirements import Requirement

from flashcards import __version__

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[1]
FULL = os.environ.get("FLASHCARDS_WHEEL") == "1"
NAME = f"flashcards-{__version__}"
BUILD = """
import os, sys
from hatchling import build
os.chdir(sys.argv[1])
for kind in sys.argv[3:]:
    getattr(build, f"build_{kind}")(sys.argv[2])
"""


def built(source: Path, target: Path, *kinds: str) -> Path:
    subprocess.run(
        [sys.executable, "-c", BUILD, source, target, *kinds], check=True, stdout=subprocess.DEVNULL
    )
    return target


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("dist"), "wheel", "sdist")


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (found,) = dist.glob("*.whl")
    return found


def content(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


# --- what is in it -------------------------------------------------------------------------------------------


def of_the_repository(*folders: str) -> list[str]:
    """The files that git holds, or would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def test_the_wheel_holds_the_package_and_the_decks_and_nothing_else(wheel: Path) -> None:
    wanted = {name: name for name in of_the_repository("flashcards")}
    wanted |= {f"flashcards/{name}": name for name in of_the_repository("decks")}
    found = content(wheel)
    own = {name for name in found if not name.startswith(f"{NAME}.dist-info/")}
    assert own == set(wanted)
    assert [name for name in own if found[name] != (ROOT / wanted[name]).read_bytes()] == []
    assert {name.rpartition("/")[2] for name in set(found) - own} == {
        "LICENSE",
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
    }


def test_the_source_distribution_gives_the_same_wheel(dist: Path, wheel: Path, tmp_path: Path) -> None:
    (source,) = dist.glob("*.tar.gz")
    subprocess.run(["tar", "xzf", source, "-C", tmp_path], check=True)
    (again,) = built(tmp_path / NAME, tmp_path / "again", "wheel").glob("*.whl")
    assert content(again) == content(wheel)


# --- what it says of itself --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    return message_from_string(content(wheel)[f"{NAME}.dist-info/METADATA"].decode())


def test_the_metadata(wheel: Path, metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("flashcards", __version__)
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    names = ["click", "fsrs", "genanki", "markdown-it-py", "platformdirs", "pyyaml", "rich"]
    assert sorted(Requirement(line).name for line in needed) == names
    points = content(wheel)[f"{NAME}.dist-info/entry_points.txt"].decode()
    assert points == "[console_scripts]\nflashcards = flashcards.__main__:main\n"
    assert content(wheel)[f"{NAME}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_readme_is_its_page(metadata: Message) -> None:
    text = metadata.get_payload()
    assert text == (ROOT / "README.md").read_text("utf-8")
    assert metadata["Description-Content-Type"] == "text/markdown"
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert page.startswith("<h1>flashcards</h1>")
    assert "```" not in page  # every block of code is closed


# --- whether it works --------------------------------------------------------------------------------------------


class Learner(NamedTuple):
    """Somebody who has the wheel installed and no repository, in an empty folder."""

    folder: Path
    scripts: Path

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(self.scripts), os.defpath])
        plain = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}
        return {"PATH": path, "HOME": str(self.folder / "home"), **plain}

    def run(self, name: str, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        command = [str(self.scripts / name), *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=-1,
            stderr=-1,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def learner(wheel: Path, tmp_path: Path) -> Learner:
    venv, folder = tmp_path / "venv", tmp_path / "learner"
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    alone = [] if FULL else ["--no-deps", "--no-index"]
    pip = [sys.executable, *"-m pip install -q --no-compile".split(), *alone]
    subprocess.run([*pip, wheel], check=True, env=os.environ | {"PIP_PYTHON": str(scripts / "python")})
    if not FULL:  # only now, for pip would see this environment's flashcards there
        (site,) = venv.rglob("site-packages")
        paths = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
        (site / "borrowed.pth").write_text("\n".join(paths))
    return Learner(folder, scripts)


def test_a_learner_and_an_author_need_nothing_else(learner: Learner) -> None:
    """One test, because the environment takes longest."""
    code = f"import flashcards, sys; print(flashcards.__file__); assert {str(ROOT)!r} not in sys.path"
    assert Path(learner.run("python", "-c", code).strip()).is_relative_to(learner.scripts.parent)
    study(learner)
    assert "1 review on 1 day" in learner.run("flashcards", "stats")
    assert learner.run("flashcards", "build").startswith("AI Alignment: ")
    learner.run("flashcards", "new", "deck", "cell-biology")
    assert learner.run("flashcards", "build").startswith("Cell biology: 1 concept, 1 note, 1 card\n")
    learner.run("flashcards", "preview", "--no-open")
    made = sorted(path.name for path in (learner.folder / "dist").iterdir())
    assert made == ["ai-alignment.apkg", "cell-biology.apkg", "cell-biology.html"]


def study(learner: Learner) -> None:
    """Answer a card of the bundled deck at a terminal."""
    quiz = pexpect.spawn(
        str(learner.scripts / "flashcards"),
        ["quiz"],
        cwd=str(learner.folder),
        env=learner.environment,
        encoding="utf-8",
        timeout=60,
    )
    for told, key in [("Space.* shows the answer", " "), ("3 Good", "3"), ("Good saved", "q")]:
        quiz.expect(told)
        quiz.send(key)
    quiz.expect("1 answer, 1 right")
    quiz.expect(pexpect.EOF)
    quiz.close()
    assert quiz.exitstatus == 0
