"""The server whose commands meet faults, where the shim can be made; and a small disk, where one can be mounted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.crash.faults import ALL, Faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    if shutil.which("gcc") is None or not sys.platform.startswith("linux"):
        pytest.skip("the shim is made by gcc, on Linux")
    with Faults(tmp_path_factory.mktemp("shim")) as server:
        yield server


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of three mebibytes."""
    if not ALL:
        pytest.skip("FLASHCARDS_FAULTS=1 fills disks")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
