"""Render a note's fields as Anki's HTML, in the order of its note type."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flashcards.model import NoteType
from flashcards.text import citation, prose
from flashcards.text.html import html, literal

if TYPE_CHECKING:
    from flashcards.model import Card, Citation, Note

SEPARATOR: Final = "\x1f"
"""What Anki puts between fields. If a field contained it, the whole import would fail."""

_QA_SIDES: Final = 6
_SPARE: Final = ("", "", "")
_URL_SAFE: Final = ":/?#@!$&'()*+,;=%~"


def fields(note: Note) -> list[str]:
    """Return the note's fields as HTML, in the order of ``notetypes.FIELDS``; none of them contains ``SEPARATOR``.

    The reason why a note was retired becomes a banner on its cards. The reason why a card was dropped becomes its
    question, so that a learner who has the card never sees a blank front.
    """
    middle = _questions(note) if note.type is NoteType.QA else (html(note.text, cloze=True),)
    extra = html(note.extra) if note.extra else ""
    banner = html(note.banner(note.retired)) if note.retired else ""
    head = (literal(note.first), literal(note.context), literal(note.heading))
    return [*head, *middle, extra, source(note.citations), banner, *_SPARE]


@lru_cache(maxsize=1024)  # notes cite the same few works: saves 0.1 s of 2 s for 1,000 concepts
def source(citations: tuple[Citation, ...]) -> str:
    """Return the works that a note cites: one line, which opens to the works with their titles and links."""
    if not citations:
        return ""
    first = citation.short(citations[0])
    line = ", ".join(part for part in (first, citations[0].locator) if part)
    more = f" · +{len(citations) - 1}" if len(citations) > 1 else ""
    works = "".join(f'<div dir="auto">{_citation(cited)}</div>' for cited in citations)
    return f'<details><summary dir="auto">{html(line)}{more}</summary>{works}</details>'


def _questions(note: Note) -> list[str]:
    sides = [""] * _QA_SIDES
    for card in note.cards:
        sides[2 * card.ordinal - 2] = html(prose.front(card))
        sides[2 * card.ordinal - 1] = html(card.answer) + _background(card)
    for gone in note.dropped:
        sides[2 * gone.ordinal - 2] = f'<div class="banner">{html(note.banner(gone.why))}</div>'
    return sides


def _background(card: Card) -> str:
    return f'<div class="background">{html(card.background)}</div>' if card.background else ""


def _citation(cited: Citation) -> str:
    authors, title, year, url, locator = citation.parts(cited)
    work = _linked(title, url) + (f" ({html(year)})" if year else "")
    return ", ".join(part for part in (html(authors), work, html(locator)) if part)


def _linked(title: str, url: str) -> str:
    if not url.lower().startswith(("https://", "http://")):
        return html(title)
    return f'<a href="{escape(quote(url, safe=_URL_SAFE))}">{html(title)}</a>'
