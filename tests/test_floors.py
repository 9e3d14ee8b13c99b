"""A wing imports only from wings below it, there is no circle, and the pure wings do no I/O.

The wings are described in ``.github/ARCHITECTURE.md``, in the order of the data.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flashcards"
FLOORS = {
    "model": 0,
    "identity": 0,
    "disk": 1,
    "text": 2,
    "syntax": 3,
    "releases": 3,
    "anki": 3,
    "study": 3,
    "compiler": 4,
    "lint": 4,
    "reviews": 4,
    "exams": 4,
    "fitting": 4,
    "rename": 5,
    "loading": 5,
    "preview": 5,
    "progress": 5,
    "drafts": 5,
    "quiz": 6,
    "cli": 7,
    "__main__": 8,
}
PURE = {"model", "identity", "text", "syntax", "releases", "compiler", "lint", "study"}
INPUT_AND_OUTPUT = {
    "os",
    "io",
    "sqlite3",
    "subprocess",
    "tempfile",
    "shutil",
    "socket",
    "time",
    "random",
    "click",
}
YAML_ONLY = {"syntax/errors", "syntax/reader"}
GENANKI_ONLY = {"anki/notetypes", "anki/writer"}
MOST_AT_THE_TOP = 6


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__")


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _wing(name: str) -> str:
    return name.partition("/")[0]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _ours(path: Path) -> set[str]:
    """The modules of the program that a module imports."""
    names = {name.replace(".", "/").removeprefix("flashcards/") for name in _imports(path)}
    return {name for name in names if name in MODULES and MODULES[name].name != "__init__.py"}


def test_few_modules_lie_at_the_top() -> None:
    top = [path.name for path in PACKAGE.glob("*.py") if path.name != "__init__.py"]
    assert len(top) <= MOST_AT_THE_TOP


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_a_wing_imports_from_wings_below(name: str) -> None:
    assert _wing(name) in FLOORS, "give the new wing a floor"
    own = FLOORS[_wing(name)]
    others = {other for other in _ours(MODULES[name]) if _wing(other) != _wing(name)}
    assert {other for other in others if FLOORS[_wing(other)] > own} == set()


def test_wings_of_one_floor_do_not_import_each_other_in_a_circle() -> None:
    needs = {
        wing: {_wing(o) for n, p in MODULES.items() if _wing(n) == wing for o in _ours(p)} for wing in FLOORS
    }
    assert [(a, b) for a in FLOORS for b in needs[a] if a < b and a in needs.get(b, set())] == []


def test_no_module_imports_itself_through_others() -> None:
    needs = {name: _ours(path) for name, path in MODULES.items()}
    done: set[str] = set()
    while ready := {name for name in needs if name not in done and needs[name] <= done}:
        done |= ready
    assert sorted(set(needs) - done) == []


@pytest.mark.parametrize("name", [name for name in MODULES if _wing(name) in PURE])
def test_pure_wings_do_no_input_or_output(name: str) -> None:
    used = {module.split(".")[0] for module in _imports(MODULES[name])} & INPUT_AND_OUTPUT
    assert used == set()


def test_yaml_and_genanki_have_one_door() -> None:
    def users(library: str) -> set[str]:
        return {n for n, path in MODULES.items() if any(i.split(".")[0] == library for i in _imports(path))}

    assert users("yaml") == YAML_ONLY
    assert users("genanki") == GENANKI_ONLY
    assert users("anki") == {"progress/collection"}  # which runs in a process of its own
