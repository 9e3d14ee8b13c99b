"""Write text in its canonical form, which content hashes cover. Its results must never change."""

from __future__ import annotations

import re

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
    Span,
    Strong,
    Table,
    Text,
)
from flashcards.text.plain import with_margin

_MARKUP = re.compile(r"[\\*`\[{}]")
_TO_ESCAPE = re.compile(r"[\\*`\[{}]|:(?=:)")
_BLOCK_START = re.compile(r"(?=[->] |\d+\. )")


def canonical(text: Text) -> str:
    """Return what a text says, independent of how a version of this program shows it.

    White space and line breaks inside a paragraph become one space. The content hashes in every ``released.lock``
    depend on this function: tests pin its results, and they must never change.
    """
    if isinstance(text, str):
        # Most texts are ordinary words, and this quick look is all they need.
        ordinary = text[:1].isalpha() and text.isprintable() and "  " not in text and "::" not in text
        return text.strip() if ordinary and not _MARKUP.search(text) else _canonical_line(_escaped(text))
    return "\n\n".join([_canonical_block(block) for block in text.blocks])


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(r"\\\g<0>", text) if "::" in text or _MARKUP.search(text) else text


def _squeezed(text: str) -> str:
    """Return the text with every run of white space as one space."""
    if "  " not in text and text.isprintable():  # the space is the only printable white space
        return text.strip()
    return " ".join(text.split())


def _canonical_block(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return _canonical_line(_canonical_spans(spans))
        case Listing(items, start):
            sign = "-" if start is None else f"{start}."
            inner = ("\n".join(map(_canonical_block, item)) for item in items)
            return "\n".join(f"{sign} {with_margin(item, '  ')}" for item in inner)
        case CodeBlock(text, spans):
            lines = _canonical_spans(spans) if spans else text
            return f"```{with_margin(chr(10) + lines, '  ')}\n```"
        case Quote(blocks):
            return "> " + with_margin("\n".join(map(_canonical_block, blocks)), "> ")
        case Table(head, rows):
            return "\n".join(
                "|".join(_squeezed(_canonical_spans(cell)) for cell in row) for row in (head, *rows)
            )


def _canonical_line(text: str) -> str:
    line = _squeezed(text)
    return f"\\{line}" if _BLOCK_START.match(line) else line


def _canonical_spans(spans: tuple[Span, ...]) -> str:
    return "".join([_escaped(span) if isinstance(span, str) else _canonical_span(span) for span in spans])


def _canonical_span(span: Span) -> str:
    match span:
        case Cloze(number, inner, hint):
            return f"{{{{c{number}::{_canonical_spans(inner)}{'::' + _escaped(hint) if hint else ''}}}}}"
        case ConceptLink(_, inner):
            return _canonical_spans(inner)
        case Emphasis(inner):
            return f"*{_canonical_spans(inner)}*"
        case Strong(inner):
            return f"**{_canonical_spans(inner)}**"
        case Code(text):
            return f"`{_escaped(text)}`"
        case Math(inner, display):
            left, right = ("\\[", "\\]") if display else ("\\(", "\\)")
            return f"{left}{_canonical_math(inner)}{right}"
        case Link(inner, url):
            return f"[{_canonical_spans(inner)}]({url})"
        case Image(alt, file):
            return f"![{alt}]({file})"
        case Break():
            return "\\\n"
        case str():
            return _escaped(span)


def _canonical_math(spans: tuple[Span, ...]) -> str:
    return "".join(str(s) if isinstance(s, str) else _canonical_span(s) for s in spans)
