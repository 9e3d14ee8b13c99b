"""Text → its canonical form, which the content hash covers. Frozen for good."""

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
from flashcards.text.plain import _below

# --- the canonical form ------------------------------------------------------------------------------------------


_MARKS = re.compile(r"[\\*`\[{}]")
_TO_MARK = re.compile(r"[\\*`\[{}]|:(?=:)")
_LIKE_BLOCK = re.compile(r"(?=[->] |\d+\. )")


def canonical(text: Text) -> str:
    """A text's substance in a form that never changes: what it says, not how a release of this program shows it.

    White space and line breaks inside a paragraph count as one space. Every released lock depends on this
    function: its results are pinned by tests and may not change.
    """
    if isinstance(text, str):
        usual = text[:1].isalpha() and text.isprintable() and "  " not in text and "::" not in text
        return text.strip() if usual and not _MARKS.search(text) else _canonical_line(_marked(text))
    return "\n\n".join([_canonical_block(block) for block in text.blocks])


def _marked(text: str) -> str:
    return _TO_MARK.sub(r"\\\g<0>", text) if "::" in text or _MARKS.search(text) else text


def _squeezed(text: str) -> str:
    if "  " not in text and text.isprintable():  # the only white space that is printable is the space
        return text.strip()
    return " ".join(text.split())


def _canonical_block(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return _canonical_line(_canonical_spans(spans))
        case Listing(items, start):
            sign = "-" if start is None else f"{start}."
            inner = ("\n".join(map(_canonical_block, item)) for item in items)
            return "\n".join(f"{sign} {_below(item, '  ')}" for item in inner)
        case CodeBlock(text):
            return f"```{_below(chr(10) + text, '  ')}\n```"
        case Quote(blocks):
            return "> " + _below("\n".join(map(_canonical_block, blocks)), "> ")
        case Table(head, rows):
            return "\n".join(
                "|".join(_squeezed(_canonical_spans(cell)) for cell in row) for row in (head, *rows)
            )


def _canonical_line(text: str) -> str:
    line = _squeezed(text)
    return f"\\{line}" if _LIKE_BLOCK.match(line) else line


def _canonical_spans(spans: tuple[Span, ...]) -> str:
    return "".join([_marked(span) if isinstance(span, str) else _canonical_span(span) for span in spans])


def _canonical_span(span: Span) -> str:
    match span:
        case Cloze(number, inner, hint):
            return f"{{{{c{number}::{_canonical_spans(inner)}{'::' + _marked(hint) if hint else ''}}}}}"
        case ConceptLink(_, inner):
            return _canonical_spans(inner)
        case Emphasis(inner):
            return f"*{_canonical_spans(inner)}*"
        case Strong(inner):
            return f"**{_canonical_spans(inner)}**"
        case Code(text):
            return f"`{_marked(text)}`"
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
            return _marked(span)


def _canonical_math(spans: tuple[Span, ...]) -> str:
    return "".join(str(s) if isinstance(s, str) else _canonical_span(s) for s in spans)
