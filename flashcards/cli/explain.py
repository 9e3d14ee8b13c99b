"""``flashcards explain``: one note, from its source line to what learners will see of it."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.releases import changes
from flashcards.releases.describe import SHORT
from flashcards.releases.diff import Effect
from flashcards.text import characters, prose
from flashcards.text.plain import plain
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.model import Note
    from flashcards.releases.diff import CardChange, Change
    from flashcards.releases.lock import ReleasedNote

_TITLES: Final = {kind.value: title for kind, title in SHORT.items()}


class _Subject(NamedTuple):
    """A note, or one that only the lock knows, with what the next release does to it and why."""

    note: Note | None
    entry: ReleasedNote | None
    what: str
    why: tuple[str, ...]


@click.command()
@click.argument("key")
@arguments.argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
def command(key: str, deck: str | None, as_json: bool) -> None:
    """Say what a note is, which releases touched it, and what the next one does to learners and why.

    KEY is a note's key, its first name (the small print on the card, by which readers report), or its GUID.

    \b
    Examples:
      flashcards explain mesa-optimization/short
      flashcards explain mesa-optimization/short decks/ai-alignment --json
    """
    found = decks.recorded(deck)
    if found.deck is None or found.lock is None:
        output.report(found.errors, "text", err=True)
        sys.exit(1)
    note = next((n for n in found.deck.notes if key in {n.key, n.first, n.guid}), None)
    entries = found.lock.entries.values()
    entry = next((e for e in entries if key in {e.key, e.first, e.guid}), None)
    entry = found.lock.entries.get(note.first) if note else entry
    if note is None and entry is None:
        raise click.UsageError(_unknown(key, [n.key for n in found.deck.notes]))
    subject = _subject(note, entry, found)
    if as_json:
        click.echo(output.script(_as_json(subject)))
    else:
        _print(subject)


def _unknown(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=3)
    hint = f"; the nearest: {', '.join(close)}" if close else ""
    return characters.safe(f'there is no note "{key}" in this deck{hint}')


def _subject(note: Note | None, entry: ReleasedNote | None, found: decks.Recorded) -> _Subject:
    if found.errors:
        own = [p for p in found.errors if note and p.place == note.place]
        why = [f"{p.code} {p.message}; {p.hint}" for p in own]
        others = len(found.errors) - len(own)
        why += [f"{counted(others, 'other error')} of the deck: see flashcards check"] if others else []
        return _Subject(note, entry, "refused", tuple(why))
    assert note is not None, "without an error every released note is in the deck"
    change = changes.change(note, entry)
    what = change.effect.value if change else "unchanged"
    return _Subject(note, entry, what, tuple(_reasons(note, entry, change)))


def _reasons(note: Note, entry: ReleasedNote | None, change: Change | None) -> list[str]:
    if entry is None:
        return ["no release holds it" if note.live else "it was withdrawn before any release held it"]
    why = [f"its key was {entry.key}; history is kept, because its first name stays"] * (
        entry.key != note.key
    )
    if change is None:
        return [*why, "its content is that of the lock, so Anki leaves learners' notes alone"]
    if change.effect is Effect.WAITING:
        return [
            *why,
            "only context, kind, tags or sources differ: sent with its next change, or by release --refresh",
        ]
    why += [note.retired] * bool(note.retired and not entry.retired)
    why += ["no longer retired: it comes back"] * bool(entry.retired and not note.retired)
    why += [reason for card in change.cards for reason in _of_card(note, card)]
    why.append(
        "its content differs from the lock's: Anki replaces the note, and learners' own tags and edits on it"
    )
    return why


def _of_card(note: Note, card: CardChange) -> Iterator[str]:
    if card.before and card.after:
        yield f"answer of {card.name}: {card.before.answer} → {card.after.answer}"
    yield from (f"card {gone.name}: {gone.why}" for gone in note.dropped if gone.ordinal == card.ordinal)


def _as_json(subject: _Subject) -> dict[str, object]:
    note, entry, what, why = subject
    shown = note or entry
    assert shown is not None
    at = note.place if note else None
    return {
        "key": shown.key,
        "first_name": shown.first,
        "guid": shown.guid,
        "note_id": shown.id,
        "note_type": shown.type.value,
        "path": at.path if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "retired": bool(shown.retired),
        "cards": _cards(subject),
        "releases": list(entry.releases) if entry else [],
        "mod": entry.mod if entry else None,
        "next": what,
        "why": list(why),
    }


def _cards(subject: _Subject) -> list[dict[str, object]]:
    """Ordinal, name, state and answer of each card, as the item has them, else as the lock does; why it was dropped."""
    note, entry = subject.note, subject.entry
    if note is None:
        assert entry is not None
        return [
            {"ordinal": a.ordinal, "name": a.name, "dropped": a.dropped, "answer": a.words}
            for a in entry.answers
        ]
    live: list[dict[str, object]] = [
        {"ordinal": c.ordinal, "name": c.name, "dropped": False, "answer": plain(prose.back(c))}
        for c in note.cards
    ]
    held = {answer.ordinal: answer.words for answer in entry.answers} if entry else {}
    return live + [
        {
            "ordinal": d.ordinal,
            "name": d.name,
            "dropped": True,
            "answer": held.get(d.ordinal, ""),
            "why": d.why,
        }
        for d in note.dropped
    ]


def _print(subject: _Subject) -> None:
    values = _as_json(subject)
    where = (
        f"{values['path']}:{values['line']}:{values['column']}" if subject.note else "no item has it any more"
    )
    releases = ", ".join(subject.entry.releases) if subject.entry else "none"
    rows = [
        ("item", where),
        ("first name", values["first_name"]),
        ("GUID", values["guid"]),
        ("note id", values["note_id"]),
        ("note type", values["note_type"]),
        ("releases", releases),
        *([("retired", note.retired if (note := subject.note) else "yes")] if values["retired"] else []),
        ("next", _TITLES.get(subject.what, subject.what)),
        *(("", reason) for reason in subject.why),
    ]
    output.say(str(values["key"]), err=False, bold=True)
    for name, value in rows:
        output.say(f"  {name:10}  {value}", err=False)
    for card in _cards(subject):
        why = f": {card['why']}" if "why" in card else ""
        state = f" (dropped{why})" if card["dropped"] else ""
        answer = " ".join(str(card["answer"]).split())
        number = f"card {card['ordinal']}"
        output.say(f"  {number:10}  {card['name']}{state}" + (f": {answer}" if answer else ""), err=False)
