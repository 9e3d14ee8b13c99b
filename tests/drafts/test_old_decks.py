"""Tables, CrowdAnki's JSON and Markdown forms are read as the notes that they hold."""

from __future__ import annotations

import json

import pytest

from flashcards.drafts import crowdanki, marked_notes, tables
from flashcards.drafts.grouping import Grouping, parse, proposals
from flashcards.drafts.old_deck import ImportFailedError, OldDeck
from flashcards.drafts.templates import cloze_field, shown

ANKI = """\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:4
abc\tBasic\tBio::Cells\tone two\tWhat?\t<b>That</b>
def\tCloze\tBio\t\t{{c1::This}} is\textra
"""
CROWD = {
    "name": "Top",
    "note_models": [
        {
            "crowdanki_uuid": "m",
            "name": "Two",
            "type": 0,
            "flds": [{"name": "F", "ord": 0}, {"name": "B", "ord": 1}],
            "tmpls": [
                {"name": "1", "qfmt": "{{F}}", "afmt": "{{B}}"},
                {"name": "2", "qfmt": "{{#B}}x{{/B}}", "afmt": "{{F}}"},
            ],
        }
    ],
    "notes": [],
    "children": [
        {"name": "Sub", "notes": [{"guid": "g", "note_model_uuid": "m", "fields": ["f", ""], "tags": ["t"]}]}
    ],
}


def _notes(deck: OldDeck) -> list[tuple[str, ...]]:
    return [(note.guid, note.type.name, note.deck, " ".join(note.tags), *note.fields) for note in deck.notes]


def test_a_table_with_ankis_headers() -> None:
    assert _notes(tables.read(ANKI, "file")) == [
        ("abc", "Basic", "Bio::Cells", "one two", "What?", "<b>That</b>"),
        ("def", "Cloze", "Bio", "", "{{c1::This}} is", "extra"),
    ]


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_a_table_without_headers(sign: str) -> None:
    deck = tables.read(f"one{sign}1 < 2\ntwo{sign}2\n", "file")
    assert [(note.deck, *note.fields) for note in deck.notes] == [
        ("file", "one", "1 &lt; 2"),
        ("file", "two", "2"),
    ]


def test_a_table_of_one_column_is_none() -> None:
    with pytest.raises(ImportFailedError) as raised:
        tables.read("one\ntwo\n", "file")
    assert str(raised.value) == "the table has a single column; a note needs a question and an answer"


def test_a_crowdanki_deck() -> None:
    deck = crowdanki.read(json.dumps(CROWD), {})
    assert _notes(deck) == [("g", "Two", "Top::Sub", "t", "f", "")]
    assert deck.notes[0].cards == (1,)  # the second template asks nothing
    with pytest.raises(ImportFailedError):
        crowdanki.read('{"name": "x", "notes": [{}]}', {})


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Q: Why?\nA: So\nand so.\n\nC: The [sky] is [blue].\n", [("Why?", "So<br>and so."), ("The {{c1::sky}} is {{c2::blue}}.", "")]),
        ("# Deck\n\n## Why **so**?\n\nBecause.\n\n#tag\n\n## Empty\n", [("Why **so**?", "Because.")]),
        ("# H\n\nsun::hot\n- moon:::cold\nThe ==sky== is wide\n", [("sun", "hot"), ("moon", "cold"), ("The {{c1::sky}} is wide", "")]),
        ("Q: $a_b$?\nA: $$c$$\n", [(r"\(a_b\)?", r"\[c\]")]),
    ],
    ids=["hashcards", "mdanki", "obsidian", "math"],
)  # fmt: skip
def test_markdown_forms(text: str, notes: list[tuple[str, ...]]) -> None:
    found = [note.fields for note in marked_notes.read(text, "file").notes]
    assert [
        tuple(field.replace("<b>", "**").replace("</b>", "**") for field in fields) for fields in found
    ] == notes


def test_markdown_without_notes_is_refused() -> None:
    with pytest.raises(ImportFailedError):
        marked_notes.read("Just words.\n", "file")


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{F}} {{text:B}}", "f b"),
        ("{{#F}}has{{/F}}{{^F}}none{{/F}}", "has"),
        ("{{#E}}has{{/E}}{{^E}}none{{/E}}", "none"),
        ("{{FrontSide}}<hr id=answer>{{B}}", "b"),
        ("{{type:B}}{{hint:B}}", "b"),
        ("{{Nowhere}}", ""),
    ],
)
def test_templates_show_fields(template: str, html: str) -> None:
    assert shown(template, {"F": "f", "B": "b", "E": "<br>"}) == html


def test_a_cloze_template_names_its_field() -> None:
    assert cloze_field("{{#X}}{{/X}}{{type:cloze:Text}}") == "Text"


def test_ways_to_group_are_proposed() -> None:
    rows = "".join(f"q{n}\ta{n}\t{'odd' if n % 2 else 'even'}\n" for n in range(8))
    deck = tables.read(f"#separator:tab\n#columns:Front\tBack\tChapter\n{rows}", "file")
    assert [(str(p.by), p.sizes) for p in proposals(deck)] == [
        ("field:Chapter", {"even": 4, "odd": 4}),
        ("one", {"file": 8}),
    ]
    assert parse("field:Chapter") == Grouping("field", "Chapter")
    assert [parse(text) for text in ("field:", "deck:x", "colour")] == [None, None, None]
