"""The sections of a draft while a page is sorted into them, and how an item gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flashcards.compiler.item_shapes import PART_FIELDS
from flashcards.drafts import citing, clues, keys
from flashcards.drafts.mark import LONGEST, hidden
from flashcards.drafts.page import line

if TYPE_CHECKING:
    from flashcards.drafts.outline import Outline
    from flashcards.drafts.page import SavedPage
    from flashcards.syntax.emitter import Tree

MOST_ITEMS: Final = 100
"""Of a section; a page with more is no page of one concept."""
_LONGEST_LINE: Final = 300


class Sheet:
    """The sections of one page's draft, the page as their source, and the keys that are taken."""

    def __init__(self, page: SavedPage, lines: Outline, year: int) -> None:
        self.page = page
        self.lines = lines
        self.id = free(clues.id_of(lines.term))
        self.keys = keys.Keys(frozenset({"short", *PART_FIELDS}))
        self.sections: dict[str, dict[str, Tree]] = {
            name: {}
            for name in (
                *("definition", "cloze", "distinctions", "faq", "history", "key_aspects", "advantages"),
                *("challenges", "examples", "related", "external_links"),
            )
        }
        self.aliases: list[str] = []
        self.heading = ""
        self.source = citing.source_of(page, lines)
        known = str(self.source.fields.get("year", ""))
        self.year = int(known) if known.isdecimal() and int(known) <= year else year
        self.pending = ""  # who a list of works is by

    def _put(self, section: str, key: str, item: dict[str, Tree]) -> bool:
        """Add an item to a section, with the heading as its place in the source. False if there is no more room."""
        if len(self.sections[section]) >= MOST_ITEMS:
            self.page.leave_out(
                f"more than {MOST_ITEMS} items of {section}", " ".join(map(str, item.values()))
            )
            return False
        if self.heading and len(self.heading) <= _LONGEST_LINE:
            item["src"] = [{self.source.id: self.heading}]
        self.sections[section][self.keys.new(key)] = item
        return True

    def _fits(self, text: str) -> bool:
        if len(text) > LONGEST:
            self.page.leave_out("a passage too long for a card", text)
            return False
        return True

    def _cloze(self, section: str, sentence: str) -> None:
        self._put(section, keys.short(sentence, "item"), {"text": hidden(sentence)})

    def _relate(self, name: str, relation: str = "named on the page") -> None:
        other = free(clues.id_of(name))
        if name and other != self.id and len(self.sections["related"]) < MOST_ITEMS:
            self.sections["related"].setdefault(other, relation)

    def _link(self, title: str, url: str, whole: str = "") -> None:
        address = url or self.page.url
        if not address.startswith(("http://", "https://")) or set(address) & set(" <>\"'"):
            self.source.about.append(whole or title)
            return
        kind = "" if url else "linked from there; the copy has no address"
        item: dict[str, Tree] = {"title": line(title or whole)[:_LONGEST_LINE], "url": address, "kind": kind}
        titles = [
            link["title"] for link in self.sections["external_links"].values() if isinstance(link, dict)
        ]
        if len(titles) < MOST_ITEMS and item["title"] and item["title"] not in titles:
            key = keys.Keys(frozenset(self.sections["external_links"])).new(
                keys.short(title or whole, "link")
            )
            self.sections["external_links"][key] = {name: value for name, value in item.items() if value}
        if whole and title and whole != title:
            self.source.about.append(whole)


def free(name: str) -> str:
    """Return an id that a concept may have: not a key of the format."""
    return f"{name}-concept" if name in PART_FIELDS else name
