"""A citation in its forms: parts, one line, short and full."""

from __future__ import annotations

import pytest

from flashcards.model import Citation, Source
from flashcards.text import citation

ONE = ("Ada Lovelace",)
TWO = (*ONE, "Alan Turing")
THREE = (*TWO, "Grace Hopper")


def cited(authors: tuple[str, ...] = (), year: str = "1950", url: str = "", locator: str = "") -> Citation:
    return Citation(Source("s", "On Machines.", authors, year, url=url, venue="Mind"), locator)


@pytest.mark.parametrize(
    ("authors", "named", "short"),
    [
        ((), "", "On Machines. 1950"),
        (ONE, "Ada Lovelace", "Lovelace 1950"),
        (TWO, "Ada Lovelace & Alan Turing", "Lovelace & Turing 1950"),
        (THREE, "Ada Lovelace et al.", "Lovelace et al. 1950"),
    ],
    ids=["nobody", "one", "two", "three"],
)
def test_two_authors_are_named_and_of_more_the_first(
    authors: tuple[str, ...], named: str, short: str
) -> None:
    assert citation.parts(cited(authors)) == (named, "On Machines.", "1950", "", "")
    assert citation.short(cited(authors)) == short


def test_a_line_leaves_out_what_is_missing() -> None:
    assert citation.line(cited(ONE, url="https://x.org", locator="p. 3")) == (
        "Ada Lovelace, On Machines., 1950, p. 3, <https://x.org>"
    )
    assert citation.line(cited(year="")) == "On Machines."


@pytest.mark.parametrize(
    ("authors", "year", "expected"),
    [
        (THREE, "1950", "Ada Lovelace, Alan Turing, Grace Hopper (1950). On Machines. Mind. p. 3."),
        (ONE, "", "Ada Lovelace. On Machines. Mind. p. 3."),
        ((), "1950", "1950. On Machines. Mind. p. 3."),
        ((), "", "On Machines. Mind. p. 3."),
    ],
    ids=["all", "no year", "no authors", "neither"],
)
def test_the_full_form_names_every_author(authors: tuple[str, ...], year: str, expected: str) -> None:
    assert citation.full(cited(authors, year, locator="p. 3.")) == expected
