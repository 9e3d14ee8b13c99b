"""What a saved page is read into, whatever form it was saved in: its blocks in order, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from flashcards.text.characters import FORBIDDEN

MOST_BYTES: Final = 8 << 20
"""Bytes of a file that is read as a page."""
MOST_BLOCKS: Final = 20_000


def line(text: str) -> str:
    """Return a text in one line, without characters that no file may have: entities can bring them in."""
    return " ".join(FORBIDDEN.sub("", text).split())


class PageError(Exception):
    """The file can't be read as a page; the text is a sentence that says why and what to do."""


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class PageLink:
    """The words and the address of a link."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an entry of a list; its text is one line."""

    kind: BlockKind
    text: str
    links: tuple[PageLink, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A passage that is no content, and what it is taken for."""

    why: str
    text: str


@dataclass(slots=True)
class SavedPage:
    """A page: its own words about itself, its blocks, and what was left out while it was read."""

    title: str = ""
    site: str = ""
    url: str = ""
    archived: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    tags: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, links: tuple[PageLink, ...] = ()) -> None:
        """Add a block, unless it is empty. Raises PageError if there are too many."""
        text = line(text)
        if len(self.blocks) >= MOST_BLOCKS:
            raise PageError(f"the page has more than {MOST_BLOCKS:,} paragraphs; save the part that you need")
        if text:
            self.blocks.append(Block(kind, text, links))

    def leave_out(self, why: str, text: str) -> None:
        """Note a passage that is no content."""
        text = line(text)
        if text:
            self.left_out.append(LeftOut(why, text))
