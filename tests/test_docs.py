"""README, the author guide and ``--help`` work as written: each command in a sandbox, each YAML as cards."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from flashcards.cli import cli
from tests import guide
from tests.decks import DECK, SOURCES, asked, compiled
from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GUIDE = guide.GUIDE.read_text("utf-8")
DOCS = {"README.md": README, "decks/README.md": GUIDE}
MARKDOWN = MarkdownIt("commonmark").enable("table")

# Command → where it is tried instead, and why not here.
ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/flashcards build": ".ci/run: it installs",
    "python3 -m venv .venv && .venv/bin/pip install -q -c tests/constraints.txt -e '.[dev]' && .venv/bin/pytest": ".ci/run: it installs",
    'eval "$(_FLASHCARDS_COMPLETE=bash_source flashcards)"': "cli/test_completion.py: it needs a terminal",
    "flashcards preview --watch": "cli/test_preview.py: it serves until Ctrl-C",
    "flashcards lock merge": "cli/test_lock.py: it needs a merge of two branches",
    "flashcards lock merge decks/cell-biology --prefer theirs": "cli/test_lock.py: as above",
    "flashcards lock merge --with cell-biology-1.1.1": "cli/test_lock.py: as above",
}


def tokens(text: str, kind: str) -> list[Token]:
    """The tokens of a kind, those inside paragraphs and tables too."""
    found = MARKDOWN.parse(text)
    return [token for outer in found for token in (outer, *(outer.children or ())) if token.type == kind]


def blocks(text: str, language: str) -> list[str]:
    return [token.content for token in tokens(text, "fence") if token.info == language]


def inline(text: str) -> list[str]:
    """What stands in backquotes."""
    return [token.content for token in tokens(text, "code_inline")]


def section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


# --- YAML ------------------------------------------------------------------------------------------------------

# The cards that each block gives, in the order of the documents.
CARDS = [
    ("README.md", ["short forward", "short reverse", "search 1", "search 2"]),
    ("decks/README.md", ["why-matters ask"]),
    ("decks/README.md", ["short forward", "short reverse", "selects 1"]),
    (
        "decks/README.md",
        ["inner-vs-outer ask", "inner-vs-outer.compares inner-alignment"],
    ),
    ("decks/README.md", ["why-matters ask"]),
    ("decks/README.md", ["rlo-2019 who", "rlo-2019 when"]),
    (
        "decks/README.md",
        ["generalization-risk forward", "generalization-risk reverse", "deployment 1", "confounded ask"],
    ),
    ("decks/README.md", ["evolution ask", "evolution.base-optimizer ask"]),
    ("decks/README.md", ["shown 1"]),
    ("decks/README.md", ["both ask"]),
    ("decks/README.md", ["it ask"]),
]  # fmt: skip
YAML = [(name, block) for name, text in DOCS.items() for block in blocks(text, "yaml")]


def whole(block: str) -> tuple[str, str]:
    """The deck.yaml and the concept that a block is a part of."""
    if block.startswith("lint:"):
        return DECK + block, "term: tested\nfaq:\n  it: {q: What is tested?, a: So.}\n"
    if block.startswith("text:"):
        block = "definition:\n  cloze:\n    shown:\n" + "".join(
            f"      {line}\n" for line in block.splitlines()
        )
    return DECK, block if block.startswith("term:") else f"term: tested\n{block}"


@pytest.mark.parametrize(
    ("where", "block", "cards"),
    [(name, block, cards) for (name, block), (_, cards) in zip(YAML, CARDS, strict=True)],
    ids=[f"{name}-{block.partition(':')[0]}" for name, block in YAML],
)
def test_a_block_of_yaml_gives_its_cards_and_no_word_of_complaint(
    where: str, block: str, cards: list[str]
) -> None:
    assert (where, cards) in CARDS
    deck, concept = whole(block)
    sources = SOURCES + "  rlo2019: {title: Risks from Learned Optimization, year: 2019}\n"
    others = {name: f"term: {name}\nfaq:\n  w: {{q: Why?, a: So.}}\n" for name in NAMED}
    result = compiled({"tested": concept, **others}, deck, sources)
    assert result.problems == ()
    assert result.deck is not None
    notes = [note for note in result.deck.notes if note.concept == "tested"]
    made = [f"{note.key.removeprefix('tested/')} {card.name}" for note in notes for card in note.cards]
    assert sorted(made) == sorted(cards)


NAMED = ["base-optimizer", "inner-alignment", "mesa-optimization", "outer-alignment"]


def test_readmes_table_is_what_its_concept_becomes() -> None:
    sources = "sources:\n  rlo2019: {title: Risks from Learned Optimization, year: 2019}\n"
    deck = compiled({"mesa-optimizer": YAML[0][1]}, sources=sources).deck
    assert deck is not None
    rows = [
        f"| {f'cloze {name}' if name.isdecimal() else name} | {' '.join(front.split())} | {back} |"
        for note in deck.notes
        for name, (front, back) in asked(note).items()
    ]
    assert "\n".join(["| card | front | back |", "|---|---|---|", *rows]) in README


# --- commands ------------------------------------------------------------------------------------------------------


class Sandbox(NamedTuple):
    """A folder in which somebody types what the documents say; ``environment`` is their own, not ours."""

    folder: Path
    environment: dict[str, str]

    def type(self, lines: Iterable[str]) -> list[str]:
        """What each line prints. All must succeed; what is tried elsewhere is left out."""
        return [self.typed(line) for line in lines if line not in ELSEWHERE]

    def typed(self, line: str) -> str:
        if re.search(r"flashcards quiz(?!.*--plain)", line):
            line += " --plain"  # the quiz's screen needs a terminal: quiz/test_screen.py
        words = shlex.split(line)
        if words[0] == "flashcards" and "|" not in words:  # without a shell it takes a tenth of the time
            done = CliRunner().invoke(cli, words[1:], input="quit\n", env=self.environment)
            assert done.exit_code == 0, f"{line}\n{done.output}"
            return done.stdout
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=self.folder, env=self.environment, input="quit\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{line}\n{ended.stderr}"
        return ended.stdout


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """An empty folder of somebody without any settings."""
    home = tmp_path / "home"
    folder = tmp_path / "folder"
    folder.mkdir()
    home.mkdir()
    for name in [name for name in os.environ if name.startswith(("FLASHCARDS_", "XDG_", "GIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    environment = quizzes.environment(home, PATH=quizzes.on_the_path(tmp_path / "bin"))
    author = {
        f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return Sandbox(folder, environment | author)


# The concepts that the documents name, and the two whose files define sources that those cite.
KEPT = {"inner-alignment", "mesa-optimization", "mesa-optimizer", "outer-alignment", "specification-gaming"}
COMMITTED = (
    "git init -q . && git add decks && git commit -qm course && git update-ref refs/remotes/origin/main HEAD"
)


@pytest.fixture
def clone(sandbox: Sandbox) -> Sandbox:
    """A clone of this repository, with the course cut down to what the documents name, so that it is fast."""
    course = Path("decks", "ai-alignment")
    shutil.copytree(ROOT / course, sandbox.folder / course)
    for path in (sandbox.folder / course / "concepts").iterdir():
        if path.stem not in KEPT:
            path.unlink()
    sandbox.typed(COMMITTED)
    return sandbox


def lines(text: str, title: str) -> list[str]:
    return [line for block in blocks(section(text, title), "console") for line in block.splitlines()]


def test_readme_for_authors(sandbox: Sandbox) -> None:
    sandbox.type(lines(README, "For authors"))
    assert sorted(path.name for path in Path("dist").iterdir()) == ["cell-biology.apkg", "cell-biology.html"]
    concept = Path("decks/cell-biology/concepts/cell-membrane.yaml")
    concept.write_text(concept.read_text().replace("\ndefinition:", "\ndefintion:"))
    (reported,) = blocks(section(README, "For authors"), "text")
    checked = CliRunner().invoke(cli, ["check"]).stdout
    assert reported.strip() in checked


def test_readme_for_maintainers(clone: Sandbox) -> None:
    diff, release, explain, rename = clone.type(lines(README, "For maintainers"))
    assert diff == "origin/main → decks/ai-alignment: no change\n"
    assert release.startswith("Released AI Alignment: ")
    assert "releases    1.0\n" in explain
    assert rename.startswith("mesa-optimizer/prefix is now mesa-optimizer/meaning-of-prefix.\n")


def test_the_guides_first_hour(sandbox: Sandbox) -> None:
    commands = [code for code in inline(section(GUIDE, "The first hour")) if code.startswith("flashcards ")]
    assert len(commands) == 6
    sandbox.type(commands)
    assert sorted(path.name for path in Path("dist").iterdir()) == ["cell-biology.apkg", "cell-biology.html"]


def test_every_other_block_of_the_shell_is_tried_elsewhere() -> None:
    shell = {
        line for text in DOCS.values() for block in blocks(text, "console") for line in block.splitlines()
    }
    here = {*lines(README, "For authors"), *lines(README, "For maintainers")}
    helped = {line for command in EXAMPLES for line in EXAMPLES[command]}
    assert shell - here <= set(ELSEWHERE) <= shell | helped
    languages = {token.info for text in DOCS.values() for token in tokens(text, "fence")}
    assert languages == {"console", "text", "yaml"}


# --- help ----------------------------------------------------------------------------------------------------------

# A learner's collection, and an export of it.
COLLECTION = f"{sys.executable} -m tests.progress.learners ."
# What must be there before a command's examples are typed: in an empty folder, or else in a clone.
EMPTY = {
    "flashcards": [],
    "flashcards new": [],
    "flashcards new deck": [],
    "flashcards new concept": ["flashcards new deck cell-biology"],
    "flashcards draft": [
        "flashcards new deck cell-biology",
        "echo '<html><h1>Osmosis</h1><p>Osmosis is a flow of water.</p>' > osmosis.html",
        "printf '# Osmosis\\n\\nOsmosis is one more thing to know.\\n' > notes.md",
    ],
    "flashcards import": [
        "flashcards new deck cell-biology",
        "flashcards build -o biology.apkg",
        "printf '#separator:comma\\n#columns:Front,Back,Chapter\\nWhy?,So,One\\nHow?,Thus,One\\n' > words.csv",
    ],
    "flashcards new lock": ["flashcards new deck cell-biology", "rm decks/cell-biology/released.lock"],
}
CLONED = {
    "flashcards check": ["flashcards new deck cell-biology", "flashcards new deck our-biology"],
    "flashcards diff": [
        "flashcards build -o dist/old.apkg",
        "flashcards build -o dist/new.apkg",
        "git tag ai-alignment-1.0 && git tag ai-alignment-1.1",
    ],
    "flashcards sync": ["mkdir -p Sync/flashcards"],
    "flashcards backup": ["flashcards quiz"],
    "flashcards merge-log": ["flashcards quiz", "flashcards backup old-laptop.db"],
    "flashcards progress": [COLLECTION],
    "flashcards progress import": [COLLECTION],
    "flashcards progress export": [COLLECTION],
}


def examples(context: click.Context) -> list[str]:
    """The lines below "Examples:", without the remarks behind them."""
    _, _, below = cleandoc(context.command.help or "").partition("\nExample")
    indented = (line for line in below.splitlines()[1:] if line.startswith("  "))
    return [re.split(r"\s{2,}", line.strip())[0] for line in indented]


EXAMPLES = {context.command_path: examples(context) for context in guide.commands(groups=True)}


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_examples_of_help_work(command: str, request: pytest.FixtureRequest) -> None:
    assert EXAMPLES[command]
    there: Sandbox = request.getfixturevalue("sandbox" if command in EMPTY else "clone")
    there.type(EMPTY.get(command, CLONED.get(command, [])))
    there.type(EXAMPLES[command])


# --- what the documents name -----------------------------------------------------------------------------------------


def spoken(text: str) -> list[str]:
    """Every line of the shell, and what stands in backquotes."""
    return [*(line for block in blocks(text, "console") for line in block.splitlines()), *inline(text)]


COMMANDS = {context.command_path: context for context in guide.commands(groups=True)}
SPOKEN = sorted({code for text in DOCS.values() for code in spoken(text) if code.startswith("flashcards ")})


@pytest.mark.parametrize("code", SPOKEN)
def test_a_command_that_the_documents_name_can_be_typed_so(code: str) -> None:
    """As far as its words go: ID is an id. click raises what the user would be told."""
    context, rest = (
        click.Context(cli, info_name="flashcards"),
        shlex.split(re.sub(r"[][]|\.{3}", "", code))[1:],
    )
    while isinstance(context.command, click.Group) and rest not in ([], ["--help"]):
        name, command, rest = context.command.resolve_command(context, rest)
        assert command is not None
        context = click.Context(command, context, name)
    if rest not in ([], ["--help"]):
        context.command.make_context(context.info_name, rest, context.parent)


def test_the_options_that_the_documents_name_exist() -> None:
    known = {
        name
        for context in COMMANDS.values()
        for p in context.command.params
        for name in (*p.opts, *p.secondary_opts)
    }
    named = {
        word.partition("=")[0]
        for text in DOCS.values()
        for code in spoken(text)
        for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", code)
    }
    assert named - known == {"--help"}
    assert len(named) > 20


def test_readme_opens_with_what_it_is_and_how_it_looks() -> None:
    opening = "\n".join(README.splitlines()[:10])
    assert [len(tokens(opening, kind)) for kind in ("heading_open", "paragraph_open", "image")] == [1, 2, 2]
    assert "What is different:" in opening


def test_readme_names_every_command() -> None:
    code = " ".join(spoken(README))
    assert [
        name for name in cli.list_commands(click.Context(cli)) if not re.search(rf"\b{name}\b", code)
    ] == []


def test_the_links_and_images_of_the_documents_are_there() -> None:
    targets = {
        (ROOT / name).parent / str(token.attrs[attribute])
        for name, text in DOCS.items()
        for kind, attribute in (("link_open", "href"), ("image", "src"))
        for token in tokens(text, kind)
    }
    assert len(targets) == 5
    assert [target for target in targets if not target.exists()] == []
