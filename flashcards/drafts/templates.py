"""Anki's templates: what a side of a card shows of a note's fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAG: Final = re.compile(r"\{\{([^{}]*)\}\}")
_ANSWER: Final = re.compile(r"<hr[^>]*\bid=[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPTY: Final = re.compile(r"(?:<[^>]*>|&nbsp;|\s)*")
_BARE: Final = {"type", "tts", "tts-voices", "info"}
_MOST: Final = 200_000  # characters of a template


def shown(template: str, values: Mapping[str, str], *, without: str = "") -> str:
    """Return the HTML of a card's side, without the repeated front.

    Args:
        template: the side in Anki's template language.
        values: the note's fields as HTML.
        without: a field that is left out; a cloze note's back shows what stands beside its text.
    """
    out: list[str] = []
    hidden: list[tuple[str, bool]] = []  # the conditions around, and whether each hides what is in it
    at = 0
    template = _ANSWER.sub("", _COMMENT.sub("", template[:_MOST]))
    for tag in _TAG.finditer(template):
        if not any(hides for _, hides in hidden):
            out.append(template[at : tag.start()])
        at = tag.end()
        name = tag[1].strip()
        if name[:1] in {"#", "^"}:
            empty = not _filled(values.get(name[1:].strip(), ""))
            hidden.append((name[1:].strip(), empty if name[0] == "#" else not empty))
        elif name[:1] == "/":
            hidden = hidden[:-1]
        elif not any(hides for _, hides in hidden):
            out.append(_value(name, values, without))
    if not any(hides for _, hides in hidden):
        out.append(template[at:])
    return "".join(out)


def _filled(html: str) -> bool:
    return not _EMPTY.fullmatch(html)


def _value(name: str, values: Mapping[str, str], without: str) -> str:
    *filters, field = [part.strip() for part in name.split(":")]
    if field == without or any(part.split(" ")[0] in _BARE for part in filters):
        return ""
    return values.get(field, "")


def cloze_field(front: str) -> str:
    """Return the field whose blanks a cloze template asks for, or ""."""
    found = re.search(r"\{\{(?:[^{}:]*:)*cloze:(?:[^{}:]*:)*([^{}]+)\}\}", front[:_MOST])
    return found[1].strip() if found else ""
