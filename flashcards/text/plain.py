"""Show text as plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.model import (
    Block,
    Break,
    Cloze,
    Code,
    CodeBlock,
    ConceptLink,
    Image,
    Listing,
    Math,
    NoteType,
    Paragraph,
    Quote,
    Span,
    Table,
    Text,
)
from flashcards.text import mathtext
from flashcards.text.characters import is_blank
from flashcards.text.prose import front, walk

if TYPE_CHECKING:
    from flashcards.model import Card, Note


def plain(text: Text, *, hide: int = 0) -> str:
    """Return a text's words, with the cloze numbered ``hide`` as ``[...]`` or ``[hint]``."""
    return text if isinstance(text, str) else "\n".join([_plain_block(block, hide) for block in text.blocks])


def is_invisible(text: Text) -> bool:
    """Return whether a text has no character, picture or name that a reader can see."""
    if any(
        isinstance(span, Image) or (isinstance(span, ConceptLink) and not span.spans) for span in walk(text)
    ):
        return False
    return is_blank(plain(text))


def question(note: Note, card: Card) -> str:
    """Return a card's question in words; for a cloze card, the text with the answer hidden."""
    return plain(note.text, hide=card.ordinal) if note.type is NoteType.CLOZE else plain(front(card))


def cloze_answers(text: Text) -> dict[int, str]:
    """Return the words that each cloze number hides, joined by `` … ``, in ascending order of the numbers."""
    hidden: dict[int, list[str]] = {}
    for span in walk(text):
        if isinstance(span, Cloze):
            hidden.setdefault(span.number, []).append(_plain_spans(span.spans, 0))
    return {number: " … ".join(hidden[number]) for number in sorted(hidden)}


def _plain_block(block: Block, hide: int) -> str:
    match block:
        case Paragraph(spans):
            return _plain_spans(spans, hide)
        case Listing(items, start):
            marks = ("- " if start is None else f"{start + n}. " for n in range(len(items)))
            return "\n".join(
                mark + with_margin("\n".join(_plain_block(block, hide) for block in item), " " * len(mark))
                for mark, item in zip(marks, items, strict=True)
            )
        case CodeBlock(text, spans):
            return _plain_spans(spans, hide) if spans else text
        case Quote(blocks):
            return "\n".join("> " + with_margin(_plain_block(block, hide), "> ") for block in blocks)
        case Table(head, rows):
            columns = [
                "\n".join(
                    [f"{_plain_spans(title, hide)}:", *(f"- {_plain_spans(row[n], hide)}" for row in rows)]
                )
                for n, title in enumerate(head)
            ]
            return "\n".join(columns)


def with_margin(text: str, margin: str) -> str:
    """Put a margin before every line except the first."""
    return text.replace("\n", "\n" + margin)


def _plain_spans(spans: tuple[Span, ...], hide: int) -> str:
    return "".join([span if isinstance(span, str) else _plain_span(span, hide) for span in spans])


def _plain_span(span: Span, hide: int) -> str:
    match span:
        case str():
            return span
        case Code(text):
            return text
        case Math(inner):
            return math_text(inner, hide)
        case Image(alt):
            return alt
        case Break():
            return "\n"
        case Cloze(number, inner, hint) if hide and number == hide:
            return f"[{hint or '...'}]"
        case _:
            return _plain_spans(span.spans, hide)


def math_text(spans: tuple[Span, ...], hide: int) -> str:
    """Return math as Unicode where that is exact, otherwise as TeX source."""
    if any(isinstance(span, Cloze) for span in spans):
        return "".join(_math_part(span, hide) for span in spans)
    source = "".join(str(span) for span in spans)
    exact = mathtext.to_unicode(source)
    return source.strip() if exact is None else exact


def _math_part(span: Span, hide: int) -> str:
    if not isinstance(span, Cloze):
        return str(span)
    return (
        f"[{span.hint or '...'}]"
        if hide and span.number == hide
        else "".join(str(part) for part in span.spans)
    )
