r"""The text of a field: CommonMark with clozes, concept links and math, parsed once.

Inline: emphasis, strong, code, links (http and https), images from ``media/``, ``{{c1::answer::hint}}``,
``[[concept]]``, ``\(math\)`` and ``\[display math\]``. Blocks: paragraphs, lists, quotes, fenced code. Raw HTML
is text. Code spans are found first and are literal; then math; then clozes.

Text without any markup, nine fields in ten, never reaches the Markdown parser.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

from flashcards.identity import ID
from flashcards.model import (
    Block,
    Break,
    Cloze,
    Code,
    CodeBlock,
    ConceptLink,
    Emphasis,
    Image,
    Link,
    Listing,
    Math,
    Paragraph,
    Quote,
    Rich,
    Span,
    Strong,
    Text,
)
from flashcards.text import prose
from flashcards.text.characters import FORBIDDEN
from flashcards.text.inline_rules import CLOZE, MACRO, MAX_CLOZE, MOST_FAULTS, Fault, literal_end, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

MAX_TEXT = 10_000  # characters of marked-up text; the Markdown parser's time grows with their square
_DEEPEST = 19  # the Markdown parser leaves out what stands deeper than 20 levels
_SPECIAL = re.compile(r"[\\`*_{}\[<&\n$]")
_BLOCK_START = re.compile(r"[-+>]|\d{1,9}[.)]|~~~")
# Spans that can be read without the Markdown parser: nothing in them or beside them is special. Each begins with
# a literal, which re looks for in one quick scan.
_PLAIN = r"[^\\`*_{}\[\]<&$:\n]"
_INNER = rf"(?:{_PLAIN}*(?!\s){_PLAIN})"
_EMPHATIC = r"[^\W_](?:[^\\`*_{}\[\]<&$\n]*[^\W_])?"
_SIMPLE = re.compile(
    rf"\{{\{{c(?P<number>\d{{1,3}})::(?P<answer>{_INNER})(?:::(?P<hint>{_INNER}))?\}}\}}"
    rf"|\*(?<![^\s(]\*)(?:\*(?P<strong>{_EMPHATIC})\*\*|(?P<em>{_EMPHATIC})\*)(?![^\s.,;:!?)])"
    r"|`(?<!``)(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    rf"|\[\[(?P<concept>{ID.pattern})\]\]"
    r"|\\\((?P<math>(?:(?!\\[()]|\{\{c)[^\n])+)\\\)"
)
_BRACES = re.compile(r"\{\{|\}\}")
_SINGLE = re.compile(r"(?<!\{)\{c\d+::")
_CONCEPT_LIKE = re.compile(r"\[\[(?:[^\[\]\n]*\||[a-z0-9-]*(?:\]|$))")
_DOLLARS = re.compile(r"(?<![\\$\w])\$(\$?)(?=[^\s$])([^$\n]*?[^\s$\\])\$\1(?![\d$])")
_MATHLIKE = re.compile(r"[\\^_{}=<>]|^[A-Za-z]$")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z]\w*);")
_LITERAL = re.compile(r"[`\\]")
_ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def parse(raw: str, *, clozes: bool = False) -> tuple[Text, list[Fault]]:
    """A field's text → what it says, and what is wrong with it. Clozes are allowed only with ``clozes``."""
    raw = raw.strip()
    if is_plain(raw):
        return raw, []
    if (simple := _simple(raw, clozes)) is not None:
        return simple, []
    return _parse(raw, clozes)


def is_plain(raw: str) -> bool:
    """Whether a text without white space around it is known to say just what it says, without a look by the parser."""
    return _SPECIAL.search(raw) is None and _BLOCK_START.match(raw) is None


def _parse(raw: str, clozes: bool) -> tuple[Text, list[Fault]]:
    faults: list[Fault] = []
    if len(raw) > MAX_TEXT:
        message = f"this text has {len(raw):,} characters; {MAX_TEXT:,} is the most for a card"
        return raw, [Fault(0, "text-too-long", message, "say it in several items")]
    env: dict[str, Any] = {"faults": faults, "raw": raw, "clozes": clozes, "line": 0, "taken": []}
    tokens = markdown().parse(raw, env)
    if any(token.level >= _DEEPEST or _deep(token.children or ()) for token in tokens):
        message = "lists, quotes and emphasis stand too deep in each other"
        return raw, [*faults, Fault(0, "text-too-deep", message, "make several items of it")]
    blocks = _blocks(iter(tokens), "")
    faults += islice(_after(raw, blocks, clozes, env["taken"]), MOST_FAULTS)
    return prose.simplest(blocks), faults


def _deep(tokens: Iterable[Token]) -> bool:
    """Whether spans stand so deep in each other that what walks them could run out of stack."""
    return max(accumulate(token.nesting for token in tokens), default=0) > _DEEPEST


def _simple(raw: str, clozes: bool) -> Text | None:
    """The text if it is plain but for simple spans, read without the Markdown parser; None if it may be more.

    A property test holds it to what the parser makes of the same text.
    """
    spans: list[Span] = []
    between: list[str] = []
    at = 0
    for found in _SIMPLE.finditer(raw):
        span = _simple_span(found)
        if span is None or (isinstance(span, Cloze) and not clozes):
            return None
        start = found.start()
        if start > at:
            between.append(raw[at:start])
            spans.append(between[-1])
        spans.append(span)
        at = found.end()
    if at < len(raw):
        between.append(raw[at:])
        spans.append(between[-1])
    text = "\x00".join(between)
    return Rich((Paragraph(tuple(spans)),)) if is_plain(text) and "](" not in text else None


def _simple_span(found: re.Match[str]) -> Span | None:
    kind = found.lastgroup
    if kind in {"answer", "hint"}:
        digits, answer, hint = found.group("number", "answer", "hint")
        number = int(digits)
        fine = 1 <= number <= MAX_CLOZE and not answer.isspace()
        return Cloze(number, (answer,), hint.strip() if hint else "") if fine else None
    if kind == "strong":
        return Strong((found["strong"],))
    if kind == "em":
        return Emphasis((found["em"],))
    if kind == "code":
        return Code(found["code"])
    if kind == "concept":
        return ConceptLink(found["concept"])
    return None if MACRO.search(found["math"]) else Math((found["math"],))


# --- from tokens to spans -----------------------------------------------------------------------------------


def _blocks(tokens: Iterator[Token], end: str) -> list[Block]:
    out: list[Block] = []
    for token in tokens:
        match token.type:
            case t if t == end:
                break
            case "inline":
                out.append(Paragraph(_spans(iter(token.children or ()), "")))
            case "fence" | "code_block":
                out.append(CodeBlock(token.content.rstrip("\n")))
            case "blockquote_open":
                out.append(Quote(tuple(_blocks(tokens, "blockquote_close"))))
            case "bullet_list_open":
                out.append(Listing(_items(tokens, "bullet_list_close")))
            case "ordered_list_open":
                out.append(Listing(_items(tokens, "ordered_list_close"), int(token.attrGet("start") or 1)))
            case _:
                pass
    return out


def _items(tokens: Iterator[Token], end: str) -> tuple[tuple[Block, ...], ...]:
    out = []
    for token in tokens:
        if token.type == end:
            break
        out.append(tuple(_blocks(tokens, "list_item_close")))
    return tuple(out)


def _spans(tokens: Iterator[Token], end: str) -> tuple[Span, ...]:
    out: list[Span] = []
    for token in tokens:
        if token.type == end:
            break
        span = _span(token, tokens)
        # A link to nowhere is none: it stays as it was typed, and is told as broken.
        out += ("[", *span.spans, "]()") if isinstance(span, Link) and not span.url else (span,)
    return prose.merged(out)


def _span(token: Token, tokens: Iterator[Token]) -> Span:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return Break()
        case "code_inline":
            return Code(token.content)
        case "em_open":
            return Emphasis(_spans(tokens, "em_close"))
        case "strong_open":
            return Strong(_spans(tokens, "strong_close"))
        case "link_open":
            return Link(_spans(tokens, "link_close"), str(token.attrGet("href")))
        case "cloze_open":
            return Cloze(token.meta["number"], _spans(tokens, "cloze_close"), token.meta["hint"])
        case "concept_open":
            return ConceptLink(token.meta["concept"], _spans(tokens, "concept_close"))
        case "image":
            return Image(token.meta["alt"], token.meta["file"])
        case "math":
            return Math(token.meta["spans"], token.meta["display"])
        case _:
            return token.content


# --- what can be seen only afterwards -----------------------------------------------------------------------------


def _after(raw: str, blocks: list[Block], clozes: bool, taken: list[tuple[int, int]]) -> Iterator[Fault]:
    literal = [span for span in _outside_math(blocks) if isinstance(span, str)]
    if "[" in raw:
        yield from _broken_links(raw, literal)
    if "$" in raw:
        yield from _dollars(raw)
    if "&" in raw:
        yield from _entities(raw)
    if clozes and any("{{" in text or "}}" in text or _SINGLE.search(text) for text in literal):
        yield from _stray_braces(_blanked(raw, taken), _blanked(raw))
    if clozes and any("*" in text for text in literal):
        yield from _crossing(raw, taken)


def _broken_links(raw: str, literal: list[str]) -> Iterator[Fault]:
    if any("](" in text for text in literal):
        hint = "links go to http:// or https:// addresses and end on the same side of a cloze: [text](https://...); anything else with ]( goes into a code span"
        yield Fault(max(raw.find("]("), 0), "link-broken", "this link can't be used", hint)
    if any(_CONCEPT_LIKE.search(text) for text in literal):
        found = _CONCEPT_LIKE.search(_blanked(raw))
        hint = "write [[concept-id]] or [[concept-id|shown text]]; other double brackets go into a code span"
        yield Fault(found.start() if found else 0, "link-id", "these brackets name no concept", hint)


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


def _blanked(raw: str, taken: Iterable[tuple[int, int]] = (), escapes: str = _ESCAPABLE) -> str:
    """The text with code spans, math, escapes and what is ``taken`` blanked out, the rest in its place."""
    out, at = [], 0
    while found := _LITERAL.search(raw, at):
        start = found.start()
        to = min(literal_end(raw, start, len(raw)), len(raw))
        escape = raw[start + 1 : to]
        kept = raw[start] == "\\" and len(escape) == 1 and escape not in escapes
        out += [raw[at:start], raw[start:to] if kept else " " * (to - start)]
        at = to
    text = "".join(out) + raw[at:]
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _outside_math(blocks: list[Block]) -> Iterator[Span]:
    emptied = prose.rewrite(Rich(tuple(blocks)), lambda span: Math(()) if isinstance(span, Math) else span)
    return prose.walk(emptied)


def _stray_braces(text: str, whole: str) -> Iterator[Fault]:
    """``{{`` or ``{c1::`` that opens no cloze; failing that, a last ``}}`` that closes none.

    Both texts are blanked, ``text`` also of the clozes that there are.
    """
    stray = [m for m in _BRACES.finditer(text) if m[0] == "}}" or not CLOZE.match(text, m.start())]
    opening = [m for m in stray if m[0] == "{{"]
    hint = "a cloze is {{c1::answer}} or {{c1::answer::hint}}; literal braces go into a code span"
    for found in opening:
        yield Fault(found.start(), "cloze-form", "these braces open no cloze", hint)
    single = list(_SINGLE.finditer(whole))
    for found in single:
        yield Fault(found.start(), "cloze-form", "two braces open a cloze, not one", hint)
    if stray and not opening and not single:
        yield Fault(stray[-1].start(), "cloze-form", "these braces close no cloze", hint)


def _crossing(raw: str, taken: list[tuple[int, int]]) -> Iterator[Fault]:
    """Emphasis that opens on one side of a cloze's border and closes on the other."""
    text = _blanked(raw, [span for span in taken if raw.startswith("\\", span[0])])
    inside = [(start, end) for start, end in taken if raw.startswith("{", start)]
    runs = [
        m
        for m in re.finditer(r"\*+", text)
        if text[m.end() : m.end() + 1].strip() or text[: m.start()][-1:].strip()
    ]
    within = [[run for run in runs if start <= run.start() < end] for start, end in inside]
    odd = [group[-1] for group in within if len(group) % 2]
    if odd and (len(runs) - sum(len(group) for group in within)) % 2 + len(odd) > 1:
        hint = "close * or ** on the same side of the cloze's braces; a star that is no emphasis is \\*"
        yield Fault(odd[0].start(), "emphasis-crosses", "emphasis crosses the border of a cloze", hint)
