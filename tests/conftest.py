"""What the whole test run shares: Hypothesis without a clock, and the switch that rewrites golden files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import systems

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent

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
    what = systems.POSIX_ONLY.get(module_path.relative_to(HERE).as_posix())
    if what is None or systems.POSIX:
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
