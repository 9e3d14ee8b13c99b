"""``flashcards explain``: show one note, where it is written and what the next release does to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli.shared import arguments, decks, output
from flashcards.releases import changes
from flashcards.releases.describe import SHORT
from flashcards.releases.diff import Effect
from flashcards.syntax.suggest import nearest
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
    """A note of the deck or of the lock, or of both, with what the next release does to it and why."""

    note: Note | None
    entry: ReleasedNote | None
    next: str
    why: tuple[str, ...]


@click.command()
@click.argument("key")
@arguments.deck_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
def command(key: str, deck: str | None, as_json: bool) -> None:
    """Show what a note is, which releases changed it, and what the next release does to it and why.

    KEY is the note's key, its GUID, or its first name: the small print on its cards, which learners quote when they
    report a mistake.

    \b
    Examples:
      flashcards explain mesa-optimization/short
      flashcards explain mesa-optimization/short decks/ai-alignment --json
    """
    found = decks.check_deck(deck)
    if found.deck is None or found.lock is None:
        output.report(found.errors, "text", err=True)
        sys.exit(1)
    note = next((n for n in found.deck.notes if key in {n.key, n.first, n.guid}), None)
    entries = found.lock.entries.values()
    entry = next((e for e in entries if key in {e.key, e.first, e.guid}), None)
    entry = found.lock.entries.get(note.first) if note else entry
    if note is None and entry is None:
        hint = nearest(key, [n.key for n in found.deck.notes])
        raise click.UsageError(characters.safe(f'this deck has no note "{key}"{hint}'))
    subject = _subject(note, entry, found)
    if as_json:
        click.echo(output.json_text(_as_json(subject)))
    else:
        _print(subject)


def _subject(note: Note | None, entry: ReleasedNote | None, found: decks.CheckedDeck) -> _Subject:
    if found.errors:
        own = [p for p in found.errors if note and p.place == note.place]
        why = [f"{p.code} {p.message}; {p.hint}" for p in own]
        others = len(found.errors) - len(own)
        why += (
            [f"{counted(others, 'other error')} in the deck; to see them all, run: flashcards check"]
            if others
            else []
        )
        return _Subject(note, entry, "refused", tuple(why))
    assert note is not None, "without an error every released note is in the deck"
    change = changes.change(note, entry)
    what = change.effect.value if change else "unchanged"
    return _Subject(note, entry, what, tuple(_reasons(note, entry, change)))


def _reasons(note: Note, entry: ReleasedNote | None, change: Change | None) -> list[str]:
    if entry is None:
        return ["no release contains it" if note.live else "it was retired before any release contained it"]
    why = [f"its key was {entry.key}; learners keep their reviews, because its first name stays the same"] * (
        entry.key != note.key
    )
    if change is None:
        return [*why, "its content is the same as in the last release, so Anki leaves learners' notes alone"]
    if change.effect is Effect.WAITING:
        return [
            *why,
            "only context, kind, tags or sources changed: sent with the note's next change, or by release --refresh",
        ]
    why += [note.retired] * bool(note.retired and not entry.retired)
    why += ["it is no longer retired, so it comes back"] * bool(entry.retired and not note.retired)
    why += [reason for card in change.cards for reason in _card_reasons(note, card)]
    why.append(
        "its content changed since the last release: Anki replaces the note, and with it learners' own tags and edits"
    )
    return why


def _card_reasons(note: Note, card: CardChange) -> Iterator[str]:
    if card.before and card.after:
        yield f"answer of {card.name}: {card.before.answer} → {card.after.answer}"
    yield from (f"card {gone.name}: {gone.why}" for gone in note.dropped if gone.ordinal == card.ordinal)


def _as_json(subject: _Subject) -> dict[str, object]:
    note, entry = subject.note, subject.entry
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
        "next": subject.next,
        "why": list(subject.why),
    }


def _cards(subject: _Subject) -> list[dict[str, object]]:
    """Return the cards for JSON: from the deck if it has the note, else from the lock."""
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
    released = {answer.ordinal: answer.words for answer in entry.answers} if entry else {}
    return live + [
        {
            "ordinal": d.ordinal,
            "name": d.name,
            "dropped": True,
            "answer": released.get(d.ordinal, ""),
            "why": d.why,
        }
        for d in note.dropped
    ]


def _print(subject: _Subject) -> None:
    values = _as_json(subject)
    where = (
        f"{values['path']}:{values['line']}:{values['column']}" if subject.note else "no longer in any file"
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
        ("next", _TITLES.get(subject.next, subject.next)),
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
