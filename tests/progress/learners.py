"""A learner's real Anki collection with a small course of ours, and reviews in it at times of the test's choice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from anki.collection import Collection, ExportAnkiPackageOptions

from flashcards.anki.writer import write
from flashcards.study.log import CardId
from tests.anki import oracle, samples

DECK = samples.deck(
    samples.qa("a/one", (1, "Q1", "A1")),
    samples.qa("a/two", (1, "Q2", "A2"), (2, "Q3", "A3"), position=2),
    samples.cloze("b/holes", "It ", (1, "is", ""), " so ", (3, "it", ""), ".", position=3),
)
CARDS = {CardId(note.guid, card.ordinal): DECK.uuid for note in DECK.notes for card in note.cards}
DAY = 86_400_000


def collection(folder: Path) -> Any:
    """A new collection with the course in it, FSRS on."""
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / "course.apkg"
    write(DECK, package, mod=lambda _: samples.TIME, time=samples.TIME, version="1")
    col: Any = Collection(str(folder / "collection.anki2"))
    oracle.import_package(col, package)
    col.set_config("fsrs", True)
    return col


def card_ids(col: Any) -> dict[CardId, int]:
    query = "select n.guid, c.ord + 1, c.id from cards c join notes n on n.id = c.nid"
    return {CardId(guid, ordinal): number for guid, ordinal, number in col.db.all(query)}


def answer(col: Any, number: int, rating: int) -> None:
    """Answer a card now, with Anki's own scheduler."""
    states = col._backend.get_scheduling_states(number)
    card = col.get_card(number)
    card.start_timer()
    col._backend.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))


def exported(folder: Path, col: Any, how: str) -> Path:
    """What the learner hands over: an export of one of Anki's formats, or the closed collection. Closes it."""
    if how == "collection":
        col.close()
        return folder / "collection.anki2"
    kind, _, age = how.partition(" ")
    target = folder / f"theirs.{kind}"
    if kind == "colpkg":
        col.export_collection_package(str(target), include_media=False, legacy=age == "legacy")
        Collection(str(folder / "collection.anki2")).close()  # as Anki's window does afterwards
        return target
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_media=False, with_deck_configs=False, legacy=age == "legacy"
    )
    col.export_anki_package(out_path=str(target), options=options, limit=None)
    col.close()
    return target


HOWS = ("colpkg", "colpkg legacy", "apkg", "apkg legacy", "collection")


def main(folder: Path) -> None:
    """A collection and an export of it, for the examples of the commands."""
    exported(folder, collection(folder), "colpkg").rename(folder / "collection.colpkg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
