"""Turn a package, or a deck as its package would be, into a deck of plain words, to compare one with the other.

A package has fields of HTML, which differ from one program version to the next. What counts for learners is their
words, images and links. So a compiled deck is rendered to fields too before it is compared with a package.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Final

from flashcards.anki.fields import fields
from flashcards.anki.notetypes import FIELDS, MODEL_IDS, TEMPLATES
from flashcards.anki.reader import Part, Type
from flashcards.identity import content_hash
from flashcards.model import (
    Card,
    Citation,
    Cloze,
    Deck,
    Dropped,
    Form,
    Note,
    NoteType,
    Paragraph,
    Place,
    Rich,
    Source,
    Tier,
)
from flashcards.text.plain import cloze_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.anki.reader import Package, PackagedNote
    from flashcards.model import Span

OWN: Final = {
    MODEL_IDS[kind]: Type(
        kind.value,
        kind is NoteType.CLOZE,
        tuple(Part(*part) for part in FIELDS[kind].items()),
        tuple(Part(*part) for part in TEMPLATES[kind].items()),
    )
    for kind in NoteType
}
"""The note types that this program writes, by id."""

_NOTE_TYPES: Final = {number: kind for kind, number in MODEL_IDS.items()}
_NO_SUBSTANCE: Final = {"Key", "Context", "Kind", "Source", "Spare 1", "Spare 2", "Spare 3"}  # fields
_BANNER: Final = '<div class="banner">'


def deck_of(package: Package) -> tuple[Deck, int]:
    """Turn a package's notes of our note types into a deck of words. What a package lacks (uuid, units) is empty.

    Returns:
        The deck, and how many notes of other types were left out.
    """
    ours = [row for row in package.notes if _note_type(package, row) is not None]
    notes = tuple(_note(package, row, number) for number, row in enumerate(ours, 1))
    return Deck(id="", uuid="", name=package.deck, language="", notes=notes), len(package.notes) - len(ours)


def as_packaged(deck: Deck, *, dropped: bool) -> Deck:
    """Turn a compiled deck into the words of its package's fields.

    Args:
        deck: The deck.
        dropped: Whether to keep what the deck says about dropped cloze cards, which a package doesn't record.
    """
    return replace(deck, notes=tuple(_packaged(note, dropped=dropped) for note in deck.notes))


def conflicts(old: Mapping[int, Type], new: Mapping[int, Type]) -> tuple[str, ...]:
    """Return a sentence for each note type whose notes Anki refuses to update.

    Anki (measured: 26.9) compares fields and templates in their order: by their ids if both have one, else by their
    names. If one differs, every note of the type is "conflicting".
    """
    return tuple(
        f'The note type "{new[number].name}" has other {part} than before: Anki refuses every update of its notes. '
        "Fields and templates are frozen at the first release; put them back."
        for number in old.keys() & new.keys()
        if (part := _differing_part(old[number], new[number]))
    )


def _differing_part(old: Type, new: Type) -> str:
    """Return what Anki would find different between two versions of a note type; "" if nothing."""
    if old.cloze is not new.cloze:
        return "cards (it changed to or from a cloze type)"
    if not _match(old.fields, new.fields):
        return "fields"
    return "" if _match(old.templates, new.templates) else "templates"


def _match(old: tuple[Part, ...], new: tuple[Part, ...]) -> bool:
    return len(old) == len(new) and all(
        a.id == b.id if a.id is not None and b.id is not None else a.name == b.name
        for a, b in zip(old, new, strict=True)
    )


# --- notes -----------------------------------------------------------------------------------------------


def _note_type(package: Package, row: PackagedNote) -> NoteType | None:
    """Return which of our note types a note has, if any. The id says whether it is ours; the package says which."""
    if row.type not in _NOTE_TYPES or row.type not in package.types:
        return None
    return NoteType.CLOZE if package.types[row.type].cloze else NoteType.QA


def _note(package: Package, row: PackagedNote, position: int) -> Note:
    note_type = _note_type(package, row)
    assert note_type is not None
    values = {
        part.name: value for part, value in zip(package.types[row.type].fields, row.fields, strict=False)
    }
    key = words(values.get("Key", "")) or row.guid
    empty = Note(
        key=key,
        first=key,
        guid=row.guid,
        id=0,
        type=note_type,
        concept=key.partition("/")[0],
        kind="",
        heading="",
        unit="",
        tier=Tier.CORE,
        context="",
        cards=(),
        text="",
        extra="",
        citations=(),
        tags=tuple(sorted(row.tags)),
        position=position,
        digest="",
        place=Place(""),
    )
    return _filled(empty, values)


def _packaged(note: Note, *, dropped: bool) -> Note:
    filled = _filled(note, dict(zip(FIELDS[note.type], fields(note), strict=True)))
    return replace(filled, dropped=note.dropped) if dropped and note.type is NoteType.CLOZE else filled


def _filled(note: Note, values: Mapping[str, str]) -> Note:
    """Return the note with the words of these fields."""
    names = {card.ordinal: card.name for card in note.cards}
    text = _cloze_text(values.get("Text", "")) if note.type is NoteType.CLOZE else ""
    asked = {n: (values.get(f"Question {n}", ""), values.get(f"Answer {n}", "")) for n in (1, 2, 3)}
    gone = {n for n, (question, answer) in asked.items() if question.startswith(_BANNER) and not answer}
    cards = [
        Card(n, names.get(n, str(n)), Form(), words(answer), ask=words(question))
        for n, (question, answer) in asked.items()
        if question and n not in gone
    ]
    if isinstance(text, Rich):
        cards = [Card(n, str(n), Form(), answer) for n, answer in sorted(cloze_answers(text).items())]
    source = words(values.get("Source", ""))
    return replace(
        note,
        heading=words(values.get("Kind", "")),
        context=words(values.get("Context", "")),
        cards=tuple(cards),
        text=text,
        extra=words(values.get("Extra", "")),
        citations=(Citation(Source("", source)),) if source else (),
        digest=_digest(note.type, values),
        retired=words(values.get("Retired", "")),
        dropped=tuple(Dropped(n, str(n), words(asked[n][0])) for n in sorted(gone)),
    )


def _digest(note_type: NoteType, values: Mapping[str, str]) -> str:
    """Hash the words of a note's fields. Only such digests can be compared with each other."""
    filled = [(name, html) for name, html in values.items() if html and name not in _NO_SUBSTANCE]
    texts = (f"{name}: {words(html)} {_references(html)}" for name, html in filled)
    return content_hash([note_type.value, *texts])


# --- HTML → words -----------------------------------------------------------------------------------------

_TAG = re.compile(r"<[^<>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_REFERENCE = re.compile(r'\b(?:src|href)="([^"]*)"')
_LINE_BREAKS = (
    "</p",
    "<br",
    "</div",
    "</li",
    "</tr",
    "</ul",
    "</ol",
    "<ul",
    "<ol",
    "</pre",
    "</blockquote",
    "<hr",
)
_CLOZE = re.compile(r"(\{\{c[0-9]{1,3}::|\}\})")


def words(html: str) -> str:
    """Return the text of a field of HTML, with images as their alt texts."""
    return _without_blank_lines(_unescaped(_TAG.sub(lambda found: _text_of_tag(found[0]), html)))


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text


def _without_blank_lines(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _text_of_tag(tag: str) -> str:
    """Return what takes the place of an HTML tag in the text."""
    if tag[:4].lower() == "<img":
        found = _ALT.search(tag)
        return found[1] if found else ""
    tag = tag.lower()
    if tag.startswith("<li"):
        return "- "
    if tag.startswith(("</td", "</th>")):
        return " | "
    return "\n" if tag.startswith(_LINE_BREAKS) else ""


def _references(html: str) -> str:
    """Return the addresses of the images and links in a field."""
    return " ".join(name for tag in _TAG.findall(html) for name in _REFERENCE.findall(tag))


def _cloze_text(html: str) -> Rich:
    """Parse Anki's cloze markup. A nested cloze, which we never write, counts as text."""
    spans: list[Span] = []
    number, inner = 0, ""
    for part in _CLOZE.split(html):
        if number and part == "}}":
            answer, _, hint = inner.partition("::")
            spans.append(Cloze(number, (_inline(answer),), _inline(hint)))
            number, inner = 0, ""
        elif not number and part.startswith("{{c") and part.endswith("::"):
            number = int(part[3:-2])
        elif number:
            inner += part
        else:
            spans.append(_inline(part))
    return Rich((Paragraph((*spans, _inline(inner))),))


def _inline(html: str) -> str:
    """Return the text of a part of a line, keeping spaces at its ends but not around line breaks."""
    text = _unescaped(_TAG.sub(lambda found: _text_of_tag(found[0]), html))
    first, *more = text.split("\n")
    if not more:
        return text
    return "\n".join([first.rstrip(), *filter(None, map(str.strip, more[:-1])), more[-1].lstrip()])
