"""The figures of a fit in words, within 40 columns if need be, and as JSON."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared import output
from flashcards.fitting.verdict import LEAST
from flashcards.study.parameters import in_force
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.fitting.effect import FitEffect
    from flashcards.fitting.verdict import Judged, Verdict
    from flashcards.study.calibration import Row

_NEAR = 0.01  # of 1; a gap between predicted and recalled below this is none
_SIGNS = 9  # percentage points that the picture has room for


def show(result: Verdict, moved: FitEffect | None, deck: str | None) -> None:
    """Print the figures and the verdict."""
    _line(
        f"Fitted to {result.reviews:,} reviews, and judged on the later {result.held_out:,} of them, each by a fit"
        " that had seen only earlier ones."
    )
    _line("")
    _line(f"{'':<16}log loss    RMSE", bold=True)
    for name, judged in (
        ("FSRS's defaults", result.defaults),
        ("In force", result.present),
        ("New fit", result.fit),
    ):
        _line(f"{name:<16}{judged.log_loss:>8.4f}{judged.rmse:>8.4f}")
    _line(
        "Lower is better: log loss is how much your answers surprise FSRS, RMSE how far predicted and recalled"
        " lie apart."
    )
    _calibration("In force", result.present)
    _calibration("New fit", result.fit)
    _line("")
    for sentence in _verdict(result, deck):
        _line(sentence)
    if moved is not None:
        _line(_moved(moved))


def going_back(moved: FitEffect, *, last: bool) -> None:
    """Print what an undo would do."""
    to = "FSRS's defaults" if last else "the fit before"
    _line(f"This takes back the last fit; {to} will be in force. {_moved(moved)}")


def too_few(reviews: int, *, as_json: bool) -> None:
    """Print how many reviews are missing."""
    if as_json:
        click.echo(
            output.json_text(
                {"reviews": reviews, "more_reviews": LEAST - reviews, "better": False, "adopted": False}
            )
        )
        return
    _line(
        f"So far {counted(reviews, 'review')} came on a later day than the one before, and FSRS learns from those. A"
        f" fit needs {LEAST}: {LEAST - reviews:,} more. Until then FSRS's defaults are the best guess."
    )


def nothing(*, as_json: bool, undo: bool) -> None:
    """Print the answer where there is no log."""
    if undo:
        _line("No fit is in force, so there is nothing to undo.")
    else:
        too_few(0, as_json=as_json)


def as_json(result: Verdict, present: Sequence[float], moved: FitEffect | None, *, adopted: bool) -> None:
    """Print everything for scripts. The keys are stable."""
    defaults = in_force(())
    click.echo(
        output.json_text(
            {
                "reviews": result.reviews,
                "held_out": result.held_out,
                "defaults": _judged(defaults, result.defaults),
                "in_force": _judged(present, result.present),
                "fit": _judged(result.fitted, result.fit),
                "wins": result.wins,
                "better": result.better,
                "more_reviews": result.more,
                "adopted": adopted,
                "due": moved and moved._asdict(),
            }
        )
    )


def _judged(parameters: Sequence[float], judged: Judged) -> dict[str, object]:
    return {
        "parameters": list(parameters),
        "log_loss": round(judged.log_loss, 6),
        "rmse": round(judged.rmse, 6),
        "calibration": [
            {
                "from": row.edge,
                "predicted": round(row.expected, 4),
                "recalled": round(row.recalled, 4),
                "reviews": row.reviews,
            }
            for row in judged.rows
        ],
    }


def _calibration(name: str, judged: Judged) -> None:
    _line("")
    _line(f"{name}: what it predicted, and what you recalled", bold=True)
    _line(f"{'reviews':>7} {'predicted':>9} {'recalled':>9}")
    for row in judged.rows:
        _line(f"{row.reviews:>7,} {row.expected:>9.0%} {row.recalled:>9.0%}  {_signs(row)}")
    _line(_meaning(judged.rows))


def _signs(row: Row) -> str:
    """A sign for each percentage point between predicted and recalled."""
    points = round(100 * (row.recalled - row.expected))
    sign, cut = ("+" if points > 0 else "-"), abs(points) > _SIGNS
    return sign * min(abs(points), _SIGNS) + ">" * cut


def _meaning(rows: Sequence[Row]) -> str:
    reviews = sum(row.reviews for row in rows)
    expected = sum(row.expected * row.reviews for row in rows) / reviews
    recalled = sum(row.recalled * row.reviews for row in rows) / reviews
    both = f"On the whole {expected:.0%} predicted, {recalled:.0%} recalled"
    if recalled - expected > _NEAR:
        return f"{both}: you remember more than it expects, so cards come earlier than they need to."
    if expected - recalled > _NEAR:
        return f"{both}: you forget more than it expects, so cards come too late."
    return f"{both}."


def _verdict(result: Verdict, deck: str | None) -> list[str]:
    draws = f"In {result.wins:.1%} of 1,000 draws of your cards the fit predicts the later reviews better"
    if result.better and deck is not None:
        return [
            f"{draws}: more than chance explains. Parameters hold for all decks; to adopt a fit to all: flashcards fit"
        ]
    if result.better:
        return [f"{draws}: more than chance explains."]
    kept = f"{draws}; it takes 97.5 %. The parameters in force stay."
    if result.more:
        return [kept, f"If its lead lasts, about {result.more:,} more reviews will show it."]
    return [kept, "They describe you as well as a fit does; try again when you have a half more reviews."]


def _moved(moved: FitEffect) -> str:
    return (
        f"Due days: {counted(moved.later, 'card')} later, {moved.earlier:,} earlier, {moved.same:,} unchanged, by"
        f" {counted(moved.median, 'day')} in the median; due by today {moved.due_after:,} instead of"
        f" {moved.due_before:,}."
    )


def _line(text: str, *, bold: bool = False) -> None:
    columns = shutil.get_terminal_size().columns
    for part in textwrap.wrap(text, columns) or [""]:
        output.say(part, err=False, bold=bold)
