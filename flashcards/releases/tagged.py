"""A record against the records at the tags of a deck's releases: it must know all that one of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flashcards.model import Place, Problem
from flashcards.releases.lock import VERSION, numbers
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.releases.lock import Lock


class Tagged(NamedTuple):
    """The text of the record at a tag such as ``cell-biology-1.0``, and the version that the tag names."""

    tag: str
    version: str
    text: str


class Known(NamedTuple):
    """The releases and the notes of a record; a release is its version and the hash of its contents."""

    releases: frozenset[tuple[str, str]]
    guids: frozenset[str]


def version_of(tag: str, deck: str) -> str | None:
    """Return the version that a tag names if it is of a release of this deck."""
    version = tag.removeprefix(f"{deck}-")
    return version if version != tag and VERSION.fullmatch(version) else None


def known(lock: Lock) -> Known:
    """Return what a record knows."""
    releases = frozenset((release.version, release.contents) for release in lock.releases)
    return Known(releases, frozenset(entry.guid for entry in lock.entries.values()))


def scanned(text: str) -> Known:
    """Return what a record knows, from its text. This takes a tenth of the time of reading it."""
    lines = [line.split(" ", 4) for line in text.splitlines()]
    releases = frozenset((line[1], line[3]) for line in lines if line[0] == "release" and len(line) == 4)  # noqa: PLR2004 - release VERSION TIME CONTENTS
    return Known(releases, frozenset(line[1] for line in lines if "/" in line[0]))


def unknown(lock: Lock, tags: Iterable[Tagged]) -> Iterator[Problem]:
    """Yield a problem for each tag whose record knows a release or a note that this one doesn't, the highest first.

    A tag that adds nothing to the tags reported before it is left out: one command then mends both.
    """
    here = known(lock)
    for tagged in sorted(tags, key=lambda each: numbers(each.version), reverse=True):
        there = scanned(tagged.text)
        releases, guids = there.releases - here.releases, there.guids - here.guids
        if releases or guids:
            here = Known(here.releases | there.releases, here.guids | there.guids)
            yield _behind(lock, tagged, sorted((version for version, _ in releases), key=numbers), guids)


def _behind(lock: Lock, tagged: Tagged, versions: list[str], guids: frozenset[str]) -> Problem:
    missing = [f"release {', '.join(versions)}"] if versions else []
    if guids:
        keys = [
            line.partition(" ")[0]
            for line in tagged.text.splitlines()
            if line.split(" ", 2)[1:2] == [min(guids)]
        ]
        missing.append(f"{counted(len(guids), 'released note')}, such as {keys[0]}")
    deck = lock.path.removesuffix("released.lock").rstrip("/\\")
    message = f"the record at the tag {tagged.tag} knows what this one doesn't: {' and '.join(missing)}"
    hint = (
        f'run "flashcards lock merge{f" {deck}" * bool(deck)} --with {tagged.tag}"; '
        f'only if no learner ever got that release: "git tag -d {tagged.tag}"'
    )
    return Problem(Place(lock.path), "lock-behind", message, hint)


def alerts(old: Lock, new: Lock, tags: Iterable[Tagged]) -> Iterator[str]:
    """Yield what is wrong with a change of the record, for somebody who reviews it.

    Args:
        old: The record before the change.
        new: The record after it.
        tags: The records at the deck's tags; without any, a new release can't be told from a stranger's.
    """
    before, after = known(old), known(new)
    lost = [f"release {version}" for version, _ in sorted(before.releases - after.releases)]
    if guids := before.guids - after.guids:
        lost.append(counted(len(guids), "released note"))
    if lost:
        yield f"The new record of releases doesn't know {', '.join(lost)}: put the old {new.path} back."
    added = after.releases - before.releases
    at_tags = [scanned(tagged.text).releases for tagged in tags]
    if untagged := sorted(version for version, _ in added.difference(*at_tags)) if at_tags else []:
        yield (
            f"The new record of releases has {', '.join(untagged)}, which no tag {new.id}-VERSION has: "
            "only a maintainer's release may change the record, and its commit is tagged."
        )
    if not added and not lost and dict(old.entries) != dict(new.entries):
        yield f"The record of releases changed without a release: put the old {new.path} back."
