r"""The text of a field: CommonMark with clozes, concept links and math, parsed once.

Inline: emphasis, strong, code, links (http and https), images from ``media/``, ``{{c1::answer::hint}}``,
``[[concept]]``, ``\(math\)`` and ``\[display math\]``. Blocks: paragraphs, lists, quotes, fenced code. Raw HTML
is text. Code spans are found first and are literal; then math; then clozes.

Text without any markup, nine fields in ten, never reaches the Markdown parser.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

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
    Table,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_TEXT = 10_000  # characters of marked-up text; the Markdown parser's time grows with their square
_DEEPEST = 19  # the Markdown parser leaves out what stands deeper than 20 levels
MAX_CLOZE = 499  # Anki's checks break at c501
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_NEEDS_PARSER = re.compile(r"[\\`*_{\[<&\n$]|\}\}|^(?:[-+>]|\d{1,9}[.)])|^~~~")
# Spans that can be read without the Markdown parser: nothing in them or beside them is special.
_PLAIN = r"[^\\`*_{}\[\]<&$:\n]"
_INNER = rf"(?:{_PLAIN}*(?!\s){_PLAIN})"
_EMPHATIC = r"[^\W_](?:[^\\`*_{}\[\]<&$\n]*[^\W_])?"
_SIMPLE = re.compile(
    rf"\{{\{{c(?P<number>\d{{1,3}})::(?P<answer>{_INNER})(?:::(?P<hint>{_INNER}))?\}}\}}"
    rf"|(?<![^\s(])(?:\*\*(?P<strong>{_EMPHATIC})\*\*|\*(?P<em>{_EMPHATIC})\*)(?![^\s.,;:!?)])"
    r"|(?<!`)`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    r"|\[\[(?P<concept>[a-z0-9]+(?:-[a-z0-9]+)*)\]\]"
    r"|\\\((?P<math>(?:(?!\\\)|\{\{c)[^\n])+)\\\)"
)
_CLOZE = re.compile(r"\{\{c(\d+)::")
_BRACES = re.compile(r"\{\{|\}\}")
_CONCEPT = re.compile(r"\[\[([^\[\]|\n]+)(\|[^\[\]\n]+)?\]\]")
_CONCEPT_LIKE = re.compile(r"\[\[(?:[^\[\]\n]*\||[a-z0-9-]*(?:\]|$))")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\(([^()\n]*)\)")
_IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DOLLARS = re.compile(r"(?<![\\$\w])\$(\$?)(?=[^\s$])([^$\n]*?[^\s$\\])\$\1(?![\d$])")
_MATHLIKE = re.compile(r"[\\^_{}=<>]|^[A-Za-z]$")
# TeX that reaches out of the formula: links, scripts' hooks, definitions, files.
_MACRO = re.compile(
    r"\\(?:href|url|style|class|cssId|data|require|[gex]?def|let|(?:re)?newcommand|providecommand|newenvironment"
    r"|input|include|openin|openout|read|write|special|catcode|html\w*|includegraphics)(?![A-Za-z])"
)
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z]\w*);")
# As in source texts: no control characters, bidi controls, line separators, noncharacters or private use.
_INVISIBLE = re.compile("[\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_LITERAL = re.compile(r"[`\\]")
_ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_TICKS = re.compile(r"`+")


class Fault(NamedTuple):
    """A problem at a character of the text."""

    offset: int
    code: str
    message: str
    mend: str


def parse(raw: str, *, clozes: bool = False) -> tuple[Text, list[Fault]]:
    """A field's text → what it says, and what is wrong with it. Clozes are allowed only with ``clozes``."""
    raw = raw.strip()
    if not _NEEDS_PARSER.search(raw):
        return raw, []
    if (simple := _simple(raw, clozes)) is not None:
        return simple, []
    return _parse(raw, clozes)


def _parse(raw: str, clozes: bool) -> tuple[Text, list[Fault]]:
    faults: list[Fault] = []
    if len(raw) > MAX_TEXT:
        message = f"this text has {len(raw):,} characters; {MAX_TEXT:,} is the most for a card"
        return raw, [Fault(0, "text-too-long", message, "say it in several items")]
    env: dict[str, Any] = {"faults": faults, "raw": raw, "clozes": clozes, "line": 0, "taken": []}
    tokens = _markdown().parse(raw, env)
    if any(token.level >= _DEEPEST for token in tokens):
        mend = "make several items of it"
        faults.append(Fault(0, "text-too-deep", "lists and quotes stand too deep in each other", mend))
    blocks = _blocks(iter(tokens), "")
    faults += _after(raw, blocks, clozes, env["taken"])
    return _simplest(blocks), faults


def _simple(raw: str, clozes: bool) -> Text | None:
    """The text if it is plain but for simple spans, read without the Markdown parser; None if it may be more.

    A property test holds it to what the parser makes of the same text.
    """
    spans: list[Span] = []
    at = 0
    for found in _SIMPLE.finditer(raw):
        span = _simple_span(found)
        if span is None or (isinstance(span, Cloze) and not clozes):
            return None
        spans += [raw[at : found.start()], span]
        at = found.end()
    spans.append(raw[at:])
    between = "\x00".join(span for span in spans if isinstance(span, str))
    return None if _NEEDS_PARSER.search(between) or "](" in between else text_of(tuple(spans))


def _simple_span(found: re.Match[str]) -> Span | None:
    kind = found.lastgroup
    if kind in {"answer", "hint"}:
        number = int(found["number"])
        answer = found["answer"]
        return (
            Cloze(number, (answer,), (found["hint"] or "").strip())
            if 1 <= number <= MAX_CLOZE and answer.strip()
            else None
        )
    if kind == "strong":
        return Strong((found["strong"],))
    if kind == "em":
        return Emphasis((found["em"],))
    if kind == "code":
        return Code(found["code"])
    if kind == "concept":
        return ConceptLink(found["concept"])
    return None if _MACRO.search(found["math"]) else Math((found["math"],))


# --- working on parsed text -----------------------------------------------------------------------------


def walk(text: Text) -> Iterator[Span]:
    """Every span of a text, outer before inner."""
    if isinstance(text, str):
        return iter((text,))
    out: list[Span] = []
    for block in text.blocks:
        for spans in _runs(block):
            _walk(spans, out)
    return iter(out)


def _walk(spans: tuple[Span, ...], out: list[Span]) -> None:
    for span in spans:
        out.append(span)
        if isinstance(span, (Emphasis, Strong, Math, Link, ConceptLink, Cloze)):
            _walk(span.spans, out)


def _runs(block: Block) -> Iterator[tuple[Span, ...]]:
    match block:
        case Paragraph(spans):
            yield spans
        case Listing(items):
            for item in items:
                for inner in item:
                    yield from _runs(inner)
        case Quote(blocks):
            for inner in blocks:
                yield from _runs(inner)
        case Table(head, rows):
            yield from head
            for row in rows:
                yield from row
        case CodeBlock():
            return


def rewrite(text: Text, change: Callable[[Span], Span | tuple[Span, ...]]) -> Text:
    """The text with ``change`` made to every span, inner before outer."""
    if isinstance(text, str):
        return text_of(_many(change(text)))
    return _simplest([_rewrite_block(block, change) for block in text.blocks])


def _many(result: Span | tuple[Span, ...]) -> tuple[Span, ...]:
    return result if isinstance(result, tuple) else (result,)


def _rewrite_spans(
    spans: tuple[Span, ...], change: Callable[[Span], Span | tuple[Span, ...]]
) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in spans:
        out += _many(change(_with_inner(span, change)))
    return _merged(out)


def _with_inner(span: Span, change: Callable[[Span], Span | tuple[Span, ...]]) -> Span:
    match span:
        case Emphasis(inner):
            return Emphasis(_rewrite_spans(inner, change))
        case Strong(inner):
            return Strong(_rewrite_spans(inner, change))
        case Math(inner, display):
            return Math(_rewrite_spans(inner, change), display)
        case Link(inner, url):
            return Link(_rewrite_spans(inner, change), url)
        case ConceptLink(concept, inner):
            return ConceptLink(concept, _rewrite_spans(inner, change))
        case Cloze(number, inner, hint):
            return Cloze(number, _rewrite_spans(inner, change), hint)
        case _:
            return span


def _rewrite_block(block: Block, change: Callable[[Span], Span | tuple[Span, ...]]) -> Block:
    match block:
        case Paragraph(spans):
            return Paragraph(_rewrite_spans(spans, change))
        case Listing(items, start):
            return Listing(tuple(tuple(_rewrite_block(b, change) for b in item) for item in items), start)
        case Quote(blocks):
            return Quote(tuple(_rewrite_block(b, change) for b in blocks))
        case Table(head, rows):
            changed = tuple(tuple(_rewrite_spans(cell, change) for cell in row) for row in rows)
            return Table(tuple(_rewrite_spans(cell, change) for cell in head), changed)
        case _:
            return block


def text_of(spans: tuple[Span, ...]) -> Text:
    """One paragraph of spans, in the simplest form."""
    return _simplest([Paragraph(_merged(spans))])


def spans_of(text: Text) -> tuple[Span, ...]:
    """A text's spans as one run; further blocks follow after a line break."""
    if isinstance(text, str):
        return (text,)
    out: list[Span] = []
    for block in text.blocks:
        for spans in _runs(block):
            out += [Break(), *spans] if out else spans
    return tuple(out)


def blocks_of(text: Text) -> tuple[Block, ...]:
    """A text's blocks."""
    return (Paragraph((text,)),) if isinstance(text, str) else text.blocks


def stack(*texts: Text) -> Text:
    """Texts as blocks below each other; empty ones are left out."""
    filled = [text for text in texts if text != ""]
    if len(filled) == 1:
        return filled[0]
    return _simplest([block for text in filled for block in blocks_of(text)])


def fill(phrase: str, **texts: Text) -> Text:
    """A phrase with ``{name}`` replaced by texts."""
    if all(isinstance(text, str) for text in texts.values()):
        return phrase.format_map(texts)
    spans: list[Span] = []
    for piece in re.split(r"(\{\w+\})", phrase):
        name = piece[1:-1]
        spans += spans_of(texts[name]) if piece[:1] == "{" and name in texts else [piece]
    return text_of(tuple(spans))


def elide(text: Text, words: tuple[str, ...]) -> Text:
    """The text with every occurrence of the words, in the plural or possessive too, replaced by ``____``."""
    squeezed = _SIGNS.sub("", plain_words(text))
    if not any(_SIGNS.sub("", word.casefold()) in squeezed for word in words):
        return text
    pattern = _eliding(words)
    return rewrite(text, lambda span: pattern.sub("____", span) if isinstance(span, str) else span)


_SIGNS = re.compile(r"[\s-]+")


def plain_words(text: Text) -> str:
    """The literal strings of a text, casefolded, for a quick look."""
    return "".join(span for span in walk(text) if isinstance(span, str)).casefold()


@cache
def _eliding(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(
        (re.escape(w).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]{0,2}") for w in words if w), key=len
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(reversed(ordered))})(?:['’]s|e?s)?(?![\w-])", re.IGNORECASE)


# --- from tokens to spans -----------------------------------------------------------------------------------


def _merged(spans: list[Span] | tuple[Span, ...]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in spans:
        if isinstance(span, str) and out and isinstance(out[-1], str):
            out[-1] += span
        elif span != "":
            out.append(span)
    return tuple(out)


def _simplest(blocks: list[Block]) -> Text:
    if not blocks:
        return ""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        spans = blocks[0].spans
        if not spans:
            return ""
        if len(spans) == 1 and isinstance(spans[0], str):
            return spans[0]
    return Rich(tuple(blocks))


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
        out.append(_span(token, tokens))
    return _merged(out)


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


# --- the parser and its inline rules --------------------------------------------------------------------------


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 40 ms that plain decks never need

    md = MarkdownIt("commonmark", {"html": False})
    md.disable(["html_block", "html_inline", "reference", "heading", "lheading", "hr", "code", "image"])
    md.validateLink = lambda url: url.lower().startswith(("http://", "https://"))  # type: ignore[method-assign]  # markdown-it's own way to set it
    md.core.ruler.at("inline", _inline)
    before_escape: list[tuple[str, Any]] = [("math", _math_rule), ("cloze", _cloze_rule)]
    for name, rule in before_escape:
        md.inline.ruler.before("escape", name, rule)
    md.inline.ruler.before("link", "concept", _concept_rule)
    md.inline.ruler.before("link", "media", _image_rule)
    return md


def _inline(state: StateCore) -> None:
    """markdown-it's own step, which also remembers the line that each run of text begins in."""
    for token in state.tokens:
        if token.type == "inline":
            state.env["line"] = token.map[0] if token.map else 0
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _offset(state: StateInline, at: int) -> int:
    """Where in the whole text the character at ``at`` of this run stands; the run may have lost its margin."""
    raw: str = state.env["raw"]
    begin = state.src.rfind("\n", 0, at) + 1
    start = 0
    for _ in range(state.env["line"] + state.src.count("\n", 0, at)):
        start = raw.find("\n", start) + 1
    found = raw.find(state.src[begin:].split("\n", 1)[0], start)
    return max(found, start) + at - begin


def _fault(state: StateInline, at: int, code: str, message: str, mend: str) -> None:
    fault = Fault(_offset(state, at), code, message, mend)
    if fault not in state.env["faults"]:
        state.env["faults"].append(fault)


def _take(state: StateInline, start: int, end: int) -> None:
    """Note that a cloze or math stands here."""
    state.env["taken"].append((_offset(state, start), _offset(state, end)))


def _math_rule(state: StateInline, silent: bool) -> bool:
    src, pos = state.src, state.pos
    if src[pos] != "\\" or src[pos + 1 : pos + 2] not in {"(", "["}:
        return False
    opener = src[pos : pos + 2]
    end = src.find("\\)" if opener == "\\(" else "\\]", pos + 2, state.posMax)
    if end < 0:
        closer = "\\)" if opener == "\\(" else "\\]"
        _fault(
            state,
            pos,
            "math-open",
            f"math opened with {opener} is not closed on the same side",
            f"close it with {closer}",
        )
        return False
    if not silent:
        token = state.push("math", "", 0)
        spans = _math_spans(state, pos + 2, end)
        token.meta = {"spans": spans, "display": opener == "\\["}
        _take(state, pos, end + 2)
        if macro := _MACRO.search(src, pos, end):
            mend = "write formulas with TeX's own symbols; links stand outside: [text](https://...)"
            _fault(state, macro.start(), "math-macro", f"{macro[0]} is not allowed in math", mend)
    state.pos = end + 2
    return True


def _math_spans(state: StateInline, start: int, end: int) -> tuple[Span, ...]:
    out: list[Span] = []
    while found := _CLOZE.search(state.src, start, end):
        cloze = _scan_cloze(state, found, end)
        if cloze is None:
            break
        out += [
            state.src[start : found.start()],
            Cloze(cloze.number, (state.src[cloze.start : cloze.stop],), cloze.hint),
        ]
        start = cloze.end
    out.append(state.src[start:end])
    return _merged(out)


class _Scanned(NamedTuple):
    number: int
    start: int  # of the answer
    stop: int
    hint: str
    end: int


def _cloze_rule(state: StateInline, silent: bool) -> bool:
    found = _CLOZE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    cloze = _scan_cloze(state, found, state.posMax)
    if cloze is None:
        return False
    if not silent:
        token = state.push("cloze_open", "", 1)
        token.meta = {"number": cloze.number, "hint": cloze.hint}
        _tokenize(state, cloze.start, cloze.stop)
        state.push("cloze_close", "", -1)
        _take(state, found.start(), cloze.end)
    state.pos = cloze.end
    return True


def _tokenize(state: StateInline, start: int, stop: int) -> None:
    pos_max = state.posMax
    state.pos, state.posMax = start, stop
    state.md.inline.tokenize(state)
    state.posMax = pos_max


def _scan_cloze(state: StateInline, opening: re.Match[str], limit: int) -> _Scanned | None:
    """The cloze that opens here: ``}}`` closes it when the braces opened inside are closed."""
    src, at, depth = state.src, opening.end(), 0
    colons: list[int] = []
    while at < limit:
        if (skip := _literal(src, at, limit)) > at:
            at = skip
        elif _CLOZE.match(src, at, limit):
            mend = "close the outer cloze first; two blanks stand beside each other"
            _fault(state, at, "cloze-nested", "a cloze can't stand inside another", mend)
            return None
        elif src.startswith("}}", at) and depth == 0:
            return _scanned(state, opening, at, colons)
        elif src.startswith("::", at) and depth == 0:
            colons.append(at)
            at += 2
        else:
            depth += (src[at] == "{") - (src[at] == "}" and depth > 0)
            at += 1
    mend = "close it with }} on the same side of any emphasis, link or math"
    _fault(state, opening.start(), "cloze-open", f"the cloze {opening[0]} is not closed", mend)
    return None


def _literal(src: str, at: int, limit: int) -> int:
    """Where reading goes on behind a code span, math or an escape that begins here; ``at`` if none does."""
    if src[at] == "`":
        ticks = _TICKS.match(src, at)
        length = len(ticks[0]) if ticks else 1
        closing = re.compile(rf"(?<!`)`{{{length}}}(?!`)").search(src, at + length)
        return closing.end() if closing else at + length
    if src[at] != "\\":
        return at
    closer = {"(": "\\)", "[": "\\]"}.get(src[at + 1 : at + 2])
    end = src.find(closer, at + 2, limit) if closer else -1
    if end < 0 or _CLOZE.search(src, at, end):
        return at + 2
    return end + 2


def _scanned(state: StateInline, opening: re.Match[str], end: int, colons: list[int]) -> _Scanned:
    src, start = state.src, opening.start()
    stop = colons[0] if colons else end
    hint = src[stop + 2 : end].strip() if colons else ""
    number = int(opening[1][:9])
    if len(colons) > 1:
        mend = "a cloze is {{c1::answer::hint}}; put an answer that holds :: in a code span"
        _fault(state, colons[1], "cloze-hints", "a second :: stands in this cloze", mend)
    if not src[opening.end() : stop].strip():
        _fault(state, start, "cloze-empty", "this cloze hides nothing", "write the answer after ::")
    if colons and not hint:
        _fault(
            state,
            stop,
            "cloze-hint-empty",
            "the hint of this cloze is empty",
            "write it after :: or delete the ::",
        )
    if not 1 <= number <= MAX_CLOZE:
        _fault(
            state,
            start,
            "cloze-number",
            f"cloze numbers run from 1 to {MAX_CLOZE}",
            "choose the next free number",
        )
    if not state.env["clozes"]:
        mend = 'clozes work in definition.cloze and in a "text:"; delete the braces here'
        _fault(state, start, "cloze-here", "this field makes no cloze card", mend)
    return _Scanned(number, opening.end(), stop, hint, end + 2)


def _concept_rule(state: StateInline, silent: bool) -> bool:
    found = _CONCEPT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    concept = found[1].strip()
    if not ID.fullmatch(concept):
        mend = "write [[concept-id]] or [[concept-id|shown text]]"
        _fault(
            state,
            found.start(1),
            "link-id",
            f'"{concept}" is no concept id (lower case, digits, hyphens)',
            mend,
        )
    if not silent:
        state.push("concept_open", "", 1).meta = {"concept": concept}
        if found[2]:
            _tokenize(state, found.start(2) + 1, found.end(2))
        state.push("concept_close", "", -1)
    state.pos = found.end()
    return True


def _image_rule(state: StateInline, silent: bool) -> bool:
    found = _IMAGE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    alt, file = found[1].strip(), found[2].strip()
    if not _IMAGE_NAME.fullmatch(file):
        mend = "put the image into the deck's media folder and write its name: ![what it shows](cell.png)"
        _fault(state, found.start(2), "image-name", f'"{file}" is no file name of the media folder', mend)
    if not alt:
        mend = "say in the [ ] what the picture shows; terminals and screen readers use it"
        _fault(state, found.start(), "image-alt", "the image has no alternative text", mend)
    if not silent:
        state.push("image", "", 0).meta = {"alt": alt, "file": file}
    state.pos = found.end()
    return True


# --- what can be seen only afterwards -----------------------------------------------------------------------------


def _after(raw: str, blocks: list[Block], clozes: bool, taken: list[tuple[int, int]]) -> Iterator[Fault]:
    literal = [span for span in _outside_math(blocks) if isinstance(span, str)]
    if "[" in raw:
        yield from _broken_links(raw, literal)
    if "$" in raw:
        yield from _dollars(raw)
    if "&" in raw:
        yield from _entities(raw)
    if clozes and any("{{" in text or "}}" in text for text in literal):
        yield from _stray_braces(_blanked(raw, taken))
    if clozes and any("*" in text for text in literal):
        yield from _crossing(raw, taken)


def _broken_links(raw: str, literal: list[str]) -> Iterator[Fault]:
    if any("](" in text for text in literal):
        mend = "links go to http:// or https:// addresses and end on the same side of a cloze: [text](https://...); anything else with ]( goes into a code span"
        yield Fault(max(raw.find("]("), 0), "link-broken", "this link can't be used", mend)
    if any(_CONCEPT_LIKE.search(text) for text in literal):
        found = _CONCEPT_LIKE.search(_blanked(raw))
        mend = "write [[concept-id]] or [[concept-id|shown text]]; other double brackets go into a code span"
        yield Fault(found.start() if found else 0, "link-id", "these brackets name no concept", mend)


def _dollars(raw: str) -> Iterator[Fault]:
    for found in _DOLLARS.finditer(_blanked(raw, escapes="\\$")):
        if found[1] or _MATHLIKE.search(found[2]):
            left, right = ("\\[", "\\]") if found[1] else ("\\(", "\\)")
            mend = rf"write {left}{found[2]}{right} for math, or \$ for a dollar sign"
            yield Fault(found.start(), "math-dollar", f"{found[0]} is not read as math", mend)


def _entities(raw: str) -> Iterator[Fault]:
    for found in _ENTITY.finditer(_blanked(raw)):
        for character in unescape(found[0]):
            if unicodedata.category(character) in {"Cc", "Co", "Cn", "Cs"} or _INVISIBLE.match(character):
                message = f"{found[0]} is an invisible control character"
                yield Fault(
                    found.start(), "control-character", message, "delete it, or put it into a code span"
                )


def _blanked(raw: str, taken: Iterable[tuple[int, int]] = (), escapes: str = _ESCAPABLE) -> str:
    """The text with code spans, math, escapes and what is ``taken`` blanked out, the rest in its place."""
    out, at = [], 0
    while found := _LITERAL.search(raw, at):
        start = found.start()
        to = min(max(_literal(raw, start, len(raw)), found.end()), len(raw))
        escape = raw[start + 1 : to]
        kept = raw[start] == "\\" and len(escape) == 1 and escape not in escapes
        out += [raw[at:start], raw[start:to] if kept else " " * (to - start)]
        at = to
    text = "".join(out) + raw[at:]
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _outside_math(blocks: list[Block]) -> Iterator[Span]:
    emptied = rewrite(Rich(tuple(blocks)), lambda span: Math(()) if isinstance(span, Math) else span)
    return walk(emptied)


def _stray_braces(text: str) -> Iterator[Fault]:
    """``{{`` that opens no cloze; failing that, the last ``}}``, which closes none. ``text`` is blanked."""
    stray = [m for m in _BRACES.finditer(text) if m[0] == "}}" or not _CLOZE.match(text, m.start())]
    opening = [m for m in stray if m[0] == "{{"]
    mend = "a cloze is {{c1::answer}} or {{c1::answer::hint}}; literal braces go into a code span"
    for found in opening:
        yield Fault(found.start(), "cloze-form", "these braces open no cloze", mend)
    if stray and not opening:
        yield Fault(stray[-1].start(), "cloze-form", "these braces close no cloze", mend)


def _crossing(raw: str, taken: list[tuple[int, int]]) -> Iterator[Fault]:
    """Emphasis that opens on one side of a cloze's border and closes on the other."""
    text = _blanked(raw, [span for span in taken if raw[span[0]] == "\\"])
    inside = [(start, end) for start, end in taken if raw[start] == "{"]
    runs = [
        m
        for m in re.finditer(r"\*+", text)
        if text[m.end() : m.end() + 1].strip() or text[: m.start()][-1:].strip()
    ]
    within = [[run for run in runs if start <= run.start() < end] for start, end in inside]
    odd = [group[-1] for group in within if len(group) % 2]
    if odd and (len(runs) - sum(len(group) for group in within)) % 2 + len(odd) > 1:
        mend = "close * or ** on the same side of the cloze's braces; a star that is no emphasis is \\*"
        yield Fault(odd[0].start(), "emphasis-crosses", "emphasis crosses the border of a cloze", mend)
