"""``flashcards preview``: the deck as a page for the browser, or a concept's cards in the terminal."""

from __future__ import annotations

import gc
import sys
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from flashcards.cli.shared import arguments, decks, output, sides
from flashcards.disk.atomic import save
from flashcards.syntax.suggest import nearest
from flashcards.text import characters

if TYPE_CHECKING:
    from flashcards.cli.shared.decks import Recorded

_LOOK = 0.4  # seconds between two looks at the deck's files


@click.command()
@arguments.argument
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The page to write.  [default: dist/DECK.html]",
)
@click.option("--open/--no-open", "show", default=None, help="Open the page.  [default: on a terminal]")
@click.option(
    "--since",
    metavar="REV",
    shell_complete=arguments.file_completed,
    help="Show what changed since a git revision, a folder or an .apkg, as diff does.",
)
@decks.lint_option
@click.option("--watch", is_flag=True, help="Serve the page to this machine and rebuild it on every save.")
@click.option(
    "--terminal", is_flag=True, help="Print the cards of the concept that is named in DECK's place."
)
@click.option(
    "--deck",
    "of",
    metavar="DECK",
    shell_complete=arguments.completed,
    help="With --terminal: the deck of the concept.",
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
    of: str | None,
) -> None:
    """See a deck's cards as Anki will show them.

    Writes one HTML file that needs no network: every card, front and back, with search, filters, the concept map,
    the timeline and figures. Problems stand beside the cards that they are about; with errors the page holds what
    could be made, and the exit code is 1.

    With --since each card that changed says so and shows its words before and after; what went is listed.

    \b
    Examples:
      flashcards preview
      flashcards preview decks/ai-alignment -o review.html --no-open
      flashcards preview --since origin/main
      flashcards preview --watch
      flashcards preview mesa-optimizer --terminal
    """
    _refuse_mixtures(terminal=terminal, since=since, of=of, serves=watch and target is not None)
    if terminal:
        _in_terminal(deck, of)
        return
    result = decks.recorded(deck)
    output.report(result.problems, "text", err=True)
    if result.deck is None:
        output.say("There is no deck to show until this is fixed; nothing was written.")
        sys.exit(1)
    view = _View(sides.named(since, deck) if since is not None else None, lint)
    show = sys.stdout.isatty() if show is None else show
    if watch:
        _serve(result, view, show=show)
    else:
        _write(result, view, target or Path("dist") / f"{result.deck.id}.html", show=show)


def _refuse_mixtures(*, terminal: bool, since: str | None, of: str | None, serves: bool) -> None:
    """Options that don't go together are wrong usage (exit code 2)."""
    if terminal and since is not None:
        raise click.UsageError("--since goes with the page; for the terminal there is flashcards diff")
    if of is not None and not terminal:
        raise click.UsageError("--deck goes with --terminal; otherwise name the deck itself")
    if serves and not terminal:
        raise click.UsageError("--watch serves the page and writes none; leave -o out")


# --- the page ---------------------------------------------------------------------------------------------


class _View(NamedTuple):
    """What the page shows besides the deck."""

    since: sides.Side | None
    lint: bool


def _html(result: Recorded, view: _View, number: int | None = None) -> str:
    from flashcards.preview import page  # noqa: PLC0415 - a failed check needn't pay for it
    from flashcards.preview.changes import Since  # noqa: PLC0415 - as above

    deck = result.deck
    assert deck is not None
    problems = result.problems
    if view.lint:
        problems = tuple(sorted([*problems, *decks.linted(deck)], key=lambda problem: problem.place))
    since = None
    if view.since is not None:
        here = sides.Side(str(result.place.path), deck, result.lock)
        since = Since(view.since.label, sides.compared(view.since, here))
    return page.render(deck, problems, since=since, watch=number)


def _write(result: Recorded, view: _View, target: Path, *, show: bool) -> None:
    try:
        if target.exists() and not target.is_file():
            raise OSError(None, "this is no ordinary file; name another for the page")  # noqa: TRY301 - told as every other OSError is
        html = _html(result, view)
        save(target, html)
    except OSError as error:
        output.say(f"Not written: {target}: {error.strerror or error}{output.again(error)}")
        sys.exit(1)
    output.say(f"{target}  {len(html.encode()) / 1e6:,.1f} MB", err=False)
    if show:
        webbrowser.open(target.absolute().as_uri())
    sys.exit(1 if result.errors else 0)


def _serve(first: Recorded, view: _View, *, show: bool) -> None:
    """Serves the page until Ctrl-C, made anew whenever a file of the deck was saved."""
    from flashcards.preview import watch  # noqa: PLC0415 - only --watch needs a server

    gc.enable()  # which a short run does without
    state = [first]
    root = first.place.path
    folders = [root, root / "concepts", root / "media"]
    seen = watch.stamp(folders)
    with watch.Server(lambda number: _html(state[0], view, number)) as server, suppress(KeyboardInterrupt):
        output.say(f"{server.url}  (this machine only; Ctrl-C ends it)", err=False)
        if show:
            webbrowser.open(server.url)
        while True:
            time.sleep(_LOOK)
            if (now := watch.stamp(folders)) != seen:
                seen = now
                state[0] = _again(state[0])
                server.rebuild()


def _again(last: Recorded) -> Recorded:
    """The deck as it is now; while there is none, the last one with what is wrong."""
    try:
        result = decks.recorded(str(last.place.path))
    except click.UsageError as error:
        output.say(error.message)  # deck.yaml is gone, perhaps only while it is being saved
        return last
    gc.enable()
    output.report(result.problems, "text", err=True)
    output.say(f"{time.strftime('%H:%M:%S')}  {output.tally(result.problems) or 'nothing to fix'}")
    return result if result.deck else result._replace(deck=last.deck)


# --- the terminal -----------------------------------------------------------------------------------------


def _in_terminal(name: str | None, of: str | None) -> None:
    if name is None:
        raise click.UsageError("say which concept: flashcards preview CONCEPT --terminal")
    _, result = decks.compiled(of)
    deck = result.deck
    if deck is None:
        output.report(result.problems, "text", err=True)
        sys.exit(1)
    if name not in deck.concepts:
        known = f'there is no concept "{name}" in {deck.id}{nearest(name, deck.concepts)}'
        raise click.UsageError(characters.safe(known))
    path = deck.concepts[name].place.path
    output.report([problem for problem in result.problems if problem.place.path == path], "text", err=True)
    from flashcards.cli import preview_terminal  # noqa: PLC0415 - rich, which the page does without

    preview_terminal.show(note for note in deck.notes if note.concept == name)
    sys.exit(1 if result.errors else 0)
