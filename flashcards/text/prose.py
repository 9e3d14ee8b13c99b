"""Work with parsed text: walk through it, rewrite it, put it together."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from flashcards.model import (
    Block,
    Break,
    Cloze,
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
    from collections.abc import Callable, Iterator, Sequence

    from flashcards.model import Card


_WITH_SPANS = (Cloze, ConceptLink, Emphasis, Strong, Math, Link)


def walk(text: Text) -> Iterator[Span]:
    """Yield every span of a text, outer before inner."""
    if isinstance(text, str):
        return iter((text,))
    out: list[Span] = []
    for block in text.blocks:
        for spans in (block.spans,) if isinstance(block, Paragraph) else _runs(block):
            _walk(spans, out)
    return iter(out)


def _walk(spans: tuple[Span, ...], out: list[Span]) -> None:
    for span in spans:
        out.append(span)
        if not isinstance(span, str) and isinstance(span, _WITH_SPANS):
            _walk(span.spans, out)


def _runs(block: Block) -> Iterator[tuple[Span, ...]]:
    """Yield the spans of every paragraph and table cell in a block."""
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
        case CodeBlock(_, spans):
            if spans:
                yield spans


def is_open(text: Text) -> bool:
    """Return whether a text holds a name or an image that the compiler must still fill in."""
    return not isinstance(text, str) and any(
        isinstance(span, Image) or (isinstance(span, ConceptLink) and not span.spans) for span in walk(text)
    )


def linked(text: Text) -> Iterator[str]:
    """Yield the ids of the concepts that a text links to."""
    if not isinstance(text, str):
        yield from (span.concept for span in walk(text) if isinstance(span, ConceptLink))


def topics(context: str) -> list[str]:
    """Return the parts of a context line, which ``·``, ``|`` or ``>`` separate."""
    return [part for part in map(str.strip, _BETWEEN_TOPICS.split(context)) if part]


_BETWEEN_TOPICS = re.compile(r"[·|>]")


def rewrite(text: Text, change: Callable[[Span], Span | tuple[Span, ...]]) -> Text:
    """Return the text with every span replaced by ``change(span)``, inner before outer."""
    if isinstance(text, str):
        return text_of(_as_tuple(change(text)))
    return simplest([_rewrite_block(block, change) for block in text.blocks])


def _as_tuple(result: Span | tuple[Span, ...]) -> tuple[Span, ...]:
    return result if isinstance(result, tuple) else (result,)


def _rewrite_spans(
    spans: tuple[Span, ...], change: Callable[[Span], Span | tuple[Span, ...]]
) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in spans:
        out += _as_tuple(change(_with_inner(span, change)))
    return merged(out)


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
        case CodeBlock(text, spans):
            return CodeBlock(text, _rewrite_spans(spans, change))


def text_of(spans: tuple[Span, ...]) -> Text:
    """Return spans as a text of one paragraph, in its simplest form."""
    return simplest([Paragraph(merged(spans))])


def spans_of(text: Text) -> tuple[Span, ...]:
    """Return all spans of a text, with a line break between its blocks."""
    if isinstance(text, str):
        return (text,)
    first = text.blocks[0]
    if len(text.blocks) == 1 and isinstance(first, Paragraph):
        return first.spans
    out: list[Span] = []
    for block in text.blocks:
        for spans in _runs(block):
            out += [Break(), *spans] if out else spans
    return tuple(out)


def blocks_of(text: Text) -> tuple[Block, ...]:
    """Return a text's blocks."""
    return (Paragraph((text,)),) if isinstance(text, str) else text.blocks


def stack(*texts: Text) -> Text:
    """Return one text with the blocks of several below each other; empty texts are left out."""
    filled = [text for text in texts if text]
    if len(filled) <= 1:
        return filled[0] if filled else ""
    blocks: list[Block] = []
    for text in filled:
        blocks += blocks_of(text)
    return simplest(blocks)


def capitalized(text: Text) -> Text:
    """Return a list with a capital letter at the beginning of each entry, unless its first word has a form of its own.

    "inner alignment" becomes "Inner alignment"; "pH", "p53" and names stay.
    """
    if isinstance(text, str):
        return text
    return simplest(tuple(_capitalized_block(block) for block in text.blocks))


def _capitalized_block(block: Block) -> Block:
    match block:
        case Listing(items, start):
            return Listing(tuple((_capitalized_block(first), *rest) for first, *rest in items), start)
        case Paragraph((str(first), *rest)) if _LOWER.match(first):
            return Paragraph((first[:1].upper() + first[1:], *rest))
        case Paragraph((ConceptLink(concept, (str(first), *more)), *rest)) if _LOWER.match(first):
            return Paragraph((ConceptLink(concept, (first[:1].upper() + first[1:], *more)), *rest))
        case _:
            return block


_LOWER = re.compile(r"[^\W\d_A-Z]{2,}(?!\w)")  # a whole word without capitals and digits


def front(card: Card) -> Text:
    """Return a card's question as learners see it, or "" for a cloze."""
    return stack(card.given, card.ask, card.options)


def back(card: Card) -> Text:
    """Return a card's answer with its background below."""
    return stack(card.answer, card.background)


def fill(phrase: str, **texts: Text) -> Text:
    """Return a phrase with every ``{name}`` replaced by the text of that name."""
    if set(map(type, texts.values())) <= {str}:
        return phrase.format_map(texts)
    spans: list[Span] = []
    for piece in _pieces(phrase):
        name = piece[1:-1]
        spans += spans_of(texts[name]) if piece[:1] == "{" and name in texts else [piece]
    return text_of(tuple(spans))


@cache
def _pieces(phrase: str) -> list[str]:
    return re.split(r"(\{\w+\})", phrase)


def elide(text: Text, words: tuple[str, ...]) -> Text:
    """Replace every occurrence of the words, plurals and possessives included, by ``____``."""
    squeezed = _SEPARATORS.sub("", _plain_words(text))
    bare = ((word, _SEPARATORS.sub("", word.casefold())) for word in words if len(word) <= _LONGEST)
    present = tuple(word for word, letters in bare if letters and letters in squeezed)
    if not present:
        return text
    pattern = _occurrences(present)
    return rewrite(text, lambda span: pattern.sub("____", span) if isinstance(span, str) else span)


_SEPARATORS = re.compile(r"[\s-]+")
_LONGEST = 100  # characters; nobody would recognise a longer name


def _plain_words(text: Text) -> str:
    """Return the literal strings of a text, casefolded, for a quick search."""
    return "".join(span for span in walk(text) if isinstance(span, str)).casefold()


@lru_cache(maxsize=1024)
def _occurrences(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(("".join(map(_loose, _PARTS.findall(w))) for w in words), key=len)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(reversed(ordered))})(?:['’]s|e?s)?(?![\w-])", re.IGNORECASE)


_PARTS = re.compile(r"[ -]+|[^ -]+")


def _loose(part: str) -> str:
    """Return a pattern for a part of a name, which treats a run of spaces and hyphens as one choice.

    A choice for each of them would make matching exponentially slow.
    """
    if part.strip(" -"):
        return re.escape(part)
    spaces = part.count(" ")
    return rf"[\s-]{{{spaces},}}" if spaces else rf"[\s-]{{0,{2 * len(part)}}}"


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join neighbouring strings and leave empty ones out."""
    out: list[Span] = []
    for span in spans:
        if isinstance(span, str) and out and isinstance(out[-1], str):
            out[-1] += span
        elif span:
            out.append(span)
    return tuple(out)


def simplest(blocks: Sequence[Block]) -> Text:
    """Return blocks as a text in its simplest form: a ``str`` if nothing is lost."""
    if not blocks:
        return ""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        spans = blocks[0].spans
        if not spans:
            return ""
        if len(spans) == 1 and isinstance(spans[0], str):
            return spans[0]
    return Rich(tuple(blocks))
