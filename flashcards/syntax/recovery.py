"""Lines of YAML → the same lines without a slip, so that the rest of the file can be read.

Every function gives new lines, as many as before: what stands further below keeps its line number.
"""

from __future__ import annotations

import re

from flashcards.text.characters import UNREADABLE

# Indent and dashes, a key with its colon, or both; then the value.
ENTRY = re.compile(
    r"(?P<indent>[ ]*)(?P<dash>(?:- +)*)(?P<key>(?:[^\s:#'\"{\[-][^:]*|\"[^\"]*\"[ ]*|'[^']*'[ ]*):[ ]+)?(?P<value>\S.*)"
)


def indent_of(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


def line_above(lines: list[str], number: int) -> int:
    """The nearest line above that is not blank, else the first."""
    while number > 0:
        number -= 1
        if lines[number].strip():
            return number
    return 0


def expected_indent(lines: list[str], number: int) -> int:
    """The indent that a line would have as the next entry, or the first one below the line above."""
    above = lines[line_above(lines, number)] if number else ""
    opens = above.rstrip().endswith((":", ">-", "|-", ">", "|"))
    return indent_of(above.replace("\t", "  ")) + 2 * opens


def neighbours_indent(lines: list[str], number: int) -> int:
    """The indent that a line should have: of the nearest level above that is deeper, else of the line above."""
    own = indent_of(lines[number])
    wanted = indent_of(lines[line_above(lines, number)])
    for line in reversed(lines[:number]):
        if line.strip() and indent_of(line) <= own:
            break
        if line.strip():
            wanted = min(wanted, indent_of(line))
    return wanted


def replaced(lines: list[str], number: int, line: str) -> list[str]:
    """The lines with another one in a place."""
    return [*lines[:number], line, *lines[number + 1 :]]


def reindented(lines: list[str], number: int, indent: int) -> list[str]:
    """The lines with one indented by so many spaces."""
    return replaced(lines, number, " " * indent + lines[number].lstrip())


def unread(lines: list[str], number: int) -> list[str] | None:
    """The lines with the value of one, and its continuation, replaced by UNREADABLE."""
    entry = ENTRY.fullmatch(lines[number])
    if entry is None or not (entry["key"] or entry["dash"]):
        return None
    head = f"{entry['indent']}{entry['dash']}{entry['key'] or ''}"
    return _blanked(replaced(lines, number, f"{head}'{UNREADABLE}'"), number + 1, len(entry["indent"]))


def _blanked(lines: list[str], first: int, indent: int) -> list[str]:
    """The lines with those from ``first`` on that are indented deeper made empty."""
    last = first
    while last < len(lines) and (not lines[last].strip() or indent_of(lines[last]) > indent):
        last += 1
    return [*lines[:first], *[""] * (last - first), *lines[last:]]


def without(lines: list[str], number: int) -> list[str] | None:
    """The lines without one that is no entry, and without those below it that belong to it.

    A text that was meant to stand there may belong to the line above, whose value is then unreadable.
    """
    if not lines[number].strip():
        return None
    out = _blanked(replaced(lines, number, ""), number + 1, indent_of(lines[number]))
    above = line_above(lines, number)
    opens = re.fullmatch(r"(?P<head>.*:) *(?:[|>][-+]?)?", lines[above])
    return replaced(out, above, f"{opens['head']} '{UNREADABLE}'") if opens and number else out


def owner(lines: list[str], number: int) -> int:
    """The line whose value goes on in line ``number``, or -1."""
    indent = indent_of(lines[number])
    for above in range(number - 1, -1, -1):
        if lines[above].strip() and indent_of(lines[above]) < indent:
            entry = ENTRY.fullmatch(lines[above])
            return above if entry and entry["key"] else -1
    return -1
