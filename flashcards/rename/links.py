"""Rename the links to a concept in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flashcards.model import ConceptLink
from flashcards.syntax.edits import Edit, inside
from flashcards.text import markup, prose

if TYPE_CHECKING:
    from flashcards.syntax.nodes import Scalar


def links(text: str, scalar: Scalar, old: str, new: str) -> list[Edit]:
    """Return edits that turn a scalar's links to the concept ``old`` into links to ``new``.

    Brackets that the text shows literally stay as they are.

    Args:
        text: The whole file's text.
        scalar: The scalar whose links are renamed.
        old: The concept's id today.
        new: Its id afterwards.

    Raises:
        ValueError: A link is written with escapes, so that its place in the file can't be known.
    """
    pattern = re.compile(rf"\[\[\s*({re.escape(old)})(?=\s*[|\]])")
    in_value = list(pattern.finditer(scalar.value))
    in_file = list(pattern.finditer(text, inside(text, scalar), scalar.end))
    if len(in_value) != len(in_file):
        raise ValueError(old)
    pairs = zip(in_value, in_file, strict=True)
    return [
        Edit(*source.span(1), new) for value, source in pairs if _is_link(scalar.value, value.span(1), new)
    ]


def _is_link(value: str, span: tuple[int, int], new: str) -> bool:
    """Return whether the id at this span is a link's, by writing the new id there and parsing the text."""
    changed = value[: span[0]] + new + value[span[1] :]
    return _count(changed, new) > _count(value, new)


def _count(value: str, concept: str) -> int:
    text, _ = markup.parse(value, clozes=True)
    return sum(isinstance(span, ConceptLink) and span.concept == concept for span in prose.walk(text))
