"""SVG and HTML elements as text; every text and attribute is escaped."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Final

_ELLIPSIS: Final = "…"


def element(name: str, *inner: str, **attributes: object) -> str:
    """An element; ``inner`` is finished markup. ``class_`` is written class, ``aria_label`` aria-label."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A line of text in a picture."""
    return element("text", escape(words), x=x, y=y, **attributes)


def titled(words: str) -> str:
    """The title of an element: its name for screen readers, its tooltip for the mouse."""
    return element("title", escape(words))


def picture(width: float, height: float, name: str, *inner: str, **attributes: object) -> str:
    """A drawing whose accessible name is ``name``. Shown at its own size; what holds it scrolls."""
    size = {"width": width, "height": height, "viewBox": f"0 0 {_number(width)} {_number(height)}"}
    return element("svg", *inner, aria_label=name, **{"role": "img", **attributes}, **size)


def lines(words: str, width: int, most: int) -> list[str]:
    """Words in at most ``most`` lines of ``width`` characters."""
    found = wrap(words, width) or [""]
    if len(found) > most:
        found[most - 1] = found[most - 1][: width - 1].rstrip() + _ELLIPSIS
    return found[:most]


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
