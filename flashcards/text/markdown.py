"""Write text as Markdown that shows it literally, and changes of a text as Markdown."""

from __future__ import annotations

import re

from flashcards.text import characters
from flashcards.text.compare import shortened, word_diff

# Markup of Markdown and HTML; TeX; a mention or an issue number; a bare link or an emoji name.
_SPECIAL = re.compile(r"[\\`*_\[\]~|]|[&<>$]|[@#](?=\w)|:(?=\S)|(?<=www)\.", re.IGNORECASE)


def markdown(text: str) -> str:
    """Return Markdown that shows the text literally, with ``<br>`` between its lines.

    Markup, HTML, links, mentions, math and control characters in the text have no effect. Use the result
    anywhere except at the beginning of a line.
    """
    lines = (" ".join(_SPECIAL.sub(_escaped, line).split()) for line in characters.safe(text).splitlines())
    return "<br>".join(line for line in lines if line)


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in "@#":
        return f"{sign}<!-- -->"
    return f"&#{ord(sign)};" if sign in "&<>$:." else f"\\{sign}"


def changed(before: str, after: str) -> str:
    """Return a changed text as Markdown: deletions struck out, insertions underlined."""
    tags = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    return "".join(
        tags[sign].format(_with_spaces(text)) for sign, text in shortened(word_diff(before, after))
    )


def _with_spaces(text: str) -> str:
    """Return ``markdown(text)`` with the spaces at its ends, which keep words apart."""
    inner = markdown(text)
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and inner.strip() else ""
    return f"{left}{inner.strip()}{right}"
