"""``flashcards check``: build without the writer."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.loading import locate
from flashcards.model import Level, Place, Problem
from flashcards.text import characters


@click.command()
@click.argument("deck", nargs=-1, metavar="[DECK]...", shell_complete=arguments.completed)
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
def command(deck: tuple[str, ...], style: str, lint: bool, code: str | None) -> None:
    """Report every problem of a deck, sorted, as path:line:column: CODE message.

    Several decks are checked together; without DECK all of those under ./decks, if there is more than one. Codes in
    words are about the format; codes like L05 are lint rules, about the quality of cards. Exit code 1 if there are
    errors; warnings alone give 0. "github" prints annotations for a pull request.

    \b
    Examples:
      flashcards check
      flashcards check decks/ai-alignment --format json
      flashcards check cell-biology our-biology
      flashcards check --explain L05
    """
    if code is not None:
        _explain(code)
        return
    problems, notes = _checked(deck or _all(), lint)
    output.report(problems, style)
    if style == "text":
        output.say(output.tally(problems) or f"Nothing to fix in {notes:,} notes.")
    sys.exit(1 if output.count(problems, Level.ERROR) else 0)


def _all() -> tuple[str | None, ...]:
    """The decks under ./decks if there are several, else the one at hand, which is None."""
    several = [str(found.path) for found in locate.several(Path.cwd())]
    if not several:
        return (None,)
    output.say(characters.line(f"Decks: {', '.join(several)}"))
    return tuple(several)


def _checked(names: tuple[str | None, ...], lint: bool) -> tuple[list[Problem], int]:
    """The problems of these decks, sorted, and the number of their notes."""
    problems: set[Problem] = set()
    notes = 0
    for name in dict.fromkeys(names):
        result = decks.recorded(name)
        problems.update(result.problems, decks.linted(result.deck) if lint else ())
        notes += len(result.deck.notes) if result.deck else 0
    return sorted(problems, key=_order), notes


def _order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, problem.code, problem.message


def _explain(code: str) -> None:
    from flashcards.lint.engine import discover, explain  # noqa: PLC0415 - the rules are two dozen modules

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
        f'There is no lint rule "{characters.safe(code)}".{hint} A code in words is about the format, and its message '
        f"says what to do. Rules: {known}."
    )
