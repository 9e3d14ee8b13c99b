"""Print a comparison for ``flashcards diff``: as text for a terminal, as Markdown or as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from flashcards.cli.shared import output
from flashcards.releases.describe import TITLES, details, reasons, rows, summary
from flashcards.releases.diff import Effect
from flashcards.text import characters
from flashcards.text.compare import readable, shortened
from flashcards.text.markdown import changed, markdown
from flashcards.text.wording import brief, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.releases.describe import TextChange
    from flashcards.releases.diff import CardChange, Change, Diff

FORMATS: Final = ("text", "markdown", "json")
_COLOURS: Final = {Effect.RISK: "red", Effect.WITHDRAWN: "yellow", Effect.MEANING: "yellow"}
_MOST_CHARACTERS: Final = 60_000  # of the Markdown; a comment on GitHub may have 65,536
_MOST_KEYS: Final = 5  # named of notes with the same change
_BRIEF: Final = 100  # characters of a text that only names a card


def show(diff: Diff, names: tuple[str, str], style: str) -> None:
    """Print the comparison of two sides with these names in one of ``FORMATS``."""
    if style == "json":
        click.echo(output.json_text(as_json(diff, names)))
    elif style == "markdown":
        click.echo(as_markdown(diff, names))
    else:
        _show_text(diff, names)


# --- text ------------------------------------------------------------------------------------------------------------


def _show_text(diff: Diff, names: tuple[str, str]) -> None:
    output.say(f"{names[0]} → {names[1]}: {summary(diff)}", err=False, bold=True)
    for alert in diff.alerts:
        output.say(f"  ! {alert}", err=False, fg="red")
    for kind, groups in groupby(_grouped(diff), key=lambda group: group[0].effect):
        title = f"{TITLES[kind]}: {counted(diff.counts[kind], 'note')}"
        output.say(f"\n{title}", err=False, bold=True, **_colour(kind))
        for group in groups:
            _show_group(group)


def _grouped(diff: Diff) -> Iterable[list[Change]]:
    """Group the changes in their order: waiting changes with the same details, like a new source, go together."""
    groups: dict[object, list[Change]] = {}
    for change in diff.changes:
        waits = change.effect is Effect.WAITING and not change.cards
        groups.setdefault(tuple(details(change)) if waits else id(change), []).append(change)
    return groups.values()


def _colour(kind: Effect) -> dict[str, str]:
    return {"fg": _COLOURS[kind]} if kind in _COLOURS else {}


def _where(change: Change) -> str:
    """Return ``decks/x/concepts/y.yaml:12``, or "" for a note from a package."""
    place = change.note.place
    return f"{place.path}:{place.line}" if place.path else ""


def _show_group(group: list[Change]) -> None:
    for change in group[:_MOST_KEYS]:
        where = _where(change)
        output.say(f"  {change.note.key}{'  ' + where if where else ''}", err=False)
    change = group[-1]
    if group[_MOST_KEYS:]:
        output.say(f"  and {len(group) - _MOST_KEYS:,} more with the same change", err=False)
    for reason in reasons(change):
        mark = "! " if change.effect is Effect.RISK and reason in change.reasons else ""
        output.say(f"    {mark}{reason}", err=False, **_colour(change.effect))
    if change.effect is Effect.NEW and not change.old:
        for text in _questions(change):
            output.say(f"    + {brief(text, _BRIEF)}", err=False, fg="green")
        return
    for row in rows(change):
        _show_row(row)


def _questions(change: Change) -> list[str]:
    """Return the questions, or the texts with blanks, of a new note."""
    return list(dict.fromkeys(row.after for row in rows(change) if "answer" not in row.label))


def _show_row(row: TextChange) -> None:
    if row.before == row.after:
        output.say(f"      {row.label}: {brief(row.after, _BRIEF)}", err=False, dim=True)
        return
    pieces = readable(row.before, row.after)
    if not any(piece.sign == "=" for piece in pieces):
        for sign, text in pieces:
            colour = "red" if sign == "-" else "green"
            output.say(f"    {sign} {row.label}: {_one_line(text)}", err=False, fg=colour)
        return
    line = click.style(f"    ~ {row.label}: ")
    for sign, text in shortened(pieces):
        line += _marked(sign, characters.safe(_one_line(text)))
    click.echo(line, color=output.colour())


def _marked(sign: str, text: str) -> str:
    if sign == "-":
        return click.style(f"[-{text}-]", fg="red")
    return click.style(f"{{+{text}+}}", fg="green") if sign == "+" else text


def _one_line(text: str) -> str:
    return text.replace("\n", " / ")


# --- Markdown ----------------------------------------------------------------------------------------------------------


def as_markdown(diff: Diff, names: tuple[str, str]) -> str:
    """Return the comparison for a pull request's comment or a job's summary; text of the decks is escaped."""
    lines = [
        "## What learners will see",
        "",
        f"{markdown(names[0])} → {markdown(names[1])}: {summary(diff)}",
        "",
    ]
    lines += [f"- **History at risk:** {markdown(alert)}" for alert in diff.alerts]
    left = _MOST_CHARACTERS - sum(map(len, lines))
    shown = 0
    for kind, groups in groupby(_grouped(diff), key=lambda group: group[0].effect):
        section: list[str] = []
        for group in groups:
            block = list(_markdown_group(group))
            left -= sum(map(len, block)) + len(block)
            if left > 0:
                section += block
                shown += len(group)
        if section:
            lines += [*_heading(diff, kind), *section, "", "</details>", ""]
    if shown < len(diff.changes):
        lines += [f"{counted(len(diff.changes) - shown, 'more note')}; run `flashcards diff` to see all."]
    return "\n".join(lines).rstrip()


def _heading(diff: Diff, kind: Effect) -> list[str]:
    """Return the start of a folding section; what a reviewer must see is open."""
    attribute = " open" if kind in {Effect.RISK, Effect.WITHDRAWN, Effect.MEANING} else ""
    return [
        f"<details{attribute}><summary><b>{TITLES[kind]}</b>: {counted(diff.counts[kind], 'note')}</summary>",
        "",
    ]


def _markdown_group(group: list[Change]) -> Iterator[str]:
    change = group[-1]
    more = f" and {len(group) - _MOST_KEYS:,} more with the same change" if group[_MOST_KEYS:] else ""
    yield "- " + ", ".join(f"**{markdown(each.note.key)}**" for each in group[:_MOST_KEYS]) + more
    yield from (f"  - {markdown(reason)}" for reason in reasons(change))
    if change.effect is Effect.NEW and not change.old:
        yield from (f"  - {changed('', brief(text, _BRIEF))}" for text in _questions(change))
        return
    for row in rows(change):
        if row.before == row.after:
            yield f"  - {row.label}: {markdown(brief(row.after, _BRIEF))}"
        else:
            yield f"  - {row.label}: {changed(row.before, row.after)}"


# --- JSON --------------------------------------------------------------------------------------------------------------


def as_json(diff: Diff, names: tuple[str, str]) -> dict[str, object]:
    """Return the comparison as values for JSON; ``flashcards diff --help`` documents them."""
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
        "effect": change.effect.value,
        "effects": [effect.value for effect in change.effects],
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
        "effect": card.effect.value,
        "before": card.before._asdict() if card.before else None,
        "after": card.after._asdict() if card.after else None,
    }
