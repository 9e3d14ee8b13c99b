"""The real deck, built as a user builds it, in the real Anki."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flashcards.anki import writer
from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.loading.folder import load
from flashcards.model import NoteType
from flashcards.text.plain import plain
from tests.anki import oracle

if TYPE_CHECKING:
    from flashcards.model import Card, Deck, Note

ROOT = Path(__file__).parent.parent
TIME = 1_790_000_000


class Shown(NamedTuple):
    """A compiled card beside what Anki renders of it."""

    note: Note
    card: Card
    front: str
    back: str


class InAnki(NamedTuple):
    """The deck, and everything that a fresh collection says of its package."""

    deck: Deck
    imported: oracle.Imported
    cards: list[Shown]
    empty: list[int]
    fine: bool
    missing: list[str]


@pytest.fixture(scope="module")
def deck() -> Deck:
    result = compile_deck(load(ROOT / "decks" / "ai-alignment"))
    assert result.errors == ()
    assert result.deck is not None
    return result.deck


@pytest.fixture(scope="module")
def in_anki(deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> InAnki:
    folder = tmp_path_factory.mktemp("anki")
    writer.write(deck, folder / "deck.apkg", mod=lambda _: TIME, time=TIME, version="test")
    compiled = {(note.guid, card.ordinal): (note, card) for note in deck.notes for card in note.live}
    with oracle.collection(folder) as col:
        imported = oracle.import_package(col, folder / "deck.apkg")
        cards = [Shown(*compiled.pop((c.guid, c.ordinal)), c.front, c.back) for c in oracle.cards(col)]
        assert not compiled, "every card of the compiler is a card in Anki"
        return InAnki(
            deck,
            imported,
            cards,
            oracle.empty_cards(col),
            oracle.check_database(col)[1],
            oracle.missing_media(col),
        )


def test_everything_is_new_and_clean(in_anki: InAnki) -> None:
    assert in_anki.imported == oracle.Imported(
        new=len(in_anki.deck.notes), updated=0, duplicate=0, conflicting=0, other=0
    )
    assert len(in_anki.cards) == sum(len(note.live) for note in in_anki.deck.notes)
    assert (in_anki.empty, in_anki.fine, in_anki.missing) == ([], True, [])


def words(html: str) -> str:
    """What a reader sees of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", "", html))).split())


def test_every_front_and_back_says_something(in_anki: InAnki) -> None:
    for shown in in_anki.cards:
        question, back = words(shown.front), words(shown.back)
        assert len(question) > len(shown.note.context) + len(shown.note.heading) + 8, shown.note.key
        answer = words(plain(shown.card.answer).split("\n")[0])
        assert answer.removeprefix("1. ") in back, shown.note.key


TAGS = "a|blockquote|br|code|details|div|em|footer|header|hr|img|li|ol|p|pre|section|small|span|strong|style|summary|table|tbody|td|th|thead|tr|ul"


def test_nothing_is_left_unrendered(in_anki: InAnki) -> None:
    for shown in in_anki.cards:
        for side in (shown.front, shown.back):
            assert "{{" not in side, shown.note.key
            assert "}}" not in side, shown.note.key
            stray = re.findall(rf"<(?!/?(?:{TAGS})[\s>])[^>]*>", side)
            assert not stray, (shown.note.key, stray)


# --- rule L05 of the course's lint rules: the answer must not stand on the front ------------------------------------

STOP = set(
    "a an the of to in on by for with and or as at it its is are was were be that this which what who from".split()
)


def stems(text: str) -> set[str]:
    found = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", text.casefold())
    return {
        re.sub(r"(?:ing|ed|es|s|e)$", "", word) if len(word) > 4 else word
        for word in found
        if word not in STOP
    }


def offers_options(note: Note, card: Card) -> bool:
    return (note.kind == "distinctions" and "." in note.key) or card.name == "order"


def is_role(note: Note) -> bool:
    return note.kind == "examples" and "." in note.key


def test_no_answer_stands_on_its_front(in_anki: InAnki) -> None:
    leaks = []
    for note, card, front, _ in in_anki.cards:
        if offers_options(note, card) or is_role(note):
            continue
        answer = stems(plain(card.answer).split("\n")[0])
        visible = stems(words(front).replace(note.context, " ", 1))
        if answer and answer <= visible:
            leaks.append(f"{note.key} {card.name}")
    assert leaks == []


# --- the supplied concept ----------------------------------------------------------------------------------------------


def _with_supplied_mesa_optimization() -> Compiled:
    found = load(ROOT / "decks" / "ai-alignment")
    supplied = (ROOT / "tests" / "data" / "mesa-optimization.yaml").read_text("utf-8")
    files = tuple((p, n, supplied if n == "mesa-optimization" else t) for p, n, t in found.concepts)
    return compile_deck(found._replace(concepts=files))


def test_the_supplied_concept_gives_all_eight_kinds() -> None:
    result = _with_supplied_mesa_optimization()
    assert result.deck is not None
    notes = [note for note in result.deck.notes if note.concept == "mesa-optimization"]
    kinds = {
        "definition",
        "distinctions",
        "faq",
        "history",
        "key_aspects",
        "advantages",
        "challenges",
        "examples",
    }
    assert {note.kind for note in notes} == kinds
    assert (len(notes), sum(len(note.cards) for note in notes)) == (51, 63)
    assert sum(len(note.cards) for note in notes if note.tier.value == "core") == 52
    assert sum(note.type is NoteType.CLOZE for note in notes) == 3 + 3 + 5 + 2
