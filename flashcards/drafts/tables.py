"""CSV and TSV, with the header lines that Anki writes → an old deck."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from html import escape
from typing import Final

from flashcards.drafts.old_deck import (
    BASIC,
    CLOZE,
    ImportFailedError,
    OldDeck,
    OldNote,
    OldNoteType,
    Template,
)

_HEADER: Final = re.compile(r"#([a-z ]+):(.*)")
_SEPARATORS: Final = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "space": " ",
    "pipe": "|",
    "colon": ":",
    "\\t": "\t",
}
_MOST_ROWS: Final = 200_000
_BLANK: Final = re.compile(r"\{\{c\d+::")


def read(text: str, name: str) -> OldDeck:
    """Return the notes of a table. Raises ImportFailedError if it has none.

    Args:
        text: the file's text.
        name: the deck's name, unless the file says one.
    """
    heads, body = _headers(text)
    separator = _separator(heads, body)
    csv.field_size_limit(1 << 20)
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(body), delimiter=separator)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise ImportFailedError(f"the table can't be read ({error}); save it as CSV in UTF-8") from None
    if not rows or (max(map(len, rows)) < 2 and not _BLANK.search(body)):  # noqa: PLR2004 - a question and an answer
        raise ImportFailedError("the table has a single column; a note needs a question and an answer")
    if len(rows) > _MOST_ROWS:
        raise ImportFailedError(f"the table has more than {_MOST_ROWS:,} rows; split it")
    is_html = heads.get("html", "").lower() == "true"
    columns = heads.get("columns", "")
    names = next(csv.reader([columns], delimiter=separator)) if columns else []
    special = {
        int(heads[f"{what} column"]) - 1: what
        for what in ("guid", "notetype", "deck", "tags")
        if heads.get(f"{what} column", "").isdecimal()
    }
    notes = tuple(_note(row, names, special, heads, name, is_html=is_html) for row in rows)
    return OldDeck(heads.get("deck", name), notes)


def _headers(text: str) -> tuple[dict[str, str], str]:
    heads: dict[str, str] = {}
    lines = text.split("\n")
    at = 0
    while at < len(lines) and (found := _HEADER.fullmatch(lines[at].rstrip("\r"))):
        heads[found[1].strip()] = found[2].strip() if found[1] != "separator" else found[2]
        at += 1
    return heads, "\n".join(lines[at:])


def _separator(heads: dict[str, str], body: str) -> str:
    named = heads.get("separator", "").strip().lower()
    if named:
        return _SEPARATORS.get(named, heads["separator"][:1])
    first = body[:5_000]
    return max(
        "\t,;|", key=lambda sign: (first.count(sign) if sign != "," else first.count(sign) / 2, sign == ",")
    )


def _note(
    row: list[str],
    names: list[str],
    special: dict[int, str],
    heads: dict[str, str],
    name: str,
    *,
    is_html: bool,
) -> OldNote:
    said = {what: row[at] for at, what in special.items() if at < len(row)}
    cells = [cell for at, cell in enumerate(row) if at not in special]
    titles = [title for at, title in enumerate(names) if at not in special] or ["Front", "Back"]
    titles += [f"Field {n + 1}" for n in range(len(titles), len(cells))]
    fields = tuple(cell if is_html else escape(cell, quote=False).replace("\n", "<br>") for cell in cells)
    kind = said.get("notetype", heads.get("notetype", ""))
    guid = said.get("guid") or hashlib.sha256("\x1f".join(fields).encode()).hexdigest()[:16]
    tags = tuple(f"{said.get('tags', '')} {heads.get('tags', '')}".split())
    cloze = bool(_BLANK.search(fields[0])) if fields else False
    return OldNote(
        guid, _type(kind, titles, cloze=cloze), fields, tags, said.get("deck", heads.get("deck", name))
    )


def _type(kind: str, titles: list[str], *, cloze: bool) -> OldNoteType:
    base = CLOZE if cloze else BASIC
    first, *rest = titles
    front = f"{{{{{'cloze:' if cloze else ''}{first}}}}}"
    back = "<br>".join(f"{{{{{title}}}}}" for title in rest)
    whole = f"{front}<br>{back}" if cloze else f"{{{{FrontSide}}}}{back}"
    return OldNoteType(kind or base.name, tuple(titles), (Template("Card 1", front, whole),), cloze)
