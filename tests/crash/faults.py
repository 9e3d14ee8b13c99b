"""Runs commands whose n-th writing call fails, or is their last. A server with everything imported, and its client.

    LD_PRELOAD=shim.so python -m tests.crash.faults shim.so

The server has one thread, so that it may fork: every run is a child of its own, from ``main`` to its end. It
reads a run as JSON from each line of its input, and answers with a line of JSON.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import pkgutil
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import flashcards
from flashcards.__main__ import main
from flashcards.cli import quiz
from flashcards.disk import atomic
from flashcards.reviews import database
from flashcards.study.memory import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

ROOT = Path(__file__).parents[2]
FREE = (
    *range(0, 320 << 10, 4 << 10),
    *range(320 << 10, 2 << 20, 64 << 10),
)  # bytes that a full disk has left
SOURCE = Path(__file__).with_name("shim.c")
ALL = bool(os.environ.get("FLASHCARDS_FAULTS"))
LONGEST = 60  # seconds until a child that hangs is ended
LAZY = ("fsrs", "genanki", "markdown_it", "platformdirs.unix", "rich.console", "zoneinfo")


class Fault(NamedTuple):
    """How a call ends: ``manner`` is one of the shim's, in its order."""

    name: str
    manner: int
    error: int = 0

    @property
    def kills(self) -> bool:
        return self in {KILL, TORN}

    def concerns(self, call: str) -> bool:
        """Whether it does anything of its own at a call."""
        return self not in {FULL, TORN} or call in ROOM


ENOSPC = Fault("ENOSPC", 0, errno.ENOSPC)
EIO = Fault("EIO", 0, errno.EIO)
FULL = Fault("full", 1, errno.ENOSPC)  # from here on there is no room
BROKEN = Fault("broken", 2, errno.EIO)  # from here on nothing can be written or removed
KILL = Fault("kill", 3)
TORN = Fault("torn", 4)  # killed in the middle of a write
FAULTS = (ENOSPC, EIO, FULL, BROKEN, KILL, TORN)
ROOM = {"write", "pwrite64", "sendfile64", "open64", "mkdir", "link"}
REMOVING = {"unlink", "unlinkat", "rmdir"}


class Ran(NamedTuple):
    """How a run ended; ``calls`` are the writing calls below its folder, each a name and a path."""

    code: int
    out: str
    err: str
    calls: tuple[tuple[str, str], ...]

    def traces(self) -> list[str]:
        """What no user should meet."""
        words = ("Traceback", "Exception", "Warning", "[Errno")
        return [f"it said: {self.err}" for word in words if word in self.err]


def points(calls: tuple[tuple[str, str], ...], fault: Fault, seed: str) -> list[int]:
    """The calls, from 1, that meet a fault: all of them, or one. Of the six faults one meets the first, one the last."""
    found = [n for n, (call, _) in enumerate(calls, 1) if fault.concerns(call)]
    if ALL:
        return found
    order = random.Random(seed).sample(range(len(FAULTS)), len(FAULTS))
    return [found[order[FAULTS.index(fault)] * (len(found) - 1) // (len(FAULTS) - 1)]]


class Faults:
    """The client of a server. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        shim = folder / "shim.so"
        gcc = shutil.which("gcc")
        assert gcc, "gcc makes the shim"
        subprocess.run([gcc, "-shared", "-fPIC", "-O1", "-o", shim, SOURCE, "-ldl"], check=True)
        variables = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        words = [sys.executable, "-W", "error", "-m", "tests.crash.faults", str(shim)]
        self.server = subprocess.Popen(
            words, cwd=ROOT, env=variables, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.communicate("")

    def run(
        self,
        folder: Path,
        arguments: tuple[str, ...],
        fault: Fault = ENOSPC,
        at: int = 0,
        *,
        typed: str = "",
        env: Mapping[str, str],
    ) -> Ran:
        """Runs ``flashcards`` in a folder; its call number ``at`` (from 1; 0 is none) meets the fault."""
        asked = {
            "folder": str(folder),
            "arguments": arguments,
            "fault": (at, fault.manner, fault.error),
            "typed": typed,
            "env": dict(env),
        }
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(f"{json.dumps(asked)}\n")
        self.server.stdin.flush()
        said = json.loads(self.server.stdout.readline())
        return Ran(said["code"], said["out"], said["err"], tuple(map(_call, said["calls"])))


def _call(line: str) -> tuple[str, str]:
    name, _, path = line.partition(" ")
    return name, path


def copied(source: Path, target: Path) -> Path:
    """A fresh copy of a folder."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def filled(disk: Path, source: Path, free: int) -> Path:
    """A folder on a disk, a copy of ``source``, and so many bytes left; the file ``filler`` takes the rest."""
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    folder = Path(shutil.copytree(source, disk / "folder"))
    about = os.statvfs(disk)
    (disk / "filler").write_bytes(bytes(about.f_bavail * about.f_frsize - free))
    return folder


# --- the server ---------------------------------------------------------------------------------------


def serve(shim: ctypes.CDLL) -> None:
    """Answer every line of the input; a child never returns."""
    shim.faults_list.restype = ctypes.c_char_p
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        at, manner, error = asked["fault"]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            shim.faults_arm(asked["folder"].encode(), ctypes.c_long(at), manner, error)
            child = os.fork()
            if not child:
                _live(asked, out.fileno(), err.fileno())
            _, status = os.waitpid(child, 0)
            said = [os.pread(file.fileno(), 1 << 24, 0).decode() for file in (out, err)]
        calls = shim.faults_list().decode().splitlines()
        answer = {
            "code": os.waitstatus_to_exitcode(status),
            "out": said[0],
            "err": said[1],
            "calls": calls,
        }
        os.write(1, f"{json.dumps(answer)}\n".encode())


def _live(asked: dict[str, Any], out: int, err: int) -> None:
    """The child's life: the command as a user starts it."""
    signal.alarm(LONGEST)
    os.environ.pop("LD_PRELOAD")  # what it executes is not looked at
    os.environ.update(asked["env"])
    os.chdir(asked["folder"])
    with tempfile.TemporaryFile() as typed:
        typed.write(asked["typed"].encode())
        typed.seek(0)
        os.dup2(typed.fileno(), 0)
    tempfile.tempdir = None  # looked for anew, in the child's own environment
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
    sys.argv = ["flashcards", *asked["arguments"]]
    for change in _changes(os.environ):
        vars(change[0])[change[1]] = change[2]
    main()


def _changes(environ: Mapping[str, str]) -> Iterator[tuple[object, str, object]]:
    """What is otherwise in a child: nothing by chance or by the clock, and what a test asks for."""
    yield uuid, "uuid4", lambda: uuid.UUID(int=4)
    yield quiz, "now", lambda: Moment(int(environ.get("CLOCK", "0")))
    if environ.get("MIGRATE"):
        yield database, "MIGRATIONS", {database.VERSION: ("ALTER TABLE decks ADD COLUMN colour TEXT",)}
        yield database, "VERSION", database.VERSION + 1
    if environ.get("IN_PLACE"):
        yield atomic, "replace", lambda path, data, _=None: path.write_bytes(data)


def _import_all() -> None:
    for module in pkgutil.walk_packages(flashcards.__path__, "flashcards."):
        importlib.import_module(module.name)
    for name in LAZY:
        importlib.import_module(name)


if __name__ == "__main__":
    _import_all()
    gc.freeze()  # or a child's collector would look through all of it
    serve(ctypes.CDLL(sys.argv[1]))
