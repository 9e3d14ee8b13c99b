"""How ``flashcards diff`` prints what it found: for a terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from flashcards.cli import output
from flashcards.diff import Kind, Side
from flashcards.model import NoteType
from flashcards.render import plain
from flashcards.wording import brief, changed, compared, counted, markdown, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.diff import CardChange, Change, Diff

FORMATS: Final = ("text", "markdown", "json")
_TITLES: Final = {
    Kind.RISK: "History at risk",
    Kind.WITHDRAWN: "Withdrawn",
    Kind.MEANING: "Meaning may have changed",
    Kind.WORDING: "Wording changed",
    Kind.NEW: "New",
    Kind.MOVED: "Moved or renamed, history kept",
    Kind.WAITING: "Waiting for the note's next change",
    Kind.REMOVED: "Taken out, no learner had it",
}
SHORT: Final = {kind: title.partition(",")[0].lower() for kind, title in _TITLES.items()} | {
    Kind.MOVED: "moved",
    Kind.WAITING: "waiting",
}
_LISTS: Final = {
    "source": "\n",
    "tags": " ",
    "dropped": "\n",
}  # details that are lists, and what separates them
_COLOURS: Final = {Kind.RISK: "red", Kind.WITHDRAWN: "yellow", Kind.MEANING: "yellow"}
_ALIKE: Final = 0.5  # less of a text in common than this reads better as a line before and a line after
_LIMIT: Final = 60_000  # characters; a comment on GitHub may have 65,536
_NOTHING: Final = Side("", "")
_NAMED: Final = 5  # notes of one and the same change
_BRIEF: Final = 100  # characters of a text that only names a card


class Row(NamedTuple):
    """A text that changed, came or went: what of a note it is, before, after."""

    label: str
    before: str
    after: str


def show(diff: Diff, names: tuple[str, str], style: str) -> None:
    """Print a comparison of two sides with these names, as one of ``FORMATS``."""
    if style == "json":
        click.echo(json.dumps(as_json(diff, names), indent=2, ensure_ascii=False))
    elif style == "markdown":
        click.echo(as_markdown(diff, names))
    else:
        _show_text(diff, names)


def summary(diff: Diff) -> str:
    """``1 history at risk · 12 new``: how many notes have each consequence, gravest first."""
    return " · ".join(f"{number:,} {SHORT[kind]}" for kind, number in diff.counts.items()) or "no change"


# --- what there is to say of a change -------------------------------------------------------------------------------


def rows(change: Change) -> Iterator[Row]:
    """The texts of a change, each once: the cloze text of a note, or its cards' questions and answers; the rest."""
    old, new = change.old, change.new
    if change.note.type is NoteType.CLOZE and old and new and plain(old.text) != plain(new.text):
        yield Row("text", plain(old.text), plain(new.text))
    elif change.note.type is NoteType.CLOZE and not (old and new):
        text = plain(change.note.text)
        yield Row("text", text if old else "", text if new else "")
    else:
        for card in change.cards:
            yield from _card_rows(card, many=len(change.note.cards) > 1)
    yield from details(change)


def details(change: Change) -> Iterator[Row]:
    """What changed around the cards; of a list only what came and went."""
    for name, before, after in change.details:
        if name not in _LISTS:
            yield Row("why" if name == "retired" else name, before, after)
            continue
        one, other = before.split(_LISTS[name]), after.split(_LISTS[name])
        gone = [part for part in one if part not in other]
        come = [part for part in other if part not in one and not part.endswith("::retired")]
        if gone or come:
            yield Row(name, "\n".join(gone), "\n".join(come))


def _card_rows(card: CardChange, *, many: bool) -> Iterator[Row]:
    name = f"{card.name} " if many else ""
    before, after = card.before or _NOTHING, card.after or _NOTHING
    # An unchanged question is shown too: it says which card it is.
    yield Row(f"{name}question", before.question, after.question)
    if before.answer != after.answer or not (card.before and card.after):
        yield Row(f"{name}answer", before.answer, after.answer)


def _where(change: Change) -> str:
    """``decks/x/concepts/y.yaml:12``, or "" for a note from a package."""
    place = change.note.place
    return f"{place.path}:{place.line}" if place.path else ""


def _reasons(change: Change) -> Iterator[str]:
    yield from change.reasons
    if Kind.MOVED in change.kinds and change.old:
        yield f"It was {change.old.key}."
    others = [SHORT[kind] for kind in change.kinds[1:] if kind not in {Kind.MOVED, Kind.WAITING}]
    if others:
        yield f"Also: {', '.join(others)}."


# --- text ------------------------------------------------------------------------------------------------------------


def _show_text(diff: Diff, names: tuple[str, str]) -> None:
    output.say(f"{names[0]} → {names[1]}: {summary(diff)}", err=False, bold=True)
    for alert in diff.alerts:
        output.say(f"  ! {alert}", err=False, fg="red")
    for kind, groups in groupby(_grouped(diff), key=lambda group: group[0].kind):
        title = f"{_TITLES[kind]}: {counted(diff.counts[kind], 'note')}"
        output.say(f"\n{title}", err=False, bold=True, **_colour(kind))
        for group in groups:
            _show_group(group)


def _grouped(diff: Diff) -> Iterator[list[Change]]:
    """The changes in their order; those that only wait, with the same words, as one (a concept's new source)."""
    waiting: dict[tuple[Row, ...], list[Change]] = {}
    for change in diff.changes:
        if change.kind is Kind.WAITING and not change.cards:
            waiting.setdefault(tuple(details(change)), []).append(change)
    for change in diff.changes:
        same = waiting.get(tuple(details(change)), [change]) if change.kind is Kind.WAITING else [change]
        if same[0] is change or change not in same:
            yield same if change in same else [change]


def _colour(kind: Kind) -> dict[str, str]:
    return {"fg": _COLOURS[kind]} if kind in _COLOURS else {}


def _show_group(group: list[Change]) -> None:
    for change in group[:_NAMED]:
        where = _where(change)
        output.say(f"  {change.note.key}{'  ' + where if where else ''}", err=False)
    if group[_NAMED:]:
        output.say(f"  and {len(group) - _NAMED:,} more with the same change", err=False)
    for reason in _reasons(change):
        mark = "! " if change.kind is Kind.RISK and reason in change.reasons else ""
        output.say(f"    {mark}{reason}", err=False, **_colour(change.kind))
    if change.kind is Kind.NEW and not change.old:
        for text in _asked(change):
            output.say(f"    + {brief(text, _BRIEF)}", err=False, fg="green")
        return
    for row in rows(change):
        _show_row(row)


def _asked(change: Change) -> list[str]:
    """What a new note asks."""
    return list(dict.fromkeys(row.after for row in rows(change) if "answer" not in row.label))


def _show_row(row: Row) -> None:
    if row.before == row.after:
        output.say(f"      {row.label}: {brief(row.after, _BRIEF)}", err=False, dim=True)
        return
    found = compared(row.before, row.after)
    same = sum(len(piece.text) for piece in found if piece.sign == "=")
    if same < _ALIKE * min(len(row.before), len(row.after)) or not (row.before and row.after):
        for sign, text in (("-", row.before), ("+", row.after)):
            if text:
                output.say(
                    f"    {sign} {row.label}: {_line(text)}", err=False, fg="red" if sign == "-" else "green"
                )
        return
    line = click.style(f"    ~ {row.label}: ")
    for sign, text in shortened(found):
        line += _marked(sign, output.safe(_line(text)))
    click.echo(line, color=output.colour())


def _marked(sign: str, text: str) -> str:
    if sign == "-":
        return click.style(f"[-{text}-]", fg="red")
    return click.style(f"{{+{text}+}}", fg="green") if sign == "+" else text


def _line(text: str) -> str:
    return text.replace("\n", " / ")


# --- Markdown ----------------------------------------------------------------------------------------------------------


def as_markdown(diff: Diff, names: tuple[str, str]) -> str:
    """For a pull request's comment or a job's summary; no text of the decks is read as markup."""
    lines = [
        "## What learners will see",
        "",
        f"{markdown(names[0])} → {markdown(names[1])}: {summary(diff)}",
        "",
    ]
    lines += [f"- **History at risk:** {markdown(alert)}" for alert in diff.alerts]
    left = _LIMIT - sum(map(len, lines))
    told = 0
    for kind, groups in groupby(_grouped(diff), key=lambda group: group[0].kind):
        chapter = []
        for group in groups:
            block = list(_markdown_group(group))
            left -= sum(map(len, block)) + len(block)
            if left > 0:
                chapter += block
                told += len(group)
        if chapter:
            lines += [*_heading(diff, kind), *chapter, "", "</details>", ""]
    if told < len(diff.changes):
        lines += [f"{counted(len(diff.changes) - told, 'note')} more; run `flashcards diff` for all."]
    return "\n".join(lines).rstrip()


def _heading(diff: Diff, kind: Kind) -> list[str]:
    """A chapter that folds; what a reviewer must see is open."""
    attribute = " open" if kind in {Kind.RISK, Kind.WITHDRAWN, Kind.MEANING} else ""
    return [
        f"<details{attribute}><summary><b>{_TITLES[kind]}</b>: {counted(diff.counts[kind], 'note')}</summary>",
        "",
    ]


def _markdown_group(group: list[Change]) -> Iterator[str]:
    change = group[-1]
    more = f" and {len(group) - _NAMED:,} more with the same change" if group[_NAMED:] else ""
    yield "- " + ", ".join(f"**{markdown(each.note.key)}**" for each in group[:_NAMED]) + more
    yield from (f"  - {markdown(reason)}" for reason in _reasons(change))
    if change.kind is Kind.NEW and not change.old:
        yield from (f"  - {changed('', brief(text, _BRIEF))}" for text in _asked(change))
        return
    for row in rows(change):
        if row.before == row.after:
            yield f"  - {row.label}: {markdown(brief(row.after, _BRIEF))}"
        else:
            yield f"  - {row.label}: {changed(row.before, row.after)}"


# --- JSON --------------------------------------------------------------------------------------------------------------


def as_json(diff: Diff, names: tuple[str, str]) -> dict[str, object]:
    """For scripts; documented in ``flashcards diff --help``."""
    return {
        "format": 1,
        "old": names[0],
        "new": names[1],
        "counts": {kind.value: number for kind, number in diff.counts.items()},
        "alerts": list(diff.alerts),
        "changes": [_change_as_json(change) for change in diff.changes],
    }


def _change_as_json(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "kinds": [kind.value for kind in change.kinds],
        "key": change.note.key,
        "old_key": change.old.key if change.old else None,
        "guid": change.note.guid,
        "path": change.note.place.path or None,
        "line": change.note.place.line if change.note.place.path else None,
        "reasons": list(change.reasons),
        "details": [detail._asdict() for detail in change.details],
        "cards": [_card_as_json(card) for card in change.cards],
    }


def _card_as_json(card: CardChange) -> dict[str, object]:
    return {
        "ordinal": card.ordinal,
        "name": card.name,
        "kind": card.kind.value,
        "before": card.before._asdict() if card.before else None,
        "after": card.after._asdict() if card.after else None,
    }
