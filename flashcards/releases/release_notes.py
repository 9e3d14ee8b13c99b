"""Write a release's notes for learners, and collect them in the deck's CHANGELOG.md.

The notes say what is new, corrected and withdrawn, with an Anki search that finds those cards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from flashcards.model import NoteType
from flashcards.releases.diff import Diff, Effect, ordinals, side
from flashcards.text.markdown import changed, markdown
from flashcards.text.plain import plain
from flashcards.text.wording import brief, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Deck, Note
    from flashcards.releases.diff import CardChange, CardText, Change

_MOST: Final = 40  # cards that a chapter lists; the search finds the rest
_LONGEST: Final = 120  # characters of a card's title
_CHANGELOG_TITLE: Final = "# Changes for learners\n"
_IMPORT: Final = "After you import the package, these cards are among your new cards."
_KEEP: Final = (
    "Your intervals stay as they are. The import replaces the notes of these cards, with any tags and edits of your "
    "own; only notes that you tagged or edited after {date} stay as they are."
)
_STOP: Final = (
    "Please stop studying these cards. They stay in your collection until you decide: in Anki, open Browse, paste the "
    "search below, select everything that it finds, and suspend it (your history stays) or delete it."
)
_EMPTY: Final = "Some of them are empty cards by now; Tools → Empty Cards deletes those."

Cards = dict[str, frozenset[int]]
"""Some cards of a deck: ordinals by GUID."""


def notes_for_learners(diff: Diff, deck: Deck, version: str, date: str, refreshed: Diff | None = None) -> str:
    """Return the notes of a release as Markdown, with the version as heading.

    Args:
        diff: What learners will see.
        deck: The deck that is released.
        version: Its version.
        date: Its date, as shown to learners.
        refreshed: A comparison with the waiting changes that this release sends; None if it sends none.
    """
    keep = _KEEP.format(date=date)
    # Learners were asked to stop studying retired notes, so leave out corrections of those.
    diff = Diff(tuple(c for c in diff.changes if Effect.WITHDRAWN in c.effects or not c.note.retired))
    parts = [_new(diff, deck), _corrected(diff, deck, keep), _withdrawn(diff, deck)]
    parts += [_refreshed(refreshed, deck, keep)] if refreshed else []
    body = "\n\n".join(filter(None, parts)) or "Nothing changes on your cards in this version."
    return f"## {markdown(version)} ({date})\n\n{body}\n"


# --- chapters ----------------------------------------------------------------------------------------------------


def _new(diff: Diff, deck: Deck) -> str:
    cards = _with_effect(diff, Effect.NEW)
    if not cards:
        return ""
    counts: Counter[str] = Counter()
    for note in deck.notes:
        counts[note.concept] += len(cards.get(note.guid, ()))
    lines = [f"- {_term(deck, name)}: {counted(number, 'card')}" for name, number in counts.items() if number]
    return _chapter("New", cards, deck, _IMPORT, lines)


def _corrected(diff: Diff, deck: Deck, keep: str) -> str:
    cards = _with_effect(diff, Effect.MEANING, Effect.WORDING)
    if not cards:
        return ""
    meaning = [line for change in diff.changes for line in _lines(change, Effect.MEANING)]
    wording = [line for change in diff.changes for line in _lines(change, Effect.WORDING)]
    lines = []
    if meaning:
        lines += ["The answer changed, so please take a look:", "", *_capped(meaning)]
    if wording:
        lines += [""] * bool(lines) + ["Only the wording changed:", "", *_capped(wording)]
    return _chapter("Corrected", cards, deck, keep, lines)


def _withdrawn(diff: Diff, deck: Deck) -> str:
    cards = _with_effect(diff, Effect.WITHDRAWN)
    if not cards:
        return ""
    lines = [line for change in diff.changes for line in _lines(change, Effect.WITHDRAWN)]
    notes = [note for note in deck.notes if note.guid in cards]
    empty = any(note.type is NoteType.CLOZE and not note.retired for note in notes)
    return _chapter("Withdrawn", cards, deck, f"{_STOP} {_EMPTY}" if empty else _STOP, _capped(lines))


def _refreshed(diff: Diff, deck: Deck, keep: str) -> str:
    cards = _with_effect(diff, Effect.WAITING)
    about = "Questions and answers are the same; their topic, sources or tags changed."
    return _chapter("Refreshed", cards, deck, f"{about} {keep}", []) if cards else ""


def _chapter(title: str, cards: Cards, deck: Deck, advice: str, lines: list[str]) -> str:
    number = sum(map(len, cards.values()))
    found = f"To find these cards, paste this into the search field of Anki's Browse window:\n\n```text\n{search(deck, cards)}\n```"
    return "\n".join(
        [f"### {title}: {counted(number, 'card')}", "", advice, "", *lines, *[""] * bool(lines), found]
    )


def _capped(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST
    return lines if more <= 0 else [*lines[:_MOST], f"- and {more} more; the search finds them all"]


# --- lines -------------------------------------------------------------------------------------------------------


def _lines(change: Change, effect: Effect) -> Iterator[str]:
    """Yield a change's list entries for one effect: one for each card, but one for the whole text of a cloze note."""
    cards = [card for card in change.cards if card.effect is effect]
    if effect is Effect.WITHDRAWN:
        for card in cards:
            yield f"- “{_title(card.before)}” {markdown(_why(change.note, card))}"
    elif effect in change.effects and not (effect is Effect.WORDING and Effect.MEANING in change.effects):
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
    """Say what changed on one card. An unchanged question becomes its title."""
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
    """Return a card's question, or its answer if there is none, shortened to a title."""
    return markdown(brief(shown.question or shown.answer, _LONGEST)) if shown else ""


def _term(deck: Deck, concept: str) -> str:
    found = deck.concepts.get(concept)
    return markdown(plain(found.term) if found else concept.replace("-", " "))


# --- the search --------------------------------------------------------------------------------------------------


def _with_effect(diff: Diff, *effects: Effect) -> Cards:
    """Return the cards with one of these effects; a change of a note's remark affects all its cards."""
    cards: Cards = {}
    for change in diff.changes:
        ordinals = {card.ordinal for card in change.cards if card.effect in effects}
        if change.new and change.effect in effects and not ordinals:
            ordinals = {card.ordinal for card in change.new.live}
        if change.new and ordinals:
            cards[change.new.guid] = frozenset(ordinals)
    return cards


def search(deck: Deck, cards: Cards) -> str:
    """Return an Anki search that finds exactly these cards for a learner who has this version of the deck.

    It searches the Key field, which never changes, and not the tags, which are old on notes that weren't updated.
    """
    whole = {note.first for note in deck.notes if ordinals(note) <= cards.get(note.guid, frozenset())}
    if len(whole) == len(deck.notes):
        return f"tag:{deck.id}"
    concepts: dict[str, set[str]] = defaultdict(set)
    for note in deck.notes:
        concepts[note.first.partition("/")[0]].add(note.first)
    terms = [f'"Key:{concept}/*"' for concept, firsts in concepts.items() if firsts <= whole]
    terms += [
        _find(note, cards[note.guid])
        for note in deck.notes
        if note.guid in cards and not concepts[note.first.partition("/")[0]] <= whole
    ]
    return f"tag:{deck.id} {terms[0]}" if len(terms) == 1 else f"tag:{deck.id} ({' OR '.join(terms)})"


def _find(note: Note, found: frozenset[int]) -> str:
    """Return the search for these ordinals of a note."""
    if ordinals(note) <= found:
        return f'"Key:{note.first}"'
    numbers = " OR ".join(f"card:{ordinal}" for ordinal in sorted(found))
    return f'("Key:{note.first}" {f"({numbers})" if len(found) > 1 else numbers})'


# --- the changelog -----------------------------------------------------------------------------------------------


def add_to_changelog(changelog: str, version: str, notes: str) -> str:
    """Return the text of a CHANGELOG.md with a version's notes first, replacing earlier notes of that version."""
    head, others = _split_head(_without_version(changelog.splitlines(keepends=True), version))
    return f"{head or _CHANGELOG_TITLE}\n{notes.strip()}\n" + (f"\n{others}" if others else "")


def _without_version(lines: Iterable[str], version: str) -> str:
    kept = []
    in_version = False
    for line in lines:
        if line.startswith("## "):
            in_version = line[3:].split()[:1] == [version]
        if not in_version:
            kept.append(line)
    return "".join(kept)


def _split_head(changelog: str) -> tuple[str, str]:
    """Split a changelog into what comes before the first version, and the versions."""
    head, mark, versions = f"\n{changelog}".partition("\n## ")
    return (f"{head.strip()}\n" if head.strip() else ""), f"{mark}{versions}".strip() + "\n" if mark else ""
