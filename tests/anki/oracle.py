"""The real Anki, headless: what a learner's collection makes of a package.

Everything is asked of the ``anki`` package, which only tests may import (AGPL). One collection at a time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from anki import import_export_pb2
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from anki.cards import Card


_IF_NEWER = import_export_pb2.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER
# What a learner who leaves the options alone imports with.
OPTIONS = ImportAnkiPackageOptions(
    merge_notetypes=False,
    update_notes=_IF_NEWER,
    update_notetypes=_IF_NEWER,
    with_scheduling=False,
    with_deck_configs=False,
)


class Imported(NamedTuple):
    """How many notes of a package Anki put under each heading of its import log."""

    new: int
    updated: int
    duplicate: int
    conflicting: int
    other: int


class Log(NamedTuple):
    """Which notes of a package Anki put under each heading of its import log, by their first field."""

    new: frozenset[str]
    updated: frozenset[str]
    kept: frozenset[str]
    refused: frozenset[str]


class Rendered(NamedTuple):
    """One card as Anki shows it: its template's HTML with the fields put in, without the styling."""

    guid: str
    ordinal: int
    front: str
    back: str


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """The learner's collection in this folder, a fresh one if there is none; closed at the end."""
    opened = Collection(str(folder / "collection.anki2"))
    try:
        yield opened
    finally:
        opened.close()


def import_package(opened: Collection, package: Path) -> Imported:
    """Imports with what Anki's window offers first: notes and note types only if newer, no scheduling."""
    log = _import(opened, package)
    other = (log.first_field_match, log.missing_notetype, log.missing_deck, log.empty_first_field)
    counts = (len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))
    return Imported(*counts, sum(map(len, other)))


def import_log(opened: Collection, package: Path) -> Log:
    """Imports like ``import_package``, and says what became of which note."""
    log = _import(opened, package)
    refused = (
        log.conflicting,
        log.first_field_match,
        log.missing_notetype,
        log.missing_deck,
        log.empty_first_field,
    )
    return Log(_firsts(log.new), _firsts(log.updated), _firsts(log.duplicate), _firsts(*refused))


def _firsts(*notes: Any) -> frozenset[str]:
    return frozenset(note.fields[0] for several in notes for note in several)


def _import(opened: Collection, package: Path) -> Any:
    request = ImportAnkiPackageRequest(package_path=str(package), options=OPTIONS)
    return opened.import_anki_package(request).log


def cards(opened: Collection, search: str = "") -> list[Rendered]:
    """Every card that the search finds, in the order of card ids; ordinals count from 1."""
    found = (opened.get_card(number) for number in sorted(opened.find_cards(search)))
    return [_rendered(card) for card in found]


def card_counts(opened: Collection) -> dict[str, int]:
    """How many cards each note has, by GUID; a note without cards counts 0."""
    query = "select n.guid, count(c.id) from notes n left join cards c on c.nid = n.id group by n.id"
    return dict(rows(opened, query))


def rows(opened: Collection, query: str) -> list[tuple[Any, ...]]:
    """What a query of the collection's database finds."""
    assert opened.db is not None
    return [tuple(row) for row in opened.db.all(query)]


def empty_cards(opened: Collection) -> list[int]:
    """The ids of the cards that Anki's Empty Cards would delete."""
    return [number for note in opened.get_empty_cards().notes for number in note.card_ids]


def check_database(opened: Collection) -> tuple[str, bool]:
    """Runs Check Database, which repairs what it finds: its report, and whether all was well."""
    report, fine = opened.fix_integrity()
    return str(report), bool(fine)


def missing_media(opened: Collection) -> list[str]:
    """Names of media that a note shows and the collection lacks."""
    return list(opened.media.check().missing)


def _rendered(card: Card) -> Rendered:
    output = card.render_output()
    return Rendered(card.note().guid, card.ord + 1, output.question_text, output.answer_text)
