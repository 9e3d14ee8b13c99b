"""A field's HTML → our markup: exactly where the format has the like, else the words, and what is lost is said."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.model import Image, Math
from flashcards.text import markup, prose
from flashcards.text.characters import FORBIDDEN
from flashcards.text.plain import plain
from flashcards.text.source import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.model import Span

_TOKENS: Final = re.compile(
    r"(?P<open>\{\{c\d{1,3}::)|(?P<close>\}\})|(?P<hint>::)"
    r"|(?P<math>\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\])"
    r"|\[\$\](?P<old>.+?)\[/\$\]|\[\$\$\](?P<olds>.+?)\[/\$\$\]|\[latex\](?P<latex>.+?)\[/latex\]"
    r"|\[sound:(?P<sound>[^\]]*)\]",
    re.DOTALL,
)
_EMPHASIS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_KEPT: Final = {
    *("p", "div", "br", "span", "ul", "ol", "li", "blockquote", "pre", "code", "a", "img", "hr", "html", "body", "section"),
    *("b", "strong", "i", "em", "sub", "sup", "anki-mathjax", "tr", "td", "th", "tbody", "thead", "article", "figure"),
}  # fmt: skip
_LOST: Final = {"u": "underlining", "font": "colour", "s": "strike-through", "mark": "highlighting", "table": "a table",
                "ruby": "readings above characters", "rt": "readings above characters", "svg": "a drawing",
                "script": "a script",
    "rp": "readings above characters",
    "audio": "sound", "video": "a film", "iframe": "an embedded page"}  # fmt: skip
_SILENT: Final = {"script", "style", "template", "svg", "audio", "video", "iframe"}
_BLOCKS: Final = {"p", "div", "section", "article", "blockquote", "tr", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "figure"}  # fmt: skip
_STYLED: Final = re.compile(r"color|background|underline|font-weight|font-style|highlight")
_SUB: Final = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUP: Final = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_MOST: Final = 60_000  # characters of a field


class Converted(NamedTuple):
    """A field as markup, what was lost on the way, and the media that it names."""

    text: str
    lost: tuple[str, ...]
    images: tuple[str, ...]
    sounds: tuple[str, ...]


def convert(html: str, images: Mapping[str, str], *, clozes: bool = False) -> Converted | None:
    """Return a field's markup, or None if not even its words can be carried.

    Args:
        html: what the field or the card's side holds.
        images: the name of each image in fields → its name in ``media/``.
        clozes: whether blanks stay blanks; elsewhere their answers stand.
    """
    if len(html) > _MOST:
        return None
    rich = _run(html, images, clozes=clozes, formatted=True)
    if _sound(rich, clozes):
        return rich.converted()
    bare = _run(html, images, clozes=clozes, formatted=False)
    bare.lost.append("formatting that has no exact form here")
    return bare.converted() if _sound(bare, clozes) else None


def _run(html: str, images: Mapping[str, str], *, clozes: bool, formatted: bool) -> _Fields:
    parser = _Fields(images, clozes=clozes, formatted=formatted)
    parser.feed(html)
    parser.close()
    return parser


def _sound(made: _Fields, clozes: bool) -> bool:
    """Whether the markup reads back without a fault as the same words."""
    text, faults = markup.parse(made.text(), clozes=clozes)
    return not faults and _letters(plain(prose.rewrite(text, _unseen))) == _letters("".join(made.words))


def _unseen(span: Span) -> Span | tuple[Span, ...]:
    """Leave out what is no word of the field's: formulas are compared by the parser, pictures by their names."""
    return () if isinstance(span, Math | Image) else span


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


class _Fields(HTMLParser):
    """Writes markup while it reads HTML."""

    def __init__(self, images: Mapping[str, str], *, clozes: bool, formatted: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.names, self.clozes, self.formatted = images, clozes, formatted
        self.out: list[str] = []
        self.words: list[str] = []  # what a reader reads, to compare with
        self.lost: list[str] = []
        self.images: list[str] = []
        self.sounds: list[str] = []
        self.silent = 0
        self.lists: list[str] = []
        self.numbers: list[int] = []  # of the entries of the lists that are open
        self.code = ""  # the element in which text is literal
        self.depth = 0  # blanks that are open
        self.hinted, self.hint_at = False, 0  # whether a blank's hint is read, and where it begins
        self.script = ""  # sub or sup
        self.href: list[str] = []

    def converted(self) -> Converted:
        """Return the result."""
        return Converted(self.text(), tuple(dict.fromkeys(self.lost)), tuple(self.images), tuple(self.sounds))

    def text(self) -> str:
        """Return the markup so far, with its white space in order."""
        text = FORBIDDEN.sub("", "".join(self.out)).replace("\xa0", " ")
        text = re.sub(r"(?<=\S)[ \t]+", " ", text) if "```" not in text else text
        text = re.sub(r" *(?:\\\n)? *\n *(?:\\?\n *)+", "\n\n", text)
        return re.sub(r"^(?:\\?\n|\s)+|(?:\\?\n|\s)+$", "", text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if not self.silent:
            self._note_lost(tag, values)
        self.silent += tag in _SILENT
        if tag == "br":
            self.out.append(
                "\\\n"
                if self.formatted and not self.lists and self.code != "pre"
                else "\n"
                if self.code == "pre"
                else " "
            )
        elif tag in _BLOCKS:
            self._block(tag)
        elif tag == "li":
            self._entry()
        elif tag in _EMPHASIS:
            self._mark(_EMPHASIS[tag])
        elif tag in {"code", "pre"}:
            self.code = self.code or tag
            self.out.append("\n\n```\n" if tag == "pre" else "`" if self.code == tag else "")
        elif tag in {"td", "th"}:
            self.out.append(" ")
        elif tag in {"sub", "sup"}:
            self.script = tag
        elif tag == "img":
            self._image(values)
        elif tag == "a":
            self.href.append(values.get("href", "") if self.formatted else "")
            self.out.append("[" if self.href[-1].startswith(("http://", "https://")) else "")

    def _note_lost(self, tag: str, values: dict[str, str]) -> None:
        if tag in _LOST:
            self.lost.append(_LOST[tag])
        elif tag not in _KEPT | _SILENT and not re.fullmatch(r"h[1-6]", tag):
            self.lost.append(f"<{tag}>")
        if tag == "span" and _STYLED.search(values.get("style", "")):
            self.lost.append("colour or style")

    def _entry(self) -> None:
        """Begin an entry of a list; the numbers of an ordered one are words that a reader reads."""
        if not self.lists:
            self.lists.append("ul")
            self.numbers.append(0)
        indent = "".join("   " if kind == "ol" else "  " for kind in self.lists[:-1])
        self.numbers[-1] += 1
        ordered = self.lists[-1] == "ol"
        self.words.append(f"{self.numbers[-1]}." if ordered else "")
        self.out.append(f"\n{indent}{'1.' if ordered else '-'} ")

    def _block(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(tag)
            self.numbers.append(0)
        inside = len(self.lists) > (tag in {"ul", "ol"})
        self.out.append("\n\n" if not inside else "" if tag in {"ul", "ol"} else " ")
        if tag == "blockquote":
            self.lost.append("a quotation's indent")

    def _mark(self, sign: str) -> None:
        if self.formatted:
            self.out.append(sign)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in {"ul", "ol"}:
            self.lists, self.numbers = self.lists[:-1], self.numbers[:-1]
            self.out.append("" if self.lists else "\n\n")
        elif tag in _BLOCKS and not self.lists:
            self.out.append("\n\n")
        elif tag in _EMPHASIS:
            self._close_mark(_EMPHASIS[tag])
        elif tag == self.code:
            self.out.append("\n```\n\n" if tag == "pre" else "`")
            self.code = ""
        elif tag in {"sub", "sup"}:
            self.script = ""
        elif tag == "a" and self.href:
            url = self.href.pop()
            self.out.append(f"]({url})" if url.startswith(("http://", "https://")) else "")

    def _close_mark(self, sign: str) -> None:
        """Close emphasis; the space at its end goes behind it, and where nothing stands in it it goes altogether."""
        if not self.formatted:
            return
        tail = self.out[-1] if self.out else ""
        if tail == sign:
            self.out.pop()
        else:
            stripped = tail.rstrip(" \xa0")
            self.out[-1:] = [stripped, sign, tail[len(stripped) :]]

    def _image(self, values: dict[str, str]) -> None:
        name = values.get("src", "")
        if name in self.names:
            alt = re.sub(r"[\[\]\\`*_<>&$\n]", " ", values.get("alt", "")).strip() or name.rpartition(".")[
                0
            ].replace("_", " ")
            self.out.append(f"![{alt}]({self.names[name]})")
            self.images.append(name)
        else:
            self.lost.append(f"the image {name[:80] or 'without a name'}")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.code:
            self.out.append(data if self.code == "pre" else data.replace("\n", " "))
            self.words.append(data)
            return
        at = 0
        for found in _TOKENS.finditer(data):
            self._words(data[at : found.start()])
            self._token(found)
            at = found.end()
        self._words(data[at:])

    def _words(self, text: str) -> None:
        text = re.sub(r"[ \t\n\r]+", " ", text)
        if self.script and text.strip():
            small = text.translate(_SUB if self.script == "sub" else _SUP)
            if any(old == new and not old.isspace() for old, new in zip(text, small, strict=True)):
                self.lost.append("raised or lowered letters")
            else:
                text = small
        if text:
            self.words.append("" if self.hinted else text)
            self.out.append(literal(text))

    def _token(self, found: re.Match[str]) -> None:
        kind = found.lastgroup
        if kind == "open":
            self.depth += 1
            self.out.append(found[0] if self.clozes else "")
        elif kind == "close":
            self._end_blank(found[0])
        elif kind == "hint":
            self._hint()
        elif kind == "sound":
            self.sounds.append(found["sound"])
        else:
            self._math(found)

    def _end_blank(self, sign: str) -> None:
        if not self.depth:
            self._words(sign)
            return
        self.depth -= 1
        if not self.clozes and self.hinted:
            del self.out[self.hint_at :]
        self.hinted = False
        self.out.append(sign if self.clozes else "")

    def _hint(self) -> None:
        if not self.depth or self.hinted:
            self._words("::")
            return
        self.hinted, self.hint_at = True, len(self.out)
        self.out.append("::" if self.clozes else "")

    def _math(self, found: re.Match[str]) -> None:
        inner = next(
            part for part in found.group("inline", "display", "old", "olds", "latex") if part is not None
        )
        display = found["display"] is not None or found["olds"] is not None
        if found["latex"] is not None:
            display = inner.strip().startswith(("$$", "\\["))
            inner = re.sub(r"^\s*(?:\$\$?|\\\[|\\\()|(?:\$\$?|\\\]|\\\))\s*$", "", inner)
            if "$" in inner or "\\begin{document}" in inner:
                self.lost.append("LaTeX that is more than one formula")
        left, right = ("\\[", "\\]") if display else ("\\(", "\\)")
        self.out.append(f"{left}{' '.join(inner.split())}{right}")
