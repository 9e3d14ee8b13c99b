"""A CrowdAnki folder's ``deck.json`` → an old deck."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from flashcards.drafts import templates
from flashcards.drafts.old_deck import ImportFailedError, OldDeck, OldNote, OldNoteType, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CLOZE: Final = 1
_DEEPEST: Final = 20
_MOST: Final = 200_000


def read(text: str, media: Mapping[str, bytes]) -> OldDeck:
    """Return the deck in a CrowdAnki file. Raises ImportFailedError if it is none.

    Args:
        text: the text of ``deck.json``.
        media: the files of its ``media`` folder by name.
    """
    try:
        data = json.loads(text)
        types = {str(model["crowdanki_uuid"]): _type(model) for model in _models(data, 0)}
        notes = tuple(_notes(data, types, "", 0))
        name = str(data["name"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportFailedError("this is no CrowdAnki deck, or a damaged one; export it again") from error
    if len(notes) > _MOST:
        raise ImportFailedError(f"the deck has more than {_MOST:,} notes; split it")
    return OldDeck(name, notes, media)


def _models(data: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth < _DEEPEST:
        yield from data.get("note_models", [])
        for child in data.get("children", []):
            yield from _models(child, depth + 1)


def _type(model: dict[str, Any]) -> OldNoteType:
    fields = sorted(model["flds"], key=lambda field: field.get("ord", 0))
    return OldNoteType(
        str(model["name"]),
        tuple(str(field["name"]) for field in fields),
        tuple(Template(str(t["name"]), str(t["qfmt"]), str(t["afmt"])) for t in model["tmpls"]),
        model.get("type") == _CLOZE,
    )


def _cards(note: OldNote) -> tuple[int, ...]:
    """Return the cards that Anki makes of a note: CrowdAnki doesn't say which there are."""
    values = note.values
    if note.type.cloze:
        return tuple(sorted({int(n) for n in re.findall(r"\{\{c(\d+)::", " ".join(note.fields))}))
    fronts = (templates.shown(template.front, values) for template in note.type.templates)
    bare = (templates.shown(template.front, dict.fromkeys(values, "")) for template in note.type.templates)
    return tuple(n for n, (front, empty) in enumerate(zip(fronts, bare, strict=True), 1) if front != empty)


def _notes(data: dict[str, Any], types: dict[str, OldNoteType], above: str, depth: int) -> Iterator[OldNote]:
    name = f"{above}::{data['name']}" if above else str(data["name"])
    for note in data.get("notes", []):
        kind = types[str(note["note_model_uuid"])]
        fields = tuple(str(field) for field in note["fields"])
        whole = OldNote(str(note["guid"]), kind, fields, tuple(map(str, note.get("tags", []))), name)
        yield replace(whole, cards=_cards(whole))
    if depth < _DEEPEST:
        for child in data.get("children", []):
            yield from _notes(child, types, name, depth + 1)
