"""Kills ``flashcards build`` and ``flashcards release`` and looks at what is left. A program of its own.

    python -m tests.crash.driver FOLDER KILLS [--broken]

It has one thread, so that it may fork: every run is a forked child that has everything imported. A child dies by
SIGKILL at one of the calls that write, chosen from all of them in turn, or, beyond those, after a random
delay. ``--broken`` writes texts in place instead, to show that this harness finds it. Prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from types import GeneratorType
from typing import TYPE_CHECKING, NamedTuple

import flashcards.anki.writer
import flashcards.cli.build
import flashcards.cli.release
from flashcards.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20261121
WRITING = {
    "close",
    "commit",
    "execute",
    "executemany",
    "executescript",
    "flush",
    "fsync",
    "mkdir",
    "replace",
    "rmdir",
    "unlink",
    "write",
}
ITEM = "  {n}:\n    q: What is number {n}?\n    a: It is the number {n}, {word}.\n"
Tree = dict[str, bytes]


class Kill(NamedTuple):
    """Where a child dies: at its n-th writing call, or after seconds."""

    event: int = 0
    delay: float = 0.0


def main(folder: Path, kills: int, broken: bool) -> dict[str, object]:
    """Prepare a released and then edited deck, and kill both commands that many times in all."""
    if broken:
        vars(flashcards.cli.release)["save"] = _save_in_place
    os.environ["SOURCE_DATE_EPOCH"] = "1800000000"
    before = folder / "before"
    _prepare(before)
    os.environ["SOURCE_DATE_EPOCH"] = "1800009999"
    commands = {"build": ["build"], "release": ["release", "1.1"]}
    faults: list[str] = []
    events = {}
    for name, arguments in commands.items():
        events[name] = _kill_all(folder, before, arguments, kills // len(commands), faults)
    return {"kills": kills // len(commands) * len(commands), "events": events, "faults": faults}


def _prepare(root: Path) -> None:
    concepts = root / "decks" / "cells" / "concepts"
    concepts.mkdir(parents=True)
    _run(root, ["new", "deck", "other"])
    shutil.move(root / "decks" / "other" / "released.lock", root / "lock")
    deck = (root / "decks" / "other" / "deck.yaml").read_text().replace("id: other", "id: cells")
    shutil.rmtree(root / "decks" / "other")
    (root / "decks" / "cells" / "deck.yaml").write_text(deck)
    shutil.move(root / "lock", root / "decks" / "cells" / "released.lock")
    _write_concept(concepts, "small")
    _run(root, ["release", "1.0"])
    _run(root, ["build"])
    _write_concept(concepts, "large")


def _write_concept(concepts: Path, word: str) -> None:
    items = "".join(ITEM.format(n=n, word=word if n % 3 else "small") for n in range(30))
    (concepts / "number.yaml").write_text(f"term: number\nfaq:\n{items}")


def _kill_all(folder: Path, before: Path, arguments: list[str], kills: int, faults: list[str]) -> int:
    whole = _copy(before, folder / "whole")
    began = time.monotonic()
    events = _run(whole, arguments)
    lasting = time.monotonic() - began
    old, new = _tree(before), _tree(whole)
    for n, kill in enumerate(_plan(events, kills, lasting)):
        where = _copy(before, folder / "run")
        _run(where, arguments, kill)
        faults += [f"{arguments[0]} {n} {kill}: {fault}" for fault in _faults(_tree(where), old, new)]
        if not _healed(where, arguments, new):
            faults.append(f"{arguments[0]} {n} {kill}: running it again did not heal it")
    return events


def _healed(where: Path, arguments: list[str], new: Tree) -> bool:
    try:
        _run(where, arguments)
    except RuntimeError:
        return False
    return _tree(where) == new


def _plan(events: int, kills: int, lasting: float) -> list[Kill]:
    """Every event once if there are kills enough, else evenly spread ones; what is left over dies by the clock."""
    draw = random.Random(SEED)
    number = min(kills, events)
    chosen = [1 + events * n // number for n in range(number)]
    return [Kill(event=n) for n in chosen] + [
        Kill(delay=draw.uniform(0, lasting)) for _ in range(kills - len(chosen))
    ]


def _copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def _tree(root: Path) -> Tree:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def _faults(now: Tree, old: Tree, new: Tree) -> list[str]:
    """What learners or the next release could stumble over. Hidden names are nobody's package."""
    faults = []
    for name in sorted(now.keys() | old.keys()):
        if any(part.startswith(".") and part != ".schema" for part in Path(name).parts):
            if not any(part.endswith(".part") for part in Path(name).parts):
                faults.append(f"{name} is left over")
        elif name not in now:
            faults.append(f"{name} is lost")
        elif now[name] not in (old.get(name), new.get(name)):
            faults.append(f"{name} is neither the old one nor the new one")
    lock = "decks/cells/released.lock"
    if now.get(lock) == new[lock] != old[lock]:
        faults += [f"the new lock stands without {name}" for name in new if now.get(name) != new[name]]
    return faults


# --- children -----------------------------------------------------------------------------------------


def _run(folder: Path, arguments: list[str], kill: Kill | None = None) -> int:
    """Run a command in a child; the number of its writing calls, or 0 if it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _live(folder, arguments, kill.event if kill else 0, writer)
    os.close(writer)
    if kill and kill.delay:
        time.sleep(kill.delay)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    if not killed and (os.waitstatus_to_exitcode(status) or not said):
        raise RuntimeError(f"{arguments} failed in {folder}")
    if kill and kill.event and not killed:
        raise RuntimeError(f"{arguments} outlived event {kill.event}")
    return 0 if killed else int(said)


def _live(folder: Path, arguments: list[str], dies_at: int, writer: int) -> None:
    """The child's life; never returns."""
    code = 1
    try:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        counter = _Counter(dies_at)
        sys.setprofile(counter)
        cli(arguments, standalone_mode=False)
        sys.setprofile(None)
        os.write(writer, str(counter.events).encode())
        code = 0
    finally:
        os._exit(code)


class _Counter:
    """A profiler that counts calls into C that write, before and after each, and kills its process at one."""

    def __init__(self, dies_at: int) -> None:
        self.dies_at = dies_at
        self.events = 0

    def __call__(self, _frame: object, event: str, function: Callable[..., object]) -> None:
        if event not in {"c_call", "c_return"} or function.__name__ not in WRITING:
            return
        if not isinstance(getattr(function, "__self__", None), str | GeneratorType):  # str.replace
            self.events += 1
            if self.events == self.dies_at:
                os.kill(os.getpid(), signal.SIGKILL)


def _save_in_place(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:20])
        file.flush()
        file.write(text[20:])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), "--broken" in sys.argv)))
