"""The pins of the tests: every package has one, and README, CI, the workflow and the contributing text name them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINS_FILE = "tests/constraints.txt"
CONSTRAINTS = (ROOT / PINS_FILE).read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DIRECT = [Requirement(r) for r in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
PINS = {
    canonicalize_name(name): pin
    for name, pin in re.findall(r"^([\w.-]+)==(\S+)(?: ; .+)?$", CONSTRAINTS, flags=re.MULTILINE)
}
RENEWAL = "uv pip compile --universal --python-version 3.11 --extra dev --exclude-newer P7D -o tests/constraints.txt pyproject.toml"


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _needed(requirements: list[Requirement], found: set[str]) -> set[str]:
    """The names of these packages, and of all that they need on this system."""
    for requirement in requirements:
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if name in found or _installed(name) is None:
            continue
        found.add(name)
        inner = [Requirement(text) for text in requires(name) or []]
        _needed(
            [r for r in inner if not r.marker or any(r.marker.evaluate({"extra": e}) for e in extras)], found
        )
    return found


pinned = pytest.mark.skipif(
    any(_installed(r.name) != PINS.get(canonicalize_name(r.name)) for r in DIRECT),
    reason="these are not the pinned versions: the lowest or the newest are tried",
)


@pytest.mark.parametrize("requirement", DIRECT, ids=lambda r: r.name)
def test_a_package_of_dev_has_a_pin_that_its_bounds_allow(requirement: Requirement) -> None:
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier


@pinned
def test_what_the_packages_need_has_pins_too() -> None:
    needed = _needed(DIRECT, set())
    assert len(needed) > len(DIRECT)
    assert {name: _installed(name) for name in needed} == {
        name: PINS.get(canonicalize_name(name)) for name in needed
    }


@pytest.mark.parametrize("requirement", DIRECT, ids=lambda r: r.name)
def test_a_package_has_a_lower_bound(requirement: Requirement) -> None:
    assert [s.operator for s in requirement.specifier if s.operator != "<"] == [">="]


def test_only_what_would_change_learners_data_has_an_upper_bound() -> None:
    assert [r.name for r in DIRECT if any(s.operator == "<" for s in r.specifier)] == ["fsrs"]


def test_readme_installs_the_tests_with_the_pins_and_the_program_without() -> None:
    build, tests = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert f"pip install -q -c {PINS_FILE} -e '.[dev]' && .venv/bin/pytest" in tests
    assert "-c " not in build


def test_ci_runs_readme_and_each_cell() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"readme '(.+?)'", script) == ["/pytest$", "flashcards build$"]
    assert "--resolution lowest-direct -e '.[dev]'" in script
    assert "pip install -q -e '.[dev]'" in script


@pytest.mark.parametrize(
    ("name", "installs"),
    [
        (
            "tests",
            [
                f"pip install -c {PINS_FILE} -e '.[dev]'",
                "uv pip install --system --resolution lowest-direct -e '.[dev]'",
            ],
        ),
        ("newest", ["pip install -e '.[dev]'"]),
    ],
)
def test_the_workflows_have_each_cell(name: str, installs: list[str]) -> None:
    workflow = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    assert re.findall(r"- run: (.*pip install .*-e '\.\[dev\]')", workflow) == installs


def test_one_command_renews_the_pins() -> None:
    assert CONSTRAINTS.splitlines()[1] == f"#    {RENEWAL}"
    contributing = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    assert f".venv/bin/{RENEWAL}" in contributing
