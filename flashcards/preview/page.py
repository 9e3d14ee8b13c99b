"""Writes a compiled deck as one offline HTML file.

The page can't load anything: its Content-Security-Policy allows only the hashes of its own styles and scripts, and
it contains its images and fonts as data. Cards are shadow trees with Anki's styling. The text of authors is the
inert HTML that ``text.html`` makes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Final

from flashcards.model import Level
from flashcards.preview import concept_map, data, figures, timeline
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from flashcards.model import Deck, Problem
    from flashcards.preview.changes import Since

_SCRIPTS: Final = (
    "state.js",
    "math.js",
    "card.js",
    "since.js",
    "course.js",
    "filter.js",
    "map.js",
    "views.js",
)
_MATH: Final = re.compile(r"\\\\[(\[]")  # as JSON writes \( and \[
_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_FONT: Final = re.compile(r"url\(fonts/([\w-]+\.woff2)\)[^}]*")


def render(
    deck: Deck, problems: Sequence[Problem], *, since: Since | None = None, watch: int | None = None
) -> str:
    """Return the page as HTML.

    Args:
        deck: the deck to show.
        problems: its problems, shown beside what they are about.
        since: the changes to show, if any.
        watch: the number of this build, if a server rebuilds the page after each save. The page then asks the
            server for the next build, and its policy allows only that.
    """
    content = data.as_json(deck, problems, since)
    math = bool(_MATH.search(content))
    styles = [_read("page.css"), *([_fonts()] if math else [])]
    scripts = [*([_vendored("katex.min.js")] if math else []), "".join(_read(name) for name in _SCRIPTS)]
    return Template(_read("page.html")).substitute(
        language=escape(deck.language),
        policy=escape(_policy(styles, scripts, math=math, watch=watch is not None)),
        title=escape(deck.name),
        counts=_counts(deck),
        alarm=_problem_count(problems),
        styles="".join(f"<style>{style}</style>" for style in styles),
        legend=timeline.legend(),
        views=data.script(_views(deck)),
        figures="".join(map(figures.draw, figures.plots(deck))),
        math=escape(_math_css(), quote=True) if math else "",
        watch="" if watch is None else watch,
        data=content,
        scripts="".join(f"<script>{script}</script>" for script in scripts),
    )


def _views(deck: Deck) -> dict[str, str]:
    """Return the markup that the page inserts when a view is first opened: a large map has 10,000s of elements."""
    events = timeline.events(deck)
    return {
        "map": concept_map.draw(deck),
        "relations": concept_map.in_words(deck),
        "time": timeline.draw(events) if events else "<p>No history yet.</p>",
        "events": timeline.in_words(deck, events),
    }


def _policy(styles: Sequence[str], scripts: Sequence[str], *, math: bool, watch: bool) -> str:
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, styles)),
        "img-src": "data:",
        "font-src": "data:" if math else "",
        "connect-src": "'self'" if watch else "",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items() if value)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _counts(deck: Deck) -> str:
    cards = sum(len(note.cards) for note in deck.notes)
    counts = ((len(deck.concepts), "concept"), (len(deck.notes), "note"), (cards, "card"))
    return " · ".join(counted(number, noun) for number, noun in counts)


def _problem_count(problems: Sequence[Problem]) -> str:
    """Return the number of problems for the menu, or "" if there is none."""
    errors = sum(problem.level is Level.ERROR for problem in problems)
    return f' <b class="{"error" if errors else "warning"}">{len(problems):,}</b>' if problems else ""


def _read(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _katex() -> Traversable:
    return files(__package__) / "vendor" / "katex"


def _vendored(name: str) -> str:
    return (_katex() / name).read_text(encoding="utf-8")


def _math_css() -> str:
    """Return KaTeX's CSS without its fonts, for the shadow trees of the cards."""
    return _FACE.sub("", _vendored("katex.min.css"))


def _fonts() -> str:
    """Return CSS with KaTeX's fonts for the page: a shadow tree can't define fonts."""
    return "".join(_FONT.sub(_inlined, face) for face in _FACE.findall(_vendored("katex.min.css")))


def _inlined(found: re.Match[str]) -> str:
    font = b64encode((_katex() / "fonts" / found[1]).read_bytes()).decode()
    return f'url(data:font/woff2;base64,{font}) format("woff2")'
