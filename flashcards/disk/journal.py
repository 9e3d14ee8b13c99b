"""Replace several files together: all of them or none, even if the process is killed in between."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.disk.atomic import part_of, replace, save, sync_folder, write_part

if TYPE_CHECKING:
    from collections.abc import Sequence

JOURNAL: Final = ".unfinished.json"
"""The journal's file name. It exists only while files are being replaced, or after that was cut short."""


class Step(NamedTuple):
    """A file's bytes before and after, None where there is no file; ``name`` is its path in the folder."""

    name: str
    before: bytes | None
    after: bytes | None
    mode: int


class _RecordedStep(NamedTuple):
    """A step as read from the journal, with a hash to recognise the new content by."""

    path: Path
    before: bytes | None
    after_hash: str | None
    mode: int


def save_all(folder: Path, steps: Sequence[Step]) -> None:
    """Make all steps in a folder. If one fails, take back those made and raise the OSError.

    Every new content is on disk before the first file changes, each file changes in one step, and removals come
    last. A journal holds the old contents: if the process dies, or nothing can be taken back, ``put_back`` does
    it later.
    """
    for step in steps:
        if step.before is None and (folder / step.name).exists():
            raise FileExistsError(None, "a file of this name exists now", str(folder / step.name))
    save(folder / JOURNAL, _journal(steps))
    try:
        for step in steps:
            if step.after is not None:
                write_part(part_of(folder / step.name), step.after, step.mode)
        for step in sorted(steps, key=lambda step: step.after is None):
            path = folder / step.name
            if step.after is None:
                path.unlink()
            else:
                part_of(path).replace(path)
        _remove_journal(folder, [folder / step.name for step in steps])
    except BaseException:
        put_back(folder)
        raise


def put_back(folder: Path) -> bool:
    """Take back what an interrupted ``save_all`` did in a folder. Return whether there was one.

    Raises:
        OSError: Something can't be taken back, or a file was edited since; the journal stays.
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
    _remove_journal(folder, [step.path for step in steps])
    return True


def _remove_journal(folder: Path, paths: Sequence[Path]) -> None:
    """Remove the journal once everything else is on disk."""
    for parent in {path.parent for path in paths}:
        sync_folder(parent)
    (folder / JOURNAL).unlink()
    sync_folder(folder)


def _is_made(step: _RecordedStep) -> bool:
    """Return whether a step was made. A different file under a new name isn't ours to remove."""
    now = step.path.read_bytes() if os.path.lexists(step.path) else None
    if now == step.before:
        return False
    if _hash(now) != step.after_hash and step.before is not None:
        what = f"it was edited after a rename was cut short; compare it with git, then remove {JOURNAL}"
        raise OSError(None, what, str(step.path))
    return _hash(now) == step.after_hash


def _journal(steps: Sequence[Step]) -> str:
    import json  # noqa: PLC0415 - only a rename needs it, and every command imports this module

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


def _read(journal: Path) -> list[_RecordedStep]:
    """Read a journal. Raises OSError if this module can't have written it: if it leads out of the folder, say."""
    import json  # noqa: PLC0415 - as above

    try:
        if journal.is_symlink() or not journal.is_file():
            raise ValueError("not a regular file")  # noqa: TRY301 - reported like every other damage
        return [_recorded(journal.parent, *row) for row in json.loads(journal.read_text("utf-8"))]
    except (ValueError, TypeError, AttributeError, RuntimeError) as error:
        what = "it is damaged; look at the files with git, then remove it"
        raise OSError(None, what, str(journal)) from error


def _recorded(folder: Path, name: str, before: str | None, after: str | None, mode: int) -> _RecordedStep:
    path = folder / name
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if hidden or not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(name)
    data = None if before is None else before.encode("latin-1")
    return _RecordedStep(path, data, after, mode & 0o777)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()
