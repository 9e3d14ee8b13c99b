"""A note's fields as Anki's HTML, in the order of its note type."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flashcards.model import NoteType
from flashcards.text import citation, prose
from flashcards.text.html import html, literal

if TYPE_CHECKING:
    from flashcards.model import Citation, Note

SEPARATOR: Final = "\x1f"
"""What Anki puts between fields; inside one it fails the whole import."""

_QA_SIDES: Final = 6
_SPARE: Final = ("", "", "")
_URL_SAFE: Final = ":/?#@!$&'()*+,;=%~"


def fields(note: Note) -> list[str]:
    """The note's fields as HTML, in the order of ``notetypes.FIELDS``; none of them holds ``SEPARATOR``.

    The reason of a retired note is a banner on its cards, and that of a dropped card is its question: a learner who has that card must never meet a blank front.
    """
    middle = _questions(note) if note.type is NoteType.QA else (html(note.text, cloze=True),)
    extra = html(note.extra) if note.extra else ""
    banner = html(note.banner(note.retired)) if note.retired else ""
    head = (literal(note.first), literal(note.context), literal(note.heading))
    return [*head, *middle, extra, source(note.citations), banner, *_SPARE]


@lru_cache(maxsize=1024)  # a course cites a few works, thousands of times
def source(citations: tuple[Citation, ...]) -> str:
    """The works that a note cites, one block each: authors, title with its link, year, place in the work."""
    return "".join(f'<div dir="auto">{_citation(cited)}</div>' for cited in citations)


def _questions(note: Note) -> list[str]:
    sides = [""] * _QA_SIDES
    for card in note.cards:
        sides[2 * card.ordinal - 2] = html(prose.front(card))
        sides[2 * card.ordinal - 1] = html(prose.back(card))
    for gone in note.dropped:
        sides[2 * gone.ordinal - 2] = f'<div class="banner">{html(note.banner(gone.why))}</div>'
    return sides


def _citation(cited: Citation) -> str:
    authors, title, year, url, locator = citation.parts(cited)
    work = _linked(title, url) + (f" ({html(year)})" if year else "")
    return ", ".join(part for part in (html(authors), work, html(locator)) if part)


def _linked(title: str, url: str) -> str:
    if not url.lower().startswith(("https://", "http://")):
        return html(title)
    return f'<a href="{escape(quote(url, safe=_URL_SAFE))}">{html(title)}</a>'
