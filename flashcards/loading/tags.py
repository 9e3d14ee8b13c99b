"""Read the records of releases at the tags of a deck, such as ``cell-biology-1.0``."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from flashcards.loading.git import Entry, RevisionError, objects, resolve, run
from flashcards.releases.lock import NAME
from flashcards.releases.tagged import Tagged, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flashcards.loading.git import Revision

_MOST_COMMITS: Final = 20  # of the lock, in which to look for a release


def tagged_locks(deck: Path, ids: set[str], *, merged: bool = True) -> list[Tagged]:
    """Return the locks at the tags of a deck, as text; none without git, a commit or tags.

    Args:
        deck: The deck's folder.
        ids: The ids that its tags can begin with.
        merged: Whether only tags count that the current commit contains. A branch needn't know the releases of
            another one before it is merged.
    """
    try:
        head = resolve("HEAD", deck)
        only = (f"--merged={head.commit}",) if merged else ()
        patterns = [f"refs/tags/{id_}-*" for id_ in sorted(ids)]
        listing = run(head.repository, "for-each-ref", *only, "--format=%(refname:strip=2)", *patterns)
    except RevisionError:
        return []
    names = listing.decode("utf-8", "replace").split()
    versions = {name: version for name in names for id_ in ids if (version := version_of(name, id_))}
    return list(_locks(head, versions)) if versions else []


def _locks(head: Revision, versions: dict[str, str]) -> Iterator[Tagged]:
    path = PurePosixPath(head.folder, NAME)
    for tag, version in versions.items():
        try:
            found = run(head.repository, "ls-tree", "-l", "--full-tree", f"refs/tags/{tag}", "--", str(path))
            if facts := found.decode("utf-8", "replace").split():
                with objects(head.repository) as read:
                    data = read(Entry(facts[2], int(facts[3]), NAME))
                yield Tagged(tag, version, data.decode("utf-8", "replace"))
        except RevisionError:  # a partial clone, or a tag of something else
            continue


def released_commit(deck: Path) -> str | None:
    """Return the last commit of the current branch whose lock holds a release, or None."""
    try:
        head = resolve("HEAD", deck)
        path = str(PurePosixPath(head.folder, NAME))
        limit = f"--max-count={_MOST_COMMITS}"
        commits = run(head.repository, "rev-list", limit, head.commit, "--", path).decode().split()
    except RevisionError:
        return None
    for commit in commits:
        try:
            data = run(head.repository, "cat-file", "blob", f"{commit}:{path}")
        except RevisionError:  # this commit deleted it
            continue
        if b"\nrelease none\n" not in data and b"\nrelease " in data:
            return commit[:12]
    return None
