"""The sentences and labels that the full screen and the plain lines share."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from flashcards.study.log import Action
from flashcards.study.memory import DAY, HOUR, MINUTE, Rating, State, recall
from flashcards.text import citation
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Note
    from flashcards.quiz.state import Asked, RaisedLimits, Saved, Summary
    from flashcards.reviews.store import Graded
    from flashcards.study.log import CardState, LogEntry
    from flashcards.study.memory import Moment, Settings
    from flashcards.study.queue import Left

CRAM = "cram: schedule unchanged"
IF_MEANT = "3 if you meant it"  # after a typed answer in other words than the card's
NO_COMPARISON = "no comparison for this card"
_MONTH, _YEAR = 30.4 * DAY, 365.25 * DAY
_SOURCES_IN_A_LINE = 2
PIECES = {
    "=": "{}",
    "-": "[-{}-]",
    "+": "{{+{}+}}",
}  # how to show what is right, wrong or missing in an answer
GRADES = {rating: rating.name.capitalize() for rating in Rating}


def span(milliseconds: int) -> str:
    """Return the time until a card comes back as Anki writes it: 10m, 3h, 8d, 1.2mo, 2.1y."""
    if milliseconds < MINUTE:
        return "<1m"
    for unit, sign, below in ((MINUTE, "m", HOUR), (HOUR, "h", DAY), (DAY, "d", _MONTH)):
        if milliseconds < below:
            return f"{round(milliseconds / unit)}{sign}"
    months, years = milliseconds / _MONTH, milliseconds / _YEAR
    return (f"{months:.1f}mo" if years < 1 else f"{years:.1f}y").replace(".0", "")


def left(counts: Left, *, cram: bool) -> str:
    """Return the line that says how many cards are left."""
    if cram:
        return f"cram · {sum(counts)} left"
    return f"{counts.new} new · {counts.learning} learning · {counts.due} due"


def saved(rating: Rating, result: Saved) -> str:
    """Return what became of a graded card, in one line."""
    if not result.id:
        return result.notice
    if result.notice == CRAM:
        return f"{GRADES[rating]} ({CRAM})"
    wait = f", back in {span(result.wait)}" if result.wait else ""
    return f"{GRADES[rating]} saved{wait}" + (f". {result.notice}" if result.notice else "")


def notice(result: Graded) -> str:
    """Return what else a learner should know about a grade, or ""."""
    notes = []
    if result.new_leech:
        notes.append(f"leech: missed {result.after.lapses} times; e edits the card, ! suspends it")
    if result.clock_back:
        notes.append("your clock is behind this card's latest review, so that review's time was used")
    return "; ".join(notes)


def undone(entry: LogEntry, term: str) -> str:
    """Return what was taken back: the grade or the change, on which concept, and its date."""
    deed = GRADES[Rating(entry.rating)] if entry.rating else str(entry.kind)
    cram = " (cram)" if entry.kind is Action.CRAM else ""
    concept = f' on "{term}"' if term else ""
    day = _local(entry.moment.time, entry.moment.offset)
    return f"took back {deed}{cram}{concept}, {day.day} {day:%b}"


def short_source(note: Note) -> str:
    """Return the first sources of a note, each as author and year."""
    more = len(note.citations) - _SOURCES_IN_A_LINE
    return "; ".join(map(citation.short, note.citations[:_SOURCES_IN_A_LINE])) + (
        f" and {more} more" if more > 0 else ""
    )


def sources(note: Note) -> Iterator[tuple[str, str]]:
    """Yield each source as a sentence, with its address or ""."""
    for cited in note.citations:
        yield citation.full(cited), cited.source.url or cited.source.archived


def info(asked: Asked, now: Moment, settings: Settings) -> list[tuple[str, str]]:
    """Return what is known about a card, as rows of a label and a value."""
    note, state = asked.note, asked.state
    rows = [
        ("Card", f"{note.key} · {asked.card.name} ({note.guid}, card {asked.card.ordinal})"),
        ("File", f"{note.place.path}:{note.place.line}"),
        ("Unit", note.unit or "none"),
        ("Tier", note.tier.value),
        ("Tags", " ".join(note.tags)),
        ("State", _schedule(state, now.day(settings.rollover))),
    ]
    signs = [word for word, on in (("marked", state.marked), ("leech", state.leech)) if on]
    signs += [f"flag {state.flag}"] if state.flag else []
    return [*rows, *_history(state, now, settings), *([("Signs", ", ".join(signs))] if signs else [])]


def _history(state: CardState, now: Moment, settings: Settings) -> list[tuple[str, str]]:
    memory = state.memory
    if memory.last_review is None:
        return []
    share = round(100 * recall(memory, now, settings))
    return [
        ("Latest review", f"{_local(memory.last_review, now.offset):%Y-%m-%d %H:%M}"),
        ("Reviews", f"{state.reps}"),
        ("Lapses", f"{state.lapses}"),
        (
            "Memory",
            f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10, recall now {share} %",
        ),
    ]


def _schedule(state: CardState, day: int) -> str:
    memory = state.memory
    if memory.state is State.NEW:
        return "new"
    if memory.state is State.REVIEW:
        late = day - memory.due
        ahead = f"due in {counted(-late, 'day')}"
        when = "due today" if late == 0 else f"{counted(late, 'day')} overdue" if late > 0 else ahead
        return f"in review, interval {span(memory.interval * DAY)}, {when}"
    return memory.state.name.lower()


def _local(time: int, offset: int) -> datetime:
    return datetime.fromtimestamp(time / 1000, timezone(timedelta(minutes=offset)))


def time_is_up(minutes: float) -> str:
    """Return the sentence for a session that reached its limit of minutes."""
    return f"Time is up ({minutes:g} min)."


def limit_reached(limit: int) -> str:
    """Return the sentence for a session that reached its limit of answers."""
    return f"Limit reached: {counted(limit, 'answer')}."


def done(raised: RaisedLimits, *, later: bool) -> str:
    """Return the sentence for a day without further cards, and which limits would offer more.

    ``later`` says whether a card in learning comes later today.
    """
    more = [f"new cards: --new {raised.new}"] if raised.new else []
    more += [f"reviews: --reviews {raised.reviews}"] if raised.reviews else []
    return f"Done for {'now' if later else 'today'}." + (f" More {', more '.join(more)}" if more else "")


def summary(done: Summary, now: Moment, reason: str) -> list[str]:
    """Return the lines that end a session; ``reason`` is why it ended, or ""."""
    lines = [reason] if reason else []
    if done.answered:
        share = round(100 * done.right / done.answered)
        minutes, seconds = divmod(round(done.seconds), 60)
        time = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
        lines.append(f"{counted(done.answered, 'answer')}, {done.right} right ({share} %), {time}.")
    else:
        lines.append("No answers in this session.")
    if done.next_learning is not None:
        lines.append(f"The next card in learning comes in {span(max(done.next_learning - now.time, 0))}.")
    lines.append(f"Tomorrow: {counted(done.tomorrow.reviews, 'review')} + {done.tomorrow.new:,} new")
    return lines
