"""``flashcards draft``: saved pages become concept files that quote them, to be rewritten."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import arguments, output
from flashcards.disk.atomic import save
from flashcards.text import characters
from flashcards.text.wording import brief, counted

if TYPE_CHECKING:
    from flashcards.drafts.sorting import DraftConcept
    from flashcards.model import Problem
    from flashcards.syntax.emitter import Tree
    from flashcards.syntax.nodes import Mapping

_HEAD = """\
# A draft from {titles}.
# Behind "TO BE REWRITTEN:" stand the page's own words. Say each in yours, choose what the blanks {{{{c1::...}}}} hide,
# and delete what you don't need; "flashcards check" lists what is left. Confirm the source at the end, too.
"""
_SCHEMA = "# yaml-language-server: $schema=../.schema/concept.json\n"
_SHOWN = 44  # characters of a passage that was left out: with its reason it fits on a line


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.option(
    "--into", metavar="CONCEPT", help="Print a patch that adds to this concept what it doesn't say yet."
)
@click.option(
    "--deck",
    "deck",
    shell_complete=arguments.complete_deck,
    help="The deck's id or folder.  [default: the deck at hand]",
)
@click.option(
    "--url", metavar="ADDRESS", help="Where the page is on the web, if the saved copy doesn't say it."
)
@click.option("--dry-run", is_flag=True, help="Print the concept file and write nothing.")
def command(
    files: tuple[Path, ...], into: str | None, deck: str | None, url: str | None, dry_run: bool
) -> None:
    """Make a concept file from a saved page: HTML, a text copy, Markdown, or a prerendered page's JSON.

    Definition, questions, history, key aspects, advantages, challenges, examples, distinctions and links land in
    their sections, with the page as their source. The page's sentences stand behind "TO BE REWRITTEN:", which
    "flashcards check" reports as an error: say them in your own words. What is no content (advertising, navigation,
    archives' banners) is left out and listed. Several files about one term become one concept.

    \b
    Examples:
      flashcards draft osmosis.html notes.md --dry-run    look at it first
      flashcards draft osmosis.html                       a new concept file
      flashcards draft notes.md --into osmosis            a patch, for: patch -p0
    """
    if url and not url.startswith(("http://", "https://")):
        raise click.UsageError("--url takes an address that begins with http:// or https://")
    for path in files:
        if not path.is_file():
            raise click.UsageError(characters.safe(f"there is no file {path}; name a saved page"))
    drafts = _merged([_read(path, url or "") for path in files])
    folder = arguments.find_own_deck(deck).path
    if into is not None:
        _patch(folder, into, drafts)
        return
    texts = _fitted(folder, drafts)
    for (path, text), draft in zip(texts.items(), drafts.values(), strict=True):
        if dry_run:
            click.echo(characters.safe(text), nl=False)
        else:
            _write(path, text)
        _report(draft.tree, draft.left_out, "" if dry_run else f"Made {path}: ")
    if not dry_run:
        output.say("Next: say it in your own words; flashcards check lists what is left.", err=False)


def _read(path: Path, url: str) -> DraftConcept:
    """Read one file in a child process. Exits with 1 and a sentence if it can't be used."""
    from flashcards.cli.shared.decks import now  # noqa: PLC0415 - the compiler, after the arguments are known to be good
    from flashcards.drafts import child  # noqa: PLC0415 - likewise
    from flashcards.drafts.page import MOST_BYTES, PageError  # noqa: PLC0415 - likewise

    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        return child.read(data, year=time.gmtime(now()).tm_year, url=url)
    except (OSError, PageError) as error:
        output.say(f"{path}: {output.reason(error)}")
        sys.exit(1)


def _merged(drafts: list[DraftConcept]) -> dict[str, DraftConcept]:
    """Return one draft a concept: what later files say of a term is added to the first."""
    from flashcards.drafts import merge  # noqa: PLC0415 - likewise

    out: dict[str, DraftConcept] = {}
    for draft in drafts:
        first = out.setdefault(draft.id, draft)
        if first is not draft:
            first.tree = merge.joined(first.tree, merge.additions(first.tree, draft.tree))
            first.left_out += draft.left_out
    return out


def _text(draft: DraftConcept, *, schema: bool) -> str:
    from flashcards.syntax.emitter import emit  # noqa: PLC0415 - likewise

    titles = " and ".join(f'"{title}"' for title in _titles(draft.tree)[:3])
    head = _HEAD.format(titles=characters.line(titles or "a saved page"))
    return (_SCHEMA if schema else "") + head + emit(draft.tree)


def _titles(tree: dict[str, Tree]) -> list[str]:
    sources = tree.get("sources")
    works = sources.values() if isinstance(sources, dict) else []
    return [
        brief(str(work["title"]), 2 * _SHOWN)
        for work in works
        if isinstance(work, dict) and work.get("title")
    ]


def _fitted(folder: Path, drafts: dict[str, DraftConcept]) -> dict[Path, str]:
    """Return the new files' texts. Exits if one is there already, or if the deck would not build with them."""
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - likewise
    from flashcards.drafts import merge  # noqa: PLC0415 - likewise
    from flashcards.loading.folder import load  # noqa: PLC0415 - likewise

    sources, pairs = _deck_names(folder)
    texts = {}
    for name, draft in drafts.items():
        path = folder / "concepts" / f"{name}.yaml"
        if path.exists() or path.is_symlink():
            raise click.UsageError(characters.safe(f"{path} exists already; to add to it, use --into {name}"))
        draft.tree = merge.fitted(draft.tree, sources, pairs)
        texts[path] = _text(draft, schema=(folder / ".schema").is_dir())
    added = tuple((str(path), path.stem, text) for path, text in texts.items())
    loaded = load(folder)
    result = compile_deck(loaded._replace(concepts=(*loaded.concepts, *added)))
    errors = [problem for problem in result.errors if problem.place.path in map(str, texts)]
    if errors:
        output.report(errors, "text", err=True)
        output.say("Nothing was written, because the draft would not build; please report this page.")
        sys.exit(1)
    return texts


def _patch(folder: Path, into: str, drafts: dict[str, DraftConcept]) -> None:
    """Print the patch that adds what is new to a concept's file."""
    from difflib import unified_diff  # noqa: PLC0415 - likewise

    from flashcards.drafts import merge  # noqa: PLC0415 - likewise
    from flashcards.drafts.into import inserted  # noqa: PLC0415 - likewise

    path = folder / "concepts" / f"{into}.yaml"
    old, root = _there(path)
    sources, pairs = _deck_names(folder)
    text = old
    for draft in drafts.values():
        tree = merge.tree_of(root)
        assert isinstance(tree, dict)
        added = merge.additions(tree, merge.fitted(draft.tree, sources, pairs))
        text, closed = inserted(text, root, added)
        for section in closed:
            output.say(
                f"Nothing added to {section}: it is written in braces in {path}; unfold it and run this again."
            )
        root = _there(path, text)[1]
        _report(added, draft.left_out)
    lines = unified_diff(old.splitlines(keepends=True), text.splitlines(keepends=True), str(path), str(path))
    patch = "".join(lines)
    click.echo(characters.safe(patch), nl=False)
    if not patch:
        output.say(f"{path} says all of it already.")


def _there(path: Path, text: str | None = None) -> tuple[str, Mapping]:
    """Return a concept file's text and its nodes. Exits if it can't be read."""
    from flashcards.syntax import reader  # noqa: PLC0415 - likewise

    found: list[Problem] = []
    if text is None:
        try:
            text, found = reader.decode(str(path), path.read_bytes())
        except OSError as error:
            raise click.UsageError(characters.safe(f"{path} can't be read: {error.strerror}")) from None
    root, problems = reader.read(str(path), text)
    if root is None or found:
        output.report([*found, *problems], "text", err=True)
        sys.exit(1)
    return text, root


def _deck_names(folder: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the ids of a deck's sources, and the pairs that its distinctions set apart."""
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - likewise
    from flashcards.loading.folder import load  # noqa: PLC0415 - likewise

    deck = compile_deck(load(folder)).deck
    pairs = [pair for concept in deck.concepts.values() for pair in concept.confusable] if deck else []
    return tuple(deck.sources) if deck else (), pairs


def _report(tree: dict[str, Tree], left_out: list[tuple[str, str]], begin: str = "") -> None:
    """Say what is in a draft and what was left out of it."""
    from flashcards.drafts.merge import counts  # noqa: PLC0415 - likewise

    numbers = counts(tree)
    parts = ", ".join(f"{number} in {name}" for name, number in numbers.items())
    output.say(
        f"{begin}{counted(sum(numbers.values()), 'item')} to be rewritten ({parts or 'none'}).", err=not begin
    )
    if left_out:
        output.say(f"Left out {counted(len(left_out), 'passage')}:")
    for why, text in left_out:
        output.say(characters.line(f"  {why}: {brief(text, _SHOWN)}"))


def _write(path: Path, text: str) -> None:
    try:
        save(path, text)
    except OSError as error:
        output.say(f"Not made: {path}: {error.strerror or error}{output.retry_hint(error)}")
        sys.exit(1)
