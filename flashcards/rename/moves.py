"""Move an item to another concept's file: cut its lines, paste them there, and keep its first name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.compiler.desk import read_src
from flashcards.rename.pages import ItemEntry, Page, keys
from flashcards.rename.work import Name, RenameError, Work, refuse_item
from flashcards.syntax import edits
from flashcards.syntax.edits import Edit
from flashcards.syntax.nodes import File, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAST = ("related", "external_links", "sources")  # keys of a file that follow its sections


def move_item(work: Work, old: Name, new: Name) -> None:
    """Move an item and edit both files. Raises RenameError."""
    page, entry = work.item(old)
    target = work.page(new.concept)
    refuse_item(target, entry, old, new)
    _refuse_beside(page, entry)
    if any(edits.flow(page.text, holder) for holder in entry.holders):
        raise RenameError(
            f"{old} is written in braces ({page.where(entry.key)}); write it on lines of its own first"
        )
    start, end = edits.block(page.text, entry.key)
    changes = [edits.put(page.text, entry.key, new.item)]
    changes += [*_was_edits(work, page, entry, target, new.item), *_src_edits(page, entry, target)]
    tail = len(page.text) - end
    piece = edits.applied(page.text, changes)
    piece = piece[start : len(piece) - tail]
    work.edit(page, Edit(start, end, ""))
    for header, holder in reversed([*zip(entry.headers, entry.holders, strict=True)]):
        if len(holder.entries) > 1:
            break
        work.edit(page, edits.headless(page.text, header))
    work.edit(target, _paste(work, target, piece if piece.endswith("\n") else f"{piece}\n", entry))


def _refuse_beside(page: Page, entry: ItemEntry) -> None:
    """Raise RenameError if an order card shows the event beside others, which must be in the same file."""
    own = entry.node.scalars("beside")
    for scalar in page.beside if entry.section == ("history",) else ():
        if scalar.value == entry.key.value or scalar in own:
            why = 'events named in "beside" must be in one file; remove it there first'
            raise RenameError(f"{page.id}/{entry.key.value} can't move ({page.where(scalar)}): {why}")


def _was_edits(work: Work, page: Page, entry: ItemEntry, target: Page, key: str) -> Iterator[Edit]:
    """Yield the edit that makes ``was`` denote the item's first name from the other file, in its shortest form."""
    firsts = page.firsts(entry.key.value, entry)
    home, _, item = firsts[0].partition("/")
    shortest = item if home == (target.was or target.id) else firsts[0]
    declared = entry.node.scalar("was")
    if declared is None:
        if work.loses(firsts, target.firsts(key, entry)):
            yield edits.added(page.text, entry.node, f"was: {shortest}")
    elif shortest == key and (out := edits.removed(page.text, entry.node, "was")):
        yield out
    elif declared.value != shortest:
        yield edits.put(page.text, declared, shortest)


def _src_edits(page: Page, entry: ItemEntry, target: Page) -> Iterator[Edit]:
    """Yield the edit that gives the item its old file's sources if the other file's differ. Raises RenameError."""
    here, there = ([c[:2] for c in read_src(p.root.get("src"), File(p.path, p.text))] for p in (page, target))
    if "src" in entry.node.entries or here == there:
        return
    if not here:
        why = f"it has no source, and in that file it would get those of {target.id}; give it a src first"
        raise RenameError(f"{page.id}/{entry.key.value} can't move ({page.where(entry.key)}): {why}")
    yield edits.added(page.text, entry.node, f"src: [{', '.join(_cited(*citation) for citation in here)}]")


def _cited(source: str, locator: str) -> str:
    quoted = locator.replace("'", "''")
    return f"{source}: '{quoted}'" if locator else source


def _paste(work: Work, target: Page, piece: str, entry: ItemEntry) -> Edit:
    """Return the edit that adds an item's lines to their section, with missing headers. Raises RenameError."""
    node, missing = target.root, list(entry.section)
    anchor: Scalar | None = None
    while missing and (found := node.entries.get(missing[0])):
        anchor, node = found[0], node.inner(missing.pop(0))
        if edits.flow(target.text, node):
            where = target.where(anchor)
            raise RenameError(
                f'"{anchor.value}" is written in braces ({where}); write it on lines of its own first'
            )
    heads = [" " * (node.column + 2 * n) + f"{name}:\n" for n, name in enumerate(missing)]
    lines = edits.shifted(piece, node.column + 2 * len(missing) - entry.key.column)
    blank = "" if anchor else "\n"
    at = edits.block(target.text, anchor or _key_before(work, target, entry.section[0]))[1]
    return edits.pasted(target.text, at, "".join([blank, *heads, lines]))


def _key_before(work: Work, target: Page, section: str) -> Scalar:
    """Return the top-level key that a new section follows, in the order of the author guide."""

    def rank(name: str) -> int:
        return work.kinds[name].rank if name in work.kinds else 1000 if name in _LAST else 0

    return [key for key in keys(target.root) if rank(key.value) <= rank(section)][-1]
