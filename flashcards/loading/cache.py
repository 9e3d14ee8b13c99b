"""Compiled decks kept from one run to the next, so that a session's first card comes at once.

An entry counts only if every byte that it was compiled from, and the program itself, are what they were, if it is
whole by its checksum, and if nobody else could have written it. It is read by an unpickler that knows nothing but the
nouns of ``model``, so that even a planted file can't run anything.
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

_MARK, _SUM = 32, 4  # bytes: SHA-256 of what an entry was made from, CRC-32 of what follows


class _Nouns(pickle.Unpickler):
    """Reads a deck and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        found = getattr(model, name, None)
        if module != model.__name__ or not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a deck")
        return found


def deck(
    root: Path, folder: Path, compile_: Callable[[], Compiled]
) -> tuple[model.Deck | None, Compiled | None]:
    """The deck at ``root``: from the cache in ``folder``, or compiled (then with its problems) and put there.

    A deck with errors is not kept. A cache that can't be read or written is done without.
    """
    mark = _fingerprint(root)
    path = folder / f"{hashlib.sha256(str(root.absolute()).encode()).hexdigest()[:16]}.deck"
    held = _read(path, mark)
    if held is not None:
        return held, None
    compiled = compile_()
    if compiled.deck is not None and not compiled.errors and _fingerprint(root) == mark:
        data = pickle.dumps(compiled.deck, protocol=5)
        _write(path, mark + _checksum(data) + data)
    return compiled.deck, compiled


def _read(path: Path, mark: bytes) -> model.Deck | None:
    try:
        with path.open("rb") as file:
            if file.read(_MARK) != mark or not _own(file):
                return None
            checksum, data = file.read(_SUM), file.read()
            held = _Nouns(BytesIO(data)).load() if checksum == _checksum(data) else None
    except Exception:  # noqa: BLE001 - a damaged entry may fail in any way; the deck is compiled instead
        return None
    return held if isinstance(held, model.Deck) else None


def _own(file: BinaryIO) -> bool:
    """Whether a file is this user's and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True  # Windows: the folder's permissions keep others out
    found = os.fstat(file.fileno())
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _checksum(data: bytes) -> bytes:
    return crc32(data).to_bytes(_SUM, "big")


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Killed sessions left them; one that is at work does without the cache.
        for left in path.parent.glob(f"{path.name}.*"):
            left.unlink(missing_ok=True)
        try:
            beside.touch(mode=0o600)
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _fingerprint(root: Path) -> bytes:
    """A hash of a deck's texts, its images' dates and sizes, and the program's."""
    whole = hashlib.sha256(f"{__version__}\n{root}\n".encode())
    for part in ("deck.yaml", "sources.yaml", "concepts"):
        for path in sorted(_files(root / part)):
            data = Path(path).read_bytes()
            whole.update(f"{path}\n{len(data)}\n".encode() + data)
    for folder in (root / "media", Path(__file__).parents[1]):
        for path in sorted(_files(folder)):
            found = os.stat(path)  # noqa: PTH116 - a Path for each costs more than the rest
            whole.update(f"{path}\n{found.st_size}\n{found.st_mtime_ns}\n".encode())
    return whole.digest()


def _files(path: Path | str) -> Iterator[str]:
    """The regular files at or below a path; neither bundled decks nor bytecode."""
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
