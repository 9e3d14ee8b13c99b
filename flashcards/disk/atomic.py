"""Replace a file in one step: if writing fails or the process dies, the old file is still there."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def save(path: Path, text: str) -> None:
    """Replace a text file in one step, making its folder if necessary.

    Raises:
        OSError: The file is unchanged and nothing is left beside it.
    """
    if path.is_symlink():
        raise OSError(None, "this is a symbolic link; remove it", str(path))
    with _parent_made(path.parent):
        replace(path, text.encode())
    sync_folder(path.parent)


def replace(path: Path, data: bytes, mode: int | None = None) -> None:
    """Replace a file with these bytes in one step. Its folder must exist."""
    part = part_of(path)
    try:
        write_part(part, data, mode)
        part.replace(path)
    except BaseException:
        with suppress(OSError):  # the first error is the one to report
            part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Return where a file's new content is written before it replaces the old one."""
    return path.with_name(f".{path.name}.part")


def write_part(part: Path, data: bytes, mode: int | None) -> None:
    """Write a new file and sync it to disk, replacing what a killed process left there."""
    part.unlink(missing_ok=True)
    with part.open("xb") as file:
        file.write(data)
        file.flush()
        if mode is not None:
            part.chmod(mode)
        os.fsync(file.fileno())


@contextmanager
def workshop(target: Path, *, sweep: bool = True) -> Iterator[Path]:
    """Make a temporary folder beside ``target``, in which to prepare it; then ``publish`` the result.

    Args:
        target: The file or folder to prepare. Its parent is made if necessary, and removed again on failure.
        sweep: Whether to remove the workshops that killed processes left. If two processes prepare the same
            target at once, the later one then removes the folder of the earlier one, which fails: neither
            publishes a partial result.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - reading a deck or a first card doesn't need it

    with _parent_made(target.parent):
        if sweep:
            sweep_workshops(target)
        with TemporaryDirectory(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)


def sweep_workshops(target: Path) -> None:
    """Remove the workshops of ``target`` that killed processes left; a running process loses its own too."""
    import shutil  # noqa: PLC0415 - as in workshop
    from glob import escape  # noqa: PLC0415

    for left in target.parent.glob(f".{escape(target.name)}.????????.part"):
        shutil.rmtree(left, ignore_errors=True)


def publish(made: Path, target: Path, *, mode: int | None = None) -> None:
    """Sync a prepared file to disk and move it to ``target``, replacing an existing file.

    Raises:
        OSError: The target is unchanged.
    """
    _sync_file(made, mode)
    made.replace(target)
    sync_folder(target.parent)


def publish_new(made: Path, target: Path, *, mode: int | None = None) -> None:
    """Publish a file unless another process was faster: an existing target that isn't empty stays.

    Raises:
        OSError: The target is unchanged.
    """
    _sync_file(made, mode)
    if target.exists() and target.stat().st_size == 0:
        made.replace(target)
    else:
        _link(made, target)
    sync_folder(target.parent)


def _link(made: Path, target: Path) -> None:
    try:
        os.link(made, target)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not target.exists():
            made.replace(target)


def _sync_file(path: Path, mode: int | None) -> None:
    if mode is not None:
        path.chmod(mode)
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk, so that a file moved there survives a power failure."""
    with suppress(OSError):  # some file systems can't; the files are in place all the same
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _parent_made(folder: Path) -> Iterator[None]:
    """Make a folder and its parents; if the block fails, remove those that were made."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        if missing:
            folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):  # the first error is the one to report
                path.rmdir()
        raise
