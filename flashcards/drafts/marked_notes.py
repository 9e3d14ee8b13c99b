"""Notes in Markdown, as hashcards, mdanki and Obsidian's plugins write them → an old deck.

- hashcards: ``Q:`` and ``A:`` (or ``P:`` and ``S:``), and ``C:`` with blanks in square brackets
- mdanki: a heading of the second degree is the question, what is below it the answer
- Obsidian: ``question::answer`` on one line, ``question:::answer`` both ways, ``==blank==``
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import TYPE_CHECKING, Final

from flashcards.drafts.old_deck import (
    BASIC,
    CLOZE,
    ImportFailedError,
    OldDeck,
    OldNote,
    OldNoteType,
    Template,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOTH: Final = OldNoteType(
    "Basic (and reversed card)",
    ("Front", "Back"),
    (
        Template("Card 1", "{{Front}}", "{{FrontSide}}{{Back}}"),
        Template("Card 2", "{{Back}}", "{{FrontSide}}{{Front}}"),
    ),
)
_FIELD: Final = re.compile(r"([QACPS]):[ \t]*(.*)")
_LETTERS: Final = {"P": "Q", "S": "A"}  # a problem and its solution
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_INLINE: Final = re.compile(r"(?!\s)(.{1,500}?)(?<![:\s])[ \t]*(:::?)(?!:)[ \t]*(\S.{0,2000})")
_BRACKETS: Final = re.compile(r"(?<![!\\\]])\[([^\[\]]{1,300})\](?!\()")
_MARKED: Final = re.compile(r"==(?=\S)([^=\n]{1,300})(?<=\S)==")
_TAGS: Final = re.compile(r"(?:[Tt]ags:)?[ \t]*((?:\[?#[\w/-]+(?:\]\(\))?[ \t]*)+)")
_MOST: Final = 100_000
_MATH: Final = re.compile(
    r"\$\$(?=\S)(.+?)\$\$|(?<![\\$\w])\$(?=[^\s$])([^$\n]*?[^\s$\\])\$(?![\d$])", re.DOTALL
)


def read(text: str, name: str) -> OldDeck:
    """Return the notes in a Markdown text. Raises ImportFailedError if there are none.

    Args:
        text: the file's text.
        name: the deck's name, unless the file's first heading says one.
    """
    lines = _body(text)
    if any(_FIELD.fullmatch(line) for line in lines):
        found = list(_hashcards(lines))
    else:
        inline = list(_obsidian(lines))
        found = inline or list(_mdanki(lines))
    if not found:
        raise ImportFailedError(
            'there are no notes that can be told: write "Q:" and "A:" lines, "question::answer", or headings'
        )
    if len(found) > _MOST:
        raise ImportFailedError(f"the file has more than {_MOST:,} notes; split it")
    notes = tuple(
        OldNote(_guid(fields), kind, fields, tags, section or name, cards)
        for kind, fields, tags, section, cards in found
    )
    return OldDeck(name, notes)


_Found = tuple[OldNoteType, tuple[str, ...], tuple[str, ...], str, tuple[int, ...]]


def _body(text: str) -> list[str]:
    """Return the lines behind the file's own head."""
    lines = [line.rstrip() for line in text.split("\n")]
    if lines[:1] in (["---"], ["+++"]) and lines[0] in lines[1:]:
        return lines[lines.index(lines[0], 1) + 1 :]
    return lines


def _guid(fields: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()[:16]


def _html(text: str) -> str:
    """Return Markdown's words as a field's HTML: bold, italics, code, formulas and line breaks."""
    pieces, at = [], 0
    for found in _MATH.finditer(text):
        pieces += [
            _spans(text[at : found.start()]),
            f"\\[{escape(found[1])}\\]" if found[1] else f"\\({escape(found[2])}\\)",
        ]
        at = found.end()
    return "".join([*pieces, _spans(text[at:])])


def _spans(text: str) -> str:
    html = escape(text, quote=False)
    html = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html)
    html = re.sub(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*", r"<b>\1</b>", html)
    html = re.sub(r"(?<![\w*])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?![\w*])", r"<i>\1</i>", html)
    return html.replace("\n", "<br>")


def _blanks(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text whose marked parts are Anki's blanks, numbered in their order."""
    number = 0

    def blank(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"{{{{c{number}::{found[1]}}}}}"

    return pattern.sub(blank, text)


def _cloze(text: str, section: str, pattern: re.Pattern[str], tags: tuple[str, ...] = ()) -> _Found | None:
    marked = _blanks(text, pattern)
    numbers = tuple(sorted({int(n) for n in re.findall(r"\{\{c(\d+)::", marked)}))
    return (CLOZE, (_html(marked), ""), tags, section, numbers) if numbers else None


def _hashcards(lines: list[str]) -> Iterator[_Found]:
    fields: list[list[str]] = []  # the letter and the lines of each field of the note at hand
    for line in [*lines, "---"]:
        start = _FIELD.fullmatch(line)
        letter = _LETTERS.get(start[1], start[1]) if start else ""
        if line == "---" or letter in {"Q", "C"}:
            yield from _hashcard({first: "\n".join(rest).strip() for first, *rest in fields})
            fields = []
        if start:
            fields.append([letter, start[2]])
        elif fields and line != "---":
            fields[-1].append(line)


def _hashcard(fields: dict[str, str]) -> Iterator[_Found]:
    if fields.get("Q") and fields.get("A"):
        yield BASIC, (_html(fields["Q"]), _html(fields["A"])), (), "", (1,)
    elif fields.get("C") and (found := _cloze(fields["C"], "", _BRACKETS)):
        yield found


def _obsidian(lines: list[str]) -> Iterator[_Found]:
    section, tags, fenced = "", (), False
    for line in lines:
        fenced ^= line.startswith(("```", "~~~"))
        if fenced:
            continue
        if heading := _HEADING.fullmatch(line):
            section = heading[2]
        elif found := _TAGS.fullmatch(line.strip()):
            tags = tuple(re.findall(r"#([\w/-]+)", found[1]))
        elif inline := _INLINE.fullmatch(re.sub(r"^(?:[-*+]|\d+\.)[ \t]+", "", line.strip())):
            both = inline[2] == ":::"
            yield (
                _BOTH if both else BASIC,
                (_html(inline[1]), _html(inline[3])),
                tags,
                section,
                (1, 2) if both else (1,),
            )
        elif _MARKED.search(line) and (cloze := _cloze(line.strip(), section, _MARKED, tags)):
            yield cloze


def _mdanki(lines: list[str]) -> Iterator[_Found]:
    section, question, answer, tags = "", "", list[str](), ()
    for line in [*lines, "# "]:
        heading = _HEADING.fullmatch(line)
        if heading or line == "# ":
            words = "\n".join(answer).strip()
            if question and words:
                yield BASIC, (_html(question), _html(words.replace("%\n", "\n"))), tags, section, (1,)
            question, answer, tags = "", [], ()
            if heading and len(heading[1]) == 1:
                section = heading[2]
            elif heading:
                question = heading[2]
        elif found := _TAGS.fullmatch(line.strip()):
            tags = tuple(re.findall(r"#([\w/-]+)", found[1]))
        else:
            answer.append(line)
