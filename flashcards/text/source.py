"""Text → the markup that an author would write for it: what ``markup.parse`` reads back as the same text."""

from __future__ import annotations

import re
from typing import Final

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

_SPECIAL: Final = re.compile(r"[\\`*_{}<>&$~]|:(?=:)")
_LINKLIKE: Final = (
    "[[",
    "](",
    "]:",
)  # then a bracket stands as an entity: a backslash before it would open math
_LINE_START: Final = re.compile(r"(?m)^(\d{1,9})(?=[.)](?:\s|$))|^(?=[-+#=](?:\s|$|[-+#=]))")


def literal(text: str) -> str:
    """Return markup that shows just these words, also inside a cloze."""
    return _LINE_START.sub(_guarded, _escaped(text))


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    if "[" in text and any(sign in text for sign in _LINKLIKE):
        return text.replace("[", "&#91;")
    return text


def _guarded(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else "\\"


def source(text: Text) -> str:
    """Return the markup of a text. Tables have none, so their cells stand in lines."""
    if isinstance(text, str):
        return literal(text)
    return "\n\n".join(_block(block) for block in text.blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return _spans(spans)
        case Listing(items, start):
            return "\n".join(
                _entry(item, None if start is None else start + n) for n, item in enumerate(items)
            )
        case CodeBlock(text):
            return f"```\n{text}\n```"
        case Quote(blocks):
            inner = "\n\n".join(map(_block, blocks))
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        case Table(head, rows):
            return "\n\n".join(" | ".join(map(_spans, row)) for row in (head, *rows))


def _entry(blocks: tuple[Block, ...], number: int | None) -> str:
    sign = "- " if number is None else f"{number}. "
    inner = "\n\n".join(map(_block, blocks))
    return sign + inner.replace("\n", "\n" + " " * len(sign))


def _spans(spans: tuple[Span, ...]) -> str:
    return _LINE_START.sub(_guarded, "".join(map(_span, spans)))


def _span(span: Span) -> str:
    match span:
        case str():
            return _escaped(span)
        case Cloze(number, inner, hint):
            shown = f"::{_escaped(hint)}" if hint else ""
            return f"{{{{c{number}::{''.join(map(_span, inner))}{shown}}}}}"
        case ConceptLink(concept, inner):
            return f"[[{concept}|{''.join(map(str, inner))}]]" if inner else f"[[{concept}]]"
        case Emphasis(inner):
            return f"*{''.join(map(_span, inner))}*"
        case Strong(inner):
            return f"**{''.join(map(_span, inner))}**"
        case Code(text):
            ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            return f"{ticks}{text}{ticks}"
        case Math(inner, display):
            left, right = ("\\[", "\\]") if display else ("\\(", "\\)")
            return left + "".join(part if isinstance(part, str) else _span(part) for part in inner) + right
        case Link(inner, url):
            return f"[{''.join(map(_span, inner))}]({url})"
        case Image(alt, file):
            return f"![{alt}]({file})"
        case Break():
            return "\\\n"
