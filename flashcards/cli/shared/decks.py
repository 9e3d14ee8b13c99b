"""What the commands that work on a deck share: finding, loading and compiling it."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import click

from flashcards.cli.shared import output
from flashcards.cli.shared.arguments import found
from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.loading.folder import load
from flashcards.loading.parallel import spread
from flashcards.model import Level
from flashcards.releases import lock, lock_reader, refusals
from flashcards.text import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flashcards.compiler.texts import Texts
    from flashcards.loading.locate import Found
    from flashcards.model import Deck, Problem
    from flashcards.releases.lock import Lock

_kept: list[Compiled] = []  # the last deck, until the process ends: to free it costs time, and for nothing
_READING = partial(spread, many=400)
_LASTING = 400  # concepts; from about half a second on a bar says more than silence


def lint_option(command: Callable[..., None]) -> Callable[..., None]:
    """Whether to run the lint rules."""
    text = "Look for what spoils cards too.  [default: --lint]"
    return click.option("--lint/--no-lint", default=True, help=text)(command)


class Recorded(NamedTuple):
    """A deck held against the record of its releases; ``problems`` are those of both, sorted by place."""

    place: Found
    deck: Deck | None
    lock: Lock | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build or a release."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def compiled(deck: str | None) -> tuple[Found, Compiled]:
    """Find, load and compile a deck; says which one it took unless it was named."""
    place, texts = _loaded(deck)
    record = lock_reader.read(*texts.lock)[0] if texts.lock else None
    return place, _compiled(texts, record)


def recorded(deck: str | None) -> Recorded:
    """As ``compiled``, with the lock and what it refuses; a deck without one has a problem."""
    place, texts = _loaded(deck)
    path = place.path / lock.NAME
    record, problems = (
        lock_reader.read(*texts.lock) if texts.lock else (None, [lock_reader.missing(path, str(place.path))])
    )
    if any(problem.place.path == str(path) for problem in texts.problems):
        problems = []
    result = _compiled(texts, record)
    if record and result.deck and not result.errors:
        problems += refusals.refusals(result.deck, record)
    ordered = sorted({*result.problems, *problems}, key=attrgetter("rank"))
    return Recorded(place, result.deck, record, tuple(ordered))


def now() -> int:
    """The time of a build in epoch seconds: SOURCE_DATE_EPOCH, else the clock."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return int(time.time())
    if not value.isdecimal() or not 0 < int(value) < 1 << 32:
        raise click.UsageError("SOURCE_DATE_EPOCH must be a number of seconds since 1970, above 0")
    return int(value)


def _loaded(deck: str | None) -> tuple[Found, Texts]:
    place = found(deck)
    if deck is None:
        output.say(characters.line(f"Deck: {place.path} ({place.how})"))
    gc.disable()  # a short run that makes hardly any cycles: collecting costs a quarter of its time
    return place, load(place.path)


def _compiled(texts: Texts, record: Lock | None) -> Compiled:
    with _bar(len(texts.concepts)) as tick:
        _kept[:] = [compile_deck(texts, tick, record.ids if record else None, _READING)]
    return _kept[0]


def fit_to_ship(deck: str | None, *, lint: bool = True) -> tuple[Recorded, int]:
    """As ``recorded``, with the errors that lint finds; and the number of its warnings."""
    result = recorded(deck)
    found = linted(result.deck) if lint else ()
    errors = [problem for problem in found if problem.level is Level.ERROR]
    problems = tuple(sorted([*result.problems, *errors], key=lambda p: p.place))
    return result._replace(problems=problems), output.count(found, Level.WARNING)


def linted(deck: Deck | None) -> tuple[Problem, ...]:
    """What the lint rules find in a compiled deck."""
    if deck is None:
        return ()
    from flashcards.lint.engine import lint  # noqa: PLC0415 - two dozen modules that a wrong argument needn't pay for

    return lint(deck)


@contextmanager
def _bar(length: int) -> Iterator[Callable[[], None]]:
    if length < _LASTING or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="Reading concepts", file=sys.stderr) as bar:
        yield lambda: bar.update(1)
