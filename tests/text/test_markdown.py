"""Text as Markdown, in which nothing that an author wrote is markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from flashcards.text.markdown import changed, markdown
from tests.text.samples import LITERAL

GITHUB = MarkdownIt("gfm-like", {"html": True, "linkify": False})


class Page(HTMLParser):
    """What a page says, and the tags that say it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        self.tags.add(tag)
        self.text += "\n" * (tag == "br")


def page(text: str) -> Page:
    return Page(GITHUB.render(f"- x {text}"))


@given(LITERAL)
def test_shows_just_the_text(text: str) -> None:
    shown = page(markdown(text))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert shown.text.strip() == ("x " + "\n".join(filter(None, lines))).strip()
    assert shown.tags <= {"ul", "li", "br"}


@given(LITERAL, LITERAL)
def test_a_change_shows_only_what_came_and_went(before: str, after: str) -> None:
    assert page(changed(before, after)).tags <= {"ul", "li", "br", "ins", "del"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("@everyone, see #1", "@<!-- -->everyone, see #<!-- -->1"),
        ("https://x.org www.x.org", "https&#58;//x.org www&#46;x.org"),
        ("<img src=x>", "&#60;img src=x&#62;"),
        ("a\x1b[2Jb", "a\\\\x1b\\[2Jb"),
        ("$x$", "&#36;x&#36;"),
    ],
    ids=["mention and issue", "links", "html", "escape sequence", "math"],
)
def test_markup_is_escaped(text: str, result: str) -> None:
    assert markdown(text) == result
