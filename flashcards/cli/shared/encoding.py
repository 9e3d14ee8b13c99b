"""Write to a terminal or file whose encoding lacks some of our characters."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TextIO

ERRORS: Final = "flashcards.substitute"
"""The name of the error handler that ``prepare`` gives a stream."""
_SUBSTITUTES = {
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("·•", "*"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("─━═", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    "…": "...",
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "x",
    "✓": "+",
    "✗": "x",
    "›": ">",
    "‹": "<",
}


def is_unicode(stream: TextIO) -> bool:
    """Return whether a stream can write every character; a stream without an encoding can."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def prepare(*streams: TextIO) -> None:
    """Make streams write a like sign, or ``\\u....``, for a character that their encoding lacks."""
    codecs.register_error(ERRORS, substitute)
    for stream in streams:
        if not is_unicode(stream) and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=ERRORS)


def substitute(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace the characters that can't be encoded. This is an error handler for ``codecs``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_SUBSTITUTES.get(character) or _escaped(character) for character in lost), error.end


def _escaped(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")
