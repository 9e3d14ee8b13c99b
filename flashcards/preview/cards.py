"""A note's cards as Anki's HTML: its fields put into the templates as Anki's own renderer does it.

Only what our templates use is known: ``{{Field}}``, ``{{#Field}}``, ``{{FrontSide}}`` and ``{{cloze:Field}}``. A
side comes as pieces, whose concatenation is Anki's HTML to the byte: most pieces are shared by thousands of
cards, and the page holds each once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.anki import notetypes
from flashcards.anki.fields import fields
from flashcards.model import NoteType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.model import Note

_TOKEN: Final = re.compile(r"\{\{([#/]|cloze:)?([^{}]+)\}\}")
_EMPTY: Final = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_CLOZE: Final = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
# Anki takes all tags out of what MathJax will read, a cloze's own among them (rslib, cloze.rs).
_MATH: Final = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_TAG: Final = re.compile(r"<.*?>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"[^0-9A-Za-z\u0100-\U0010ffff]")
_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class Sides(NamedTuple):
    """A card's two sides, each as the pieces of its HTML."""

    ordinal: int
    front: tuple[str, ...]
    back: tuple[str, ...]


class _If(NamedTuple):
    """What stands between ``{{#name}}`` and ``{{/name}}``."""

    name: str
    parts: tuple[_Part, ...]


class _Field(NamedTuple):
    name: str
    cloze: bool


_Part = str | _Field | _If


def sides(note: Note) -> Iterator[Sides]:
    """Both sides of each of the note's cards, in the order of ``note.cards``."""
    names, templates = _note_type(note.type)
    values = dict(zip(names, fields(note), strict=True))
    for card in note.cards:
        front, back = templates[0 if note.type is NoteType.CLOZE else card.ordinal - 1]
        question = _render(front, values, card.ordinal, (), answer=False)
        yield Sides(card.ordinal, question, _render(back, values, card.ordinal, question, answer=True))


def css() -> str:
    """The styling that Anki gets."""
    return str(notetypes.model(NoteType.QA).css)


@cache
def _note_type(
    kind: NoteType,
) -> tuple[tuple[str, ...], tuple[tuple[tuple[_Part, ...], tuple[_Part, ...]], ...]]:
    """The names of the fields, and each template's front and back."""
    templates = notetypes.templates(kind)
    parsed = tuple((_parse(str(t["qfmt"])), _parse(str(t["afmt"]))) for t in templates)
    return tuple(notetypes.FIELDS[kind]), parsed


def _parse(template: str) -> tuple[_Part, ...]:
    open_: list[tuple[str, list[_Part]]] = [("", [])]
    at = 0
    for token in _TOKEN.finditer(template):
        if template[at : token.start()]:
            open_[-1][1].append(template[at : token.start()])
        at = token.end()
        sign, name = token.groups()
        if sign == "#":
            open_.append((name, []))
        elif sign == "/":
            _, inner = open_.pop()
            open_[-1][1].append(_If(name, tuple(inner)))
        else:
            open_[-1][1].append(_Field(name, sign is not None))
    [(_, parts)] = open_
    return (*parts, template[at:])


def _render(
    parts: tuple[_Part, ...], values: Mapping[str, str], ordinal: int, front: tuple[str, ...], *, answer: bool
) -> tuple[str, ...]:
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, _If):
            if (value := values[part.name]) and not _EMPTY.fullmatch(value):
                out += _render(part.parts, values, ordinal, front, answer=answer)
        elif part.name == "FrontSide":
            out += front
        else:
            value = values[part.name]
            out.append(_clozed(value, ordinal, answer=answer) if part.cloze else value)
    return tuple(out)


def _clozed(text: str, ordinal: int, *, answer: bool) -> str:
    """A cloze field with the clozes of one number hidden, or, for the answer, shown."""

    def shown(found: re.Match[str]) -> str:
        number, inner, hint = found.groups()
        if int(number) != ordinal:
            return f'<span class="cloze-inactive" data-ordinal="{number}">{inner}</span>'
        if answer:
            return f'<span class="cloze" data-ordinal="{number}">{inner}</span>'
        hidden = _ATTRIBUTE.sub(_encoded, inner)
        mark = "..." if hint is None else hint
        return f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{number}">[{mark}]</span>'

    return _MATH.sub(lambda m: m[1] + _TAG.sub("", m[2]) + m[3], _CLOZE.sub(shown, text))


def _encoded(found: re.Match[str]) -> str:
    return _NAMED.get(found[0]) or f"&#x{ord(found[0]):02X};"
