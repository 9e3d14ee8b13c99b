"""``flashcards draft``: files in a deck, a patch, or nothing and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from tests.decks import DECK, write

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
# Grumping

Grumping is the slow turning of a cat towards a wall.

## Advantages

- Quiet: it makes no noise.

Ready to try it?
"""
CONCEPT = """\
# A draft from "Grumping".
# Behind "TO BE REWRITTEN:" stand the page's own words. Say each in yours, choose what the blanks {{c1::...}} hide,
# and delete what you don't need; "flashcards check" lists what is left. Confirm the source at the end, too.
term: Grumping
src: [grumping-page]
definition:
  short:
    text: 'TO BE REWRITTEN: Grumping is the slow turning of a cat towards a wall.'
advantages:
  quiet:
    term: Quiet
    means: 'TO BE REWRITTEN: it makes no noise.'
    src:
      - grumping-page: Advantages
sources:
  grumping-page:
    title: Grumping
    year: 2020
    url: https://example.org/grumping
    unverified: [credibility, authors]
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASHCARDS_DECKS", raising=False)
    write(tmp_path, {"page.md": PAGE, "decks/d/deck.yaml": DECK})
    return tmp_path / "decks" / "d"


def _run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["draft", *args])


def test_a_page_becomes_a_file(deck: Path) -> None:
    result = _run("page.md", "--url", "https://example.org/grumping")
    assert result.exit_code == 0
    text = (deck / "concepts" / "grumping.yaml").read_text("utf-8")
    assert text == CONCEPT.replace("    year: 2020\n", "").replace(
        "[credibility, authors]", "[credibility, authors, year]"
    )
    assert result.stdout == (
        "Made decks/d/concepts/grumping.yaml: 2 items to be rewritten (1 in definition, 1 in advantages).\n"
        "Next: say it in your own words; flashcards check lists what is left.\n"
    )
    assert result.stderr.splitlines()[-2:] == [
        "Left out 1 passage:",
        "  a section that is no content: Ready to try it?",
    ]


def test_a_dry_run_writes_nothing(deck: Path) -> None:
    result = _run("page.md", "--dry-run", "--deck", "decks/d")
    assert result.exit_code == 0
    assert "TO BE REWRITTEN: Grumping is" in result.stdout
    assert not (deck / "concepts").exists()


def test_a_file_that_is_there_stays(deck: Path) -> None:
    write(deck, {"concepts/grumping.yaml": "term: grumping\nfaq:\n  why:\n    q: Why?\n    a: So.\n"})
    result = _run("page.md")
    assert result.exit_code == 2
    assert "decks/d/concepts/grumping.yaml exists already; to add to it, use --into grumping" in result.stderr


def test_into_prints_a_patch_of_what_is_new(deck: Path) -> None:
    write(
        deck,
        {
            "concepts/grumping.yaml": "term: grumping\nadvantages:\n  quiet:\n    q: Is it quiet?\n    a: So.\n"
        },
    )
    result = _run("page.md", "--into", "grumping")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "--- decks/d/concepts/grumping.yaml",
        "+++ decks/d/concepts/grumping.yaml",
        "@@ -3,3 +3,17 @@",
        "   quiet:",
        "     q: Is it quiet?",
        "     a: So.",
        "+  quiet-2:",
        "+    term: Quiet",
        "+    means: 'TO BE REWRITTEN: it makes no noise.'",
        "+    src:",
        "+      - grumping-page: Advantages",
        "+",
        "+definition:",
        "+  short:",
        "+    text: 'TO BE REWRITTEN: Grumping is the slow turning of a cat towards a wall.'",
        "+    src: [grumping-page]",
        "+sources:",
        "+  grumping-page:",
        "+    title: Grumping",
        "+    unverified: [credibility, authors, year]",
    ]


def test_two_pages_about_one_term_become_one_concept(deck: Path) -> None:
    write(deck.parent.parent, {"other.md": "# Grumping\n\nGrumping is the slow turning of a cat towards a wall.\n\n## Challenges\n\n- Hard to see: it is dark.\n"})  # fmt: skip
    assert _run("page.md", "other.md").exit_code == 0
    text = (deck / "concepts" / "grumping.yaml").read_text("utf-8")
    assert text.count("slow turning") == 1
    assert "- grumping-page-2: Challenges" in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"%PDF-1.7",
            "page.md: this is no page but a PDF, a picture or an archive; save the page as HTML or as text",
        ),
        (
            b"",
            "page.md: there is no text on this page; save it after it has loaded, or copy its text into a file",
        ),
    ],
)
def test_what_is_no_page_ends_in_a_sentence(deck: Path, data: bytes, message: str) -> None:
    (deck.parent.parent / "page.md").write_bytes(data)
    result = _run("page.md")
    assert (result.exit_code, result.stderr.splitlines()) == (1, [message])
    assert not (deck / "concepts").exists()


@pytest.mark.usefixtures("deck")
def test_check_reports_what_is_left_to_do() -> None:
    assert _run("page.md").exit_code == 0
    lines = CliRunner().invoke(cli, ["check", "decks/d"]).stdout.splitlines()
    assert [line.rpartition("concepts/")[2][:60] for line in lines if "L21" in line] == [
        "grumping.yaml:8:11: L21 grumping/short: another's words stan",
        "grumping.yaml:12:12: L21 grumping/quiet: another's words sta",
    ]
