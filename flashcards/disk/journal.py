"""Replace several files together: all of them or none, also when the process is killed in between."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.disk.atomic import fill, part_of, replace, save, sync

if TYPE_CHECKING:
    from collections.abc import Sequence

JOURNAL: Final = ".unfinished.json"  # of several files that are replaced together


class Step(NamedTuple):
    """A file's bytes before and after, None where there is no file; ``name`` is its path in the folder."""

    name: str
    before: bytes | None
    after: bytes | None
    mode: int


class _Recorded(NamedTuple):
    """A step in the journal: of what comes after only the hash is kept, to know it by."""

    path: Path
    before: bytes | None
    after: str | None
    mode: int


def save_all(folder: Path, steps: Sequence[Step]) -> None:
    """Make all steps in a folder; if one fails, those made are taken back and the OSError goes on.

    Every new content is on the disk before the first file changes, each changes whole, and removals come last. A
    journal holds what was: if the process dies, or nothing can be taken back, ``put_back`` does it later.
    """
    for step in steps:
        if step.before is None and (folder / step.name).exists():
            what = "a file of this name has come into being"
            raise FileExistsError(None, what, str(folder / step.name))
    save(folder / JOURNAL, _journal(steps))
    try:
        for step in steps:
            if step.after is not None:
                fill(part_of(folder / step.name), step.after, step.mode)
        for step in sorted(steps, key=lambda step: step.after is None):
            path = folder / step.name
            if step.after is None:
                path.unlink()
            else:
                part_of(path).replace(path)
        _end(folder, [folder / step.name for step in steps])
    except BaseException:
        put_back(folder)
        raise


def put_back(folder: Path) -> bool:
    """Take back what a ``save_all`` that was cut short did in a folder; whether there was one.

    Raises OSError, and leaves the journal, if that can't be done or a file was edited since.
    """
    journal = folder / JOURNAL
    if not os.path.lexists(journal):
        return False
    steps = _read(journal)
    made = [step for step in steps if _is_made(step)]
    for step in steps:
        part_of(step.path).unlink(missing_ok=True)
    for step in sorted(made, key=lambda step: step.before is None):
        if step.before is None:
            step.path.unlink()
        else:
            replace(step.path, step.before, step.mode)
    _end(folder, [step.path for step in steps])
    return True


def _end(folder: Path, paths: Sequence[Path]) -> None:
    """Drop the journal, once all is on the disk."""
    for parent in {path.parent for path in paths}:
        sync(parent)
    (folder / JOURNAL).unlink()
    sync(folder)


def _is_made(step: _Recorded) -> bool:
    """Whether a file is as it should become. What came into being under a new name is nobody's to remove."""
    now = step.path.read_bytes() if os.path.lexists(step.path) else None
    if now == step.before:
        return False
    if _hash(now) != step.after and step.before is not None:
        what = f"it was edited after a rename was cut short; compare it with git, then remove {JOURNAL}"
        raise OSError(None, what, str(step.path))
    return _hash(now) == step.after


def _journal(steps: Sequence[Step]) -> str:
    import json  # noqa: PLC0415 - seldom

    rows = [
        (
            step.name,
            None if step.before is None else step.before.decode("latin-1"),
            _hash(step.after),
            step.mode,
        )
        for step in steps
    ]
    return f"{json.dumps(rows)}\n"


def _read(journal: Path) -> list[_Recorded]:
    """Raises OSError for a journal that this module can't have written, as one that leads out of the folder."""
    import json  # noqa: PLC0415 - seldom

    steps, folder = [], journal.parent
    try:
        if journal.is_symlink() or not journal.is_file():
            raise ValueError("no ordinary file")  # noqa: TRY301 - told as every other fault is
        for name, before, after, mode in json.loads(journal.read_text("utf-8")):
            path = folder / name
            hidden = any(part.startswith(".") for part in Path(name).parts)
            if hidden or not path.resolve().is_relative_to(folder.resolve()):
                raise ValueError(name)  # noqa: TRY301 - as above
            data = None if before is None else before.encode("latin-1")
            steps.append(_Recorded(path, data, after, mode & 0o777))
    except (ValueError, TypeError, AttributeError, RuntimeError) as error:
        what = "it is damaged; look at the files with git, then remove it"
        raise OSError(None, what, str(journal)) from error
    return steps


def _hash(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()
