"""Read ``deck.yaml`` and ``sources.yaml``, and define their shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from flashcards.model import Place, Problem, Source, Unit
from flashcards.syntax import reader, shapes
from flashcards.syntax.nodes import File, Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Map

_DECK_NAME = shapes.Word(
    re.compile(r'(?!.*::)[^\s"*\\](?:[^"*\\\n]*[^\s"*\\])?'),
    'a deck name without "::", quotes, asterisks or backslashes',
    "bad-name",
)
SECTION = shapes.Word(
    re.compile(r"[a-z][a-z0-9_]*"), "a section key of lower-case letters, digits and underscores", "bad-id"
)
_UUID = shapes.Word(
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    'a uuid; "flashcards new deck" makes one',
)
_SETTING = shapes.Word(
    re.compile(r"[A-Z]\d\d(\.[a-z_]+)?"), "the code of a lint rule, or one of its thresholds, like L01.error"
)
_LIMIT = shapes.Word(re.compile(r"\d{1,9}(\.\d{1,9})?|off"), "a number, or off")
_HEADING = shapes.Word(re.compile(r"\S[\s\S]{0,99}"), "a heading of at most 100 characters")
_TEXTS = shapes.Many(shapes.LINE)

DECK = shapes.Record(
    {
        "schema": shapes.Word(re.compile("1"), "1, the version of this format"),
        "id": shapes.ID,
        "uuid": _UUID,
        "name": _DECK_NAME,
        "description": shapes.LINE,
        "language": shapes.Word(re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*"), "a language code like en"),
        "license": shapes.LINE,
        "authors": _TEXTS,
        "homepage": shapes.URL,
        "units": shapes.Keyed(
            shapes.ID,
            shapes.Record(
                {"title": shapes.LINE, "concepts": shapes.Many(shapes.ID, reader.MAX_NODES)},
                required=("title", "concepts"),
            ),
            "units",
        ),
        "sections": shapes.Keyed(SECTION, _HEADING, "further sections", most=100),
        "lint": shapes.Keyed(_SETTING, _LIMIT, "thresholds"),
    },
    required=("schema", "id", "uuid", "name", "language"),
    about={
        "schema": "version of this format: 1",
        "id": "short name of the deck; the tags of its notes begin with it",
        "uuid": "made once by new deck; never change it",
        "name": "the name in Anki; frozen at the first release",
        "description": "what the learner reads under the deck's name",
        "language": "language of the cards, like en",
        "license": "like CC-BY-4.0",
        "authors": "who wrote the deck",
        "homepage": "web address for readers",
        "units": "parts of the course in order: id: {title, concepts}",
        "sections": "further sections of concept files: key: heading",
        "lint": "thresholds of lint rules, L01: 25 or L01.error: 60; L12: off switches a rule off",
    },
)

SOURCE = shapes.Record(
    {
        "title": shapes.LINE,
        "authors": _TEXTS,
        "year": shapes.YEAR,
        "date": shapes.DATE,
        "url": shapes.URL,
        "archived": shapes.URL,
        "arxiv": shapes.LINE,
        "venue": shapes.LINE,
        "kind": shapes.LINE,
        "unverified": _TEXTS,
        "credibility": shapes.Word(re.compile("[1-5]"), "a number from 5 (peer-reviewed) to 1 (marketing)"),
        "note": shapes.LINE,
    },
    required=("title",),
    about={
        "title": "title of the work",
        "authors": "a list of names",
        "year": "year of publication",
        "date": "YYYY-MM-DD; must agree with year",
        "url": "where to read it",
        "archived": "a stored copy",
        "unverified": "fields that nobody has seen in the work itself",
        "credibility": "5 peer-reviewed or textbook, 4 primary preprint or report, 3 edited community source, 2 personal site, 1 marketing",
        "note": "for authors",
    },
)
SOURCES = shapes.Keyed(shapes.ID, SOURCE, "sources")
SOURCES_FILE = shapes.Record({"sources": SOURCES}, required=("sources",))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What deck.yaml says, with the places that later checks need."""

    file: File
    values: Map[str, str]
    authors: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    sections: Map[str, str] = field(default_factory=dict)
    unit_places: tuple[tuple[str, Place], ...] = ()  # each concept that a unit names, and where
    places: Map[str, Place] = field(default_factory=dict)  # where each key's value stands
    lint: Map[str, tuple[str, Place]] = field(default_factory=dict)  # settings of lint rules as written


def read_deck(path: str, text: str) -> tuple[Manifest | None, list[Problem]]:
    """Read deck.yaml. Returns None instead of its values if they can't be used."""
    root, problems = reader.read(path, text)
    if root is None:
        return None, problems
    file = File(path, text)
    found = shapes.check(root, DECK, file)
    problems += found
    scalars = {name: value for name, (_, value) in root.entries.items() if isinstance(value, Scalar)}
    if found or any(scalar.unreadable for scalar in scalars.values()):
        return None, problems
    values = {name: scalar.value.strip() for name, scalar in scalars.items()}
    units, places = _units(root, file)
    problems += _twice(places)
    at = {name: file.place(value) for name, (_, value) in root.entries.items()}
    headings = root.inner("sections")
    sections = {name: headings.word(name) for name in headings.entries}
    settings = root.inner("lint")
    lint = {key.value: (settings.word(key.value), file.place(key)) for key, _ in settings.entries.values()}
    return Manifest(file, values, root.words("authors"), units, sections, places, at, lint), problems


def _units(root: Mapping, file: File) -> tuple[tuple[Unit, ...], tuple[tuple[str, Place], ...]]:
    units, places = [], []
    for key, node in root.inner("units").mappings():
        units.append(Unit(key.value, node.word("title"), node.words("concepts")))
        places += [(scalar.value, file.place(scalar)) for scalar in node.scalars("concepts")]
    return tuple(units), tuple(places)


def _twice(places: tuple[tuple[str, Place], ...]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for name, place in places:
        if first.setdefault(name, place) is not place:
            message = f'"{name}" stands in the units a second time (first in line {first[name].line})'
            yield Problem(place, "duplicate-key", message, "a concept is introduced once")


def read_sources(root: Mapping, file: File) -> tuple[dict[str, Source], list[Problem]]:
    """Read a mapping of sources.

    Those of a wrong shape are left out; the check of the whole file reports them.
    """
    out: dict[str, Source] = {}
    problems: list[Problem] = []
    for key, node in root.mappings():
        name = key.value
        if not shapes.check(node, SOURCE, file):
            out[name] = _source(name, node, file.place(key))
            problems += _dates(out[name], node, file)
    return out, problems


def _dates(source: Source, node: Mapping, file: File) -> Iterator[Problem]:
    if not source.date:
        return
    place = file.place(node.entries["date"][1])
    if len(source.date) == len("2019-06-05"):
        try:
            date.fromisoformat(source.date)
        except ValueError:
            yield Problem(place, "bad-date", f'"{source.date}" is no day of the calendar')
    if not source.date.startswith(source.year):
        message = f"the year {source.year} and the date {source.date} don't agree"
        yield Problem(place, "bad-date", message, "correct one of them")


def read_sources_file(path: str, text: str) -> tuple[dict[str, Source], list[Problem]]:
    """Read sources.yaml."""
    root, problems = reader.read(path, text)
    if root is None:
        return {}, problems
    file = File(path, text)
    problems += shapes.check(root, SOURCES_FILE, file)
    sources, more = read_sources(root.inner("sources"), file)
    return sources, problems + more


def _source(name: str, node: Mapping, place: Place) -> Source:
    return Source(
        id=name,
        title=node.word("title"),
        authors=node.words("authors"),
        year=node.word("year") or node.word("date")[:4],
        date=node.word("date"),
        url=node.word("url"),
        archived=node.word("archived"),
        venue=node.word("venue"),
        credibility=int(node.word("credibility") or 0),
        place=place,
    )
