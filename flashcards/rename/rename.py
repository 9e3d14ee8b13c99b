"""Another name for a concept, an item, a point or a role: the edits of the deck's files, and no note changed.

Everything that names the thing is changed, and ``was`` is added where a released note would lose its first name
without it, so drafts stay clean. The result is compiled before it is handed out: a rename that would leave an error,
or change what a note says or is, is refused.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from flashcards.compiler import concepts
from flashcards.compiler.compile import compile_deck
from flashcards.identity import first_name
from flashcards.rename import links
from flashcards.rename.moves import move_item
from flashcards.rename.pages import Page, prose
from flashcards.rename.work import FORM, FileChange, Name, RenameError, Work, parsed, refuse_item
from flashcards.syntax import edits
from flashcards.syntax.nodes import Mapping
from flashcards.syntax.suggest import nearest

if TYPE_CHECKING:
    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck, Note
    from flashcards.rename.pages import ItemEntry

__all__ = ["FileChange", "RenameError", "rename"]


def rename(texts: Texts, deck: Deck, old: str, new: str, released: frozenset[str]) -> tuple[FileChange, ...]:
    """The changes of files that rename or move ``old`` to ``new``.

    ``deck`` is what the texts compile to, without errors. ``released`` holds the first names of the notes that
    learners may have. Raises RenameError.
    """
    was, now = parsed(old), parsed(new)
    if [bool(level) for level in was] != [bool(level) for level in now]:
        raise RenameError(f'"{old}" and "{new}" name things of different kinds; write each as {FORM}')
    if was == now:
        raise RenameError(f'the two names are the same: "{old}"')
    work = Work(texts, deck, released)
    if was.part:
        _rename_part(work, was, now)
    elif not was.item:
        _rename_concept(work, was.concept, now.concept)
    elif was.concept == now.concept:
        _rename_item(work, was, now)
    else:
        move_item(work, was, now)
    _refuse_used(work, was, now)
    changes = work.changes()
    _verify(work, changes, was, now)
    return changes


def _refuse_used(work: Work, old: Name, new: Name) -> None:
    """Raise RenameError if a first name of another note stands under the new name."""
    used = {note.first: note.key for note in work.deck.notes if not old.holds(note.key)}
    gone = work.released - {note.first for note in work.deck.notes}
    for first in sorted(first for first in gone.union(used) if new.holds(first)):
        whose = f'"{used[first]}"' if first in used else "a released note that is gone"
        raise RenameError(
            f'"{first}" is the first name of {whose} and is never used again; choose another name'
        )


# --- a concept --------------------------------------------------------------------------------------------


def _rename_concept(work: Work, old: str, new: str) -> None:
    page = work.page(old)
    _refuse_reserved(new)
    for path, name, _ in work.texts.concepts:
        if name == new:
            raise RenameError(f'there is a concept "{new}" already ({path}); choose another id')
    work.declare(page, page.root, old, [new], needed=_concept_released(work, page, new))
    work.targets[page.path] = str(PurePath(page.path).with_name(f"{new}.yaml"))
    for other in (work.page(name) for _, name, text in work.texts.concepts if old in text or "\\" in text):
        work.put(other, other.namers(), old, new)
        _mend_links(work, other, old, new)
        for entry in other.items.values():
            _rename_level(work, other, entry, ("roles", old, new))
    assert work.texts.deck is not None  # there is a deck
    head = Page(work.texts.deck[0], "", work.texts.deck[1])
    for _, unit in head.root.inner("units").mappings():
        work.put(head, unit.scalars("concepts"), old, new)


def _refuse_reserved(concept: str) -> None:
    if concept in concepts.RESERVED or concept == "null":
        what = "nothing in YAML" if concept == "null" else "a key of the format"
        raise RenameError(f'"{concept}" is {what}; choose another id')


def _concept_released(work: Work, page: Page, new: str) -> bool:
    """Whether a release knows the id: by notes that have it in their first names, or that stand ``between`` it."""
    for entry in page.items.values():
        key = entry.key.value
        if work.loses(page.firsts(key, entry), page.firsts(key, entry, new)):
            return True
    return any(
        page.id in entry.node.words("between") and work.released.intersection(other.firsts(key, entry))
        for other in (work.page(name) for _, name, text in work.texts.concepts if page.id in text)
        for key, entry in other.items.items()
    )


def _mend_links(work: Work, page: Page, old: str, new: str) -> None:
    for scalar in prose(page.root, concepts.schema_shape()):
        if old not in scalar.value:
            continue
        try:
            work.edit(page, *links.links(page.text, scalar, old, new))
        except ValueError:
            where = page.where(scalar)
            raise RenameError(
                f'a link to "{old}" is written in escapes ({where}); write it as [[{old}]] first'
            ) from None


# --- a point, a role, an item -------------------------------------------------------------------------------


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
    """Among ``points`` or ``roles``, an old key becomes a new one, if the item has it."""
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
    work.put(page, page.beside, old.item, new.item)
    needed = work.loses(page.firsts(old.item, entry), page.firsts(new.item, entry))
    plain = first_name(page.id, new.item, was=(page.was, "", ""))
    work.declare(page, entry.node, old.item, [new.item, plain], needed=needed)


# --- the proof ------------------------------------------------------------------------------------------------


def _verify(work: Work, changes: tuple[FileChange, ...], old: Name, new: Name) -> None:
    """Compile the result. Raises RenameError if it has errors or a note has changed by more than its names."""
    result = compile_deck(_renamed_texts(work.texts, changes))
    if result.errors or result.deck is None:
        place, _, message, hint, _ = result.errors[0]
        reason = f"{message} ({place.path}:{place.line})" + (f"; {hint}" if hint else "")
        raise RenameError(f'"{old}" can\'t be called "{new}": {reason}')
    before = {note.first: note for note in work.deck.notes}
    after = {note.first: note for note in result.deck.notes}
    kept = all(
        _lasting(before[first]) == _lasting(after.get(first)) for first in work.released & before.keys()
    )
    if not kept or (_only_name(work, old, new) and _substance(work.deck) != _substance(result.deck)):
        raise RenameError(
            f"{old} is written in a way that can't be edited safely; lay it out on plain lines first"
        )


def _renamed_texts(texts: Texts, changes: tuple[FileChange, ...]) -> Texts:
    assert texts.deck is not None  # there is a deck
    made = {change.path: change for change in changes}
    deck = (texts.deck[0], made[texts.deck[0]].after) if texts.deck[0] in made else texts.deck
    files = [
        (made[path].target, PurePath(made[path].target).stem, made[path].after)
        if path in made
        else (path, name, text)
        for path, name, text in texts.concepts
    ]
    return texts._replace(deck=deck, concepts=tuple(sorted(files)))


def _only_name(work: Work, old: Name, new: Name) -> bool:
    """Whether cards show the same as before: a role's name is shown, and so is a concept's that was yet to come."""
    if old.part:
        return old.part in work.page(old.concept).items[old.item].node.inner("points").entries
    return bool(old.item) or not any(new.concept in text for _, _, text in work.texts.concepts)


def _lasting(note: Note | None) -> object:
    return note and (note.guid, note.id, note.type, [card.ordinal for card in note.cards])


def _substance(deck: Deck) -> Counter[object]:
    cited = [tuple((c.source.id, c.locator) for c in note.citations) for note in deck.notes]
    return Counter(zip((note.digest for note in deck.notes), cited, strict=True))
