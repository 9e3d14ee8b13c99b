"""Characters that texts and terminals can't have."""

from __future__ import annotations

import re

UNREADABLE = "\U000f0000"
"""A private-use character that stands for a value that could not be read; refused in source texts."""

# C0 but tab and newline, DEL, C1, line separators, bidi controls, the byte order mark, and halves of characters:
# they could move a cursor, ring a bell, or turn the direction of a line.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
CONTROL = re.compile(f"[{_CONTROLS}]")
"""Characters that never reach a terminal, a log or a page as they are."""
FORBIDDEN = re.compile(f"[{_CONTROLS}\ufff9-\ufffb\ufffe\uffff{UNREADABLE}]")
"""Characters that no source text may have: also annotation marks and noncharacters."""


def safe(text: str) -> str:
    r"""The text with control characters made visible, like ``\x1b``."""
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def line(text: str) -> str:
    """As ``safe``, in one line: who names a file must not write further lines of a report."""
    return safe(text).replace("\n", "\\n")
