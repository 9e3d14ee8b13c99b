"""Additions → the edited text of a concept file: nothing that stands there changes by a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.syntax import edits
from flashcards.syntax.emitter import emit
from flashcards.syntax.nodes import Mapping

if TYPE_CHECKING:
    from flashcards.syntax.edits import Edit
    from flashcards.syntax.emitter import Tree


def inserted(text: str, root: Mapping, added: dict[str, Tree]) -> tuple[str, list[str]]:
    """Return the text with additions at the end of their sections, and the sections that have no room.

    A section that is written in braces has none: it is the author's to unfold.
    """
    out: list[Edit] = []
    closed: list[str] = []
    rest: dict[str, Tree] = {}
    for section, items in added.items():
        assert isinstance(items, dict)
        holder = root.inner("definition") if section == "cloze" else root
        if section in holder.entries:
            (edit,) = _appended(text, holder, section, items) or (None,)
            out += [edit] if edit else []
            closed += [] if edit else [section]
        elif section == "cloze" and "definition" in root.entries:
            edits_ = _appended(text, root, "definition", {"cloze": items})
            out += edits_
            closed += [] if edits_ else [section]
        elif section == "cloze":
            rest["definition"] = {**_mapping(rest.get("definition")), "cloze": items}
        else:
            rest[section] = {**items, **_mapping(rest.get(section))}
    if rest:
        out.append(edits.pasted(text, len(text), f"\n{emit(rest)}"))
    return edits.applied(text, out), closed


def _appended(text: str, holder: Mapping, section: str, items: dict[str, Tree]) -> list[Edit]:
    """Return the edit that adds entries behind the last one of a section, none if it is written in braces."""
    key, node = holder.entries[section]
    if (
        not isinstance(node, Mapping)
        or not node.entries
        or edits.flow(text, node)
        or edits.flow(text, holder)
    ):
        return []
    last = list(node.entries.values())[-1][0]
    end = edits.block(text, last)[1]
    assert key.column < node.column
    return [edits.pasted(text, end, emit(items, node.column))]


def _mapping(tree: Tree | None) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}
