"""The format's shape as data: what may stand where in a file.

One declaration serves three readers: ``check`` reports what does not fit, with the nearest valid key;
``schema`` is the JSON Schema that editors complete and check with; and the author guide lists the fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flashcards import identity
from flashcards.model import Problem
from flashcards.syntax.nodes import File, Mapping, Node, Scalar, Sequence
from flashcards.syntax.suggest import as_id, nearest
from flashcards.text.characters import code_points, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Word:
    """A string of a certain form. ``form`` says in words what the pattern wants."""

    pattern: re.Pattern[str]
    form: str
    code: str = "bad-value"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text for cards."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list. Whatever stands in it may come back with every note, so it has an end."""

    item: Shape
    most: int = 100


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping with keys of the author's own."""

    key: Word
    value: Shape
    what: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys, and perhaps further ones.

    ``forms``: exactly one of these groups of keys must be there, whole, and no key of the others.
    """

    fields: dict[str, Shape]
    required: tuple[str, ...] = ()
    forms: tuple[tuple[str, ...], ...] = ()
    further: Keyed | None = None
    about: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Either:
    """A scalar of one shape, or a mapping of the other."""

    scalar: Word
    mapping: Keyed


Shape = Word | Prose | Choice | Many | Keyed | Record | Either

_ID = identity.ID.pattern
ID = Word(
    identity.ID,
    "lower-case letters, digits and single hyphens, like inner-alignment",
    "bad-id",
)
DATE = Word(
    re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"),
    "a date: YYYY, YYYY-MM or YYYY-MM-DD",
    "bad-date",
)
YEAR = Word(re.compile(r"\d{4}"), "a year of four digits", "bad-date")
URL = Word(
    re.compile(r"https?://[^\s<>\"']+"), "a web address that begins with http:// or https://", "bad-url"
)
TAG = Word(re.compile(r"[^\s:\"*\\]+"), "one word without spaces, colons, quotes or asterisks", "bad-tag")
LINE = Word(re.compile(r"\S[\s\S]*"), "some text")
FIRST_NAME = Word(
    re.compile(rf"{_ID}(?:/{_ID}(?:\.{_ID})?)?"),
    "a former key, or concept/item for a move between concepts",
    "bad-id",
)
_LONGEST_NULL = 4  # characters of "null"; the mark of an unreadable value has one
_SHOWN = 40  # characters of a value that a message quotes

_GLUED = re.compile(r"([\w-]+):(?!//)(\S.*)", re.DOTALL)


def check(node: Node, shape: Shape, file: File) -> list[Problem]:
    """Every place where a node does not have the shape."""
    problems: list[Problem] = []
    _check(node, shape, file, problems)
    return problems


def _check(node: Node, shape: Shape, file: File, problems: list[Problem]) -> None:
    if isinstance(node, Scalar):
        _check_scalar(node, shape, file, problems)
    elif isinstance(node, Mapping):
        _check_mapping(node, shape, file, problems)
    elif isinstance(shape, Many):
        for item in node.items:
            _check(item, shape.item, file, problems)
        _bounded(node, len(node.items), shape.most, file, problems)
    else:
        problems.append(_wrong(node, shape, file))


def _check_scalar(node: Scalar, shape: Shape, file: File, problems: list[Problem]) -> None:
    value = node.value
    if node.unreadable:
        return
    if node.empty or is_blank(value):
        if not (node.empty or not value or value.isspace()):
            message = f"{_expected(shape)} is missing here: {code_points(value)} shows nothing"
            problems.append(
                Problem(file.place(node), "empty-value", message, "write something that readers see")
            )
            return
        hint = "write the value behind the colon, or delete the line; a # begins a comment unless the text is quoted"
        problems.append(Problem(file.place(node), "empty-value", f"{_expected(shape)} is missing here", hint))
    elif isinstance(shape, Word | Either):
        word = shape.scalar if isinstance(shape, Either) else shape
        if not word.pattern.fullmatch(value):
            problems.append(_misformed(node, word, file))
    elif isinstance(shape, Choice):
        if value not in shape.values:
            hint = f"choose one of: {', '.join(shape.values)}"
            message = f'"{_short(value)}" is not known here{nearest(value, shape.values)}'
            problems.append(Problem(file.place(node), "bad-value", message, hint))
    elif not isinstance(shape, Prose):
        problems.append(_wrong(node, shape, file))


def _check_mapping(node: Mapping, shape: Shape, file: File, problems: list[Problem]) -> None:
    keyed = shape.mapping if isinstance(shape, Either) else shape
    if isinstance(keyed, Record):
        _check_record(node, keyed, file, problems)
    elif not isinstance(keyed, Keyed):
        problems.append(_wrong(node, shape, file))
    elif not node.entries:
        message, hint = f"{keyed.what} are missing here", "write at least one, or delete the key"
        problems.append(Problem(file.place(node), "empty-value", message, hint))
    else:
        for entry in node.entries.values():
            _check_keyed(entry, keyed, file, problems)
        _bounded(node, len(node.entries), keyed.most, file, problems)


def _bounded(node: Node, count: int, most: int | None, file: File, problems: list[Problem]) -> None:
    if most is not None and count > most:
        message = f"{count:,} entries stand here; {most:,} is the most"
        problems.append(Problem(file.place(node), "too-many", message))


def _check_keyed(entry: tuple[Scalar, Node], keyed: Keyed, file: File, problems: list[Problem]) -> None:
    key, value = entry
    if not keyed.key.pattern.fullmatch(key.value):
        problems.append(_misformed(key, keyed.key, file))
    _check(value, keyed.value, file, problems)


def _misformed(node: Scalar, word: Word, file: File) -> Problem:
    fit = as_id(node.value) if word is ID else ""
    hint = f'write "{_short(fit)}"' if fit else ""
    return Problem(file.place(node), word.code, f'"{_short(node.value)}" is not {word.form}', hint)


def _check_record(node: Mapping, shape: Record, file: File, problems: list[Problem]) -> None:
    for name, entry in node.entries.items():
        inner, value = shape.fields.get(name), entry[1]
        if (
            type(inner) is Prose
            and type(value) is Scalar
            and len(value.value) > _LONGEST_NULL
            and value.value[0].isalnum()
        ):
            continue  # most of a file: a text that holds something
        if inner is not None:
            _check(entry[1], inner, file, problems)
        elif shape.further is not None:
            _check_keyed(entry, shape.further, file, problems)
        else:
            problems.append(_unknown(entry[0], shape.fields, file))
    for name in shape.required:
        if name not in node.entries:
            message = f'the key "{name}" is missing here'
            problems.append(Problem(file.place(node), "missing-key", message))
    if shape.forms:
        _check_forms(node, shape, file, problems)


def _unknown(key: Scalar, known: Iterable[str], file: File) -> Problem:
    message = f'the key "{_short(key.value)}" is not known here{nearest(key.value, known)}'
    return Problem(file.place(key), "unknown-key", message, f"known here: {', '.join(known)}")


def _check_forms(node: Mapping, shape: Record, file: File, problems: list[Problem]) -> None:
    begun = [form for form in shape.forms if not node.entries.keys().isdisjoint(form)]
    if len(begun) == 1 and node.entries.keys() >= set(begun[0]):
        return
    forms = " or ".join(" + ".join(form) for form in shape.forms)
    message = "this mixes two forms" if len(begun) > 1 else "this is not complete"
    problems.append(Problem(file.place(node), "missing-key", message, f"write {forms}"))


def _wrong(node: Node, shape: Shape, file: File) -> Problem:
    found = {Scalar: "a text", Mapping: "keys with values", Sequence: "a list"}[type(node)]
    message = f"{_expected(shape)} is expected here, not {found}"
    return Problem(file.place(node), "wrong-type", message, _layout(node, shape))


def _layout(node: Node, shape: Shape) -> str:
    """How to write what the shape wants, for somebody who wrote something else."""
    if isinstance(shape, Many):
        return "write it in brackets: [one, two]"
    if isinstance(node, Sequence) and isinstance(shape, Keyed) and not isinstance(shape.value, Record):
        return 'write lines "name: ..." instead of the list'
    if isinstance(node, Sequence) and isinstance(shape, Keyed | Record):
        return "give every entry a key of its own instead of a dash; the key is its name for life"
    if isinstance(node, Scalar) and (glued := _GLUED.match(node.value)):
        return f'write a space behind the colon: "{glued[1]}: {_short(glued[2])}"'
    if isinstance(node, Scalar) and isinstance(shape, Record):
        first = (*shape.required, *(name for form in shape.forms for name in form))[:1]
        return f'write it on the next line, indented: "{first[0]}: ..."' if first else ""
    return ""


def _expected(shape: Shape) -> str:
    match shape:
        case Word(_, form) | Either(Word(_, form)):
            return form if form.startswith(("a ", "some ")) else f"a value ({form})"
        case Prose():
            return "a text"
        case Choice(values):
            return f"one of {', '.join(values)}"
        case Many():
            return "a list"
        case Keyed(_, _, what):
            return f"a mapping of {what}"
        case Record():
            return "a mapping of keys with values"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
