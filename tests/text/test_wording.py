"""Texts compared by words, and as Markdown in which no author's text is markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flashcards.text.compare import Piece, readable, shortened, word_diff
from flashcards.text.markdown import changed, markdown
from flashcards.text.wording import brief, counted

GITHUB = MarkdownIt("gfm-like", {"html": True, "linkify": False})
TEXTS = st.text(st.sampled_from("ab<>&*_`[]()!#@$:~|\\ \n-+.1\"'/wé"), max_size=40)


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


class TestWords:
    @pytest.mark.parametrize(
        ("before", "after", "pieces"),
        [
            ("", "", ()),
            ("a b", "a b", (("=", "a b"),)),
            ("", "a", (("+", "a"),)),
            ("a", "", (("-", "a"),)),
            ("the old one", "the new one", (("=", "the "), ("-", "old"), ("+", "new"), ("=", " one"))),
            ("a b c", "x y c", (("-", "a b"), ("+", "x y"), ("=", " c"))),
            ("one.", "one!", (("=", "one"), ("-", "."), ("+", "!"))),
        ],
        ids=["nothing", "same", "came", "went", "a word", "a space between two belongs to both", "a sign"],
    )
    def test_table(self, before: str, after: str, pieces: tuple[tuple[str, str], ...]) -> None:
        assert word_diff(before, after) == tuple(Piece(*piece) for piece in pieces)

    @given(TEXTS, TEXTS)
    def test_pieces_give_both_texts_again(self, before: str, after: str) -> None:
        pieces = word_diff(before, after)
        assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
        assert "".join(piece.text for piece in pieces if piece.sign != "-") == after

    def test_enormous_texts_are_shown_as_replaced(self) -> None:
        before, after = "a " * 5_000, "b " * 5_000
        assert word_diff(before, after) == (Piece("-", before), Piece("+", after))

    @pytest.mark.parametrize(
        ("before", "after", "pieces"),
        [
            (
                "a " * 900 + "b " * 9 + "c",
                "a " * 900 + "d " * 9 + "c",
                ("a " * 900, "b " * 8 + "b", "d " * 8 + "d", " c"),
            ),
            ("a " * 900, "a " * 901, ("a " * 900, "", "a ", "")),
            ("a " * 901, "a " * 900, ("a " * 900, "a ", "", "")),
            ("a " * 900, "a " * 900, ("a " * 900, "", "", "")),
        ],
        ids=["in the middle", "longer", "shorter", "the same"],
    )
    def test_of_long_texts_the_ends_in_common_are_shown(
        self, before: str, after: str, pieces: tuple[str, ...]
    ) -> None:
        shown = tuple(Piece(*piece) for piece in zip("=-+=", pieces, strict=True) if piece[1])
        assert word_diff(before, after) == shown

    @pytest.mark.parametrize(
        ("text", "expected"),
        [("one  two\nthree", "one two three"), ("one two three four", "one two …"), ("", "")],
        ids=["fits on one line", "is cut at a word", "nothing"],
    )
    def test_brief(self, text: str, expected: str) -> None:
        assert brief(text, 13) == expected

    @pytest.mark.parametrize(
        ("number", "expected"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (1000, "1,000 cards")]
    )
    def test_counted(self, number: int, expected: str) -> None:
        assert counted(number, "card") == expected

    def test_long_stretches_are_cut_to_what_stands_next_to_a_change(self) -> None:
        pieces = shortened(
            word_diff("one " * 60 + "two " + "three " * 60, "one " * 60 + "four " + "three " * 60)
        )
        assert [piece.sign for piece in pieces] == ["=", "-", "+", "="]
        assert pieces[0].text == "… " + "one " * 14
        assert pieces[3].text == " three" * 9 + " …"


class TestReadable:
    @pytest.mark.parametrize(
        ("before", "after", "pieces"),
        [
            ("one two three", "one two four", (("=", "one two "), ("-", "three"), ("+", "four"))),
            ("one two three", "four five one six", (("-", "one two three"), ("+", "four five one six"))),
            ("", "new", (("+", "new"),)),
            ("old", "", (("-", "old"),)),
            ("same", "same", (("=", "same"),)),
        ],
        ids=["alike", "little in common", "came", "went", "same"],
    )
    def test_table(self, before: str, after: str, pieces: tuple[tuple[str, str], ...]) -> None:
        assert readable(before, after) == tuple(Piece(*piece) for piece in pieces)


class TestMarkdown:
    @given(TEXTS)
    def test_shows_just_the_text(self, text: str) -> None:
        shown = page(markdown(text))
        lines = [" ".join(line.split()) for line in text.splitlines()]
        assert shown.text.strip() == ("x " + "\n".join(filter(None, lines))).strip()
        assert shown.tags <= {"ul", "li", "br"}

    @given(TEXTS, TEXTS)
    def test_a_change_shows_only_what_came_and_went(self, before: str, after: str) -> None:
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
    def test_inert(self, text: str, result: str) -> None:
        assert markdown(text) == result
