"""A page is read in a process with limits: whatever it holds, it ends in a draft or in a sentence."""

from __future__ import annotations

import os

import pytest

from flashcards.drafts import child
from flashcards.drafts.page import PageError
from tests.drafts.hostile import PAGES

ALL = bool(os.environ.get("FLASHCARDS_HOSTILE"))
QUICK = {
    "elements in each other": "more than 2,000 elements stand in each other, which no page that people read has",
    "attributes": "an element has 100,000 attributes, which no page that people read has",
    "lists in each other": "the file looks like JSON and is damaged; save the page again",
    "a payload that holds itself": "there is no text on this page; save it after it has loaded, or copy its text into a file",
    "a payload with wild indices": "there is no record of a term in this JSON; save the page as HTML or text instead",
    "a number without end": "the file looks like JSON and is damaged; save the page again",
    "zeros": "the file holds no text that can be read; save the page as HTML or as text, in UTF-8",
    "too large": "the file has more than 8 MiB; save the page without its pictures",
    "a PDF": "this is no page but a PDF, a picture or an archive; save the page as HTML or as text",
    "nothing": "there is no text on this page; save it after it has loaded, or copy its text into a file",
}


@pytest.mark.parametrize(("name", "sentence"), QUICK.items())
def test_a_hostile_page_ends_in_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(PageError) as raised:
        child.read(PAGES[name], year=2026, seconds=60)
    assert str(raised.value) == sentence


def test_a_page_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PageError) as raised:
        child.read(PAGES["unclosed tags"], year=2026, seconds=1)
    assert str(raised.value) == "reading it takes more than 1 s; save only the part of the page that you need"


@pytest.mark.skipif(not ALL, reason="FLASHCARDS_HOSTILE=1 runs them")
@pytest.mark.parametrize("name", PAGES)
def test_every_hostile_page_ends(name: str) -> None:
    try:
        child.read(PAGES[name], year=2026)
    except PageError as error:
        assert "Traceback" not in str(error)  # noqa: PT017 - a draft is fine, too
