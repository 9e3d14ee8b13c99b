"""A module imports only from floors below and from what comes before it on its own, and pure floors do no I/O."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flashcards"
FLOORS = {  # on each floor in the order of the data's path
    "model": 0,
    "repairs": 1,
    "slips": 1,
    "nodes": 1,
    "prose": 1,
    "inline": 1,
    "markup": 1,
    "mathtext": 1,
    "render": 1,
    "terminal": 1,
    "identity": 1,
    "shape": 2,
    "substance": 2,
    "desk": 2,
    "items": 2,
    "kinds": 2,
    "manifest": 3,
    "concepts": 3,
    "references": 3,
    "schemas": 3,
    "compile": 3,
    "wording": 3,
    "diff": 3,
    "lock": 3,
    "locktext": 3,
    "release": 3,
    "refusals": 3,
    "changelog": 3,
    "consequences": 3,
    "learners": 3,
    "lint": 3,
    "study": 3,
    "rename": 3,
    "finding": 4,
    "save": 4,
    "load": 4,
    "spread": 4,
    "revisions": 4,
    "anki": 4,
    "preview": 4,
    "due": 4,
    "database": 4,
    "rows": 4,
    "store": 4,
    "cached": 4,
    "cli": 5,
    "__main__": 6,
}
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
YAML_ONLY = {"nodes", "slips"}
GENANKI_ONLY = {"anki/package", "anki/notetypes"}


def _modules() -> list[tuple[str, Path]]:
    return [(str(p.relative_to(PACKAGE).with_suffix("")), p) for p in sorted(PACKAGE.rglob("*.py"))]


def _top(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _ours(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in _imports(path) if name.startswith("flashcards.")}
    return {name for name in names if name in FLOORS}


@pytest.mark.parametrize(
    ("name", "path"), [m for m in _modules() if m[0] != "__init__"], ids=lambda v: str(v)[-40:]
)
def test_floors(name: str, path: Path) -> None:
    assert _top(name) in FLOORS, "give the new module a floor"
    own = FLOORS[_top(name)]
    higher = {other for other in _ours(path) if FLOORS[other] > own}
    assert not higher, f"{name} (floor {own}) imports {higher} from above"
    order = list(FLOORS)
    before = order[: order.index(_top(name)) + 1]
    later = {other for other in _ours(path) if FLOORS[other] == own and other not in before}
    assert not later, f"{name} imports {later}, which come after it on its floor"


@pytest.mark.parametrize(
    ("name", "path"), [m for m in _modules() if FLOORS.get(_top(m[0]), 9) <= 3], ids=lambda v: str(v)[-40:]
)
def test_pure_floors_do_no_input_or_output(name: str, path: Path) -> None:
    used = {module.split(".")[0] for module in _imports(path)} & INPUT_AND_OUTPUT
    assert not used, f"{name} is on a pure floor and imports {used}"


def test_yaml_and_genanki_have_one_door() -> None:
    def users(library: str) -> set[str]:
        return {name for name, path in _modules() if any(i.split(".")[0] == library for i in _imports(path))}

    assert users("yaml") == YAML_ONLY
    assert users("genanki") == GENANKI_ONLY
    assert not {name for name, path in _modules() if any(i.split(".")[0] == "anki" for i in _imports(path))}
