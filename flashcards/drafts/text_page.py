"""A bare text copy of a page, or Markdown → a page. Headings are known by their marks, their words or their place."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from flashcards.drafts.headings import announced, looks_like_one
from flashcards.drafts.page import BlockKind, PageLink, SavedPage

_MARKED: Final = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")
_RULED: Final = re.compile(r"(?:={3,}|-{3,})\s*")
_BULLET: Final = re.compile(r"(?:[-*•–‣◦·]|\d{1,3}[.)])[ \t]+(\S.*)")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()]{1,1000})[^()\n]{0,200}\)")
_EMPHASIS: Final = re.compile(r"(\*\*|__|\*|`)(?=\S)([^*_`\n]{1,500})(?<=\S)\1")
_LONG: Final = 90  # characters from which a line is surely a paragraph
_FENCE: Final = re.compile(r"(?:```|~~~).*")


def read(text: str) -> SavedPage:
    """Return the page in a text."""
    page = SavedPage()
    lines = [unescape(line).strip() for line in _without_code(text.splitlines())]
    for number, line in enumerate(lines):
        if not line or _RULED.fullmatch(line):
            continue
        words, links = _unmarked(line)
        if heading := _MARKED.fullmatch(line):
            page.add(BlockKind.HEADING, _unmarked(heading[1])[0])
        elif bullet := _BULLET.fullmatch(line):
            words, links = _unmarked(bullet[1])
            page.add(BlockKind.ITEM, words, links)
        elif _is_heading(lines, number):
            page.add(BlockKind.HEADING, words)
        else:
            page.add(BlockKind.TEXT, words, links)
    return page


def _without_code(lines: list[str]) -> list[str]:
    out, inside = [], False
    for line in lines:
        if _FENCE.fullmatch(line.strip()):
            inside = not inside
        elif not inside:
            out.append(line)
    return out if not inside else lines


def _unmarked(line: str) -> tuple[str, tuple[PageLink, ...]]:
    """Return a line without Markdown's marks, and its links."""
    links = tuple(PageLink(words, url) for words, url in _LINK.findall(line))
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line)), links


def _is_heading(lines: list[str], number: int) -> bool:
    """Whether an unmarked line is a heading: a known one, or a short line that stands before long ones."""
    line = lines[number]
    after = lines[number + 1 :]
    if after and _RULED.fullmatch(after[0]):
        return True
    if announced(line) and looks_like_one(line.rstrip(":")):
        return True
    alone = not after or not after[0]
    following = next((other for other in after[:6] if other), "")
    return alone and looks_like_one(line) and len(following) >= _LONG
