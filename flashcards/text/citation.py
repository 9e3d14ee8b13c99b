"""Word a citation: the one place that decides who is named, in what order and how shortened.

Cards (as HTML), release records and ``diff`` show the same parts; the quiz shows a short form while studying and
a full one on request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.model import Citation

_MOST_NAMED: Final = 2  # authors; of more, only the first is named


class Parts(NamedTuple):
    """A citation's parts as plain text; "" for a part that the source lacks.

    Release records hash the parts in this order, so it must never change.
    """

    authors: str
    title: str
    year: str
    url: str
    locator: str


def parts(citation: Citation) -> Parts:
    """Return the parts of a citation that cards show."""
    source = citation.source
    return Parts(_authors(source.authors), source.title, source.year, source.url, citation.locator)


def line(citation: Citation) -> str:
    """Return a citation on one line: ``A. Author & B. Author, Title, 2019, p. 3, <https://…>``."""
    authors, title, year, url, locator = parts(citation)
    return _joined(", ", (authors, title, year, locator, f"<{url}>" if url else ""))


def short(citation: Citation) -> str:
    """Return surnames and year, such as ``Author & Writer 2019``; the title if there are no authors."""
    source = citation.source
    surnames = tuple(name.rpartition(" ")[2] for name in source.authors)
    return f"{_authors(surnames) or source.title} {source.year}".strip()


def full(citation: Citation) -> str:
    """Return a citation as sentences with every author: ``A. Author, B. Writer (2019). Title. Venue. p. 3.``."""
    source = citation.source
    authors = ", ".join(source.authors)
    head = f"{authors} ({source.year})" if authors and source.year else authors or source.year
    sentences = (head, source.title, source.venue, citation.locator)
    return f"{_joined('. ', (part.rstrip('.') for part in sentences))}."


def _authors(names: tuple[str, ...]) -> str:
    return f"{names[0]} et al." if len(names) > _MOST_NAMED else " & ".join(names)


def _joined(separator: str, texts: Iterable[str]) -> str:
    return separator.join(text for text in texts if text)
