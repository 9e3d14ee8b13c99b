"""Rename or move a concept, item, point or role by editing the deck's files, without changing any note.

Every place that names the thing is edited. ``was`` is added where a released note would otherwise lose its first
name, so drafts stay clean. The result is compiled before it is returned: a rename that would cause an error, or
change what a note says or is, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from flashcards.compiler import concepts
from flashcards.compiler.compile import compile_deck
from flashcards.disk import windows
from flashcards.identity import first_name
from flashcards.rename import links
from flashcards.rename.moves import move_item
from flashcards.rename.pages import Page, card_texts
from flashcards.rename.work import FORM, FileChange, Name, RenameError, Work, parsed, refuse_item
from flashcards.syntax import edits
from flashcards.syntax.nodes import Mapping
from flashcards.syntax.suggest import nearest
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck, Note
    from flashcards.rename.pages import ItemEntry

__all__ = ["FileChange", "RenameError", "rename"]


def rename(texts: Texts, deck: Deck, old: str, new: str, released: frozenset[str]) -> tuple[FileChange, ...]:
    """Return the changes of files that rename or move ``old`` to ``new``.

    Args:
        texts: The deck's files.
        deck: The deck that they compile to, without errors.
        old: The name today: ``concept``, ``concept/item`` or ``concept/item.part``.
        new: The name afterwards, of the same kind.
        released: The first names of the notes that learners may have.

    Raises:
        RenameError: The rename is not possible or not safe.
    """
    before, after = parsed(old), parsed(new)
    if [bool(level) for level in before] != [bool(level) for level in after]:
        raise RenameError(f'"{old}" and "{new}" name things of different kinds; write each as {FORM}')
    if before == after:
        raise RenameError(f'the two names are the same: "{old}"')
    work = Work(texts, deck, released)
    if before.part:
        _rename_part(work, before, after)
    elif not before.item:
        _rename_concept(work, before.concept, after.concept)
    elif before.concept == after.concept:
        _rename_item(work, before, after)
    else:
        move_item(work, before, after)
    _refuse_used(work, before, after)
    changes = work.changes()
    _verify(work, changes, before, after)
    return changes


def _refuse_used(work: Work, old: Name, new: Name) -> None:
    """Raise RenameError if another note's first name is the new name or below it."""
    used = {note.first: note.key for note in work.deck.notes if not old.holds(note.key)}
    gone = work.released - {note.first for note in work.deck.notes}
    for first in sorted(first for first in gone.union(used) if new.holds(first)):
        whose = f'"{used[first]}"' if first in used else "a released note that is gone"
        raise RenameError(
            f'"{first}" is the first name of {whose} and can\'t be used again; choose another name'
        )


def _rename_concept(work: Work, old: str, new: str) -> None:
    page = work.page(old)
    _refuse_reserved(new)
    for path, name, _ in work.texts.concepts:
        if name == new:
            raise RenameError(f'there is a concept "{new}" already ({path}); choose another id')
    work.declare(page, page.root, old, [new], needed=_concept_released(work, page, new))
    work.targets[page.path] = str(PurePath(page.path).with_name(f"{new}.yaml"))
    for other in (work.page(name) for _, name, text in work.texts.concepts if old in text or "\\" in text):
        work.replace(other, other.namers(), old, new)
        _rename_links(work, other, old, new)
        for entry in other.items.values():
            _rename_level(work, other, entry, ("roles", old, new))
    assert work.texts.deck is not None  # there is a deck
    head = Page(work.texts.deck[0], "", work.texts.deck[1])
    for _, unit in head.root.inner("units").mappings():
        work.replace(head, unit.scalars("concepts"), old, new)


def _refuse_reserved(concept: str) -> None:
    if concept in concepts.RESERVED or concept == "null":
        what = "an empty value in YAML" if concept == "null" else "a key of the format"
        raise RenameError(f'"{concept}" is {what}; choose another id')
    if windows.is_reserved(concept):
        why = "is a device on Windows, where its file can't be checked out; choose another id"
        raise RenameError(f'"{concept}" {why}')


def _concept_released(work: Work, page: Page, new: str) -> bool:
    """Return whether a release records the id: in first names of notes, or in a distinction's ``between``."""
    for entry in page.items.values():
        key = entry.key.value
        if work.loses(page.firsts(key, entry), page.firsts(key, entry, new)):
            return True
    return any(
        page.id in entry.node.words("between") and work.released.intersection(other.firsts(key, entry))
        for other in (work.page(name) for _, name, text in work.texts.concepts if page.id in text)
        for key, entry in other.items.items()
    )


def _rename_links(work: Work, page: Page, old: str, new: str) -> None:
    for scalar in card_texts(page.root, concepts.schema_shape()):
        if old not in scalar.value:
            continue
        try:
            work.edit(page, *links.links(page.text, scalar, old, new))
        except ValueError:
            where = page.where(scalar)
            raise RenameError(
                f'a link to "{old}" is written with escapes ({where}); write it as [[{old}]] first'
            ) from None


def _rename_part(work: Work, old: Name, new: Name) -> None:
    if old[:2] != new[:2]:
        raise RenameError(f'a point or role stays in its item; write "{old._replace(part=new.part)}"')
    page, entry = work.item(old)
    known = {key.value: key for key, _ in entry.parts}
    if old.part not in known:
        raise RenameError(
            f'"{old.concept}/{old.item}" has no point or role "{old.part}"{nearest(old.part, known)}'
        )
    if new.part in known:
        raise RenameError(f'there is "{new}" already ({page.where(known[new.part])}); choose another key')
    if old.part in entry.node.inner("roles").entries:
        _refuse_reserved(new.part)
    for among in ("points", "roles"):
        _rename_level(work, page, entry, (among, old.part, new.part))


def _rename_level(work: Work, page: Page, entry: ItemEntry, change: tuple[str, str, str]) -> None:
    """Rename a point or role if the item has it; ``change`` is ``points`` or ``roles``, the old and the new key."""
    among, old, new = change
    key, node = entry.node.inner(among).entries.get(old, (None, None))
    if key is None or not isinstance(node, Mapping):
        return
    whole = page.firsts(entry.key.value, entry)[0]
    work.edit(page, edits.put(page.text, key, new))
    needed = f"{whole}.{old}" in work.released
    work.declare(page, node, old, [new, f"{whole}.{new}"], needed=needed)


def _rename_item(work: Work, old: Name, new: Name) -> None:
    page, entry = work.item(old)
    refuse_item(page, entry, old, new)
    work.edit(page, edits.put(page.text, entry.key, new.item))
    work.replace(page, page.beside, old.item, new.item)
    needed = work.loses(page.firsts(old.item, entry), page.firsts(new.item, entry))
    plain = first_name(page.id, new.item, was=(page.was, "", ""))
    work.declare(page, entry.node, old.item, [new.item, plain], needed=needed)


def _verify(work: Work, changes: tuple[FileChange, ...], old: Name, new: Name) -> None:
    """Compile the result. Raise RenameError if it has errors or if more than names changed in a note."""
    result = compile_deck(_renamed_texts(work.texts, changes))
    if result.errors or result.deck is None:
        place, _, message, hint, _ = result.errors[0]
        reason = f"{message} ({place.path}:{place.line})" + (f"; {hint}" if hint else "")
        raise RenameError(f'"{old}" can\'t be called "{new}": {reason}')
    before = {note.first: note for note in work.deck.notes}
    after = {note.first: note for note in result.deck.notes}
    kept = all(
        _identity(before[first]) == _identity(after.get(first)) for first in work.released & before.keys()
    )
    if not kept or (_shows_the_same(work, old, new) and _substance(work.deck) != _substance(result.deck)):
        raise RenameError(
            f"{old} is written in a way that can't be edited safely; lay it out on plain lines first"
        )


def _renamed_texts(texts: Texts, changes: tuple[FileChange, ...]) -> Texts:
    assert texts.deck is not None  # there is a deck
    by_path = {change.path: change for change in changes}
    deck = (texts.deck[0], by_path[texts.deck[0]].after) if texts.deck[0] in by_path else texts.deck
    files = [
        (by_path[path].target, PurePath(by_path[path].target).stem, by_path[path].after)
        if path in by_path
        else (path, name, text)
        for path, name, text in texts.concepts
    ]
    return texts._replace(deck=deck, concepts=tuple(sorted(files)))


def _shows_the_same(work: Work, old: Name, new: Name) -> bool:
    """Return whether cards must show the same as before.

    They need not after renaming a role, whose name is shown, or after giving a concept an id that others already
    name, because until then they showed the id itself.
    """
    if old.part:
        return old.part in work.page(old.concept).items[old.item].node.inner("points").entries
    return bool(old.item) or not any(new.concept in text for _, _, text in work.texts.concepts)


def _identity(note: Note | None) -> object:
    """Return what Anki knows a note and its cards by."""
    return note and (note.guid, note.id, note.type, [card.ordinal for card in note.cards])


def _substance(deck: Deck) -> Counter[object]:
    return Counter(
        (_content(note), *((c.source.id, c.locator) for c in note.citations)) for note in deck.notes
    )


def _content(note: Note) -> object:
    """Return what a note says. Which side of a distinction's point is asked may depend on the note's key."""
    if any(card.among for card in note.cards):
        card = note.cards[0]
        said = " ".join(plain(text) for text in (card.given, card.answer, card.background, note.extra))
        return tuple(sorted(re.findall(r"\w+", said)))
    return note.digest
