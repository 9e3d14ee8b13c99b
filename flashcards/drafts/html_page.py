"""HTML → a page. Scripts are never run, nothing is fetched, and what is no content is left out by its element."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from flashcards.drafts.page import BlockKind, PageError, PageLink, SavedPage

_DEEPEST: Final = 2_000  # elements in each other; people's pages stay far below a hundred
_MOST_ATTRIBUTES: Final = 1_000  # of one element
_VOID: Final = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
}
_SKIPPED: Final = {
    "nav": "navigation",
    "aside": "a sidebar",
    "footer": "the page's foot",
    "form": "a form",
    "button": "a button",
    "select": "a form",
    "noscript": "a message of the browser's",
    "iframe": "an embedded page",
    "dialog": "a pop-up",
}
_SILENT: Final = {
    "script",
    "style",
    "template",
    "svg",
    "object",
    "canvas",
    "audio",
    "video",
    "annotation",
    "textarea",
}
_BLOCKS: Final = {
    *("p", "div", "section", "article", "main", "header", "ul", "ol", "dl", "table", "tr", "tbody", "thead"),
    *("blockquote", "figure", "pre", "body", "details", "summary", "li", "dt", "dd", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "figcaption", "caption", "hr", "address", "center", "br"),
}
_ITEMS: Final = {"li", "dd"}
_CHROME: Final = (
    (re.compile(r"\b(?:nav|navbar|navbox|menu|breadcrumbs?|pagination|toc|skip-link|mw-jump\S*|catlinks)\b"), "navigation"),
    (re.compile(r"\b(?:ads?|advert\S*|promo\S*|sponsor\S*|cta|newsletter|subscribe|signup)\b"), "advertising"),
    (re.compile(r"\b(?:cookies?\S*|consent|gdpr|popup|modal)\b"), "a pop-up"),
    (re.compile(r"\b(?:sidebar|related-posts|share\S*|social\S*|comments?)\b"), "a sidebar"),
    (re.compile(r"\b(?:wm-ipp\S*|wm-toolbar)\b"), "an archive's banner"),
    (re.compile(r"\b(?:infobox|hatnote|metadata|noprint|mw-editsection|reflist|reference|footer)\b"), "an apparatus"),
)  # fmt: skip


def is_html(text: str) -> bool:
    """Whether a text is HTML: it has a document's elements, or several paragraphs."""
    head = text[:20_000].lower()
    return (
        bool(re.search(r"<!doctype html|<html|<head\b|<body\b", head)) or len(re.findall(r"</?p\b", head)) > 1
    )


def read(text: str) -> SavedPage:
    """Return the page in an HTML text. Raises PageError if it is too deep or too large to be a person's page."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.end_block()
    return parser.page


class _Parser(HTMLParser):
    """Collects blocks. Knows only which elements are open; no tree is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = SavedPage()
        self.open: list[str] = []
        self.skip: tuple[int, str] | None = (
            None  # how many elements are open around what is left out, and why
        )
        self.skipped: list[str] = []
        self.words: list[str] = []
        self.links: list[PageLink] = []
        self.href = ""
        self.link_words: list[str] = []
        self.kind = BlockKind.TEXT
        self.before = ""  # a dt's words, which wait for its dd
        self.title: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(attrs) > _MOST_ATTRIBUTES:
            raise PageError(f"an element has {len(attrs):,} attributes, which no page that people read has")
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(values)
        elif tag == "link" and values.get("rel") == "canonical":
            self.page.url = values.get("href", "")
        if tag in _BLOCKS and self.skip is None:
            self.end_block()
            if tag in {"p", "li", "dt", "dd"} and self.open and self.open[-1] in {"p", tag}:
                self.open.pop()  # people leave these unclosed
        if tag not in _VOID:
            self._enter(tag, values)
        if self.skip is None:
            self._begin(tag, values)

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag in _ITEMS:
            self.kind = BlockKind.ITEM
        elif re.fullmatch(r"h[1-6]", tag):
            self.kind = BlockKind.HEADING
        elif tag == "a":
            self.href, self.link_words = values.get("href", ""), []
        elif tag == "time" and not self.page.date:
            self.page.date = values.get("datetime", "")[:10]
        elif tag in {"td", "th"} and self.words:
            self.words.append(" | ")
        elif tag == "img" and values.get("alt"):
            self.page.leave_out("a picture", values["alt"])

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        self.open.append(tag)
        if len(self.open) > _DEEPEST:
            raise PageError(
                f"more than {_DEEPEST:,} elements stand in each other, which no page that people read has"
            )
        if self.skip is None and (why := _reason(tag, values)) is not None:
            self.skip, self.skipped = (len(self.open), why), []

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        if tag in _BLOCKS and self.skip is None:
            self._end_inner(tag)
        while self.open and self.open.pop() != tag:
            pass
        if self.skip is not None and len(self.open) < self.skip[0]:
            if self.skip[1]:
                self.page.leave_out(self.skip[1], " ".join(self.skipped))
            self.skip = None
        if tag == "a" and self.href and self.skip is None:
            self._end_link()

    def _end_inner(self, tag: str) -> None:
        if tag == "dt":
            self.before = " ".join("".join(self.words).split())
            self.words = []
        else:
            self.end_block()

    def _end_link(self) -> None:
        words = " ".join("".join(self.link_words).split())
        if self.href.startswith(("http://", "https://")) and words:
            self.links.append(PageLink(words, self.href))
        self.href = ""

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title.append(data)
        elif self.skip is not None:
            if self.skip[1]:
                self.skipped.append(data)
        elif "head" not in self.open:
            self.words.append(data)
            if self.href:
                self.link_words.append(data)

    def end_block(self) -> None:
        """End the block at hand."""
        text = "".join(self.words)
        if text.strip():
            if self.before and "dd" in self.open:
                text = f"{self.before}: {text}"
                self.before = ""
            self.page.add(self.kind, text, tuple(self.links))
        self.words, self.links, self.kind = [], [], BlockKind.TEXT
        self.page.title = " ".join("".join(self.title).split())

    def _meta(self, values: dict[str, str]) -> None:
        name = (values.get("property") or values.get("name") or "").lower()
        content = " ".join(values.get("content", "").split())
        if name in {"author", "article:author", "citation_author", "dc.creator"} and content:
            if not content.startswith("http") and content not in self.page.authors:
                self.page.authors.append(content)
        elif name == "og:site_name":
            self.page.site = content
        elif name == "og:url" and not self.page.url:
            self.page.url = content
        elif name in {"article:published_time", "citation_publication_date", "date", "dc.date"}:
            self.page.date = content[:10].replace("/", "-")


def _reason(tag: str, values: dict[str, str]) -> str | None:
    """Return why an element is left out: "" without a word, None if it isn't."""
    if tag in _SILENT or values.get("type") == "application/json":
        return ""
    if tag in _SKIPPED:
        return _SKIPPED[tag]
    if values.get("hidden") is not None and "hidden" in values:
        return "hidden text"
    if values.get("role") in {"navigation", "banner", "contentinfo", "search", "dialog"}:
        return "navigation"
    if tag in {"html", "body", "main", "article", "h1"}:
        return None
    names = f"{values.get('class', '')} {values.get('id', '')}".lower()
    return next((why for pattern, why in _CHROME if pattern.search(names)), None)
