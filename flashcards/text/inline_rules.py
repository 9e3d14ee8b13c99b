"""Our own inline rules for the Markdown parser: math, clozes, concept links, images.

Code spans come first and are literal, except for clozes in them; then math; then clozes. Each rule reports what is wrong, and where.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from flashcards.identity import ID
from flashcards.model import Cloze, Code, Level, Span
from flashcards.text import prose, signs
from flashcards.text.characters import is_blank
from flashcards.text.literal import CLOZE, MATH_CLOSERS, TICKS, literal_end

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_CLOZE = 499  # Anki's checks break at c501
MOST_FAULTS = 10  # reported for one text; the next run reports the rest
_LONGEST = 1000  # characters of a part of a link or image; bounds the search for the end of an unclosed one
_CONCEPT = re.compile(rf"\[\[([^\[\]|\n]{{1,{_LONGEST}}})(\|[^\[\]\n]{{1,{_LONGEST}}})?\]\]")
_IMAGE = re.compile(rf"!\[([^\]\n]{{0,{_LONGEST}}})\]\(([^()\n]{{0,{_LONGEST}}})\)")
IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# TeX that reaches outside the formula: links, hooks for scripts, definitions, files.
MACRO = re.compile(
    r"\\(?:href|url|style|class|cssId|data|require|[gex]?def|let|(?:re)?newcommand|providecommand|newenvironment"
    r"|input|include|openin|openout|read|write|special|catcode|html\w*|includegraphics)(?![A-Za-z])"
)
_NESTED = (
    "cloze-nested",
    "a cloze can't stand inside another",
    "close the outer cloze first, so that the two stand beside each other",
)


class Fault(NamedTuple):
    """A problem at a character of the text."""

    offset: int
    code: str
    message: str
    hint: str
    level: Level = Level.ERROR


@cache
def parser() -> MarkdownIt:
    """Return the Markdown parser with the rules of this module.

    Its ``parse`` takes an ``env`` with these keys: ``raw`` (the text), ``clozes`` (whether they are allowed),
    ``line`` (0), and the lists that it fills, ``faults`` and ``occupied`` (the ranges of clozes and math).
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - takes 40 ms, and plain decks never need it

    md = MarkdownIt("commonmark", {"html": False})
    md.disable(["html_block", "html_inline", "reference", "heading", "lheading", "hr", "code", "image"])
    md.validateLink = lambda url: url.lower().startswith(("http://", "https://"))  # type: ignore[method-assign]  # markdown-it's own way to set it
    md.core.ruler.at("inline", _inline)
    md.inline.ruler.before("backticks", "code_clozes", _code_rule)
    md.inline.ruler.before("escape", "math", _math_rule)
    md.inline.ruler.before("escape", "cloze", _cloze_rule)
    md.inline.ruler.before("emphasis", "signs", signs.rule)
    md.inline.ruler.before("link", "concept", _concept_rule)
    md.inline.ruler.before("link", "media", _image_rule)
    return md


def _inline(state: StateCore) -> None:
    """Do what markdown-it's own step does, and remember the line that each run of text begins on."""
    for token in state.tokens:
        if token.type == "inline":
            state.env["line"] = token.map[0] if token.map else 0
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        elif token.type == "fence" and state.env["clozes"] and CLOZE.search(token.content):
            _code_block(state, token)


def _code_block(state: StateCore, token: Token) -> None:
    """Read the clozes of a code block."""
    from markdown_it.rules_inline import StateInline  # noqa: PLC0415 - as in parser

    state.env["line"] = token.map[0] + 1 if token.map else 0
    inner = StateInline(token.content.rstrip("\n"), state.md, state.env, [])
    token.meta = {"spans": _code_spans(inner, 0, len(inner.src))}


def _offset(state: StateInline, at: int) -> int:
    """Return the offset in the whole text of a character in this run, which may have lost its margin."""
    raw: str = state.env["raw"]
    begin = state.src.rfind("\n", 0, at) + 1
    start = 0
    for _ in range(state.env["line"] + state.src.count("\n", 0, at)):
        start = raw.find("\n", start) + 1
    found = raw.find(state.src[begin:].split("\n", 1)[0], start)
    return min(max(found, start) + at - begin, len(raw))


def _fault(state: StateInline, at: int, code: str, message: str, hint: str) -> None:
    if len(state.env["faults"]) == MOST_FAULTS:
        return
    fault = Fault(_offset(state, at), code, message, hint)
    if fault not in state.env["faults"]:
        state.env["faults"].append(fault)


def _occupy(state: StateInline, start: int, end: int) -> None:
    """Record the range of a cloze or math."""
    state.env["occupied"].append((_offset(state, start), _offset(state, end)))


def _math_rule(state: StateInline, silent: bool) -> bool:
    src, pos = state.src, state.pos
    if src[pos] != "\\" or src[pos + 1 : pos + 2] not in MATH_CLOSERS:
        return False
    opener = src[pos : pos + 2]
    closer = MATH_CLOSERS[opener[1]]
    end = src.find(closer, pos + 2, state.posMax)
    if end < 0:
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
        _occupy(state, pos, end + 2)
        if macro := MACRO.search(src, pos, end):
            hint = "write formulas with TeX's own symbols; put links outside: [text](https://...)"
            _fault(state, macro.start(), "math-macro", f"{macro[0]} is not allowed in math", hint)
    state.pos = end + 2
    return True


def _code_rule(state: StateInline, silent: bool) -> bool:
    """Read a code span that has clozes; the parser's own rule reads any other."""
    if state.src[state.pos] != "`" or not state.env["clozes"]:
        return False
    end = literal_end(state.src, state.pos, state.posMax)
    ticks = TICKS.match(state.src, state.pos)
    start = ticks.end() if ticks else end
    stop = end - (start - state.pos)
    found = CLOZE.search(state.src, start, stop) if stop > start and end <= state.posMax else None
    if found is None:
        return False
    if state.env.get("in_cloze"):
        _fault(state, found.start(), *_NESTED)
        return False
    if not silent:
        if state.src[start] == state.src[stop - 1] == " ":  # as in any code span
            start, stop = start + 1, stop - 1
        state.push("code_clozes", "", 0).meta = {"spans": _code_spans(state, start, stop, newline=" ")}
    state.pos = end
    return True


def _code_spans(state: StateInline, start: int, end: int, newline: str = "\n") -> tuple[Span, ...]:
    """Return the code from ``start`` to ``end``: what stands around the clozes, and in them, is literal."""

    def code(begin: int, stop: int) -> Code:
        return Code(src[begin:stop].replace("\n", newline))

    src = state.src
    out: list[Span] = []
    while found := CLOZE.search(src, start, end):
        cloze = _scan_cloze(state, found, end, literal=True)
        if cloze is None:
            break
        answer = code(cloze.start, cloze.stop)
        out += [code(start, found.start()), Cloze(cloze.number, (answer,), cloze.hint)]
        start = cloze.end
    out.append(code(start, end))
    return tuple(span for span in out if span != Code(""))


def _math_spans(state: StateInline, start: int, end: int) -> tuple[Span, ...]:
    out: list[Span] = []
    while found := CLOZE.search(state.src, start, end):
        cloze = _scan_cloze(state, found, end)
        if cloze is None:
            break
        out += [
            state.src[start : found.start()],
            Cloze(cloze.number, (state.src[cloze.start : cloze.stop],), cloze.hint),
        ]
        start = cloze.end
    out.append(state.src[start:end])
    return prose.merged(out)


class _Scanned(NamedTuple):
    """A cloze in the source: its answer is from ``start`` to ``stop``, and ``end`` is after its braces."""

    number: int
    start: int
    stop: int
    hint: str
    end: int


def _cloze_rule(state: StateInline, silent: bool) -> bool:
    found = CLOZE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    cloze = _scan_cloze(state, found, state.posMax)
    if cloze is None:
        return False
    if not silent:
        token = state.push("cloze_open", "", 1)
        token.meta = {"number": cloze.number, "hint": cloze.hint}
        state.env["in_cloze"] = True
        _tokenize(state, cloze.start, cloze.stop)
        state.env["in_cloze"] = False
        state.push("cloze_close", "", -1)
        _occupy(state, found.start(), cloze.end)
    state.pos = cloze.end
    return True


def _tokenize(state: StateInline, start: int, stop: int) -> None:
    pos_max = state.posMax
    state.pos, state.posMax = start, stop
    state.md.inline.tokenize(state)
    state.posMax = pos_max


def _scan_cloze(
    state: StateInline, opening: re.Match[str], limit: int, *, literal: bool = False
) -> _Scanned | None:
    """Scan the cloze that opens here. ``}}`` closes it once the braces opened inside are closed.

    Args:
        state: The parser's state.
        opening: The match of ``{{c1::``.
        limit: Where the text ends that the cloze may stand in.
        literal: Whether backticks and backslashes have no meaning, as in code.
    """
    src, at, depth = state.src, opening.end(), 0
    colons: list[int] = []
    while at < limit:
        if not literal and (skip := literal_end(src, at, limit)) > at:
            at = skip
        elif CLOZE.match(src, at, limit):
            _fault(state, at, *_NESTED)
            return None
        elif src.startswith("}}", at) and depth == 0:
            return _scanned(state, opening, at, colons)
        elif src.startswith("::", at) and depth == 0:
            colons.append(at)
            at += 2
        else:
            depth += (src[at] == "{") - (src[at] == "}" and depth > 0)
            at += 1
    hint = "close it with }} on the same side of any emphasis, link or math"
    _fault(state, opening.start(), "cloze-open", f"the cloze {opening[0]} is not closed", hint)
    return None


def _scanned(state: StateInline, opening: re.Match[str], end: int, colons: list[int]) -> _Scanned:
    src, start = state.src, opening.start()
    stop = colons[0] if colons else end
    shown = src[stop + 2 : end].strip() if colons else ""
    number = int(opening[1][:9])
    if len(colons) > 1:
        hint = "a cloze is {{c1::answer::hint}}; put an answer that contains :: into a code span"
        _fault(state, colons[1], "cloze-hints", "this cloze has a second ::", hint)
    if is_blank(src[opening.end() : stop]):
        _fault(state, start, "cloze-empty", "this cloze hides nothing", "write the answer after ::")
    if colons and is_blank(shown):
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
        hint = 'clozes work in definition.cloze and in a "text:"; delete the braces here'
        _fault(state, start, "cloze-here", "this field doesn't make cloze cards", hint)
    return _Scanned(number, opening.end(), stop, shown, end + 2)


def _concept_rule(state: StateInline, silent: bool) -> bool:
    found = _CONCEPT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    concept = found[1].strip()
    if not ID.fullmatch(concept):
        hint = "write [[concept-id]] or [[concept-id|shown text]]"
        _fault(
            state,
            found.start(1),
            "link-id",
            f'"{concept}" is not a concept id (lower case, digits, hyphens)',
            hint,
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
    if not IMAGE_NAME.fullmatch(file):
        hint = "put the image into the deck's media folder and write its name: ![description](cell.png)"
        _fault(state, found.start(2), "image-name", f'"{file}" is not a file name in the media folder', hint)
    if is_blank(alt):
        hint = "describe the picture in the [ ]; terminals and screen readers show the description"
        _fault(state, found.start(), "image-alt", "the image has no alternative text", hint)
    if not silent:
        state.push("image", "", 0).meta = {"alt": alt, "file": file}
    state.pos = found.end()
    return True
