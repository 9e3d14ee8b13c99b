"""A page → its term, and its blocks in runs that share a section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flashcards.drafts import boilerplate, clues, headings
from flashcards.drafts.page import Block, BlockKind, PageError
from flashcards.drafts.page import line as one_line

if TYPE_CHECKING:
    from flashcards.drafts.page import SavedPage

_FIRST: Final = 12  # blocks among which the title is looked for
_LONGEST_TERM: Final = 80
_SHORTEST_TERM: Final = 2
_UNWRAP: Final = re.compile(
    r"(?i)(?:what (?:is|are) (?:an? |the (?:definition|meaning) of (?:an? |the )?|the )?(?P<a>[^?]+)\?.*|what does (?P<d>.+?) mean\b.*|(?:definition|meaning) of (?P<b>.+)|(?P<c>.+?):? (?:definition|meaning|explained)\b.*)"
)
_DEFINED: Final = re.compile(
    r"(?:\W*(?:The (?:word|term|concept) (?:of )?|An? |The ))?\W{0,4}([A-Za-z][\w-]*(?: [\w-]+){0,3}?)(?:: .{1,60}?)?"
    r" (?:is|are|refers? to|describes?|means?) (?:an?|the|when|used)?"
)


@dataclass(slots=True)
class Run:
    """Blocks under one heading, and the section that it announces."""

    section: str
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A page with its term found and what is before its title set apart."""

    term: str
    title: str
    runs: list[Run]
    context: str = ""
    about: list[str] = field(default_factory=list)


def outline(page: SavedPage) -> Outline:
    """Return a page's outline. Raises PageError if there is nothing to read on it."""
    if not page.blocks:
        raise PageError(
            "there is no text on this page; save it after it has loaded, or copy its text into a file"
        )
    term, title, at = _term(page)
    begin = at if at < 0 else at + 1
    out = Outline(term, title, [], about=[])
    if begin > 0:
        _before(page, page.blocks[: begin - 1], out)
    run = Run("definition")
    out.runs.append(run)
    for block in page.blocks[max(begin, 0) :]:
        if _same(block.text, term) and block.kind is not BlockKind.ITEM:
            run = Run("definition")
            out.runs.append(run)
        elif _is_heading(block, run):
            run = Run(_section(block.text, term), block.text)
            out.runs.append(run)
            if run.section == headings.SKIP:
                page.leave_out("a section that is no content", block.text)
        else:
            _sort(page, block, run, out)
    return out


def _is_heading(block: Block, run: Run) -> bool:
    """Whether a block begins a run. What is about the page goes on until a heading that is known."""
    if block.kind is not BlockKind.HEADING or clues.byline(block.text):
        return False
    return run.section != headings.ABOUT or bool(headings.announced(block.text))


def _sort(page: SavedPage, block: Block, run: Run, out: Outline) -> None:
    """Put a block into its run, or leave it out."""
    if clues.is_provenance(block.text):
        out.about.append(block.text)
    elif run.section == headings.ABOUT:
        run.blocks.append(block)
    elif run.section == headings.SKIP:
        page.leave_out(boilerplate.reason(block.text) or f'under "{run.heading}"', block.text)
    elif why := boilerplate.reason(block.text):
        page.leave_out(why, block.text)
        run.blocks += [Block(BlockKind.TEXT, "^")] if block.text.startswith("^") else []
    else:
        run.blocks.append(block)


def _section(heading: str, term: str) -> str:
    known = headings.announced(heading)
    if known == "definition" and heading.endswith("?") and term.lower() not in heading.lower():
        return "question"  # What is another thing?
    if not known and heading.rstrip().endswith("?"):
        return "question"
    return known or "key_aspects"


def _same(text: str, term: str) -> bool:
    return text.casefold() == term.casefold()


def _before(page: SavedPage, blocks: list[Block], out: Outline) -> None:
    """Sort what stands above the title: the site, navigation, the topic."""
    kept = []
    for block in blocks:
        if why := boilerplate.reason(block.text):
            page.leave_out(why, block.text)
        elif clues.is_provenance(block.text):
            out.about.append(block.text)
        else:
            kept.append(block.text)
    if kept and not page.site:
        page.site = kept.pop(0)
    if kept and len(kept[-1]) <= _LONGEST_TERM:
        out.context = kept.pop()
    for text in kept:
        page.leave_out("above the title", text)


def _term(page: SavedPage) -> tuple[str, str, int]:
    """Return the page's term, its title, and the number of the block that holds it, or -1."""
    body = " ".join(block.text for block in page.blocks).casefold()
    best = (0, 0, "", "", -1)
    page.title = one_line(page.title)
    lines = [(page.title, -1)] if page.title else []
    lines += [
        (block.text, number)
        for number, block in enumerate(page.blocks[:_FIRST])
        if block.kind is not BlockKind.ITEM
        and len(block.text) <= 2 * _LONGEST_TERM
        and not block.text.endswith(".")
    ]
    for rank, (line, number) in enumerate(lines):
        for name in _variants(line):
            count = len(re.findall(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", body))
            if (count, -rank) > best[:2] and not boilerplate.reason(name):
                best = (count, -rank, name, line, number)
    name, title, at = best[2:]
    if not name:
        title = (page.title or page.blocks[0].text)[:_LONGEST_TERM].strip()
        name = _subject(page) or title
    if at < 0:
        named = (n for n, block in enumerate(page.blocks[:_FIRST]) if _names(block, name))
        at = next(named, -1)
    return _cased(name, page), page.title or title, at


def _subject(page: SavedPage) -> str:
    """Return what the first sentence that defines something is about: ``Osmosis`` in ``Osmosis is the movement ...``."""
    found = (_DEFINED.match(block.text) for block in page.blocks[:_FIRST])
    return next((match[1] for match in found if match), "")


def _names(block: Block, name: str) -> bool:
    """Whether a block is a heading for the term."""
    if block.kind is BlockKind.TEXT:
        return _same(block.text, name)
    return any(_same(variant, name) for variant in _variants(block.text))


def _variants(line: str) -> list[str]:
    """Return what of a title may be the term alone: without the site's name, and what stands around it."""
    out = []
    for part in re.split(r" [|–—·»:-] |: ", line)[:3]:
        bare = re.sub(r" ?\([^()]*\)", "", part).strip(" .?#")
        found = _UNWRAP.fullmatch(part.strip())
        if found and (inner := next((group for group in found.groups() if group), "")):
            bare = inner.strip(" .?#")
        if _SHORTEST_TERM <= len(bare) <= _LONGEST_TERM and len(bare.split()) <= 8:  # noqa: PLR2004 - words of a term
            out.append(bare)
    return out


def _cased(name: str, page: SavedPage) -> str:
    """Return a term in small letters if the page writes it so in the middle of a sentence."""
    small = name[:1].lower() + name[1:].lower()
    inside = re.compile(rf"[a-z,] {re.escape(small)}\b")
    return small if any(inside.search(block.text) for block in page.blocks) else name
