"""``flashcards diff``: its sides, its formats, its exit codes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

from flashcards.anki.writer import write as write_package
from flashcards.cli import cli
from flashcards.releases import record
from flashcards.releases.lock import Lock
from flashcards.releases.lock import write as lock_text
from tests.decks import write
from tests.greek import DECK, FILES, compiled, edited
from tests.loading.test_git import commit

if TYPE_CHECKING:
    from pathlib import Path

TIME = 1_790_000_000
NEW = edited(
    ("Twelve.", "Twelve of <b>them</b>."),
    ("rules the sky", "rules the heavens"),
    ("why-twelve:", "why:\n    was: why-twelve\n    src: [homer]"),
)
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
    It was olympian/why-twelve.
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
  - It was olympian/why-twelve.
  - source: <ins>Homer, Iliad, 1990, &#60;https&#58;//example.org/iliad&#62;</ins>

</details>
"""


def run(*arguments: str, colour: bool = False) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments], color=colour)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with decks/greek as in ``FILES``; the working tree has ``NEW``."""
    who = {
        f"GIT_{role}_{part}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    write(tmp_path / "decks" / "greek", FILES)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, env=environment, check=True)
    write(tmp_path / "decks" / "greek", NEW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASHCARDS_DECKS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


class TestFormats:
    def test_text(self) -> None:
        result = run("HEAD")
        assert (result.exit_code, result.stdout) == (0, TEXT)

    def test_markdown(self) -> None:
        result = run("HEAD", "--format", "markdown")
        assert (result.exit_code, result.stdout) == (0, MARKDOWN)

    def test_colour_never_says_anything_alone(self) -> None:
        coloured = run("HEAD", colour=True).stdout
        assert "\x1b[31m[-sky-]\x1b[0m\x1b[32m{+heavens+}\x1b[0m" in coloured
        assert "".join(part.partition("m")[2] for part in ("m" + coloured).split("\x1b[")) == TEXT

    def test_no_color(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        assert run("HEAD", colour=True).stdout == TEXT

    def test_json(self) -> None:
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

    def test_no_change(self) -> None:
        assert run("HEAD", "HEAD").stdout == "HEAD → HEAD: no change\n"

    def test_a_new_source_of_a_concept_is_told_once(self, repository: Path) -> None:
        write(repository / "decks" / "greek", edited(("term:", "src: [homer]\nterm:")))
        text = run("HEAD").stdout
        assert text.count("source:") == 1
        assert text.count("  olympian/") == 4

    def test_of_many_notes_with_one_change_five_are_named(self, repository: Path) -> None:
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
        assert (
            "**many/item-4** and 4 more with the same change\n" in run("HEAD", "--format", "markdown").stdout
        )

    def test_a_long_comment_is_cut_before_github_refuses_it(self, repository: Path) -> None:
        faq = "".join(f"  item-{n}:\n    q: {'What ' * 20}is {n}?\n    a: It.\n" for n in range(900))
        write(repository / "decks" / "greek", {"concepts/many.yaml": f"term: many\nfaq:\n{faq}"})
        text = run("HEAD", "--format", "markdown").stdout
        assert len(text) < 65_536
        assert text.count("<details") == text.count("</details>")
        assert text.rstrip().endswith("more notes; run `flashcards diff` to see all.")

    def test_an_author_can_not_break_out_of_markdown(self, repository: Path) -> None:
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

    def test_control_characters_of_a_package_become_visible(self, repository: Path) -> None:
        old = compiled(FILES)
        notes = tuple(replace(note, extra="\x1b[2J") for note in old.notes)
        write_package(
            replace(old, notes=notes), repository / "a.apkg", mod=lambda _: TIME, time=TIME, version="1"
        )
        result = run("a.apkg")
        assert "- extra: \\x1b[2J" in result.stdout
        assert "\x1b" not in result.stdout


def package(path: Path, files: dict[str, str]) -> Path:
    write_package(compiled(files), path, mod=lambda _: TIME, time=TIME, version="1")
    return path


class TestSides:
    def test_folders(self, repository: Path) -> None:
        write(repository / "other", FILES)
        assert "1 meaning may have changed" in run("other", "decks/greek").stdout

    def test_packages(self, repository: Path) -> None:
        package(repository / "a.apkg", FILES)
        package(repository / "b.apkg", NEW)
        result = run("a.apkg", "b.apkg", "--format", "json")
        found = json.loads(result.stdout)
        assert found["counts"] == {"meaning": 1, "wording": 1, "waiting": 1}
        assert found["changes"][0]["path"] is None

    def test_a_package_against_the_working_tree(self, repository: Path) -> None:
        package(repository / "a.apkg", FILES)
        assert run("a.apkg", "--format", "json").stdout.count('"key"') == 3
        write(repository / "decks" / "greek", FILES)
        assert run("a.apkg").stdout == "a.apkg → decks/greek: no change\n"

    def test_another_deck_of_the_repository(self, repository: Path) -> None:
        other = {**FILES, "deck.yaml": DECK.replace("6f0b", "7f0b")}
        write(repository / "decks" / "other", other)
        assert "several decks" in run("HEAD").stderr
        assert 'there is no deck in "decks/other" at HEAD' in run("HEAD", "--deck", "other").stderr
        assert run("HEAD", "--deck", "greek").exit_code == 0

    @pytest.mark.parametrize("name", ["nowhere", "HEAD~5", "decks"])
    def test_no_side(self, name: str) -> None:
        result = run(name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f'"{name}" is no folder with a deck, no package and no git revision here' in result.stderr

    def test_no_package(self) -> None:
        result = run("nowhere.apkg")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"nowhere.apkg can't be read: {os.strerror(errno.ENOENT)}\n"

    def test_a_side_with_errors(self, repository: Path) -> None:
        write(repository / "decks" / "greek", edited(("q: Why are they twelve?", "")))
        result = run("HEAD")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "decks/greek has 1 error: nothing was compared." in result.stderr


RETYPED = edited(("  how-many:\n    q: How many Olympians are there?\n    a: Twelve.\n", ""))


class TestFailOn:
    @pytest.mark.parametrize(
        ("files", "codes"),
        [
            (FILES, (0, 0, 0, 0)),
            (edited(("Twelve.", "Twelve.\n    src: [homer]")), (0, 0, 0, 1)),
            (edited(("Twelve.", "Twelve of them.")), (0, 0, 1, 1)),
            (RETYPED, (0, 1, 1, 1)),
            ({**FILES, "deck.yaml": DECK.replace("name: Greek", "name: Greeks")}, (0, 1, 1, 1)),
        ],
        ids=["same", "waiting", "meaning", "vanished", "renamed deck"],
    )
    def test_exit_codes(self, files: dict[str, str], codes: tuple[int, ...], repository: Path) -> None:
        write(repository / "decks" / "greek", files)
        options: tuple[list[str], ...] = (
            [],
            ["--fail-on", "risk"],
            ["--fail-on", "meaning"],
            ["--fail-on", "any"],
        )
        assert tuple(run("HEAD", *option).exit_code for option in options) == codes


class TestReleased:
    @pytest.mark.parametrize(
        ("keys", "counts", "code"),
        [
            ((), {"removed": 1}, 0),
            (("olympian/how-many",), {"risk": 1}, 1),
            (("olympian/short",), {"removed": 1}, 0),
        ],
        ids=["no release yet", "released", "another is released"],
    )
    def test_only_what_is_released_is_at_risk(
        self, keys: tuple[str, ...], counts: dict[str, int], code: int, repository: Path
    ) -> None:
        deck = compiled(FILES)
        notes = tuple(note for note in deck.notes if note.key in keys)
        empty = Lock(deck.uuid, deck.name)
        edition = record.Edition("1.0", TIME)
        lock = record.record(replace(deck, notes=notes), empty, edition) if keys else empty
        write(repository / "decks" / "greek", {**RETYPED, "released.lock": lock_text(lock)})
        result = run("HEAD", "--format", "json", "--fail-on", "risk")
        assert (json.loads(result.stdout)["counts"], result.exit_code) == (counts, code)

    def test_the_record_of_a_revision_counts_too(self, repository: Path) -> None:
        deck = compiled(FILES)
        lock = record.record(deck, Lock(deck.uuid, deck.name), record.Edition("1.0", TIME))
        write(repository / "decks" / "greek", {**FILES, "released.lock": lock_text(lock)})
        subprocess.run(["git", "add", "-A"], check=True)
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"],
            check=True,
        )
        write(
            repository / "decks" / "greek",
            {**RETYPED, "released.lock": lock_text(Lock(deck.uuid, deck.name))},
        )
        assert run("HEAD", "--fail-on", "risk").exit_code == 1


def test_the_help_keeps_its_tables() -> None:
    lines = run("--help").stdout.splitlines()
    assert "  moved       another key or concept; the reviews stay with the note" in lines
    assert "    flashcards diff origin/main --fail-on risk" in lines
