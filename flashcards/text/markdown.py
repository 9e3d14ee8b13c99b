"""Text → Markdown that shows it literally."""

from __future__ import annotations

import re

from flashcards.text.compare import compared, shortened

# --- Markdown ----------------------------------------------------------------------------------------------------

# Markup of Markdown and HTML; TeX; a mention or an issue's number; a bare link or an emoji's name.
_SPECIAL = re.compile(r"[\\`*_\[\]~|]|[&<>$]|[@#](?=\w)|:(?=\S)|(?<=www)\.", re.IGNORECASE)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def markdown(text: str) -> str:
    """Text as Markdown that shows just it, in one line, anywhere but at the beginning of a line.

    No markup, HTML, link, mention, math or control character of the text's own survives.
    """
    text = _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)
    lines = (" ".join(_SPECIAL.sub(_inert, line).split()) for line in text.splitlines())
    return "<br>".join(line for line in lines if line)


def _inert(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in "@#":
        return f"{sign}<!-- -->"
    return f"&#{ord(sign)};" if sign in "&<>$:." else f"\\{sign}"


def changed(before: str, after: str) -> str:
    """A changed text as Markdown: what went struck out, what came underlined."""
    tags = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    return "".join(tags[sign].format(_spaced(text)) for sign, text in shortened(compared(before, after)))


def _spaced(text: str) -> str:
    """As Markdown, with the space at either end that keeps words apart."""
    inner = markdown(text)
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and inner.strip() else ""
    return f"{left}{inner.strip()}{right}"
