"""Two records of one deck's releases → one that knows all that either knows, after a merge of branches.

Learners may have any release of either branch, so nothing that a record holds may get lost. Where both branches
changed a note, the united record holds a hash that no text has: the next release then sends the note to everybody
and checks all its cards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from flashcards.identity import content_hash, free_id
from flashcards.model import Place, Problem
from flashcards.releases.lock import Lock, Release, ReleasedCard, ReleasedNote, numbers
from flashcards.text.wording import brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Side = Literal["ours", "theirs"]
SIDES: Final[tuple[Side, Side]] = ("ours", "theirs")
_NEAR: Final = 0.6  # of the characters of two answers to one question, of which a branch corrected one
_LONGEST: Final = 60  # characters of an answer that a message quotes


def merge(
    base: Lock | None, ours: Lock, theirs: Lock, prefer: Side | None = None
) -> tuple[Lock | None, list[Problem]]:
    """Unite two records.

    Args:
        base: The record from which both branches began, if there is one. It only tells who renamed a key.
        ours: The record of the current branch.
        theirs: The record of the other branch.
        prefer: The side that holds where both can't be true, such as one key released for two questions.

    Returns:
        The united record, or None and the problems that make it impossible.
    """
    problems = list(_conflicts(ours, theirs, prefer))
    if problems:
        return None, problems
    if not (ours.releases and theirs.releases):
        return replace(ours if ours.releases else theirs, path=ours.path), []
    firm = theirs if prefer == "theirs" else ours
    entries = _distinct_ids(_distinct_keys(_entries(base, ours, theirs, prefer)))
    by_first = {entry.first: entry for entry in entries}
    return Lock(firm.id, firm.uuid, firm.name, _releases(ours, theirs, prefer), by_first, ours.path), []


# --- what can't be united -----------------------------------------------------------------------------


def _conflicts(ours: Lock, theirs: Lock, prefer: Side | None) -> Iterator[Problem]:
    if ours.uuid != theirs.uuid:
        message = (
            f'ours is the record of "{ours.name}", {ours.uuid}, and theirs of "{theirs.name}", {theirs.uuid}'
        )
        yield Problem(Place(ours.path), "merge-decks", message, "only two records of one deck can be united")
    elif ours.releases and theirs.releases and prefer is None:
        yield from _other_head(ours, theirs)
        yield from _one_version_twice(ours, theirs)
        yield from _two_questions(ours, theirs)


def _other_head(ours: Lock, theirs: Lock) -> Iterator[Problem]:
    for what, one, other in (("id", ours.id, theirs.id), ("name", ours.name, theirs.name)):
        if one != other:
            message = f'ours was released with the {what} "{one}", and theirs with the {what} "{other}"'
            yield Problem(Place(ours.path), "merge-decks", message, _choose("keeps its own"))


def _one_version_twice(ours: Lock, theirs: Lock) -> Iterator[Problem]:
    known = {numbers(release.version): release for release in ours.releases}
    for release in theirs.releases:
        mine = known.get(numbers(release.version))
        if mine and mine.contents != release.contents:
            message = f"both sides released {release.version}, each with other texts"
            hint = _choose(f"is the {release.version} of the record; all notes of both stay in it")
            yield Problem(Place(ours.path), "merge-version", message, hint)


def _two_questions(ours: Lock, theirs: Lock) -> Iterator[Problem]:
    others = {entry.guid: entry for entry in theirs.entries.values()}
    for mine in ours.entries.values():
        other = others.get(mine.guid)
        if other and not _is_one_question(mine, other):
            said = [
                f'{side} (line {entry.line}, released in {entry.releases[0]}) answers "{brief(_answer(entry), _LONGEST)}"'
                for side, entry in zip(SIDES, (mine, other), strict=True)
            ]
            message = f'"{mine.key}" was released for two questions: {said[0]}, and {said[1]}'
            hint = _choose("keeps the key; then give the other question a key of its own")
            yield Problem(Place(ours.path, mine.line), "merge-question", message, hint)


def _choose(what: str) -> str:
    return f"say with --prefer ours or --prefer theirs which {what}"


def _is_one_question(mine: ReleasedNote, other: ReleasedNote) -> bool:
    """Say whether two records of a GUID can be of one note."""
    shorter, longer = sorted((mine.between, other.between), key=len)
    if mine.type is not other.type or longer[: len(shorter)] != shorter:
        return False
    if mine.digest == other.digest or set(mine.releases) & set(other.releases):
        return True
    known = {card.ordinal: card.words for card in mine.answers}
    pairs = [(known[card.ordinal], card.words) for card in other.answers if card.ordinal in known]
    return bool(pairs) and all(_near(one, two) for one, two in pairs)


def _near(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR


def _answer(entry: ReleasedNote) -> str:
    return " / ".join(card.words for card in entry.answers)


# --- the union ----------------------------------------------------------------------------------------


def _releases(ours: Lock, theirs: Lock, prefer: Side | None) -> tuple[Release, ...]:
    found: dict[tuple[int, ...], Release] = {}
    firm, other = (theirs, ours) if prefer == "theirs" else (ours, theirs)
    for release in (*firm.releases, *other.releases):
        known = found.setdefault(numbers(release.version), release)
        if known.contents == release.contents and known.time < release.time:
            found[numbers(release.version)] = release
    return tuple(found[version] for version in sorted(found))


class _Pair(NamedTuple):
    ours: ReleasedNote
    theirs: ReleasedNote


def _entries(base: Lock | None, ours: Lock, theirs: Lock, prefer: Side | None) -> list[ReleasedNote]:
    old = {entry.guid: entry.key for entry in base.entries.values()} if base else {}
    mine = {entry.guid: entry for entry in ours.entries.values()}
    others = {entry.guid: entry for entry in theirs.entries.values()}
    united = []
    for guid in sorted(mine.keys() | others.keys()):
        if guid in mine and guid in others:
            united.append(_united(_Pair(mine[guid], others[guid]), old.get(guid), prefer))
        else:
            united.append(mine.get(guid) or others[guid])
    return united


def _united(pair: _Pair, old_key: str | None, prefer: Side | None) -> ReleasedNote:
    """Unite two records of one note; ``old_key`` is the key from which both began."""
    ours, theirs = pair
    latest = max(
        pair, key=lambda entry: (entry.mod, len(entry.releases), entry.digest, entry.waiting, entry.key)
    )
    key = latest.key if old_key is None else next((e.key for e in pair if e.key != old_key), old_key)
    if set(ours.releases) < set(theirs.releases):
        return replace(theirs, key=key, mod=latest.mod)
    if set(theirs.releases) < set(ours.releases):
        return replace(ours, key=key, mod=latest.mod)
    firm = {"ours": ours, "theirs": theirs, None: latest}[prefer]
    same = ours.digest == theirs.digest
    return replace(
        firm,
        key=key,
        mod=latest.mod,
        digest=ours.digest if same else content_hash(sorted((ours.digest, theirs.digest))),
        releases=tuple(sorted({*ours.releases, *theirs.releases}, key=numbers)),
        between=firm.between if prefer else max(ours.between, theirs.between, key=len),
        answers=_answers(firm, theirs if firm is ours else ours),
    )


def _answers(firm: ReleasedNote, other: ReleasedNote) -> tuple[ReleasedCard, ...]:
    """Return every card that learners of either side may have, with the words of ``firm`` where both have it."""
    found = {card.ordinal: card for card in (*other.answers, *firm.answers)}
    return tuple(found[ordinal] for ordinal in sorted(found))


def _distinct_keys(entries: list[ReleasedNote]) -> list[ReleasedNote]:
    """Give notes that the branches renamed to one key their first names back as keys; those are unique."""
    while True:
        twice = _repeated(entry.key for entry in entries)
        if not twice:
            return entries
        entries = [replace(entry, key=entry.first) if entry.key in twice else entry for entry in entries]


def _repeated(keys: Iterable[str]) -> set[str]:
    return {key for key, count in Counter(keys).items() if count > 1}


def _distinct_ids(entries: list[ReleasedNote]) -> Iterator[ReleasedNote]:
    """Give a note whose id the other branch gave to another note a free one, as Anki does on import."""
    taken = {entry.id for entry in entries}
    seen: set[int] = set()
    for entry in entries:
        id_ = entry.id if entry.id not in seen else free_id(entry.id, taken)
        seen.add(id_)
        taken.add(id_)
        yield entry if id_ == entry.id else replace(entry, id=id_)
