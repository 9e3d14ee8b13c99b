"""``flashcards quiz``: study a deck in the terminal."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flashcards.cli.shared import arguments, output
from flashcards.quiz.session import Session
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

_NO_TERMINAL: Final = (
    "The quiz needs a terminal; for pipes, scripts and screen readers, use: flashcards quiz --plain"
)
_MOST_NAMES: Final = 20  # listed after a mistyped filter


@click.command()
@arguments.deck_argument
@click.option(
    "--concept", multiple=True, metavar="ID", help="Ask only this concept. All filters can be repeated."
)
@click.option(
    "--kind", multiple=True, metavar="SECTION", help="Ask only this kind: definition, faq, history ..."
)
@click.option(
    "--tier",
    type=click.Choice(["core", "more"]),
    multiple=True,
    help="Ask only core cards, or only the others.",
)
@click.option("--tag", multiple=True, help="Ask only cards with this tag.")
@click.option("--unit", multiple=True, metavar="ID", help="Ask only this unit of the course.")
@click.option(
    "--limit", type=click.IntRange(0), default=0, help="Stop after this many answers; 0 means no limit."
)
@click.option(
    "--minutes", type=click.FloatRange(0), default=0, help="Stop after this many minutes; 0 means no limit."
)
@click.option(
    "--new",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    show_envvar=True,
    help="New cards a day, in all sessions together.",
)
@click.option(
    "--reviews",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    show_envvar=True,
    help="Reviews a day, in all sessions together.",
)
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    show_envvar=True,
    help="The share of reviews in which you want to recall the answer; a higher share means more reviews. The setting"
    " lasts, and changing it recalculates all due dates.  [default: as last time, at first 0.9]",
)
@click.option(
    "--rollover",
    type=click.IntRange(0, 23),
    show_envvar=True,
    help="The hour at which a study day begins. The setting lasts.  [default: as last time, at first 4]",
)
@click.option("--due-only", is_flag=True, help="Ask no new cards.")
@click.option("--cram", is_flag=True, help="Ask all matching cards, due or not, and change no schedule.")
@click.option("--type", "typed", is_flag=True, help="Type the answer where it is short or a blank.")
@click.option(
    "--choice", is_flag=True, help="Choose among three or four options where the deck offers fair ones."
)
@click.option(
    "--plain", is_flag=True, help="Read and print plain lines, for screen readers, pipes and scripts."
)
@arguments.database_option
def command(deck: str | None, db: Path | None, *, plain: bool, **options: object) -> None:
    """Study a deck: due cards first, then new ones; every grade is saved before the next card.

    Keys: Space shows the answer, then grades it Good; 1 to 4 grade Again, Hard, Good and Easy; u undoes; ? lists the
    other keys. Your progress is kept in FLASHCARDS_DB, else in your data directory, and survives edits of the deck.

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
    found = arguments.find_deck(deck)  # a mistyped name is reported before a missing terminal
    if not plain:
        _check_terminal()
    from flashcards.reviews.store import Store, StoreError, default_path  # noqa: PLC0415 - wrong usage doesn't need it

    compiled = load_deck(found)
    filters = _options(compiled, options)
    path = db or default_path()
    try:
        with Store.open(path, now()) as store:
            _apply_settings(store, options)
            store.register(compiled)
            background = _background(store, path)
            background(settings=False)
            plan = _exam_plan(compiled, store, filters)
            session = Session(compiled, store, filters, now, plan[0] if plan else None)
            gc.enable()  # main() switched it off for short runs
            code = _run(session, found, path, plan[1] if plan else "", plain=plain)
        background(settings=True)
    except StoreError as error:
        output.say(str(error))
        sys.exit(1)
    sys.exit(code)


def _background(store: Store, path: Path) -> Callable[..., None]:
    """Return what starts a sync in a process of its own, if the user asked for that; nothing waits for it."""
    if not store.kept("sync").get("quiz"):
        return lambda **_: None
    from functools import partial  # noqa: PLC0415 - seldom

    from flashcards.cli.shared import background  # noqa: PLC0415 - seldom: subprocess

    return partial(background.sync, path)


def now() -> Moment:
    """Return the time on the learner's clock."""
    from datetime import datetime  # noqa: PLC0415 - --help doesn't need it

    from flashcards.study.memory import Moment  # noqa: PLC0415 - --help doesn't need it

    return Moment.of(datetime.now().astimezone())


def _check_terminal() -> None:
    """Exit with code 2 and a hint if there is no screen to draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        output.say(_NO_TERMINAL)
        sys.exit(2)
    if os.environ.get("TERM") == "dumb":
        output.say("This terminal (TERM=dumb) can't move its cursor; use: flashcards quiz --plain")
        sys.exit(2)


def load_deck(found: Found) -> Deck:
    """Load the deck as far as it compiles: an error in one file keeps nobody from studying the rest."""
    from flashcards.loading import cache  # noqa: PLC0415 - wrong usage doesn't need it

    deck, result = cache.deck(found.path, _cache_folder(), lambda: _compile(found.path))
    if result is not None and result.errors:
        output.say(
            f"{output.tally(result.problems)} in this deck; to see them, run: flashcards check {found.path}"
        )
    if deck is None or not deck.notes:
        output.say(f"{found.path} has no cards to ask.")
        sys.exit(1)
    return deck


def _compile(root: Path) -> Compiled:
    from flashcards.compiler.compile import compile_deck  # noqa: PLC0415 - a cached deck doesn't need it
    from flashcards.loading.folder import load  # noqa: PLC0415 - a cached deck doesn't need it

    return compile_deck(load(root))


def _cache_folder() -> Path:
    from flashcards.disk import paths  # noqa: PLC0415 - wrong usage doesn't need it

    return Path(paths.user_folder("cache"))


def _options(deck: Deck, given: Mapping[str, object]) -> Options:
    """Return the options of the session; raise a usage error for a filter that names nothing in the deck."""
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
    """Save the settings of the schedule that were given and leave the others as they are."""
    settings = {"desired_retention": given["retention"], "rollover": given["rollover"]}
    changed = {name: value for name, value in settings.items() if value is not None}
    if changed:
        from dataclasses import replace  # noqa: PLC0415 - most sessions change no setting

        store.reschedule(replace(store.settings, **changed))  # type: ignore[arg-type]  # click has checked their types


def _words(given: object) -> frozenset[str]:
    assert isinstance(given, tuple)
    return frozenset(map(str, given))


def check(option: str, words: frozenset[str], known: Collection[str]) -> None:
    """A usage error, with the nearest name, for a word that isn't known."""
    for word in words.difference(known):
        from flashcards.syntax.suggest import nearest  # noqa: PLC0415 - only after a mistake

        names = sorted(known)
        more = ", ..." if names[_MOST_NAMES:] else ""
        choices = f"; choose from: {', '.join(names[:_MOST_NAMES])}{more}" if names else ""
        hint = nearest(word, names) or choices
        raise click.UsageError(characters.safe(f'this deck has no {option} "{word}"{hint}'))


def _exam_plan(deck: Deck, store: Store, options: Options) -> tuple[exam.Planned, str] | None:
    """Return the exam plan that a session without filters follows, and a line that says how it stands."""
    if options.filtered or options.cram or options.due_only:
        return None
    entries = store.standing(Action.EXAM)
    if not entries:
        return None
    from flashcards.quiz import exam  # noqa: PLC0415 - seldom

    return exam.planned(deck, store, now(), entries)


def _run(session: Session, found: Found, path: Path, exam_line: str, *, plain: bool) -> int:
    """Run the session, on the screen or in lines, and return the exit code."""
    welcome = f"{exam_line}{session.deck.name} ({found.path}). Your progress is kept in {path}"
    if plain:
        from flashcards.quiz import lines  # noqa: PLC0415 - the screen doesn't need it

        lines.say(welcome)
        return _run_dialogue(session, lambda: lines.run(session))
    from flashcards.quiz import start  # noqa: PLC0415 - --plain doesn't need rich

    return _run_dialogue(session, lambda: start.run(session, found.path, welcome))


def _run_dialogue(session: Session, dialogue: Callable[[], bool]) -> int:
    """Run the dialogue, print the summary, whatever ended it, and return the exit code.

    ``dialogue`` returns whether the learner quit before the end.
    """
    code = 0
    reason = ""
    try:
        if session.current is None or not dialogue():
            reason = session.why_over()
    except KeyboardInterrupt:
        code = 130
    except SystemExit as ended:  # a signal, or the terminal is gone
        code = int(ended.code or 0)
    with suppress(OSError):
        from flashcards.quiz import captions  # noqa: PLC0415 - not needed before the end

        for line in captions.summary(session.summary(), now(), reason):
            output.say(line, err=False)
    return code
