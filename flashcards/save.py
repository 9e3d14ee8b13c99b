"""A text → its file: the whole of it or, whatever fails or whenever the process dies, the old one."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def save(path: Path, text: str) -> None:
    """Replace a text file in one step. What a killed run left beside it is removed.

    Raises OSError, with the file as it was.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, "this is a symbolic link; remove it", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with part.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Put a folder's names on the disk, so that what was moved there stays there if the power fails."""
    with suppress(OSError):  # some file systems can't; the files are in their places all the same
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
