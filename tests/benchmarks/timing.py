"""Times programs side by side: a fresh process a sample, in the order A B B A, compared by their medians.

What a line of figures says stands in it: ratios of one run, so that the machine's speed cancels out.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.benchmarks import course

ROOT = Path(__file__).parents[2]
# Not the caller's settings: without its bytecode (PYTHONDONTWRITEBYTECODE) a program starts at half the speed.
_OTHERS = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FLASHCARDS"))}
ENVIRON = {**_OTHERS, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1790000000"}
MIB = 1 << 20

# As pip's script for the command starts it.
FLASHCARDS = (
    sys.executable,
    "-c",
    "import sys; from flashcards.__main__ import main; sys.argv[0] = 'flashcards'; sys.exit(main())",
)
BARE = (sys.executable, "-c", "pass")


class Sample(NamedTuple):
    """One run, or the medians of several: seconds of wall and of processor time, peak of memory in bytes.

    The peak is 0 where it can't be told: below this process's own.
    """

    wall: float
    cpu: float
    peak: float = 0

    def over(self, number: float) -> Sample:
        """The time of one of so many."""
        return Sample(self.wall / number, self.cpu / number, self.peak)


Sampler = Callable[[], Sample]
T = TypeVar("T")


class Aim(NamedTuple):
    """What a figure is to be: ``sign`` is ≤ or ≥. ``of`` names the one that it is about, "" all of a line."""

    sign: str
    bound: float
    of: str = ""

    def met(self, value: float) -> bool:
        """Whether a figure is as it should be."""
        return value <= self.bound if self.sign == "≤" else value >= self.bound


class Line(NamedTuple):
    """One line of the table; a heading if it has no figures. ``remark`` says what the ratio doesn't."""

    name: str
    figures: Mapping[str, float] = {}
    aim: Aim | None = None
    remark: str = ""

    def __str__(self) -> str:
        if not self.figures:
            return f"  {self.name}"
        told = "  ".join(f"{name} {_number(value)}" for name, value in self.figures.items())
        aim = f"{self.aim.of} {self.aim.sign} {self.aim.bound:g}  {self.verdict}".strip() if self.aim else ""
        return f"    {self.name:<42} {told:<24} {aim:<14} {self.remark}".rstrip()

    @property
    def verdict(self) -> str:
        """Whether every figure meets the aim; "" if there is none."""
        if self.aim is None:
            return ""
        judged = [value for name, value in self.figures.items() if self.aim.of in {"", name}]
        return "met" if all(map(self.aim.met, judged)) else "MISSED"


class Plan(NamedTuple):
    """What to measure on, and how often. Without ``sizes`` (in concepts) and ``rounds`` each benchmark has its own."""

    folder: Path
    sizes: tuple[int, ...] = ()
    rounds: int = 0
    cards: tuple[int, int] = (1_000, 100_000)  # in the reviews database

    @property
    def package(self) -> Path:
        """Where builds write to."""
        return self.folder / "ours.apkg"

    def course(self, size: int) -> Path:
        """A deck of so many concepts."""
        folder = self.folder / str(size) / "course"  # alone in its folder, because all have one uuid
        return folder if folder.exists() else course.write(folder, size)

    def times(self, size: int) -> int:
        """Rounds for a course of this size: a big one takes long, and differs little from run to run."""
        return self.rounds or min(max(4000 // size, 2), 6)


def ratio(name: str, over: Sample, under: Sample, aim: Aim | None = None) -> Line:
    """How many times the one takes what the other takes."""
    figures = {"wall": over.wall / under.wall, "cpu": over.cpu / under.cpu}
    return Line(name, figures, aim, f"({_seconds(over.wall)} / {_seconds(under.wall)})")


def process(*command: str | Path) -> Sampler:
    """Times a whole process, from its start to its end."""
    return lambda: _run(command)[0]


def stretch(*command: str | Path) -> Sampler:
    """Times a stretch of a process, which prints it as ``print_sample`` does."""
    return lambda: Sample(**json.loads(_run(command)[1].splitlines()[-1]))


def told(*command: str | Path) -> str:
    """What a process prints."""
    return _run(command)[1]


def proof(*packages: Path) -> Callable[[], object]:
    """Stops everything unless these are the same, as ``proofs`` says."""
    return lambda: _run((sys.executable, "-m", "tests.benchmarks.proofs", *packages))


def medians(rounds: int, *samplers: Sampler, prove: Callable[[], object] = lambda: None) -> list[Sample]:
    """The medians of several programs, sampled in turns.

    Before that each runs once, and ``prove`` looks at what they made: it stops everything if that isn't the same.
    """
    for sampler in samplers:
        sampler()
    prove()
    return [Sample(*map(statistics.median, zip(*some, strict=True))) for some in turns(rounds, *samplers)]


def turns(rounds: int, *samplers: Callable[[], T]) -> list[list[T]]:
    """Each one's samples, taken in the order A B B A, so often."""
    samples: list[list[T]] = [[] for _ in samplers]
    order = [*range(len(samplers)), *reversed(range(len(samplers)))]
    for which in order * rounds:
        samples[which].append(samplers[which]())
    return samples


def _run(command: Sequence[str | Path]) -> tuple[Sample, str]:
    """One fresh process and what it printed. Stops everything if it fails: a failed run is soon over."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRON,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        assert child.stdout
        output = child.stdout.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if child.returncode:
        raise SystemExit(f"{output}\nexit code {child.returncode}: {' '.join(map(str, command))}")
    # Linux counts the peak of the process that starts another as the other's too.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = used.ru_maxrss * 1024 if used.ru_maxrss > own else 0
    return Sample(wall, used.ru_utime + used.ru_stime, peak), output


def print_sample(work: Callable[[], object]) -> None:
    """Inside a process: do the work and print its time, and the memory that it added at its highest."""
    before = resident()
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # Linux counts the peak from here
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps(Sample(wall, cpu, _status("VmHWM") - before)._asdict()))


def resident() -> int:
    """Bytes that this process holds by the operating system, once what it has freed is given back."""
    ctypes.CDLL(None).malloc_trim(0)
    return _status("VmRSS")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _seconds(value: float) -> str:
    if value >= 1:
        return f"{value:.2f} s"
    return f"{1e3 * value:.0f} ms" if value >= 0.01 else f"{1e6 * value:,.0f} µs"
