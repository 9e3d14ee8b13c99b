"""``flashcards check``: build without the writer."""

from __future__ import annotations

import sys
from difflib import get_close_matches

import click

from flashcards.cli import decks, output
from flashcards.model import Level, Place, Problem


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
@decks.lint_option
@click.option(
    "--explain", "code", metavar="CODE", help="Say what a lint rule is for, with examples, and stop."
)
def command(deck: str | None, style: str, lint: bool, code: str | None) -> None:
    """Report every problem of a deck, sorted, as path:line:column: CODE message.

    Codes in words are about the format; codes like L05 are lint rules, about the quality of cards. Exit code 1 if
    there are errors; warnings alone give 0. "github" prints annotations for a pull request.

    \b
    Examples:
      flashcards check
      flashcards check decks/ai-alignment --format json
      flashcards check --explain L05
    """
    if code is not None:
        _explain(code)
        return
    result = decks.recorded(deck)
    found = decks.linted(result.deck) if lint else ()
    problems = sorted({*result.problems, *found}, key=_order)
    output.report(problems, style)
    if style == "text":
        notes = len(result.deck.notes) if result.deck else 0
        output.say(output.tally(problems) or f"Nothing to mend in {notes:,} notes.")
    sys.exit(1 if output.count(problems, Level.ERROR) else 0)


def _order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, problem.code, problem.message


def _explain(code: str) -> None:
    from flashcards.lint import discover, explain  # noqa: PLC0415 - the rules are two dozen modules

    rules = discover()
    known_as = {short: code for code in rules for short in (code, code.replace("L0", "L"))}
    if code.upper() in known_as:
        click.echo(explain(known_as[code.upper()]))
        return
    by_name = {rule.name: rule.code for rule in rules.values()}
    names = [by_name[name] for name in get_close_matches(code.lower(), by_name, n=1)]
    close = names or get_close_matches(code.upper(), rules, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    known = ", ".join(f"{rule.code} {rule.name}" for rule in rules.values())
    raise click.UsageError(
        f'There is no lint rule "{output.safe(code)}".{hint} A code in words is about the format, and its message '
        f"says what to do. Rules: {known}."
    )
