"""Cache compiled decks between runs, so that a session shows its first card at once.

An entry is used only if the deck's texts and the program haven't changed since, its checksum is right, and no other
user could have written it. The unpickler loads only the classes of ``model``, so that even a planted file can't run
code.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

from flashcards import __version__, model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flashcards.compiler.compile import Compiled

_FINGERPRINT, _CHECKSUM = 32, 4  # bytes at the head of an entry: SHA-256 of its origin, CRC-32 of the rest


class _DeckUnpickler(pickle.Unpickler):
    """Loads decks; refuses every class that isn't defined in ``model``."""

    def find_class(self, module: str, name: str) -> object:
        found = getattr(model, name, None)
        if module != model.__name__ or not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a deck")
        return found


def deck(
    root: Path, folder: Path, compile_: Callable[[], Compiled]
) -> tuple[model.Deck | None, Compiled | None]:
    """Return the deck at ``root`` from the cache in ``folder``; if it isn't there, compile it and cache it.

    A deck with errors isn't cached. If the cache can't be read or written, the deck is compiled all the same.

    Returns:
        The deck, and what the compiler returned if it ran.
    """
    fingerprint = _fingerprint(root)
    path = folder / f"{hashlib.sha256(str(root.absolute()).encode()).hexdigest()[:16]}.deck"
    cached = _read(path, fingerprint)
    if cached is not None:
        return cached, None
    compiled = compile_()
    if compiled.deck is not None and not compiled.errors and _fingerprint(root) == fingerprint:
        data = pickle.dumps(compiled.deck, protocol=5)
        _write(path, fingerprint + _checksum(data) + data)
    return compiled.deck, compiled


def _read(path: Path, fingerprint: bytes) -> model.Deck | None:
    """Return the deck of a cache entry; None if the entry can't be used."""
    try:
        with path.open("rb") as file:
            if file.read(_FINGERPRINT) != fingerprint or not _is_private(file):
                return None
            checksum, data = file.read(_CHECKSUM), file.read()
            cached = _DeckUnpickler(BytesIO(data)).load() if checksum == _checksum(data) else None
    except Exception:  # noqa: BLE001 - a damaged entry may fail in any way; the deck is compiled instead
        return None
    return cached if isinstance(cached, model.Deck) else None


def _is_private(file: BinaryIO) -> bool:
    """Return whether the file belongs to this user and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True  # Windows: the folder's permissions keep others out
    status = os.fstat(file.fileno())
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _checksum(data: bytes) -> bytes:
    return crc32(data).to_bytes(_CHECKSUM, "big")


def _write(path: Path, data: bytes) -> None:
    """Replace a cache entry in one step. It isn't synced to disk: the checksum finds an incomplete one."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Remove what killed sessions left. A session that is writing right now then goes without the cache.
        for left in path.parent.glob(f"{path.name}.*"):
            left.unlink(missing_ok=True)
        try:
            part.touch(mode=0o600)
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _fingerprint(root: Path) -> bytes:
    """Hash the deck's texts, and dates and sizes of its images and of the program's files."""
    whole = hashlib.sha256(f"{__version__}\n{root}\n".encode())
    for part in ("deck.yaml", "sources.yaml", "concepts"):
        for path in sorted(_files(root / part)):
            data = Path(path).read_bytes()
            whole.update(f"{path}\n{len(data)}\n".encode() + data)
    for folder in (root / "media", Path(__file__).parents[1]):
        for path in sorted(_files(folder)):
            found = os.stat(path)  # noqa: PTH116 - building a Path for each file would take longer than the rest
            whole.update(f"{path}\n{found.st_size}\n{found.st_mtime_ns}\n".encode())
    return whole.digest()


def _files(path: Path | str) -> Iterator[str]:
    """Yield the regular files at or below a path, without bundled decks and bytecode."""
    if os.path.isfile(path):  # noqa: PTH113 - as above
        yield str(path)
        return
    try:
        entries = list(os.scandir(path))
    except OSError:
        return
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield entry.path
        elif entry.is_dir(follow_symlinks=False) and entry.name not in {"__pycache__", "decks"}:
            yield from _files(entry.path)
