"""Renders a note's cards as the same HTML that Anki makes of them.

It supports the parts of Anki's template language that our templates use: ``{{Field}}``, ``{{#Field}}``,
``{{FrontSide}}`` and ``{{cloze:Field}}``. A side is a tuple of pieces; joined, they are Anki's HTML to the byte. Most
pieces occur on thousands of cards, and the page holds each of them once.
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
# Anki removes all tags from math, even those of a cloze (rslib, cloze.rs).
_MATH: Final = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_TAG: Final = re.compile(r"<.*?>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"[^0-9A-Za-z\u0100-\U0010ffff]")
_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class Sides(NamedTuple):
    """The two sides of a card, each as the pieces of its HTML."""

    ordinal: int
    front: tuple[str, ...]
    back: tuple[str, ...]


class _If(NamedTuple):
    """The part of a template between ``{{#name}}`` and ``{{/name}}``, shown if the field is not empty."""

    name: str
    parts: tuple[_Part, ...]


class _Field(NamedTuple):
    name: str
    cloze: bool


_Part = str | _Field | _If


def sides(note: Note) -> Iterator[Sides]:
    """Yield both sides of each card of a note, in the order of ``note.cards``."""
    names, templates = _note_type(note.type)
    values = dict(zip(names, fields(note), strict=True))
    for card in note.cards:
        front, back = templates[0 if note.type is NoteType.CLOZE else card.ordinal - 1]
        question = _render(front, values, card.ordinal, (), answer=False)
        yield Sides(card.ordinal, question, _render(back, values, card.ordinal, question, answer=True))


def css() -> str:
    """Return the CSS of the note types."""
    return str(notetypes.model(NoteType.QA).css)


@cache
def _note_type(
    kind: NoteType,
) -> tuple[tuple[str, ...], tuple[tuple[tuple[_Part, ...], tuple[_Part, ...]], ...]]:
    """Return the names of the fields, and the parsed front and back of each template."""
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
    """Return a cloze field with the clozes of one number hidden or, for the answer, shown."""

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
