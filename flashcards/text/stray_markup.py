"""Find markup that the parser left as text: broken links, dollar signs meant as math, stray braces of clozes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from flashcards.model import Block, Level, Listing, Math, Quote, Rich, Span
from flashcards.text import prose, signs
from flashcards.text.characters import FORBIDDEN
from flashcards.text.inline_rules import Fault
from flashcards.text.literal import CLOZE, literal_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BRACES = re.compile(r"\{\{|\}\}")
_SINGLE_BRACE = re.compile(r"(?<!\{)\{c\d+::")
_CONCEPT_LIKE = re.compile(r"\[\[(?:[^\[\]\n]*\||[a-z0-9-]*(?:\]|$))")
_DOLLARS = re.compile(r"(?<![\\$\w])\$(\$?)(?=[^\s$])([^$\n]*?[^\s$\\])\$\1(?![\d$])")
_MATHLIKE = re.compile(r"[\\^_{}=<>]|^[A-Za-z]$")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z]\w*);")
_LESS_OR_MORE = re.compile(r"^ {0,3}(>)(?==|[ ~]*[.,]?\d)", re.MULTILINE)
_SIGN_OR_ITEM = re.compile(r"^ {0,3}([-+*](?= +[.,]?\d)|\d{3,9}[.)](?= ))", re.MULTILINE)
_LITERAL = re.compile(r"[`\\]")
_ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def faults(raw: str, blocks: list[Block], clozes: bool, occupied: list[tuple[int, int]]) -> Iterator[Fault]:
    """Yield the faults of a parsed text that show only afterwards.

    Args:
        raw: The text as the author wrote it, stripped.
        blocks: What the parser made of it.
        clozes: Whether the field makes cloze cards.
        occupied: Start and end offsets of every cloze and every piece of math in ``raw``.
    """
    literal = [span for span in _outside_math(blocks) if isinstance(span, str)]
    if "[" in raw:
        yield from _broken_links(raw, literal)
    if "$" in raw:
        yield from _dollars(raw)
    if "&" in raw:
        yield from _entities(raw)
    yield from _doubts(_blanked(raw), blocks)
    if clozes and any("{{" in text or "}}" in text or _SINGLE_BRACE.search(text) for text in literal):
        yield from _stray_braces(_blanked(raw, occupied), _blanked(raw))
    if clozes and any("*" in text for text in literal):
        yield from _crossing(raw, occupied)


def _doubts(raw: str, blocks: list[Block]) -> Iterator[Fault]:
    """Warn of what is read as markup but may be meant literally.

    Args:
        raw: The text with code spans, math and escapes blanked out.
        blocks: What the parser made of it.
    """
    if "*" in raw or "_" in raw:
        for offset, message, hint in signs.doubts(raw):
            yield Fault(offset, "sign-or-markup", message, hint, Level.WARNING)
    if any(isinstance(block, Quote) for block in blocks):
        for found in _LESS_OR_MORE.finditer(raw):
            message, hint = "this > is read as a quotation", "write \\> for the sign, or put it behind a word"
            yield Fault(found.start(1), "sign-or-markup", message, hint, Level.WARNING)
    if any(isinstance(block, Listing) and len(block.items) == 1 for block in blocks):
        for found in _SIGN_OR_ITEM.finditer(raw):
            message = f"this {found[1]} is read as a list of one item"
            hint = f"write {found[1][:-1]}\\{found[1][-1]} for what it says, or don't make a list"
            yield Fault(found.start(1), "sign-or-markup", message, hint, Level.WARNING)


def _broken_links(raw: str, literal: list[str]) -> Iterator[Fault]:
    if any("](" in text for text in literal):
        hint = (
            "a link has an http:// or https:// address and ends on the same side of a cloze's border: "
            "[text](https://...); put any other ]( into a code span"
        )
        yield Fault(max(raw.find("]("), 0), "link-broken", "this link can't be used", hint)
    if any(_CONCEPT_LIKE.search(text) for text in literal):
        found = _CONCEPT_LIKE.search(_blanked(raw))
        hint = "write [[concept-id]] or [[concept-id|shown text]]; put other double brackets into a code span"
        yield Fault(found.start() if found else 0, "link-id", "these brackets don't name a concept", hint)


def _dollars(raw: str) -> Iterator[Fault]:
    for found in _DOLLARS.finditer(_blanked(raw, escapes="\\$")):
        if found[1] or _MATHLIKE.search(found[2]):
            left, right = ("\\[", "\\]") if found[1] else ("\\(", "\\)")
            hint = rf"write {left}{found[2]}{right} for math, or \$ for a dollar sign"
            yield Fault(found.start(), "math-dollar", f"{found[0]} is not read as math", hint)


def _entities(raw: str) -> Iterator[Fault]:
    for found in _ENTITY.finditer(_blanked(raw)):
        for character in unescape(found[0]):
            if character in "\t\n" or FORBIDDEN.match(character):
                message = f"{found[0]} is an invisible control character"
                yield Fault(
                    found.start(), "control-character", message, "delete it, or put it into a code span"
                )


def _blanked(raw: str, occupied: Iterable[tuple[int, int]] = (), escapes: str = _ESCAPABLE) -> str:
    """Blank out code spans, math, escapes and the ``occupied`` ranges; everything else keeps its offset."""
    out, at = [], 0
    while found := _LITERAL.search(raw, at):
        start = found.start()
        to = min(literal_end(raw, start, len(raw)), len(raw))
        escape = raw[start + 1 : to]
        kept = raw[start] == "\\" and len(escape) == 1 and escape not in escapes
        out += [raw[at:start], raw[start:to] if kept else " " * (to - start)]
        at = to
    text = "".join(out) + raw[at:]
    for start, end in occupied:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _outside_math(blocks: list[Block]) -> Iterator[Span]:
    emptied = prose.rewrite(Rich(tuple(blocks)), lambda span: Math(()) if isinstance(span, Math) else span)
    return prose.walk(emptied)


def _stray_braces(text: str, whole: str) -> Iterator[Fault]:
    """Report every ``{{`` or ``{c1::`` that doesn't open a cloze; if there is none, the last stray ``}}``.

    Args:
        text: The text with clozes, math and literal parts blanked out.
        whole: The text with only math and literal parts blanked out.
    """
    stray = [m for m in _BRACES.finditer(text) if m[0] == "}}" or not CLOZE.match(text, m.start())]
    opening = [m for m in stray if m[0] == "{{"]
    hint = "a cloze is {{c1::answer}} or {{c1::answer::hint}}; put literal braces into a code span"
    for found in opening:
        yield Fault(found.start(), "cloze-form", "these braces don't open a cloze", hint)
    single = list(_SINGLE_BRACE.finditer(whole))
    for found in single:
        yield Fault(found.start(), "cloze-form", "two braces open a cloze, not one", hint)
    if stray and not opening and not single:
        yield Fault(stray[-1].start(), "cloze-form", "these braces don't close a cloze", hint)


def _crossing(raw: str, occupied: list[tuple[int, int]]) -> Iterator[Fault]:
    """Report emphasis that opens inside a cloze and closes outside, or the other way round."""
    text = _blanked(raw, [span for span in occupied if raw.startswith("\\", span[0])])
    inside = [(start, end) for start, end in occupied if raw.startswith("{", start)]
    runs = [
        m
        for m in re.finditer(r"\*+", text)
        if text[m.end() : m.end() + 1].strip() or text[: m.start()][-1:].strip()
    ]
    within = [[run for run in runs if start <= run.start() < end] for start, end in inside]
    odd = [group[-1] for group in within if len(group) % 2]
    if odd and (len(runs) - sum(len(group) for group in within)) % 2 + len(odd) > 1:
        hint = (
            "close * or ** on the same side of the cloze's braces; write \\* for a star that isn't emphasis"
        )
        yield Fault(odd[0].start(), "emphasis-crosses", "emphasis crosses the border of a cloze", hint)
