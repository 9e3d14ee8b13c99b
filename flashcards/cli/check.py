"""``flashcards check``: report every problem of one or several decks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.loading import locate
from flashcards.model import Level, Place, Problem
from flashcards.syntax.suggest import closest
from flashcards.text import characters


@click.command()
@click.argument("deck", nargs=-1, metavar="[DECK]...", shell_complete=arguments.complete_deck)
@click.option(
    "--format",
    "style",
    type=click.Choice(output.FORMATS),
    default="text",
    show_default=True,
    help="Output format.",
)
@decks.lint_option
@click.option("--explain", "code", metavar="CODE", help="Explain a lint rule, with examples, and exit.")
def command(deck: tuple[str, ...], style: str, lint: bool, code: str | None) -> None:
    """Report every problem of a deck, sorted, as path:line:column: CODE message.

    You can name several decks. Without DECK, if ./decks holds several, all of them are checked. A code in words, such
    as unknown-key, is about the format of the files; a code such as L05 is a lint rule, about the quality of the
    cards. The exit code is 1 if there are errors; warnings alone give 0. The format "github" prints annotations for
    a pull request.

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
    problems, notes = _check_all(deck or _default_decks(), lint)
    output.report(problems, style)
    if style == "text":
        output.say(output.tally(problems) or f"Nothing to fix in {notes:,} notes.")
    sys.exit(1 if output.count(problems, Level.ERROR) else 0)


def _default_decks() -> tuple[str | None, ...]:
    """Return the decks under ./decks if there are several, else None, which stands for the default deck."""
    several = [str(found.path) for found in locate.several(Path.cwd())]
    if not several:
        return (None,)
    output.say(characters.line(f"Decks: {', '.join(several)}"))
    return tuple(several)


def _check_all(names: tuple[str | None, ...], lint: bool) -> tuple[list[Problem], int]:
    """Return the problems of these decks, sorted, and the number of their notes."""
    problems: set[Problem] = set()
    notes = 0
    for name in dict.fromkeys(names):
        result = decks.check_deck(name)
        problems.update(result.problems, decks.run_lint(result.deck) if lint else ())
        notes += len(result.deck.notes) if result.deck else 0
    return sorted(problems, key=_order), notes


def _order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, problem.code, problem.message


def _explain(code: str) -> None:
    from flashcards.lint.engine import discover, explain  # noqa: PLC0415 - the rules are two dozen modules

    rules = discover()
    codes = {spelling: code for code in rules for spelling in (code, code.replace("L0", "L"))}
    if code.upper() in codes:
        click.echo(explain(codes[code.upper()]))
        return
    by_name = {rule.name: rule.code for rule in rules.values()}
    name = closest(code, by_name)
    close = by_name[name] if name else closest(code, rules)
    hint = f'; did you mean "{close}"?' if close else "."
    known = ", ".join(f"{rule.code} {rule.name}" for rule in rules.values())
    raise click.UsageError(
        f'there is no lint rule "{characters.safe(code)}"{hint} The rules are: {known}. '
        "Problems with a code in words, such as unknown-key, are not from lint; their messages say what to do."
    )
