"""Characters that texts and terminals can't have."""

from __future__ import annotations

import re

# Anything that could move a cursor, ring a bell, or turn the direction of a line; and the bytes of file names that
# are no text.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def safe(text: str) -> str:
    r"""The text with control characters made visible, like ``\x1b``."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def line(text: str) -> str:
    """As ``safe``, in one line: who names a file must not write further lines of a report."""
    return safe(text).replace("\n", "\\n")
