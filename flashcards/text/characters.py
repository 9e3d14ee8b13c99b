"""Characters that source texts, terminals and reports must not contain."""

from __future__ import annotations

import re
from typing import Final

UNREADABLE: Final = "\U000f0000"
"""A private-use character that replaces a value that could not be read. Source texts must not contain it."""

# C0 except tab and newline, DEL, C1, line separators, bidi controls, the byte order mark and surrogates. They can
# move the cursor, ring the bell or change the direction of a line.
CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
"""Control characters, as the inside of a regular expression's ``[]``.

``released.lock`` escapes these, so adding one makes existing locks unreadable; a test pins the set.
"""
CONTROL: Final = re.compile(f"[{CONTROLS}]")
"""A character that must not reach a terminal, a log or a page unescaped."""
FORBIDDEN: Final = re.compile(f"[{CONTROLS}\ufff9-\ufffb\ufffe\uffff{UNREADABLE}]")
"""A character that no source text may contain: also annotation marks and noncharacters."""

# White space, and what fonts and terminals show as nothing: soft hyphen, joiners, Hangul fillers, direction marks,
# variation selectors, the empty Braille pattern, tags.
_BLANK = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)


def is_blank(text: str) -> bool:
    """Return whether a reader sees nothing of this text."""
    return not text or text.isspace() or (not text.isascii() and _BLANK.fullmatch(text) is not None)


def code_points(text: str) -> str:
    """Name the first few characters of a text that can't be seen, such as ``U+200B``."""
    return ", ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(text[:3]))


def safe(text: str) -> str:
    r"""Return the text with control characters escaped, such as ``\x1b``."""
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def line(text: str) -> str:
    """Escape as ``safe`` does, and newlines too, so that a file name can't add lines to a report."""
    return safe(text).replace("\n", "\\n")
