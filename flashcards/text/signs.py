r"""Decide which stars and underscores are signs that the author meant: ``2*3*4``, ``__init__``, ``/*x*/``.

CommonMark reads emphasis in all of these, and a reader would never see the signs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_inline import StateInline

_LETTER = "[A-Za-zΑ-Ωα-ω]"
# A product or a power: between numbers, single letters and brackets. Other words between stars may be emphasis.
_OPERATOR = rf"(?<=\d|\b{_LETTER}|[)\]])\*{{1,2}}(?=\d|{_LETTER}\b|\()"
_GLOB = r"(?<![*\w])\*(?=[./][\w*])"
_COMMENT = r"(?<=(?<![*\w])/)\*(?=[^*\n]*\*/)"
# A name in a program: two or more words joined by underscores, with underscores around them.
_JOINED = r"(?<!\w)_{1,2}[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+_{1,2}(?!\w)"
_LONE = r"__(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)__"
_ATTRIBUTE = rf"(?<=\.){_LONE}(?!\w)|(?<!\w){_LONE}(?=[(\[]|\.\w)"
_SIGNS = re.compile(f"{_OPERATOR}|{_GLOB}|{_COMMENT}|{_JOINED}|{_ATTRIBUTE}")
_WHOLE = re.compile(_LONE)

_MAYBE_NAME = re.compile(rf"(?<!\w){_LONE}(?!\w)")
_INSIDE_WORD = re.compile(r"(?<=[^\W_])(\*{1,2})(?=[^\W_])([^*\s]*[^\W_])\1(?=[^\W_])")


def rule(state: StateInline, silent: bool) -> bool:
    """Read stars and underscores as text where they are signs. This is an inline rule of the Markdown parser."""
    src, pos = state.src, state.pos
    if src[pos] not in "*_":
        return False
    found = _SIGNS.match(src, pos, state.posMax) or (_WHOLE.fullmatch(src) if pos == 0 else None)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def doubts(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset, a message and a hint for emphasis that may be meant as signs.

    Args:
        text: A text with its code spans, math and escapes blanked out.
    """
    for found in _MAYBE_NAME.finditer(text):
        name = found[0]
        if not _SIGNS.match(text, found.start()) and not _WHOLE.fullmatch(text):
            hint = f"write **{name[2:-2]}** for bold type, or put a name into a code span: `{name}`"
            yield found.start(), f"{name} is read as bold type", hint
    for found in _INSIDE_WORD.finditer(text):
        if text.isascii() and not _SIGNS.match(text, found.start()):
            hint = "write \\* for a star; put emphasis around the whole word"
            yield found.start(), f"{found[0]} is read as emphasis inside a word", hint
