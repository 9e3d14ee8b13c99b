"""What the quiz says in words, on the screen and in the plain mode alike."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from flashcards.study.log import Action
from flashcards.study.memory import DAY, HOUR, MINUTE, Rating, State
from flashcards.text import citation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Note
    from flashcards.quiz.state import Asked, Summary
    from flashcards.reviews.store import Graded
    from flashcards.study.log import CardState
    from flashcards.study.memory import Moment
    from flashcards.study.queue import Left

DEEDS: dict[Action | str, str] = {
    Action.REVIEW: "the grade",
    Action.CRAM: "the crammed answer",
    Action.BURY: "bury",
    Action.SUSPEND: "suspend",
    Action.MARK: "mark",
    Action.FLAG: "flag",
    Action.FORGET: "forget",
}
_MONTH, _YEAR = 30.4 * DAY, 365.25 * DAY
PIECES = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}  # of a typed answer: right, wrong, missing
GRADES = {rating: rating.name.capitalize() for rating in Rating}


def span(milliseconds: int) -> str:
    """A time until a card comes back, as Anki writes it: 10m, 3h, 8d, 1.2mo, 2.1y."""
    if milliseconds < MINUTE:
        return "<1m"
    for unit, sign, below in ((MINUTE, "m", HOUR), (HOUR, "h", DAY), (DAY, "d", _MONTH)):
        if milliseconds < below:
            return f"{round(milliseconds / unit)}{sign}"
    months, years = milliseconds / _MONTH, milliseconds / _YEAR
    return (f"{months:.1f}mo" if years < 1 else f"{years:.1f}y").replace(".0", "")


def left(counts: Left) -> str:
    """The progress line."""
    return f"{counts.new} new · {counts.learning} learning · {counts.due} due"


def saved(rating: Rating, wait: int) -> str:
    """That a grade is on the disk."""
    return f"{GRADES[rating]} saved" + (f", back in {span(wait)}" if wait else "")


def notice(result: Graded) -> str:
    """What a learner should know about a grade besides."""
    notes = []
    if result.new_leech:
        notes.append(f"leech: missed {result.after.lapses} times; e edits the card, ! suspends it")
    if result.clock_back:
        notes.append("the clock stands before this card's last review; that time was taken")
    return "; ".join(notes)


def short_source(note: Note) -> str:
    """Who said it and when, in a few words."""
    return "; ".join(map(citation.short, note.citations[:2])) + (
        f" and {len(note.citations) - 2} more" if len(note.citations) > 2 else ""  # noqa: PLR2004 - two fit a line
    )


def sources(note: Note) -> Iterator[tuple[str, str]]:
    """Each source as a sentence, and its address."""
    for cited in note.citations:
        yield citation.full(cited), cited.source.url or cited.source.archived


def info(asked: Asked, now: Moment, rollover: int) -> list[tuple[str, str]]:
    """What is known of a card, as rows."""
    note, state = asked.note, asked.state
    rows = [
        ("Card", f"{note.key} · {asked.card.name} ({note.guid}, card {asked.card.ordinal})"),
        ("File", f"{note.place.path}:{note.place.line}"),
        ("Unit", note.unit or "none"),
        ("Tier", note.tier.value),
        ("Tags", " ".join(note.tags)),
        ("State", _standing(state, now.day(rollover))),
    ]
    memory = state.memory
    if memory.last_review is not None:
        rows += [
            ("Last seen", _local(memory.last_review, now.offset)),
            ("Reviews", f"{state.reps}, {state.lapses} lapses"),
            ("Memory", f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10"),
        ]
    signs = [word for word, on in (("marked", state.marked), ("leech", state.leech)) if on]
    signs += [f"flag {state.flag}"] if state.flag else []
    return rows + ([("Signs", ", ".join(signs))] if signs else [])


def _standing(state: CardState, day: int) -> str:
    memory = state.memory
    if memory.state is State.NEW:
        return "new"
    if memory.state is State.REVIEW:
        late = day - memory.due
        when = "due today" if late == 0 else f"{late} days overdue" if late > 0 else f"due in {-late} days"
        return f"in review, interval {span(memory.interval * DAY)}, {when}"
    return memory.state.name.lower()


def _local(time: int, offset: int) -> str:
    zone = timezone(timedelta(minutes=offset))
    return datetime.fromtimestamp(time / 1000, zone).strftime("%Y-%m-%d %H:%M")


def summary(done: Summary, now: Moment, reason: str) -> list[str]:
    """The end of a session."""
    lines = [reason] if reason else []
    if done.answered:
        share = round(100 * done.right / done.answered)
        minutes, seconds = divmod(round(done.seconds), 60)
        time = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
        cards = "answer" if done.answered == 1 else "answers"
        lines.append(f"{done.answered} {cards}, {done.right} right ({share} %), {time}.")
    else:
        lines.append("Nothing answered this time.")
    if done.comes is not None:
        lines.append(f"The next card in learning comes in {span(max(done.comes - now.time, 0))}.")
    cards = {0: "nothing is due yet", 1: "1 card is due"}.get(done.tomorrow, f"{done.tomorrow} cards are due")
    lines.append(f"Tomorrow {cards}, besides new cards.")
    return lines
