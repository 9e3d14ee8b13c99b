"""The formats of ``flashcards diff``: text, Markdown and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from flashcards.anki.writer import write as write_package
from tests.cli.comparisons import TIME, repository, run
from tests.decks import write
from tests.greek import FILES, compiled, edited
from tests.loading.test_git import commit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

__all__ = ["repository"]
TEXT = """\
HEAD → decks/greek: 1 meaning may have changed · 1 wording changed · 1 moved

Meaning may have changed: 1 note
  olympian/how-many  decks/greek/concepts/olympian.yaml:10
      question: How many Olympians are there?
    ~ answer: Twelve{+ of <b>them</b>+}.

Wording changed: 1 note
  olympian/rule  decks/greek/concepts/olympian.yaml:7
    ~ text: Zeus rules the [-sky-]{+heavens+}, Poseidon the sea.

Moved or renamed, history kept: 1 note
  olympian/why  decks/greek/concepts/olympian.yaml:13
    Its key was olympian/why-twelve.
    + source: Homer, Iliad, 1990, <https://example.org/iliad>
"""
MARKDOWN = """\
## What learners will see

HEAD → decks/greek: 1 meaning may have changed · 1 wording changed · 1 moved

<details open><summary><b>Meaning may have changed</b>: 1 note</summary>

- **olympian/how-many**
  - question: How many Olympians are there?
  - answer: Twelve<ins> of &#60;b&#62;them&#60;/b&#62;</ins>.

</details>

<details><summary><b>Wording changed</b>: 1 note</summary>

- **olympian/rule**
  - text: Zeus rules the <del>sky</del><ins>heavens</ins>, Poseidon the sea.

</details>

<details><summary><b>Moved or renamed, history kept</b>: 1 note</summary>

- **olympian/why**
  - Its key was olympian/why-twelve.
  - source: <ins>Homer, Iliad, 1990, &#60;https&#58;//example.org/iliad&#62;</ins>

</details>
"""


def test_text() -> None:
    result = run("HEAD")
    assert (result.exit_code, result.stdout) == (0, TEXT)


def test_markdown() -> None:
    result = run("HEAD", "--format", "markdown")
    assert (result.exit_code, result.stdout) == (0, MARKDOWN)


def test_colour_never_says_anything_alone() -> None:
    coloured = run("HEAD", colour=True).stdout
    assert "\x1b[31m[-sky-]\x1b[0m\x1b[32m{+heavens+}\x1b[0m" in coloured
    assert "".join(part.partition("m")[2] for part in ("m" + coloured).split("\x1b[")) == TEXT


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert run("HEAD", colour=True).stdout == TEXT


def test_json() -> None:
    found = json.loads(run("HEAD", "--format", "json").stdout)
    assert list(found) == ["format", "old", "new", "counts", "alerts", "changes"]
    assert found["counts"] == {"meaning": 1, "wording": 1, "moved": 1}
    assert found["changes"][0] == {
        "effect": "meaning",
        "effects": ["meaning"],
        "key": "olympian/how-many",
        "old_key": "olympian/how-many",
        "guid": found["changes"][0]["guid"],
        "path": "decks/greek/concepts/olympian.yaml",
        "line": 10,
        "reasons": [],
        "details": [],
        "cards": [
            {
                "ordinal": 1,
                "name": "ask",
                "effect": "meaning",
                "before": {"question": "How many Olympians are there?", "answer": "Twelve."},
                "after": {
                    "question": "How many Olympians are there?",
                    "answer": "Twelve of <b>them</b>.",
                },
            }
        ],
    }
    assert found["changes"][2]["old_key"] == "olympian/why-twelve"


def test_no_change() -> None:
    assert run("HEAD", "HEAD").stdout == "HEAD → HEAD: no change\n"


def test_a_new_source_of_a_concept_is_told_once(repository: Path) -> None:
    write(repository / "decks" / "greek", edited(("term:", "src: [homer]\nterm:")))
    text = run("HEAD").stdout
    assert text.count("source:") == 1
    assert text.count("  olympian/") == 4


def test_of_many_notes_with_one_change_five_are_named(repository: Path) -> None:
    faq = "".join(f"  item-{n}:\n    q: What is {n}?\n    a: It is {n}.\n" for n in range(9))
    many = repository / "decks" / "greek" / "concepts" / "many.yaml"
    many.write_text(f"term: many\nfaq:\n{faq}")
    commit(repository)
    many.write_text(f"term: many\nsrc: [homer]\nfaq:\n{faq}")
    text = run("HEAD").stdout
    assert [line.split()[0] for line in text.split("\n") if line.startswith("  many/")] == [
        f"many/item-{n}" for n in range(5)
    ]
    assert "\n  and 4 more with the same change\n    + source: Homer" in text
    assert "**many/item-4** and 4 more with the same change\n" in run("HEAD", "--format", "markdown").stdout


def test_a_long_comment_is_cut_before_github_refuses_it(repository: Path) -> None:
    faq = "".join(f"  item-{n}:\n    q: {'What ' * 20}is {n}?\n    a: It.\n" for n in range(900))
    write(repository / "decks" / "greek", {"concepts/many.yaml": f"term: many\nfaq:\n{faq}"})
    text = run("HEAD", "--format", "markdown").stdout
    assert len(text) < 65_536
    assert text.count("<details") == text.count("</details>")
    assert text.rstrip().endswith("more notes; run `flashcards diff` to see all.")


def test_an_author_can_not_break_out_of_markdown(repository: Path) -> None:
    evil = "</details></ins># h <img src=x onerror=y> [a](javascript:b) ![i](http://t) `c` @all | -->"
    write(
        repository / "decks" / "greek",
        {
            "concepts/olympian.yaml": f'term: "{evil}"\nfaq:\n  how-many:\n    q: "{evil}"\n    a: "`{evil}`"\n'
        },
    )
    text = run("HEAD", "--format", "markdown").stdout
    html = MarkdownIt("commonmark").render(text)
    assert [tag for tag in ("<img", "<a ", "<h1", "<code") if tag in html] == []
    assert html.count("<details") == html.count("</details>")


def test_control_characters_of_a_package_become_visible(repository: Path) -> None:
    old = compiled(FILES)
    notes = tuple(replace(note, extra="\x1b[2J") for note in old.notes)
    write_package(
        replace(old, notes=notes), repository / "a.apkg", mod=lambda _: TIME, time=TIME, version="1"
    )
    result = run("a.apkg")
    assert "- extra: \\x1b[2J" in result.stdout
    assert "\x1b" not in result.stdout
