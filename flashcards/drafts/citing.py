"""A page as a source: what it says of itself, and what nobody has confirmed yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flashcards.drafts import clues, keys
from flashcards.drafts.page import line
from flashcards.text.wording import QUOTED

if TYPE_CHECKING:
    from flashcards.drafts.outline import Outline
    from flashcards.drafts.page import SavedPage
    from flashcards.syntax.emitter import Tree

_FACTS: Final = ("credibility", "authors", "year")
_LONGEST_NOTE: Final = 2_000


@dataclass(slots=True)
class PageSource:
    """What the page is cited by."""

    id: str
    about: list[str]
    fields: dict[str, Tree] = field(default_factory=dict)

    def tree(self) -> dict[str, Tree]:
        """Return the source as a concept file holds it; what is said about the page stands behind the mark."""
        note = line(" · ".join(dict.fromkeys(self.about)))[:_LONGEST_NOTE]
        rating = next((stars for text in self.about if (stars := clues.rating(text))), "")
        whole = {**self.fields, "credibility": rating, "note": f"{QUOTED} {note}" if note else ""}
        return {name: value for name, value in whole.items() if value}


def source_of(page: SavedPage, lines: Outline) -> PageSource:
    """Return the page as a source: what it says of itself, and what nobody has confirmed."""
    title = line(page.title) or line(lines.title) or lines.term
    fields: dict[str, Tree] = {"title": title}
    date, authors = page.date, list(page.authors)
    for text in lines.about:
        if found := clues.archived(text):
            page.archived, page.url = found[0], page.url or found[1]
        if (stamp := clues.when(text)) and "updated" in text.lower() and not date:
            date = stamp.date
        authors = authors or clues.writers(text)
    fields["authors"] = [line(name) for name in authors[:20] if line(name)]
    found = clues.when(date)
    if found:
        fields["year"], fields["date"] = found.date[:4], found.date
    fields["url"] = page.url if is_address(page.url) else ""
    fields["archived"] = page.archived
    fields["venue"] = line(page.site)
    fields["unverified"] = [name for name in _FACTS if name == "credibility" or not fields.get(name)]
    if found and len(found.date) < len("2022-09-20"):
        fields["date"] = ""
    return PageSource(keys.slug(page.site or title, "page") + "-page", [*lines.about], fields)


def is_address(url: str) -> bool:
    """Whether an address can be cited."""
    return url.startswith(("http://", "https://")) and not set(url) & set(" \n\t<>\"'")
