"""Writes SVG and HTML elements; every text and attribute is escaped."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Final

_ELLIPSIS: Final = "…"


def element(name: str, *inner: str, **attributes: object) -> str:
    """Return an element around finished markup. ``class_`` becomes class, and ``aria_label`` aria-label."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text in a picture."""
    return element("text", escape(words), x=x, y=y, **attributes)


def titled(words: str) -> str:
    """Return a title, which is the element's name for screen readers and its tooltip."""
    return element("title", escape(words))


def picture(width: float, height: float, name: str, *inner: str, **attributes: object) -> str:
    """Return a picture of fixed size whose accessible name is ``name``."""
    size = {"width": width, "height": height, "viewBox": f"0 0 {_number(width)} {_number(height)}"}
    return element("svg", *inner, aria_label=name, **{"role": "img", **attributes}, **size)


def lines(words: str, width: int, most: int) -> list[str]:
    """Wrap words into at most ``most`` lines of ``width`` characters; cut the rest with an ellipsis."""
    found = wrap(words, width) or [""]
    if len(found) > most:
        found[most - 1] = found[most - 1][: width - 1].rstrip() + _ELLIPSIS
    return found[:most]


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
