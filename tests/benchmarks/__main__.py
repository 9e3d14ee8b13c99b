"""Speed and memory as ratios, with their aims: ``python -m tests.benchmarks [NAME ...]``.

Every figure compares programs within one run: a fresh process a sample, in the order A B B A, by their medians, in
wall and in processor time; memory is the operating system's count. What is compared is first shown to be the same,
and a process that fails ends the run. Everything together takes a quarter of an hour; names and sizes make it less.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import build, packaging, startup, store
from tests.benchmarks.timing import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.benchmarks.timing import Line

BENCHMARKS: dict[str, Callable[[Plan], Iterable[Line]]] = {
    "version": startup.version,
    "card": startup.card,
    "check": startup.check,
    "status": store.status,
    "store": store.store,
    "lint": build.lint,
    "preview": build.preview,
    "packaging": packaging.packaging,
    "build": build.naive,
    "growth": build.growth,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that are named, or all, and print their lines."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; see --list")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--rounds", type=int, default=0, help="how often A B B A")
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="concepts a course")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}")
    if given.list:
        _list()
        return
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(Path(folder), tuple(given.sizes), given.rounds)
        for name in given.names or BENCHMARKS:
            run(name, plan)


def run(name: str, plan: Plan) -> None:
    """Print one benchmark's heading and its lines as they come."""
    print(f"{name}: {_about(name)}", flush=True)
    for line in BENCHMARKS[name](plan):
        print(line, flush=True)


def _list() -> None:
    for name in BENCHMARKS:
        print(f"{name:<10} {_about(name)}")


def _about(name: str) -> str:
    return (BENCHMARKS[name].__doc__ or "").splitlines()[0].replace("``", "")


if __name__ == "__main__":
    main()
