"""Links to a concept, renamed in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.model import ConceptLink
from flashcards.syntax.edits import Edit, inside
from flashcards.text import markup, prose

if TYPE_CHECKING:
    from flashcards.syntax.nodes import Scalar


def links(text: str, scalar: Scalar, old: str, new: str) -> list[Edit]:
    """Edits that turn the scalar's links to the concept ``old`` into links to ``new``; literal brackets stay.

    Raises ValueError if a link is written in escapes, so that its place can't be known.
    """
    pattern = re.compile(rf"\[\[\s*({re.escape(old)})(?=\s*[|\]])")
    meant = list(pattern.finditer(scalar.value))
    written = list(pattern.finditer(text, inside(text, scalar), scalar.end))
    if len(meant) != len(written):
        raise ValueError(old)
    pairs = zip(meant, written, strict=True)
    return [
        Edit(*source.span(1), new) for value, source in pairs if _is_link(scalar.value, value.span(1), new)
    ]


def _is_link(value: str, span: tuple[int, int], new: str) -> bool:
    changed = value[: span[0]] + new + value[span[1] :]
    return _count(changed, new) > _count(value, new)


def _count(value: str, concept: str) -> int:
    text, _ = markup.parse(value, clozes=True)
    return sum(isinstance(span, ConceptLink) and span.concept == concept for span in prose.walk(text))
