"""Load and check a deck for a command: its files, its lock and the lint rules."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import output
from flashcards.cli.shared.arguments import find_deck
from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.loading import neighbours
from flashcards.loading.folder import load
from flashcards.loading.parallel import spread
from flashcards.loading.tags import tagged_locks
from flashcards.model import Level
from flashcards.releases import lock, lock_reader, refusals, tagged
from flashcards.text import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flashcards.compiler.texts import Texts
    from flashcards.loading.locate import Found
    from flashcards.model import Deck, Problem
    from flashcards.releases.lock import Lock

_MANY: Final = (
    400  # concepts, which take about half a second: read them in two processes, with a progress bar
)
_READ_ALL: Final = partial(spread, many=_MANY)


def lint_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the --lint/--no-lint option to a command."""
    text = "Also run the lint rules on the finished cards.  [default: --lint]"
    return click.option("--lint/--no-lint", default=True, help=text)(command)


class CheckedDeck(NamedTuple):
    """A deck checked against the lock of its releases; ``problems`` are those of both, sorted by place."""

    place: Found
    deck: Deck | None
    lock: Lock | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build or a release."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def load_deck(deck: str | None) -> tuple[Found, Compiled]:
    """Find, load and compile a deck; if ``deck`` is None, print which one was found."""
    place, texts = _load(deck)
    record = lock_reader.read(*texts.lock)[0] if texts.lock else None
    return place, _compile(texts, record)


def check_deck(deck: str | None) -> CheckedDeck:
    """Load a deck and check it against its lock; a missing lock is a problem too."""
    place, texts = _load(deck)
    path = place.path / lock.NAME
    record, problems = (
        lock_reader.read(*texts.lock) if texts.lock else (None, [lock_reader.missing(path, str(place.path))])
    )
    if any(problem.place.path == str(path) for problem in texts.problems):
        problems = []
    result = _compile(texts, record)
    if record and result.deck:
        problems += refusals.refusals(result.deck, record, _unsound(texts, result))
    problems += neighbours.problems(place.path, result.deck)
    if record:
        problems += check_tags(place.path, record, result.deck)
    ordered = sorted({*result.problems, *problems}, key=attrgetter("rank"))
    return CheckedDeck(place, result.deck, record, tuple(ordered))


def _unsound(texts: Texts, result: Compiled) -> dict[str, str | None]:
    """Return the concepts whose files have errors, with their texts; None stands for a file that can't be read."""
    paths = {problem.place.path for problem in result.errors}
    unsound: dict[str, str | None] = {
        concept: text for path, concept, text in texts.concepts if path in paths
    }
    return unsound | dict.fromkeys(texts.unread)


def check_tags(folder: Path, record: Lock, deck: Deck | None, *, before: str = "") -> list[Problem]:
    """Hold a lock against those at the deck's tags, which it must know; without git or tags nothing is said.

    Args:
        folder: The deck's folder.
        record: Its lock.
        deck: The compiled deck, whose id may differ from the record's.
        before: A version that is about to be released: then all tags up to it count, also those of other branches.
    """
    ids = {record.id, deck.id if deck else record.id}
    tags = tagged_locks(folder, ids, merged=not before)
    if before:
        tags = [tag for tag in tags if lock.numbers(tag.version) <= lock.numbers(before)]
    return list(tagged.unknown(record, tags))


def check_and_lint(deck: str | None, *, lint: bool = True) -> tuple[CheckedDeck, int]:
    """Check a deck as ``check_deck`` does and lint it.

    Returns:
        The deck, whose problems include the errors that lint found, and the number of lint warnings.
    """
    result = check_deck(deck)
    findings = run_lint(result.deck) if lint else ()
    errors = [problem for problem in findings if problem.level is Level.ERROR]
    problems = tuple(sorted([*result.problems, *errors], key=lambda p: p.place))
    return result._replace(problems=problems), output.count(findings, Level.WARNING)


def run_lint(deck: Deck | None) -> tuple[Problem, ...]:
    """Return what the lint rules find in a compiled deck."""
    if deck is None:
        return ()
    from flashcards.lint.engine import lint  # noqa: PLC0415 - two dozen modules, not needed after wrong usage

    return lint(deck)


def now() -> int:
    """Return the build time in epoch seconds: SOURCE_DATE_EPOCH, else the clock."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return int(time.time())
    if not value.isdecimal() or not 0 < int(value) < 1 << 32:
        raise click.UsageError("SOURCE_DATE_EPOCH must be a positive whole number of seconds since 1970")
    return int(value)


def _load(deck: str | None) -> tuple[Found, Texts]:
    place = find_deck(deck)
    if deck is None:
        output.say(characters.line(f"Deck: {place.path} ({place.how})"))
    return place, load(place.path)


def _compile(texts: Texts, record: Lock | None) -> Compiled:
    with _progress_bar(len(texts.concepts)) as tick:
        return compile_deck(texts, tick, record.ids if record else None, _READ_ALL)


@contextmanager
def _progress_bar(length: int) -> Iterator[Callable[[], None]]:
    if length < _MANY or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Reading concepts", file=sys.stderr) as bar:
        yield lambda: bar.update(1)
