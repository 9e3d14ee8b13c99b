"""`history`: who did what, and when.

`what` is in the past tense and goes on from the name: *who* "asked on a list why ...". The `who` card asks "Who asked
... ?". `cards` may add `when` (the year) and `order`, which asks for the order of this event and of those that `beside`
names. `cards: []` keeps an event for the timeline only.

`precision` is exact if absent, else about, before or after. Events in one order card must not overlap in time.

    history:
      rlo-2019:
        date: 2019-06-05
        who: Evan Hubinger and four co-authors
        what: introduced the word "mesa-optimization"
        work: Risks from Learned Optimization in Advanced Machine Learning Systems
        cards: [who, when]
"""

from __future__ import annotations

import calendar
import hashlib
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from flashcards.compiler.item_shapes import keyed, record
from flashcards.compiler.items import Item, Section, SectionKind
from flashcards.model import Card, Emphasis, Form, Listing, Paragraph, Rich, Rivals, Text
from flashcards.syntax import shapes
from flashcards.text import prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flashcards.compiler.draft import Draft

_MOST_BESIDE = 2
_ITEM = record(
    {
        "date": shapes.DATE,
        "precision": shapes.Choice(("exact", "about", "before", "after")),
        "who": shapes.Prose(),
        "what": shapes.Prose(),
        "work": shapes.Prose(),
        "beside": shapes.Many(shapes.ID),
    },
    required=("date", "who", "what"),
    about={
        "date": "YYYY, YYYY-MM or YYYY-MM-DD",
        "precision": "exact if absent; about, before, after",
        "who": "person or group",
        "what": "what they did, past tense, without the name",
        "work": "title of the work",
        "beside": "one or two other events of this file, for the order card",
    },
)
_WHO = Form(
    question_at=("what",),
    answer_at=("who",),
    exempt=("L10", "L19"),
    rivals=Rivals.ALL_SAME_CARDS,
    event=True,
)
_WHEN = Form(
    question_at=("what",),
    answer_at=("date",),
    exempt=("L10", "L12", "L19"),
    rivals=Rivals.ALL_SAME_CARDS,
    event=True,
    more=True,
)
_ORDER = Form(
    question_at=("beside",),
    exempt=("L01", "L05", "L06", "L10", "L12", "L19"),
    typed=False,
    rivals=Rivals.NONE,
    long_front=True,
    event=True,
)


class DatedEvent(NamedTuple):
    """An event as its cards show it. ``first`` and ``last`` bound the days on which it may have happened."""

    item: Item
    who: Text
    what: Text
    work: Text
    when: str
    first: date
    last: date


def drafts(section: Section) -> Iterator[Draft]:
    """Yield one note for each event: who, when, order."""
    items = list(section.items(_ITEM))
    events = {item.key.value: event for item in items if (event := _event(item)) is not None}
    for event in events.values():
        yield from _note(event, events)


def _event(item: Item) -> DatedEvent | None:
    try:
        first, last = span_of(item.node.word("date"), item.node.word("precision"))
    except ValueError:
        node = item.node.scalar("date")
        if node and not node.unreadable:
            item.report(node, "bad-date", f'"{node.value}" is no day of the calendar')
        return None
    when = shown(item.node.word("date"), item.node.word("precision"), item.section.desk.phrases)
    return DatedEvent(item, item.text("who"), item.text("what"), item.text("work"), when, first, last)


def span_of(day: str, precision: str = "") -> tuple[date, date]:
    """Return the first and the last day that ``YYYY[-MM[-DD]]`` may mean.

    ``about`` widens the span by one such unit on each side. Raises ValueError if there is no such day.
    """
    year, month, dom = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    first = date(year, month or 1, dom or 1)
    last = date(year, month or 12, dom or calendar.monthrange(year, month or 12)[1])
    if precision == "before":
        return date.min, first
    if precision == "after":
        return last, date.max
    if precision == "about":
        slack = timedelta(days=1 if dom else 31 if month else 366)
        return max(first, date.min + slack) - slack, min(last, date.max - slack) + slack
    return first, last


def shown(day: str, precision: str, phrases: Mapping[str, str]) -> str:
    """Return a date in words: "5 June 2019", "about June 2019", "before 2019"."""
    _, month, dom = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    words = {"year": day[:4], "month": phrases["months"].split()[month - 1] if month else "", "day": str(dom)}
    form = "full_date" if dom else "month_date" if month else ""
    date = phrases[form].format_map(words) if form else words["year"]
    return date if precision in {"", "exact"} else phrases[precision].format(date=date)


def _note(event: DatedEvent, events: dict[str, DatedEvent]) -> Iterator[Draft]:
    item, phrase = event.item, event.item.section.phrase
    year = shown(item.node.word("date")[:4], item.node.word("precision"), item.section.desk.phrases)
    work = (
        Rich((Paragraph((Emphasis(prose.spans_of(event.work)), f" ({event.when})")),))
        if event.work
        else f"({event.when})"
    )
    deed = phrase("deed", who=event.who, what=event.what)
    cards = [
        Card(1, "who", _WHO, event.who, ask=phrase("who", what=event.what), background=work),
        Card(2, "when", _WHEN, year, ask=phrase("when"), given=deed, background=work),
    ]
    beside = _beside(event, events)
    substance = [event.who, event.what, event.work, _written(item)]
    if beside:
        cards.append(_order(event, beside))
        substance += [part for o in beside for part in (o.who, o.what, _written(o.item))]
    return item.qa(cards, substance, ("who",))


def _written(item: Item) -> str:
    """Return an event's date as the author wrote it: the content hash doesn't depend on words of the program."""
    return f"{item.node.word('precision')} {item.node.word('date')}".removeprefix("exact ").strip()


def _beside(event: DatedEvent, events: dict[str, DatedEvent]) -> list[DatedEvent]:
    """Return the events that the order card compares with this one.

    Events that can't be ordered are reported.
    """
    item, out = event.item, []
    for scalar in item.node.scalars("beside"):
        other = events.get(scalar.value)
        if other is None or other is event:
            guess = item.section.desk.guesses.nearest(scalar.value, events)
            message = f'"{scalar.value}" is no other event of this file{guess}'
            item.report(scalar, "unknown-event", message)
        elif other not in out:
            out.append(other)
    names, node = item.node.words("beside"), item.node.get("beside")
    if node and (len(names) > _MOST_BESIDE or len(set(names)) < len(names)):
        item.report(node, "bad-beside", "an order card sets one or two different events beside this one")
    _overlaps(event, out[:_MOST_BESIDE])
    return out[:_MOST_BESIDE]


def _overlaps(event: DatedEvent, others: list[DatedEvent]) -> None:
    ordered = sorted([event, *others], key=lambda e: (e.first, e.last))
    for earlier, later in pairwise(ordered):
        if later.first <= earlier.last:
            node = event.item.node.get("beside") or event.item.key
            message = f'"{earlier.item.key.value}" and "{later.item.key.value}" may fall on the same day, so nobody can order them'
            event.item.report(node, "dates-overlap", message, "give exact dates, or set another event beside")


def _order(event: DatedEvent, beside: list[DatedEvent]) -> Card:
    phrase = event.item.section.phrase
    events = [event, *beside]
    ordered = sorted(events, key=lambda e: e.first)
    shuffled = _shuffled(ordered, _first(event))
    deeds = [prose.blocks_of(phrase("deed", who=e.who, what=e.what)) for e in shuffled]
    answers = [prose.blocks_of(phrase("dated", date=e.when, who=e.who, what=e.what)) for e in ordered]
    options, answer = Rich((Listing(tuple(deeds)),)), Rich((Listing(tuple(answers), 1),))
    return Card(3, "order", _ORDER, answer, ask=phrase("order"), options=options)


def _shuffled(ordered: list[DatedEvent], salt: str) -> list[DatedEvent]:
    """Return the events in an order that a hash of their first keys gives.

    It is the same in every build, and never the right one.
    """
    by_hash = sorted(ordered, key=lambda e: hashlib.sha256(f"{salt} {_first(e)}".encode()).digest())
    return by_hash if by_hash != ordered else [*by_hash[1:], by_hash[0]]


def _first(event: DatedEvent) -> str:
    """Return the event's first key, so that a rename leaves the card as it was."""
    return event.item.node.word("was").rpartition("/")[2] or event.item.key.value


KINDS = (SectionKind("history", keyed(_ITEM), drafts, rank=4),)
