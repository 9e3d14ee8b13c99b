"""Old notes become items; a table says which new card asks what an old one asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.anki import writer
from flashcards.compiler.compile import compile_deck
from flashcards.drafts.grouping import Grouping
from flashcards.drafts.importing import Row, imported, read_table, table
from flashcards.drafts.old_deck import BASIC, CLOZE, OldDeck, OldNote, OldNoteType, Template
from flashcards.drafts.opening import opened
from flashcards.loading.folder import load
from flashcards.syntax.emitter import emit
from tests.decks import UUID, compiled

BOTH = OldNoteType("Both", ("F", "B"), (Template("1", "{{F}}", "{{FrontSide}}<hr id=answer>{{B}}"), Template("2", "{{B}}", "{{FrontSide}}<hr id=answer>{{F}}")))  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 10
NOTES = (
    OldNote("g1", BASIC, ("What is <b>ATP</b>?", "Energy"), ("bio", "energy"), "Bio::Cells"),
    OldNote("g2", BOTH, ("mitochondrion", "power house"), ("bio",), "Bio::Cells", (1, 2)),
    OldNote("g3", CLOZE, ("The {{c1::nucleus::organ}} holds {{c3::DNA}}", "see"), (), "Bio::Genes", (1, 3)),
    OldNote("g4", BASIC, ('<img src="p q.png">?', "yes [sound:a.mp3]"), (), "Bio::Genes"),
    OldNote("g5", CLOZE, ("{{c1::a {{c2::b}} }}", ""), (), "Bio::Genes", (1, 2)),
    OldNote("g6", BASIC, ("Nothing?", ""), (), "Bio::Genes"),
)
CELL = Path(__file__).parents[1] / "data" / "cell-biology"


def test_notes_become_items() -> None:
    made = imported(OldDeck("Bio", NOTES, {"p q.png": PNG}), Grouping("deck"), {"genes"})
    assert made.concepts == {
        "cells": {
            "term": "Cells",
            "tags": ["bio"],
            "src": ["bio-deck"],
            "definition": {},
            "faq": {"atp": {"q": "What is **ATP**?", "a": "Energy", "note": "tags: energy"}},
            "key_aspects": {"mitochondrion": {"term": "mitochondrion", "means": "power house"}},
            "sources": {"bio-deck": {"title": "Bio", "unverified": ["credibility", "authors", "year"]}},
        },
        "genes-2": {
            "term": "Genes",
            "tags": [],
            "src": ["bio-deck"],
            "definition": {},
            "faq": {"p-q": {"q": "![p q](p-q.png)?", "a": "yes"}},
            "key_aspects": {
                "nucleus-holds-dna": {"text": "The {{c1::nucleus::organ}} holds {{c3::DNA}}", "extra": "see"}
            },
        },
    }
    assert made.media == {"p-q.png": PNG}
    assert made.rows == [
        Row("g1", 1, "cells/atp", 1),
        Row("g2", 1, "cells/mitochondrion", 1),
        Row("g2", 2, "cells/mitochondrion", 2),
        Row("g3", 1, "genes-2/nucleus-holds-dna", 1),
        Row("g3", 3, "genes-2/nucleus-holds-dna", 3),
        Row("g4", 1, "genes-2/p-q", 1),
    ]
    assert [(lost.note.split()[0], lost.what) for lost in made.lost] == [
        ("g4", "the sound a.mp3"),
        ("g5", "the whole note: its text has no form here (a blank in a blank, or broken markup)"),
        ("g6", "card 1: a side is empty"),
    ]


def test_a_back_is_shown_without_the_front_that_it_repeats() -> None:
    kind = OldNoteType("K", ("F", "B"), (Template("1", "{{F}}", "{{F}}<br>{{B}}"),))
    notes = (OldNote("g1", kind, ("One?", r"\([n](T)\) x")), OldNote("g2", kind, ("Two", "twofold")))
    made = imported(OldDeck("D", notes), Grouping("one"))
    faq = made.concepts["d"]["faq"]
    assert isinstance(faq, dict)
    assert list(faq.values()) == [{"q": "One?", "a": r"\([n](T)\) x"}, {"q": "Two", "a": "twofold"}]


def test_the_table_is_written_and_read() -> None:
    rows = [Row('a,"b', 1, "cells/atp", 1), Row("c\td", 3, "cells/x", 2)]
    text = table(rows, UUID)
    assert text == (
        f"# flashcards import table, format 1, deck {UUID}\n"
        "old_guid,old_card,key,card\n"
        '"a,""b",1,cells/atp,1\n'
        "c\td,3,cells/x,2\n"
    )
    assert read_table(text) == (UUID, rows)
    for other in (
        "",
        "old_guid,old_card,key,card\n",
        text.replace("format 1", "format 2"),
        text.replace("key", "k"),
    ):
        with pytest.raises(ValueError, match="format 1"):
            read_table(other)


def test_a_large_group_becomes_several_concepts() -> None:
    notes = tuple(OldNote(f"g{n}", BASIC, (f"Question {n}?", f"Answer {n}")) for n in range(650))
    made = imported(OldDeck("Big", notes), Grouping("one"))
    assert {name: len(tree["faq"]) for name, tree in made.concepts.items()} == {
        "big": 300,
        "big-2": 300,
        "big-3": 50,
    }
    assert compiled({name: emit(tree) for name, tree in made.concepts.items()}).errors == ()


def test_our_own_package_imports_back_under_its_own_keys(tmp_path: Path) -> None:
    old = compile_deck(load(CELL)).deck
    assert old is not None
    writer.write(old, tmp_path / "cell-biology.apkg", mod=lambda _: 1, time=1, version="1")
    package = opened(tmp_path / "cell-biology.apkg")
    made = imported(package, Grouping("one"))
    assert len({row.old_guid for row in made.rows}) == len(old.notes)
    assert len(made.rows) == sum(len(note.cards) for note in old.notes)
    deck = (CELL / "deck.yaml").read_text("utf-8")
    new = compiled({name: emit(tree) for name, tree in made.concepts.items()}, deck).deck
    assert new is not None
    guids = {note.guid: note for note in new.notes}
    assert {note.guid for note in old.notes} <= guids.keys()
