"""``flashcards check``: build without the writer."""

from __future__ import annotations

import sys

import click

from flashcards.cli import decks, output


@click.command()
@decks.argument
@click.option(
    "--format",
    "style",
    type=click.Choice(output.FORMATS),
    default="text",
    show_default=True,
    help="How to print.",
)
def command(deck: str | None, style: str) -> None:
    """Report every problem of a deck, sorted, as path:line:column: CODE message.

    Exit code 1 if there are errors; warnings alone give 0. "github" prints annotations for a pull request.

    \b
    Examples:
      flashcards check
      flashcards check decks/ai-alignment --format json
    """
    result = decks.recorded(deck)
    output.report(result.problems, style)
    if style == "text":
        notes = len(result.deck.notes) if result.deck else 0
        output.say(output.tally(result.problems) or f"Nothing to mend in {notes:,} notes.")
    sys.exit(1 if result.errors else 0)
