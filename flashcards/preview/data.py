"""Writes what the page's script needs to show and search a deck, as one JSON text that ``page/state.js`` reads.

A course of 1,000 concepts has 24,000 cards, so each piece of HTML is written once and a card is a list of numbers.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from flashcards.compiler import kinds
from flashcards.model import Tier
from flashcards.preview import cards
from flashcards.preview.changes import Changes
from flashcards.text import prose
from flashcards.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flashcards.model import Concept, Deck, Note, Problem, Text
    from flashcards.preview.changes import Since

_NOT_IN_SCRIPT: Final = re.compile("[<\ud800-\udfff]")
_IMAGES: Final = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


class Findings:
    """The problems of a deck by the note or the concept that they are about, as numbers in the list of problems."""

    def __init__(self, deck: Deck, problems: Sequence[Problem]) -> None:
        self.of_note: dict[str, list[int]] = defaultdict(list)
        self.of_concept: dict[str, list[int]] = defaultdict(list)
        stops = _stops(deck)
        concepts = {concept.place.path: concept.id for concept in deck.concepts.values()}
        for number, problem in enumerate(problems):
            concept = concepts.get(problem.place.path)
            if concept is None:
                continue
            begun = stops[problem.place.path]
            at = bisect_right(begun, problem.place[1:], key=lambda stop: stop[0])
            keys = begun[at - 1][1] if at else []
            for key in keys:
                self.of_note[key].append(number)
            if not keys:
                self.of_concept[concept].append(number)


def _stops(deck: Deck) -> dict[str, list[tuple[tuple[int, int], list[str]]]]:
    """Return for each path where its parts begin, as (line, column), with the keys of the notes that begin there."""
    found: dict[str, dict[tuple[int, int], list[str]]] = defaultdict(dict)
    for concept in deck.concepts.values():
        events = ((event.place.line, event.place.column) for event in concept.events)
        found[concept.place.path] = {
            place: [] for place in (*((line, 1) for line in concept.outline), *events)
        }
    for note in deck.notes:
        found[note.place.path].setdefault((note.place.line, note.place.column), []).append(note.key)
    return {path: sorted(places.items()) for path, places in found.items()}


def as_json(deck: Deck, problems: Sequence[Problem], since: Since | None = None) -> str:
    """Return the deck for the page's script."""
    return script(_Data(deck, problems, since).whole())


def script(value: object) -> str:
    """Return a value as JSON for a ``script`` element, with surrogates of undecodable file names escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _NOT_IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class _Data:
    def __init__(self, deck: Deck, problems: Sequence[Problem], since: Since | None) -> None:
        self.deck = deck
        self.problems = problems
        self.changes = Changes(since)
        self.findings = Findings(deck, problems)
        self.pieces: dict[str, int] = {}
        self.kinds = _kinds(deck)
        self.rank = {kind: number for number, kind in enumerate(self.kinds)}
        self.notes: list[list[object]] = []
        self.cards: list[list[object]] = []

    def whole(self) -> dict[str, object]:
        """Return everything, with cards by unit and concept in the order of the course, then by kind."""
        by_concept: dict[str, list[Note]] = defaultdict(list)
        for note in self.deck.notes:
            by_concept[note.concept].append(note)
        units = [
            {"title": title, "concepts": [self._concept(concept, by_concept[concept.id]) for concept in row]}
            for title, row in units_of(self.deck)
        ]
        return {
            "language": self.deck.language,
            "css": cards.css(),
            "kinds": list(self.kinds.values()),
            "units": units,
            "notes": self.notes,
            "cards": self.cards,
            "pieces": list(self.pieces),
            "problems": [self._problem(problem) for problem in self.problems],
            "since": self.changes.whole(self.deck),
            "media": {media.target: _inlined(media.target, media.path) for media in self.deck.media},
        }

    def _concept(self, concept: Concept, notes: list[Note]) -> dict[str, object]:
        first = len(self.cards)
        for note in sorted(notes, key=lambda note: (self.rank[note.kind], note.position)):
            self._note(note)
        return {
            "id": concept.id,
            "term": plain(concept.term),
            "aliases": concept.aliases,
            "requires": concept.requires,
            "reading": [
                [link.title, link.url, ", ".join(filter(None, (link.by, link.kind)))]
                for link in concept.links
            ],
            "file": shown_path(self.deck, concept.place.path),
            "cards": [first, len(self.cards)],
            "problems": self.findings.of_concept[concept.id],
        }

    def _note(self, note: Note) -> None:
        number = len(self.notes)
        tags = [tag for tag in note.tags if not tag.startswith(f"{self.deck.id}::")]
        links = dict.fromkeys(link for text in _texts(note) for link in prose.linked(text))
        self.notes.append(
            [
                note.key,
                note.first,
                self.rank[note.kind],
                note.tier is Tier.MORE,
                tags,
                note.place.line,
                self.findings.of_note.get(note.key, ()),
                list(links),
                bool(note.retired),
            ]
        )
        for card, side in zip(note.cards, cards.sides(note), strict=True):
            row = [number, side.ordinal, card.name, self._numbers(side.front), self._numbers(side.back)]
            self.cards.append([*row, *self.changes.of_card(note.guid, card.ordinal)])

    def _numbers(self, pieces: Iterable[str]) -> list[int]:
        known = self.pieces
        return [known.setdefault(piece, len(known)) for piece in pieces]

    def _problem(self, problem: Problem) -> list[object]:
        where = f"{shown_path(self.deck, problem.place.path)}:{problem.place.line}:{problem.place.column}"
        return [problem.level.value, problem.code, problem.message, problem.hint, where]


def units_of(deck: Deck) -> list[tuple[str, list[Concept]]]:
    """Return the title of each unit with its written concepts; concepts without a unit come last."""
    held = [
        (unit.title, [deck.concepts[c] for c in unit.concepts if c in deck.concepts]) for unit in deck.units
    ]
    known = {concept.id for _, concepts in held for concept in concepts}
    rest = [concept for concept in deck.concepts.values() if concept.id not in known]
    title = "Concepts in no unit" if held else "Concepts"
    return [(title, concepts) for title, concepts in (*held, (title, rest)) if concepts]


def shown_path(deck: Deck, path: str) -> str:
    """Return a path relative to the deck's folder, so that the page never shows the author's other folders."""
    pure = PurePath(path)
    return pure.relative_to(deck.root).as_posix() if pure.is_relative_to(deck.root) else pure.name


def _kinds(deck: Deck) -> Mapping[str, str]:
    """Return section → heading as cards show it, in the order of the author guide, then of deck.yaml."""
    headings = {note.kind: note.heading for note in deck.notes}
    order = [*kinds.discover(), *deck.sections, *headings]
    return {kind: headings[kind] for kind in dict.fromkeys(order) if kind in headings}


def _texts(note: Note) -> Iterator[Text]:
    yield note.text
    yield note.extra
    for card in note.cards:
        yield prose.front(card)
        yield prose.back(card)


def _inlined(name: str, path: str) -> str:
    kind = _IMAGES[name.rpartition(".")[2]]
    return f"data:{kind};base64,{b64encode(Path(path).read_bytes()).decode()}"
