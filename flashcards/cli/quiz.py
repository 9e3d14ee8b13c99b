"""``flashcards quiz``: study a deck in the terminal."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import arguments, output
from flashcards.quiz.session import Run
from flashcards.quiz.state import Options
from flashcards.study.log import Action
from flashcards.text import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from flashcards.compiler.compile import Compiled
    from flashcards.loading.locate import Found
    from flashcards.model import Deck
    from flashcards.quiz import exam
    from flashcards.reviews.store import Store
    from flashcards.study.memory import Moment

_NO_TERMINAL = (
    "The quiz needs a terminal; for pipes, scripts and screen readers there is: flashcards quiz --plain"
)


@click.command()
@arguments.argument
@click.option(
    "--concept", multiple=True, metavar="ID", help="Only this concept (may be repeated, like the next)."
)
@click.option("--kind", multiple=True, metavar="SECTION", help="Only this kind: definition, faq, history ...")
@click.option(
    "--tier", type=click.Choice(["core", "more"]), multiple=True, help="Only core cards, or only more."
)
@click.option("--tag", multiple=True, help="Only cards with this tag.")
@click.option("--unit", multiple=True, metavar="ID", help="Only this unit of the course.")
@click.option("--limit", type=click.IntRange(0), default=0, help="End after so many answers.")
@click.option("--minutes", type=click.FloatRange(0), default=0, help="End after so many minutes.")
@click.option(
    "--new",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    show_envvar=True,
    help="New cards a day, all sessions together.",
)
@click.option(
    "--reviews",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    show_envvar=True,
    help="Reviews a day, likewise.",
)
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    show_envvar=True,
    help="The share of reviews that you want to recall; more means more reviews. Kept until you change it, and all"
    " due days are worked out anew.  [default: as last time, at first 0.9]",
)
@click.option(
    "--rollover",
    type=click.IntRange(0, 23),
    show_envvar=True,
    help="The hour at which a study day begins. Kept likewise.  [default: as last time, at first 4]",
)
@click.option("--due-only", is_flag=True, help="No new cards.")
@click.option("--cram", is_flag=True, help="Ask anything, whether due or not; reschedules nothing.")
@click.option("--type", "typed", is_flag=True, help="Type short answers and blanks.")
@click.option(
    "--choice", is_flag=True, help="Choose among three or four options where the deck has fair ones."
)
@click.option("--plain", is_flag=True, help="Lines in, lines out: for screen readers, pipes and scripts.")
@arguments.database
def command(deck: str | None, db: Path | None, *, plain: bool, **options: object) -> None:
    """Study: due cards first, then new ones; every grade is on the disk before the next card.

    Keys: Space shows the answer and then grades Good, 1 to 4 grade Again, Hard, Good, Easy, u undoes, ? shows
    the others. Progress is kept in FLASHCARDS_DB, else in your data directory, and survives edits of the deck.

    \b
    Examples:
      flashcards quiz
      flashcards quiz --concept mesa-optimization --type
      flashcards quiz --due-only --minutes 10
      flashcards quiz --cram --kind distinctions --choice
      flashcards quiz --retention 0.85 --rollover 5
      FLASHCARDS_QUIZ_NEW=10 flashcards quiz
      printf 'show\\n3\\nquit\\n' | flashcards quiz --plain
    """
    found = arguments.found(deck)  # a slip in its name is told before anything about the terminal
    if not plain:
        _check_terminal()
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - not before the usage is right

    compiled = kept_deck(found)
    wanted = _options(compiled, options)
    path = db or default_path()
    try:
        with Store.open(path, now()) as store:
            _apply_settings(store, options)
            store.register(compiled)
            plan = _exam(compiled, store, wanted)
            quiz = Run(compiled, store, wanted, now, plan[0] if plan else None)
            gc.freeze()
            gc.enable()
            code = _session(quiz, found, path, plan[1] if plan else "", plain=plain)
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)
    sys.exit(code)


def now() -> Moment:
    """The learner's clock."""
    from datetime import datetime  # noqa: PLC0415 - click has it anyway, --help needs none

    from flashcards.study.memory import Moment  # noqa: PLC0415 - likewise

    return Moment.of(datetime.now().astimezone())


def _check_terminal() -> None:
    """One sentence and exit code 2 where there is no screen to draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        output.say(_NO_TERMINAL)
        sys.exit(2)
    if os.environ.get("TERM") == "dumb":
        output.say("This terminal (TERM=dumb) can't move its cursor; use: flashcards quiz --plain")
        sys.exit(2)


def kept_deck(found: Found) -> Deck:
    """The deck, as far as it compiles: an author's slip in one file keeps nobody from studying the rest."""
    from flashcards.loading import cache  # noqa: PLC0415 - not before the usage is right

    kept, result = cache.deck(found.path, _cache(), lambda: _compiled(found.path))
    if result is not None and result.errors:
        output.say(
            f"{output.tally(result.problems)} in this deck; to see them: flashcards check {found.path}"
        )
    if kept is None or not kept.notes:
        output.say(f"{found.path} has no cards to ask.")
        sys.exit(1)
    return kept


def _compiled(root: Path) -> Compiled:
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - the cache makes it unnecessary
    from flashcards.loading.folder import load  # noqa: PLC0415 - a kept deck needs no compiler

    return compile_deck(load(root))


def _cache() -> Path:
    from flashcards.disk import paths  # noqa: PLC0415 - not before the usage is right

    return Path(paths.user_folder("cache"))


# --- options ---------------------------------------------------------------------------------------------


def _options(deck: Deck, given: Mapping[str, object]) -> Options:
    """The filters as the deck's own names; a usage error names what there is."""
    words = {name: _words(given[name]) for name in ("concept", "kind", "tier", "tag", "unit")}
    notes = deck.notes
    check("concept", words["concept"], deck.concepts)
    check("kind", words["kind"], {note.kind for note in notes})
    check("unit", words["unit"], [unit.id for unit in deck.units])
    tags = {tag for note in notes for tag in note.tags}
    check("tag", words["tag"], tags)
    return Options(
        concepts=words["concept"],
        kinds=words["kind"],
        tiers=words["tier"],
        tags=words["tag"],
        units=words["unit"],
        **{name: given[name] for name in _PLAIN_OPTIONS},  # type: ignore[arg-type]  # click has checked their types
    )


_PLAIN_OPTIONS = ("limit", "minutes", "new", "reviews", "due_only", "cram", "typed", "choice")


def _apply_settings(store: Store, given: Mapping[str, object]) -> None:
    """Take up the schedule's settings that were given; the others stay as they are."""
    named = {"desired_retention": given["retention"], "rollover": given["rollover"]}
    changed = {name: value for name, value in named.items() if value is not None}
    if changed:
        from dataclasses import replace  # noqa: PLC0415 - seldom

        store.reschedule(replace(store.settings, **changed))  # type: ignore[arg-type]  # click has checked their types


def _words(given: object) -> frozenset[str]:
    assert isinstance(given, tuple)
    return frozenset(map(str, given))


def check(option: str, words: frozenset[str], known: Collection[str]) -> None:
    """A usage error, with the nearest name, for a word that isn't known."""
    for word in words.difference(known):
        from difflib import get_close_matches  # noqa: PLC0415 - only after a mistake

        close = get_close_matches(word, sorted(known), n=1)
        there = ", ".join(sorted(known)[:20]) or "none"
        hint = f"did you mean {close[0]}?" if close else f"there are: {there}"
        raise click.UsageError(characters.safe(f'--{option}: nothing is called "{word}"; {hint}'))


# --- the session -----------------------------------------------------------------------------------------


def _exam(deck: Deck, store: Store, wanted: Options) -> tuple[exam.Planned, str] | None:
    """The plan that a whole session follows, if an exam is planned, and how it stands."""
    if wanted.filtered or wanted.cram or wanted.due_only:
        return None
    entries = store.standing(Action.EXAM)
    if not entries:
        return None
    from flashcards.quiz import exam  # noqa: PLC0415 - seldom

    return exam.planned(deck, store, now(), entries)


def _session(quiz: Run, found: Found, path: Path, exam: str, *, plain: bool) -> int:
    """Hold it, on the screen or in lines; the exit code."""
    where = f"{exam}{quiz.deck.name} ({found.path}). Progress is kept in {path}"
    if plain:
        from flashcards.quiz import lines  # noqa: PLC0415 - one of the two

        lines.say(where)
        return _end(quiz, lambda: lines.run(quiz))
    from flashcards.quiz import start  # noqa: PLC0415 - rich, which --plain does without

    return _end(quiz, lambda: start.run(quiz, found.path, where))


def _end(quiz: Run, hold: Callable[[], bool]) -> int:
    """Hold the dialogue and tell how it went, whatever ended it; the exit code."""
    code = 0
    reason = _nothing(quiz) if quiz.current is None else ""
    if not reason:
        try:
            reason = "" if hold() else _why(quiz)
        except KeyboardInterrupt:
            code = 130
        except SystemExit as ended:  # a signal, or the terminal is gone
            code = int(ended.code or 0)
    with suppress(OSError):
        from flashcards.quiz import captions  # noqa: PLC0415 - only now

        for line in captions.summary(quiz.summary(), now(), reason):
            output.say(line, err=False)
    return code


def _nothing(quiz: Run) -> str:
    """Why there is nothing to ask."""
    if not quiz.cards:
        return "No card matches these filters."
    options = quiz.options
    if options.due_only or options.cram:
        return "Nothing is left to ask now."
    limits = f"{options.new} new cards (--new) and {options.reviews} reviews (--reviews)"
    return f"Nothing is left to ask now. Today's limits are {limits}."


def _why(quiz: Run) -> str:
    """Why a session ended by itself."""
    if quiz.over(quiz.clock()):
        return "That was what you set yourself."
    return "Nothing is left to ask now: well done."
