"""What the whole test run shares: Hypothesis without a clock, an end for every wait, and the switch for golden files."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import systems

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

HERE = Path(__file__).parent

# Seconds after which a test that still waits has failed. No test takes a tenth of them, unless it was asked for more.
_MORE = {
    "CRASH",
    "FAULTS",
    "FUZZ",
    "HISTORIES",
    "HISTORIES_ANKI",
    "HISTORIES_SYNC",
    "KILLS",
    "LEARNERS",
    "SHARED",
    "WHEEL",
}
PATIENCE = int(os.environ.get("FLASHCARDS_PATIENCE", "600"))
PATIENCE *= 100 if any(f"FLASHCARDS_{name}" in os.environ for name in _MORE) else 1
_AGAIN = 3  # seconds; what is cleared away after a failure may wait, too

# A job in the background of a script ignores Ctrl-C, and so would every process that a test starts and ends so.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _bounded() -> Iterator[None]:
    def end(*_: object) -> None:
        pytest.fail(f"this did not end within {PATIENCE} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    with _bounded():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    with _bounded():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    with _bounded():
        return (yield)


# No test depends on the machine's speed, and CI tries the same examples in every run: what lands is not left to luck.
# Everyone else's runs try new ones, and FLASHCARDS_FUZZ as many as it says.
_STEADY = settings(
    max_examples=int(os.environ.get("FLASHCARDS_FUZZ", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("flashcards", _STEADY)
settings.register_profile("ci", _STEADY, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "flashcards")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew instead of comparing with them"
    )


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if systems.POSIX or not module_path.is_relative_to(HERE):
        return None
    what = systems.POSIX_ONLY.get(module_path.relative_to(HERE).as_posix())
    if what is None:
        return None
    module = systems.ModuleForPosix.from_parent(parent, path=module_path)
    module.what = what
    return module


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file, or with ``--update-golden`` writes the file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"pytest --update-golden rewrites {path.name}"

    return compare
