"""Texts → their files: the whole of them or, whatever fails or whenever the process dies, the old ones."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def save(path: Path, text: str) -> None:
    """Replace a text file in one step. What a killed run left beside it is removed.

    Raises OSError, with the file as it was and nothing beside it.
    """
    if path.is_symlink():
        raise OSError(None, "this is a symbolic link; remove it", str(path))
    with _room(path.parent):
        replace(path, text.encode())
    sync(path.parent)


def sync(folder: Path) -> None:
    """Put a folder's names on the disk, so that what was moved there stays there if the power fails."""
    with suppress(OSError):  # some file systems can't; the files are in their places all the same
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A new folder beside ``target`` to make it in, after removing what a killed run left there.

    Of two runs at once the later removes the earlier's folder, which then fails: neither publishes a part.
    """
    import shutil  # noqa: PLC0415 - what loads a deck needs none of these
    from glob import escape  # noqa: PLC0415
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with _room(target.parent):
        for left in target.parent.glob(f".{escape(target.name)}.????????.part"):
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    """The folder and those above it, made if need be; what was made goes again if what follows fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):  # what went wrong is told, not this
                path.rmdir()
        raise


def replace(path: Path, data: bytes, mode: int | None = None) -> None:
    """Replace a file by these bytes in one step. The folder must be there."""
    part = part_of(path)
    try:
        fill(part, data, mode)
        part.replace(path)
    except BaseException:
        with suppress(OSError):  # as above
            part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Return where a file's new content is written before it replaces the old one."""
    return path.with_name(f".{path.name}.part")


def fill(part: Path, data: bytes, mode: int | None) -> None:
    """A new file with these bytes, on the disk."""
    part.unlink(missing_ok=True)
    with part.open("xb") as file:
        file.write(data)
        file.flush()
        if mode is not None:
            part.chmod(mode)
        os.fsync(file.fileno())
