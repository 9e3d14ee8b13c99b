r"""Parse the text of a field: CommonMark with clozes, concept links and math.

Inline: emphasis, strong, code, links (http and https), images from ``media/``, ``{{c1::answer::hint}}``,
``[[concept]]``, ``\(math\)`` and ``\[display math\]``. Blocks: paragraphs, lists, quotes, fenced code. A text of one
line has no blocks: ``> 5`` and ``- 2`` are what they say. Raw HTML is shown as text. Code spans come first and are literal,
except for clozes in them; then math; then clozes.

Text without any markup, which is nine fields in ten, never reaches the Markdown parser.
"""

from __future__ import annotations

import re
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
from flashcards.text import prose, stray_markup
from flashcards.text.characters import is_blank
from flashcards.text.inline_rules import MACRO, MAX_CLOZE, MOST_FAULTS, Fault, parser
from flashcards.text.plain import is_invisible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

MAX_TEXT = 10_000  # characters of marked-up text; the Markdown parser's time grows with their square
_DEEPEST = 19  # levels of nesting; the Markdown parser drops what is deeper than 20
_SPECIAL = re.compile(r"[\\`*_{}\[<&\n$]")
# Spans that can be read without the Markdown parser, because nothing in them or beside them is special. Each
# alternative begins with a literal, which re finds in one quick scan. Reading them so saves a fifth of a build of
# 1,000 concepts (1.4 s instead of 1.8 s; in processor time a quarter, 2.3 s instead of 3.0 s).
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


def parse(raw: str, *, clozes: bool = False) -> tuple[Text, list[Fault]]:
    """Parse a field's text.

    Args:
        raw: The text as the author wrote it.
        clozes: Whether the field makes cloze cards; elsewhere a cloze is a fault.

    Returns:
        The parsed text, and its faults by offset into ``raw.strip()``.
    """
    raw = raw.strip()
    if is_plain(raw):
        return raw, []
    simple = _parse_simple(raw, clozes)
    if simple is not None and raw.isascii():  # so something in it can be seen
        return simple, []
    text, faults = (simple, []) if simple is not None else _parse_markdown(raw, clozes)
    if not faults and is_invisible(text):
        hint = "write something that readers see; put a character that you talk about into words"
        faults = [Fault(0, "text-invisible", "nothing of this text can be seen", hint)]
    return text, faults


def is_plain(raw: str) -> bool:
    """Return whether a stripped text certainly has no markup. Text for which this is False may have none either."""
    return _SPECIAL.search(raw) is None


def _parse_markdown(raw: str, clozes: bool) -> tuple[Text, list[Fault]]:
    faults: list[Fault] = []
    if len(raw) > MAX_TEXT:
        message = f"this text has {len(raw):,} characters; a card may have at most {MAX_TEXT:,}"
        return raw, [Fault(0, "text-too-long", message, "split it into several items")]
    env: dict[str, Any] = {"faults": faults, "raw": raw, "clozes": clozes, "line": 0, "occupied": []}
    one_line = "\n" not in raw and "\r" not in raw
    tokens = parser().parseInline(raw, env) if one_line else parser().parse(raw, env)
    if any(token.level >= _DEEPEST or _deep(token.children or ()) for token in tokens):
        message = "lists, quotes and emphasis are nested too deeply"
        return raw, [*faults, Fault(0, "text-too-deep", message, "split it into several items")]
    blocks = _blocks(iter(tokens), "")
    faults += islice(stray_markup.faults(raw, blocks, clozes, env["occupied"]), MOST_FAULTS)
    return prose.simplest(blocks), faults


def _deep(tokens: Iterable[Token]) -> bool:
    """Return whether spans are nested so deeply that walking them could exhaust the stack."""
    return max(accumulate(token.nesting for token in tokens), default=0) > _DEEPEST


def _parse_simple(raw: str, clozes: bool) -> Text | None:
    """Parse a text that has only simple spans, without the Markdown parser; return None if it may have more.

    A property test compares the result with the Markdown parser's.
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
        fine = 1 <= number <= MAX_CLOZE and not is_blank(answer) and not (hint and is_blank(hint))
        return Cloze(number, (answer,), hint.strip() if hint else "") if fine else None
    if kind == "strong":
        return Strong((found["strong"],))
    if kind == "em":
        return Emphasis((found["em"],))
    if kind == "code":
        return None if "{{c" in found["code"] else Code(found["code"])
    if kind == "concept":
        return ConceptLink(found["concept"])
    return None if MACRO.search(found["math"]) else Math((found["math"],))


def _blocks(tokens: Iterator[Token], end: str) -> list[Block]:
    out: list[Block] = []
    for token in tokens:
        match token.type:
            case t if t == end:
                break
            case "inline":
                out.append(Paragraph(_spans(iter(token.children or ()), "")))
            case "fence" | "code_block":
                out.append(_code_block(token))
            case "blockquote_open":
                out.append(Quote(tuple(_blocks(tokens, "blockquote_close"))))
            case "bullet_list_open":
                out.append(Listing(_items(tokens, "bullet_list_close")))
            case "ordered_list_open":
                out.append(Listing(_items(tokens, "ordered_list_close"), int(token.attrGet("start") or 1)))
            case _:
                pass
    return out


def _code_block(token: Token) -> CodeBlock:
    spans = token.meta.get("spans", ())
    has_clozes = any(isinstance(span, Cloze) for span in spans)
    return CodeBlock("", spans) if has_clozes else CodeBlock(token.content.rstrip("\n"))


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
        if token.type == "code_clozes":
            out += token.meta["spans"]
            continue
        span = _span(token, tokens)
        # A link without an address stays as typed, and is reported as broken.
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
