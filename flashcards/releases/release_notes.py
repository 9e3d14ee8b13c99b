"""A release's notes for learners: what is new, corrected and withdrawn, and how to find those cards in Anki."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from flashcards.model import NoteType
from flashcards.releases.diff import Diff, Effect, ordinals, side
from flashcards.text.markdown import changed, markdown
from flashcards.text.plain import plain
from flashcards.text.wording import brief, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Deck, Note
    from flashcards.releases.diff import CardChange, CardText, Change

_MOST: Final = 40  # cards told one by one; the search shows the rest
_LONGEST: Final = 120  # characters
_IMPORT: Final = "What is new waits among your new cards once you have imported the package."
_KEEP: Final = (
    "Your intervals stay as they are. With the import Anki replaces each note of these cards, your own tags and "
    "edits on it included; only a note that you tagged or edited after {date} stays as you have it."
)
_STOP: Final = (
    "Please study none of this any longer. It stays in your collection until you decide: in Anki open Browse, paste "
    "the search, select all that it finds, and suspend it (your history stays) or delete it."
)
_EMPTY: Final = "Anki shows some of it as empty cards; Tools → Empty Cards deletes those."

Wanted = dict[str, frozenset[int]]
"""GUID → ordinals of cards."""


def notes_for_learners(diff: Diff, deck: Deck, version: str, date: str, refreshed: Diff | None = None) -> str:
    """Markdown for those who study the deck, to head the deck's CHANGELOG; ``deck`` is the diff's new side.

    ``refreshed`` holds what waited and is sent now.
    """
    keep = _KEEP.format(date=date)
    # Who was asked to stop studying a note needn't hear of its corrections.
    diff = Diff(tuple(c for c in diff.changes if Effect.WITHDRAWN in c.effects or not c.note.retired))
    parts = [_new(diff, deck), _corrected(diff, deck, keep), _withdrawn(diff, deck)]
    parts += [_refreshed(refreshed, deck, keep)] if refreshed else []
    body = "\n\n".join(filter(None, parts)) or "Nothing changes on your cards in this version."
    return f"## {markdown(version)} ({date})\n\n{body}\n"


# --- the chapters ------------------------------------------------------------------------------------------------


def _new(diff: Diff, deck: Deck) -> str:
    wanted = _wanted(diff, Effect.NEW)
    if not wanted:
        return ""
    counts: Counter[str] = Counter()
    for note in deck.notes:
        counts[note.concept] += len(wanted.get(note.guid, ()))
    lines = [f"- {_term(deck, name)}: {counted(number, 'card')}" for name, number in counts.items() if number]
    return _chapter("New", wanted, deck, _IMPORT, lines)


def _corrected(diff: Diff, deck: Deck, keep: str) -> str:
    wanted = _wanted(diff, Effect.MEANING, Effect.WORDING)
    if not wanted:
        return ""
    meaning = [line for change in diff.changes for line in _lines(change, Effect.MEANING)]
    wording = [line for change in diff.changes for line in _lines(change, Effect.WORDING)]
    lines = []
    if meaning:
        lines += ["The answer changed, which is worth a look:", "", *_capped(meaning)]
    if wording:
        lines += [""] * bool(lines) + ["Only the wording changed:", "", *_capped(wording)]
    return _chapter("Corrected", wanted, deck, keep, lines)


def _withdrawn(diff: Diff, deck: Deck) -> str:
    wanted = _wanted(diff, Effect.WITHDRAWN)
    if not wanted:
        return ""
    lines = [line for change in diff.changes for line in _lines(change, Effect.WITHDRAWN)]
    notes = [note for note in deck.notes if note.guid in wanted]
    empty = any(note.type is NoteType.CLOZE and not note.retired for note in notes)
    return _chapter("Withdrawn", wanted, deck, f"{_STOP} {_EMPTY}" if empty else _STOP, _capped(lines))


def _refreshed(diff: Diff, deck: Deck, keep: str) -> str:
    wanted = _wanted(diff, Effect.WAITING)
    about = "Questions and answers are the same; what stands around them changed: topic, sources or tags."
    return _chapter("Refreshed", wanted, deck, f"{about} {keep}", []) if wanted else ""


def _chapter(title: str, wanted: Wanted, deck: Deck, advice: str, lines: list[str]) -> str:
    number = sum(map(len, wanted.values()))
    found = f"To find all of it, paste this into the search field of Anki's Browse window:\n\n```text\n{search(deck, wanted)}\n```"
    return "\n".join(
        [f"### {title}: {counted(number, 'card')}", "", advice, "", *lines, *[""] * bool(lines), found]
    )


def _capped(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST
    return lines if more <= 0 else [*lines[:_MOST], f"- and {more} more, which the search finds"]


# --- lines -------------------------------------------------------------------------------------------------------


def _lines(change: Change, kind: Effect) -> Iterator[str]:
    """A change's list entries under one kind: one a card, but one for the whole text of a cloze note."""
    cards = [card for card in change.cards if card.effect is kind]
    if kind is Effect.WITHDRAWN:
        for card in cards:
            yield f"- “{_title(card.before)}” {markdown(_why(change.note, card))}"
    elif kind in change.effects and not (kind is Effect.WORDING and Effect.MEANING in change.effects):
        yield from (f"- {text}" for text in _texts(change, cards))


def _texts(change: Change, cards: list[CardChange]) -> Iterator[str]:
    old, new = change.old, change.note
    if old and plain(old.text) != plain(new.text):
        yield changed(plain(old.text), plain(new.text))
    elif cards:
        yield from (_pair(card.before, card.after) for card in cards if card.before and card.after)
    else:
        title = _title(side(new, new.cards[0])) if new.cards else markdown(new.first)
        yield f"“{title}” {_remark(change)}".rstrip()


def _pair(before: CardText, after: CardText) -> str:
    """What changed on one card; an unchanged question only names it."""
    if before.answer == after.answer:
        return f"Question: {changed(before.question, after.question)}"
    title = _title(after) if before.question == after.question else changed(before.question, after.question)
    return f"“{title}” Answer: {changed(before.answer, after.answer)}"


def _remark(change: Change) -> str:
    texts = [changed(d.before, d.after) for d in change.details if d.name == "extra"]
    return "Remark: " + texts[0] if texts else ""


def _why(note: Note, card: CardChange) -> str:
    reasons = [gone.why for gone in note.dropped if gone.ordinal == card.ordinal]
    return " ".join(map(note.banner, reasons)) or note.banner(note.retired)


def _title(shown: CardText | None) -> str:
    """A card's question, else its answer, in one line of moderate length."""
    return markdown(brief(shown.question or shown.answer, _LONGEST)) if shown else ""


def _term(deck: Deck, concept: str) -> str:
    found = deck.concepts.get(concept)
    return markdown(plain(found.term) if found else concept.replace("-", " "))


# --- the search --------------------------------------------------------------------------------------------------


def _wanted(diff: Diff, *kinds: Effect) -> Wanted:
    """The cards that have one of these consequences; a change of a note's remark touches all its cards."""
    wanted: Wanted = {}
    for change in diff.changes:
        ordinals = {card.ordinal for card in change.cards if card.effect in kinds}
        if change.new and change.effect in kinds and not ordinals:
            ordinals = {card.ordinal for card in change.new.live}
        if change.new and ordinals:
            wanted[change.new.guid] = frozenset(ordinals)
    return wanted


def search(deck: Deck, wanted: Wanted) -> str:
    """An Anki search that finds exactly the wanted cards of a learner who has the deck as it is now.

    By the Key field, which holds a note's first name and so never changes, and not by the tags of concepts, which
    a learner's notes keep until they are updated.
    """
    whole = {note.first for note in deck.notes if ordinals(note) <= wanted.get(note.guid, frozenset())}
    if len(whole) == len(deck.notes):
        return f"tag:{deck.id}"
    concepts: dict[str, set[str]] = defaultdict(set)
    for note in deck.notes:
        concepts[note.first.partition("/")[0]].add(note.first)
    terms = [f'"Key:{concept}/*"' for concept, firsts in concepts.items() if firsts <= whole]
    terms += [
        _find(note, wanted[note.guid])
        for note in deck.notes
        if note.guid in wanted and not concepts[note.first.partition("/")[0]] <= whole
    ]
    return f"tag:{deck.id} {terms[0]}" if len(terms) == 1 else f"tag:{deck.id} ({' OR '.join(terms)})"


def _find(note: Note, wanted: frozenset[int]) -> str:
    if ordinals(note) <= wanted:
        return f'"Key:{note.first}"'
    cards = " OR ".join(f"card:{ordinal}" for ordinal in sorted(wanted))
    return f'("Key:{note.first}" {f"({cards})" if len(wanted) > 1 else cards})'
