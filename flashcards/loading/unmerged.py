"""Read a file at a revision, or its three sides from git's index while a merge is unfinished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flashcards.loading.git import RevisionError, resolve, run

if TYPE_CHECKING:
    from pathlib import Path

_BASE, _OURS, _THEIRS = "123"  # git's numbers for the sides of a conflict
_HINT: Final = 'to merge again, run "git checkout --merge -- {path}", then this command'


def sides(deck: Path, name: str) -> tuple[bytes | None, bytes, bytes]:
    """Return the sides of a deck's conflicted file: the base, which may be missing, ours and theirs.

    Raises:
        RevisionError: There is no repository, or the file has no conflict with two sides.
    """
    head = resolve("HEAD", deck)
    path = f"{head.folder}/{name}" if head.folder else name
    listing = run(head.repository, "ls-files", "--unmerged", "-z", "--full-name", "--", path)
    found: dict[str, str] = {}
    for entry in listing.decode("utf-8", "replace").split("\0"):
        facts = entry.partition("\t")[0].split()
        if facts:
            found[facts[2]] = facts[1]
    if _OURS not in found or _THEIRS not in found:
        hint = _HINT.format(path=deck / name)
        raise RevisionError(f"{deck / name} has no conflict between two versions in git's index; {hint}")
    contents = {side: run(head.repository, "cat-file", "blob", blob) for side, blob in found.items()}
    return contents.get(_BASE), contents[_OURS], contents[_THEIRS]


def at(revision: str, deck: Path, name: str) -> bytes:
    """Return a deck's file at a revision; ``REV:FOLDER`` names the deck's folder at that time.

    Raises:
        RevisionError: There is no such revision, or the file isn't in it.
    """
    found = resolve(revision, deck)
    path = f"{found.folder}/{name}" if found.folder else name
    try:
        return run(found.repository, "cat-file", "blob", f"{found.commit}:{path}")
    except RevisionError:
        raise RevisionError(
            f"there is no {path} at {revision}; if it was elsewhere, write {revision}:FOLDER"
        ) from None
