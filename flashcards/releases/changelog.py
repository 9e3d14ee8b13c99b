"""A deck's CHANGELOG.md, which holds every release's notes for learners, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD: Final = "# Changes for learners\n"


def entered(text: str, version: str, notes: str) -> str:
    """A changelog with a version's notes on top; notes that a release of the same version left are replaced."""
    lines = _without(text.splitlines(keepends=True), version)
    head, tail = _split(lines)
    return f"{head or _HEAD}\n{notes.strip()}\n" + (f"\n{tail}" if tail else "")


def _without(lines: Iterable[str], version: str) -> Iterator[str]:
    ours = False
    for line in lines:
        if line.startswith("## "):
            ours = line[3:].split()[:1] == [version]
        if not ours:
            yield line


def _split(lines: Iterable[str]) -> tuple[str, str]:
    """What stands before the first version, and the rest."""
    text = "".join(lines)
    head, mark, tail = f"\n{text}".partition("\n## ")
    return (f"{head.strip()}\n" if head.strip() else ""), f"{mark}{tail}".strip() + "\n" if mark else ""
