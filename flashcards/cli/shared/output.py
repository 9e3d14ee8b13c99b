"""Print for people, logs and scripts; all author text passes through here and is made harmless."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli.shared.encoding import is_unicode
from flashcards.model import Level, Problem
from flashcards.text.characters import CONTROL, line, safe
from flashcards.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence


_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
FORMATS = ("text", "json", "github")


def json_text(value: object) -> str:
    """Return a value as JSON with control characters escaped, and others that stdout can't write."""
    import json  # noqa: PLC0415 - most reports are text

    text = json.dumps(value, indent=2, ensure_ascii=not is_unicode(sys.stdout))
    return CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def colour() -> bool | None:
    """Return False if NO_COLOR is set, else None, which lets click look at the terminal."""
    return False if os.environ.get("NO_COLOR") else None


def say(text: str, *, err: bool = True, **style: str | bool) -> None:
    """Print a line for people, with click's style keywords; use ``err=False`` for a command's result."""
    click.secho(safe(text), err=err, color=colour(), **style)  # type: ignore[arg-type]  # click's style keywords


def reason(error: Exception) -> str:
    """Return what went wrong in words; for a system error the file and the cause, without the error number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def retry_hint(error: OSError) -> str:
    """Return the end of a sentence that says what to do; our own errors, which have no number, already say it."""
    return "; fix that and run it again" if error.errno else ""


def report(problems: Sequence[Problem], style: str, *, err: bool = False) -> None:
    """Print problems in one of ``FORMATS``: as text, as JSON or as GitHub annotations."""
    if style == "json":
        click.echo(json_text(as_json(problems)), err=err)
    elif style == "github":
        for problem in problems:
            click.echo(_github(problem), err=err)
    else:
        stream = sys.stderr if err else sys.stdout
        lines = _Lines() if stream.isatty() else None
        for problem in problems:
            _print(problem, lines, err)


def as_json(problems: Sequence[Problem]) -> dict[str, object]:
    """Return problems and their counts as values for JSON."""
    rows = [
        {
            "path": p.place.path,
            "line": p.place.line,
            "column": p.place.column,
            "level": p.level.value,
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
        }
        for p in problems
    ]
    return {
        "problems": rows,
        "errors": count(problems, Level.ERROR),
        "warnings": count(problems, Level.WARNING),
    }


def count(problems: Sequence[Problem], level: Level) -> int:
    """Count the problems of a level."""
    return sum(problem.level is level for problem in problems)


def tally(problems: Sequence[Problem]) -> str:
    """Return ``2 errors, 1 warning``, or "" if there are neither."""
    counts = [(count(problems, level), level.value) for level in (Level.ERROR, Level.WARNING)]
    return ", ".join(counted(number, name) for number, name in counts if number)


class _Lines:
    """The source lines to show below problems; each file is read once."""

    def __init__(self) -> None:
        self.files: dict[str, list[str]] = {}

    def line(self, problem: Problem) -> str:
        path = problem.place.path
        if path not in self.files:
            try:
                self.files[path] = Path(path).read_text("utf-8-sig", errors="replace").split("\n")
            except OSError:
                self.files[path] = []
        lines = self.files[path]
        number = problem.place.line - 1
        return lines[number].rstrip("\r") if number < len(lines) else ""


def _print(problem: Problem, lines: _Lines | None, err: bool) -> None:
    place, level = problem.place, problem.level
    note = "" if level is Level.ERROR else f" [{level.value}]"
    where = f"{place.path}:{place.line}:{place.column}: "
    if lines is None:
        click.echo(line(f"{where}{problem.code} {_sentence(problem)}{note}"), err=err)
        return
    click.echo(line(where), nl=False, err=err, color=colour())
    click.secho(problem.code, nl=False, err=err, color=colour(), fg=_COLOURS[level], bold=True)
    click.echo(line(f" {problem.message}{note}"), err=err, color=colour())
    _caret(problem, lines.line(problem), err)
    if problem.hint:
        click.echo(line(f"    hint: {problem.hint}"), err=err, color=colour())


def _sentence(problem: Problem) -> str:
    """Join message and hint to one line; no semicolon follows a message that ends with a question mark."""
    if not problem.hint:
        return problem.message
    separator = " " if problem.message.endswith("?") else "; "
    return f"{problem.message}{separator}{problem.hint}"


def _columns() -> int:
    import shutil  # noqa: PLC0415 - only a problem on a terminal needs it

    return shutil.get_terminal_size().columns


def _caret(problem: Problem, line: str, err: bool) -> None:
    if not line.strip():
        return
    column = problem.place.column - 1
    width = max(_columns(), 40) - 6
    start = max(0, min(column - width // 2, len(line) - width))
    shown = safe(line[start : start + width].replace("\t", " "))
    click.secho(f"    {shown}", err=err, color=colour(), dim=True)
    click.secho(
        f"    {' ' * _cells(line[start:column])}^", err=err, color=colour(), fg=_COLOURS[problem.level]
    )


def _cells(text: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415 - only a problem on a terminal needs it

    return cell_len(safe(text.replace("\t", " ")))


def _github(problem: Problem) -> str:
    place = problem.place
    message = safe(_sentence(problem))
    properties = (
        f"file={_property(place.path)},line={place.line},col={place.column},title={_property(problem.code)}"
    )
    return f"::{_GITHUB[problem.level]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
