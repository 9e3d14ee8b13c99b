"""``flashcards preview``: write or serve the preview page, or print a concept's cards in the terminal."""

from __future__ import annotations

import gc
import sys
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import arguments, decks, output, sides
from flashcards.disk.atomic import save
from flashcards.syntax.suggest import nearest
from flashcards.text import characters

if TYPE_CHECKING:
    from flashcards.cli.shared.decks import CheckedDeck

_INTERVAL: Final = 0.4  # seconds between two looks at the deck's files


@click.command()
@arguments.deck_argument
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The page to write.  [default: dist/DECK.html]",
)
@click.option(
    "--open/--no-open",
    "show",
    default=None,
    help="Open the page in a browser.  [default: --open on a terminal]",
)
@click.option(
    "--since",
    metavar="REV",
    shell_complete=arguments.complete_file,
    help="Show what changed since a git revision, a folder or an .apkg, as diff does.",
)
@decks.lint_option
@click.option(
    "--watch", is_flag=True, help="Serve the page on this machine only, and rebuild it whenever you save."
)
@click.option("--terminal", is_flag=True, help="Print the cards of one concept; name it in place of DECK.")
@click.option(
    "--deck",
    "concept_deck",
    metavar="DECK",
    shell_complete=arguments.complete_deck,
    help="With --terminal: the deck that has the concept.",
)
def command(
    deck: str | None,
    *,
    target: Path | None,
    show: bool | None,
    since: str | None,
    lint: bool,
    watch: bool,
    terminal: bool,
    concept_deck: str | None,
) -> None:
    """See a deck's cards as Anki will show them.

    The page is one HTML file that needs no network: every card, front and back, with search, filters, a concept map,
    a timeline and statistics. Problems are shown beside their cards. If there are errors, the page holds the cards
    that could be made, and the exit code is 1.

    With --since, cards that changed are marked and show their words before and after; removed cards are listed.

    \b
    Examples:
      flashcards preview
      flashcards preview decks/ai-alignment -o review.html --no-open
      flashcards preview --since origin/main
      flashcards preview --watch
      flashcards preview mesa-optimizer --terminal
    """
    _check_options(
        terminal=terminal,
        since=since,
        concept_deck=concept_deck,
        file_and_server=watch and target is not None,
    )
    if terminal:
        _print_concept(deck, concept_deck)
        return
    result = decks.check_deck(deck)
    output.report(result.problems, "text", err=True)
    if result.deck is None:
        output.say("There is no deck to show until these problems are fixed; nothing was written.")
        sys.exit(1)
    view = _View(sides.find_side(since, deck) if since is not None else None, lint)
    show = sys.stdout.isatty() if show is None else show
    if watch:
        _serve(result, view, show=show)
    else:
        _write(result, view, target or Path("dist") / f"{result.deck.id}.html", show=show)


def _check_options(
    *, terminal: bool, since: str | None, concept_deck: str | None, file_and_server: bool
) -> None:
    """Raise a usage error for options that can't be combined."""
    if terminal and since is not None:
        raise click.UsageError("--since works with the page only; in the terminal, use: flashcards diff")
    if concept_deck is not None and not terminal:
        raise click.UsageError(
            "--deck works with --terminal only; without it, write: flashcards preview DECK"
        )
    if file_and_server and not terminal:
        raise click.UsageError("--watch serves the page and writes no file; leave out -o")


class _View(NamedTuple):
    """What the page shows besides the deck: changes since another side, and lint."""

    since: sides.Side | None
    lint: bool


def _html(result: CheckedDeck, view: _View, number: int | None = None) -> str:
    from flashcards.preview import page  # noqa: PLC0415 - a failed check doesn't need it
    from flashcards.preview.changes import Since  # noqa: PLC0415 - as above

    deck = result.deck
    assert deck is not None
    problems = result.problems
    if view.lint:
        problems = tuple(sorted([*problems, *decks.run_lint(deck)], key=lambda problem: problem.place))
    since = None
    if view.since is not None:
        here = sides.Side(str(result.place.path), deck, result.lock)
        since = Since(view.since.label, sides.compare(view.since, here))
    return page.render(deck, problems, since=since, watch=number)


def _write(result: CheckedDeck, view: _View, target: Path, *, show: bool) -> None:
    try:
        if target.exists() and not target.is_file():
            raise OSError(None, "this is not a regular file; choose another")  # noqa: TRY301 - reported as any other
        html = _html(result, view)
        save(target, html)
    except OSError as error:
        output.say(f"Not written: {target}: {error.strerror or error}{output.retry_hint(error)}")
        sys.exit(1)
    output.say(f"{target}  {len(html.encode()) / 1e6:,.1f} MB", err=False)
    if show:
        webbrowser.open(target.absolute().as_uri())
    sys.exit(1 if result.errors else 0)


def _serve(first: CheckedDeck, view: _View, *, show: bool) -> None:
    """Serve the page until Ctrl-C, and rebuild it whenever a file of the deck is saved."""
    from flashcards.preview import watch  # noqa: PLC0415 - only --watch needs a server

    gc.enable()  # main() switched it off for short runs
    state = [first]
    root = first.place.path
    folders = [root, root / "concepts", root / "media"]
    seen = watch.stamp(folders)
    with watch.Server(lambda number: _html(state[0], view, number)) as server, suppress(KeyboardInterrupt):
        output.say(f"{server.url}  (this machine only; press Ctrl-C to stop)", err=False)
        if show:
            webbrowser.open(server.url)
        while True:
            time.sleep(_INTERVAL)
            if (now := watch.stamp(folders)) != seen:
                seen = now
                state[0] = _check_again(state[0])
                server.rebuild()


def _check_again(last: CheckedDeck) -> CheckedDeck:
    """Check the deck again; if it can't be compiled now, return the last good one with today's problems."""
    try:
        result = decks.check_deck(str(last.place.path))
    except click.UsageError as error:
        output.say(error.message)  # deck.yaml is missing, perhaps only while an editor saves it
        return last
    output.report(result.problems, "text", err=True)
    output.say(f"{time.strftime('%H:%M:%S')}  {output.tally(result.problems) or 'nothing to fix'}")
    return result if result.deck else result._replace(deck=last.deck)


def _print_concept(name: str | None, deck_name: str | None) -> None:
    if name is None:
        raise click.UsageError("name a concept: flashcards preview CONCEPT --terminal")
    _, result = decks.load_deck(deck_name)
    deck = result.deck
    if deck is None:
        output.report(result.problems, "text", err=True)
        sys.exit(1)
    if name not in deck.concepts:
        message = f'there is no concept "{name}" in {deck.id}{nearest(name, deck.concepts)}'
        raise click.UsageError(characters.safe(message))
    path = deck.concepts[name].place.path
    output.report([problem for problem in result.problems if problem.place.path == path], "text", err=True)
    from flashcards.cli import preview_terminal  # noqa: PLC0415 - the page doesn't need rich

    preview_terminal.show(note for note in deck.notes if note.concept == name)
    sys.exit(1 if result.errors else 0)
