"""Refuse changes that would cost learners their history, each with what to write instead.

Notes that were never released may change freely. A changed answer is never refused: fixing a typo must cost nothing.
"""

from __future__ import annotations

from difflib import get_close_matches
from operator import attrgetter
from typing import TYPE_CHECKING

from flashcards.model import NoteType, Place, Problem
from flashcards.releases.diff import renumbered
from flashcards.releases.record import words
from flashcards.text.wording import brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flashcards.model import Deck, Note
    from flashcards.releases.lock import Lock, ReleasedCard, ReleasedNote

_LONGEST = 60  # characters of an answer in a message
_LINES_SHOWN = 3  # of the lock, in a message


def refusals(deck: Deck, lock: Lock, unsound: Mapping[str, str | None] | None = None) -> tuple[Problem, ...]:
    """Return every refusal, sorted by place.

    Args:
        deck: The compiled deck.
        lock: The record of what learners have.
        unsound: The concepts whose files have errors, with their texts (None if a file can't be read). Their notes
            are unknown, so nothing is said about them, nor about a lost note that may be in one of them.
    """
    if not lock.version:
        return ()
    unsound = unsound or {}
    problems = [*_renamed_deck(deck, lock), *_gone(deck, lock, unsound)]
    reordered: set[str] = set()  # distinctions that are refused already; their cards would be refused too
    for note in deck.notes:
        entry = None if note.concept in unsound else lock.entries.get(note.first)
        if entry is not None and note.type is not entry.type:
            problems.append(_other_type(note, entry))
        elif entry is not None and note.digest != entry.digest and _item(note.key) not in reordered:
            if problem := _between(note, entry):
                reordered.add(_item(note.key))
                problems.append(problem)
            else:
                problems += _cards(note, entry)
    return tuple(sorted(problems, key=attrgetter("rank")))


# --- the deck -----------------------------------------------------------------------------------------


def _renamed_deck(deck: Deck, lock: Lock) -> Iterator[Problem]:
    if deck.name != lock.name:
        message = (
            f'learners have this deck as "{lock.name}"; under another name, Anki would start a second deck '
            "and leave their cards in the first"
        )
        yield Problem(deck.places["name"], "deck-name", message, f"change it back: name: {lock.name}")
    if deck.uuid != lock.uuid:
        message = "with another uuid, every learner would get every note a second time, without its history"
        yield Problem(deck.places["uuid"], "deck-uuid", message, f"change it back: uuid: {lock.uuid}")
    if deck.id != lock.id:
        message = f'this deck was released as "{lock.id}": its tags in Anki and in git begin with that id'
        hint = f'change it back: id: {lock.id}; a deck of its own comes from "flashcards new deck {deck.id} --fork"'
        yield Problem(deck.places["id"], "deck-id", message, hint)


# --- released notes that are gone ---------------------------------------------------------------------


def _gone(deck: Deck, lock: Lock, unsound: Mapping[str, str | None]) -> Iterator[Problem]:
    """Yield a problem for each concept, item or part whose released notes are gone."""
    present = {note.first for note in deck.notes}
    missing = [entry for first, entry in lock.entries.items() if first not in present]
    lost = [entry for entry in missing if not _may_be_in(entry, unsound)]
    new_notes = _NewNotes(note for note in deck.notes if note.first not in lock.entries)
    concepts = set(deck.concepts)
    items = {_item(note.key) for note in deck.notes}
    groups: dict[str, list[ReleasedNote]] = {}
    for entry in lost:
        groups.setdefault(_highest_lost(entry.key, concepts, items), []).append(entry)
    for name, entries in groups.items():
        yield _lost(name, entries, new_notes, deck, lock)


def _may_be_in(entry: ReleasedNote, unsound: Mapping[str, str | None]) -> bool:
    """Say whether a note can be in a file with errors: in its own concept's, or in one that names it."""
    name = _own_name(entry.first)
    return _concept(entry.key) in unsound or any(text is None or name in text for text in unsound.values())


def _highest_lost(key: str, concepts: set[str], items: set[str]) -> str:
    """Return what is gone: the note's whole concept, its whole item, or only the note itself."""
    if _concept(key) not in concepts:
        return _concept(key)
    return key if _item(key) in items else _item(key)


def _lost(name: str, entries: list[ReleasedNote], new_notes: _NewNotes, deck: Deck, lock: Lock) -> Problem:
    """Return the problem that a concept, item or part is gone, with all its released notes."""
    concept = deck.concepts.get(_concept(name))
    place = concept.place if concept else Place(deck.places["name"].path)
    what = f'the concept "{name}"' if "/" not in name else f'"{name}"'
    lines = ", ".join(str(entry.line) for entry in entries[:_LINES_SHOWN])
    lines = f"lines {lines}" if len(entries) > 1 else f"line {lines}"
    lines += ", ..." if len(entries) > _LINES_SHOWN else ""
    notes = "a note" if len(entries) == 1 else f"{len(entries)} notes"
    message = f"{what} is gone, but learners have {notes} of it ({lock.path}, {lines})"
    hint = 'put it back and add "retired: why learners should no longer study it"'
    return Problem(
        place, "released-gone", message, f"{_if_renamed(name, entries, new_notes)}; otherwise {hint}"
    )


def _if_renamed(name: str, entries: list[ReleasedNote], new_notes: _NewNotes) -> str:
    """Say what to write if what is gone has another name now."""
    for entry in entries:
        if note := new_notes.most_like(entry):
            now, was, where = _was(name, entry, note)
            return f'if it is now "{now}", write "was: {was}" {where}'
    return f'if it has another name now, write "was: {_first_name(name, entries[0])}" there'


def _first_name(name: str, entry: ReleasedNote) -> str:
    """Return what ``was`` must say for a lost concept, item or part, wherever it is now."""
    if "/" not in name:
        return _concept(entry.first)
    if _concept(entry.first) != _concept(entry.key):
        return entry.first
    return _own_name(entry.first if name == entry.key else _item(entry.first))


class _NewNotes:
    """The notes that were never released. A lost note may be among them, under another name."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._budget = 2_000_000  # pairs of characters that may be compared to find similar answers
        self._same: dict[tuple[object, ...], Note] = {}
        self._by_answers: dict[tuple[object, ...], dict[str, Note]] = {}
        for note in sorted(notes, key=attrgetter("key")):
            form, answers = (note.type, "." in note.key), _answers(note)
            for what in (note.digest, answers):
                self._same.setdefault((*form, what), note)
                self._same.setdefault((*form, what, note.concept), note)
            self._by_answers.setdefault((*form, note.concept), {}).setdefault(answers, note)

    def most_like(self, entry: ReleasedNote) -> Note | None:
        """Return the new note with the same substance as the lost one, else the same answers, else similar ones."""
        form, concept = (entry.type, "." in entry.first), _concept(entry.key)
        own = " ".join(answer.words for answer in entry.answers)
        for what in (entry.digest, own):
            if note := self._same.get((*form, what, concept)) or self._same.get((*form, what)):
                return note
        others = self._by_answers.get((*form, concept), {})
        self._budget -= len(own) * sum(map(len, others))
        close = get_close_matches(own, others, n=1) if own and self._budget >= 0 else []
        return others[close[0]] if close else None


def _was(name: str, entry: ReleasedNote, note: Note) -> tuple[str, str, str]:
    """Return the new name of what is lost (concept, item or part), what ``was`` must say, and where to write it."""
    item, _, part = entry.first.partition(".")
    concept, _, key = item.partition("/")
    new_item, _, new_part = note.first.partition(".")
    new_concept, _, new_key = new_item.partition("/")
    here = f"below that key in {note.place.path}, line {note.place.line}"
    if new_item == item:
        return note.key, part, here
    if new_part != part:
        return note.key, entry.first, here
    if "/" not in name and new_key == key:
        return note.concept, concept, f"at the top of {note.place.path}"
    if part:
        here = f'below "{_own_name(_item(note.key))}" in {note.place.path}'
    return _item(note.key), key if new_concept == concept else item, here


# --- one note -----------------------------------------------------------------------------------------


def _other_type(note: Note, entry: ReleasedNote) -> Problem:
    before, after = ("questions", "blanks") if entry.type is NoteType.QA else ("blanks", "questions")
    message = f'learners have "{note.key}" with {before}, and Anki can\'t turn them into {after}'
    key = _own_name(note.key)
    hint = f'give this text another key, like "{key}-2"; put "{key}" back and add "retired: see {key}-2"'
    return Problem(note.place, "released-type", message, hint)


def _between(note: Note, entry: ReleasedNote) -> Problem | None:
    """Return the problem with a released distinction's concepts: they number its cards, so the list may only grow."""
    if note.between[: len(entry.between)] == entry.between:
        return None
    order = f"between: [{', '.join(entry.between)}]"
    removed = [name for name in entry.between if name not in note.between]
    if not removed:
        message = "the concepts of a released distinction changed their order, and with them its cards"
        return Problem(note.place, "released-between", message, f"change it back: {order}; new ones go last")
    message = f'"{removed[0]}" was removed from a released distinction'
    hint = f'change it back: {order}; to withdraw its cards, write "dropped: {{{removed[0]}: why}}" on each point'
    added = [name for name in note.between if name not in entry.between]
    if added:
        hint += f'; if "{added[0]}" is its new name, write "was: {removed[0]}" at the top of {added[0]}.yaml'
    return Problem(note.place, "released-between", message, hint)


def _cards(note: Note, entry: ReleasedNote) -> Iterator[Problem]:
    old = {answer.ordinal: answer for answer in entry.answers}
    new = {card.ordinal: words(card) for card in note.cards}
    gone = {card.ordinal for card in note.dropped}
    known = {number: answer.words for number, answer in old.items()}
    moved = list(renumbered(known, new, gone))
    if moved:
        yield _renumbered(note, moved, old)
        return
    for number, answer in old.items():
        if number in new:
            if answer.dropped and new[number] != answer.words:
                yield _reused(note, answer, old)
        elif number not in gone:
            yield _dropped(note, answer)


def _renumbered(note: Note, moved: list[tuple[int, int]], old: dict[int, ReleasedCard]) -> Problem:
    i, j = moved[0]
    message = f"{_card(note, i)} now asks for {_quoted(old[j])}, which learners know as {_card(note, j)}"
    if note.type is NoteType.CLOZE:
        back = ", ".join(f"c{b} for {_quoted(old[b])}" for _, b in moved)
        hint = f"change back to {back}; a new blank takes c{max(old) + 1}"
    else:
        hint = "put the answers back in their places, or give the new text a key of its own"
    return Problem(note.place, "released-renumbered", message, hint)


def _reused(note: Note, answer: ReleasedCard, old: dict[int, ReleasedCard]) -> Problem:
    message = f"{_card(note, answer.ordinal)} was dropped when it asked for {_quoted(answer)}, and is back with another answer"
    if note.type is NoteType.CLOZE:
        hint = f'write c{max(old) + 1} for the new blank, and keep "{answer.name}: why" in "dropped"'
    else:
        hint = f'keep "dropped: {{{answer.name}: why}}" and give the new text a key of its own'
    return Problem(note.place, "released-reused", message, hint)


def _dropped(note: Note, answer: ReleasedCard) -> Problem:
    message = f"{_card(note, answer.ordinal)} is gone, but learners have it ({_quoted(answer)})"
    cards = sorted([*((card.ordinal, card.name) for card in note.cards), (answer.ordinal, answer.name)])
    names = ", ".join(name for _, name in cards)
    again = "bring it back" if note.type is NoteType.CLOZE else f'ask for it again with "cards: [{names}]"'
    hint = f'{again}, or write "dropped: {{{answer.name}: why learners should no longer study it}}" here'
    return Problem(note.place, "released-card-gone", message, hint)


def _card(note: Note, ordinal: int) -> str:
    return f"c{ordinal}" if note.type is NoteType.CLOZE else f"card {ordinal}"


def _quoted(answer: ReleasedCard) -> str:
    return f'"{brief(answer.words, _LONGEST)}"'


# --- keys ---------------------------------------------------------------------------------------------


def _concept(key: str) -> str:
    return key.partition("/")[0]


def _item(key: str) -> str:
    return key.partition(".")[0]


def _own_name(key: str) -> str:
    return key.rpartition("/")[2].rpartition(".")[2]


def _answers(note: Note) -> str:
    return " ".join(map(words, note.cards))
