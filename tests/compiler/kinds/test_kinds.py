"""What each kind's items become: card names, questions and answers, exactly."""

from __future__ import annotations

import pytest

from flashcards.model import NoteType, Tier
from tests.decks import asked, compiled, found, notes

HEAD = "term: membrane\naliases: [cell membrane]\n"
OTHERS = {"wall": "term: cell wall\ndefinition: {short: {text: A stiff layer.}}\n"}

MAKES = {
    "short, both ways": (
        "definition:\n  short:\n    text: A thin film; every membrane (or cell membrane) has two layers.\n",
        {
            "it/short": {
                "forward": (
                    "What does “membrane” mean?",
                    "A thin film; every membrane (or cell membrane) has two layers.",
                ),
                "reverse": (
                    "A thin film; every ____ (or ____) has two layers.\nWhich term is meant?",
                    "membrane",
                ),
            }
        },
    ),
    "short, one way": (
        "definition: {short: {text: A thin film., cards: [reverse]}}\n",
        {"it/short": {"reverse": ("A thin film.\nWhich term is meant?", "membrane")}},
    ),
    "cloze": (
        "definition:\n  cloze:\n    layers:\n      text: It has {{c1::two::how many?}} layers of {{c3::fat}}, {{c1::not one}}.\n",
        {
            "it/layers": {
                "1": ("It has [how many?] layers of fat, [...].", "two … not one"),
                "3": ("It has two layers of [...], not one.", "fat"),
            }
        },
    ),
    "cloze, some numbers": (
        "definition:\n  cloze:\n    layers:\n      text: It has {{c1::two}} layers of {{c3::fat}}.\n      cards: [3]\n",
        {"it/layers": {"3": ("It has two layers of [...].", "fat")}},
    ),
    "distinction of two": (
        "distinctions:\n  d:\n    between: [it, wall]\n    axis: Film or layer.\n    points:\n      p: {it: Bends., wall: Is stiff.}\n",
        {
            "it/d": {
                "ask": (
                    "How do membrane and cell wall differ?",
                    "Film or layer.\nmembrane:\n- Bends.\ncell wall:\n- Is stiff.",
                )
            },
            "it/d.p": {
                "it": ("Bends.\nWhich of these?\n- Membrane\n- Cell wall", "membrane\ncell wall: Is stiff."),
            },
        },
    ),
    "distinction of three, whole off, a point's card off": (
        "distinctions:\n  d:\n    between: [it, wall, sea]\n    axis: Where.\n    cards: []\n    points:\n"
        "      p: {sea: Wet., it: Thin., wall: Stiff., cards: [it, sea]}\n",
        {
            "it/d.p": {
                "it": (
                    "Thin.\nWhich of these?\n- Membrane\n- Cell wall\n- Sea",
                    "membrane\ncell wall: Stiff.\nsea: Wet.",
                ),
                "sea": (
                    "Wet.\nWhich of these?\n- Membrane\n- Cell wall\n- Sea",
                    "sea\nmembrane: Thin.\ncell wall: Stiff.",
                ),
            }
        },
    ),
    "faq": ("faq:\n  why: {q: Why bend?, a: To *move*.}\n", {"it/why": {"ask": ("Why bend?", "To move.")}}),
    "history, who by default": (
        "history:\n  a: {date: 1925-03, who: Ada, what: saw it, work: On films}\n",
        {"it/a": {"who": ("Who saw it?", "Ada\nOn films (March 1925)")}},
    ),
    "history, when, about": (
        "history:\n  a: {date: 1925-03, precision: about, who: Ada, what: saw it, cards: [when]}\n",
        {"it/a": {"when": ("Ada saw it.\nIn which year was that?", "about 1925\n(about March 1925)")}},
    ),
    "history, order": (
        "history:\n"
        "  a: {date: 1925, who: Ada, what: saw it, cards: [order], beside: [b, c]}\n"
        "  b: {date: 1972, who: Ben, what: drew it, cards: []}\n"
        "  c: {date: 1899, who: Cleo, what: guessed it, cards: []}\n",
        {
            "it/a": {
                "order": (
                    "In which order did these happen, earliest first?\n- Ada saw it.\n- Cleo guessed it.\n- Ben drew it.",
                    "1. 1899: Cleo guessed it.\n2. 1925: Ada saw it.\n3. 1972: Ben drew it.",
                )
            }
        },
    ),
    "three forms": (
        "key_aspects:\n  t: {term: fluid, means: What a fluid does.}\n  c:\n    text: It is {{c1::fluid}}.\n  q: {q: Why?, a: So.}\n",
        {
            "it/t": {
                "forward": ("What does “fluid” mean?", "What a fluid does."),
                "reverse": ("What a ____ does.\nWhich term is meant?", "fluid"),
            },
            "it/c": {"1": ("It is [...].", "fluid")},
            "it/q": {"ask": ("Why?", "So.")},
        },
    ),
    "example with a role": (
        "examples:\n  soap:\n    scenario: A soap bubble.\n    ask: What is alike?\n    shows: it\n    roles: {wall: {is: the air}}\n",
        {
            "it/soap": {"ask": ("A soap bubble.\nWhat is alike?", "membrane")},
            "it/soap.wall": {"ask": ("A soap bubble.\nWhat plays the part of “cell wall” here?", "the air")},
        },
    ),
    "example with an answer of its own and no recognition": (
        "examples:\n  a: {scenario: A., shows: it, back: Either.}\n  b: {scenario: B., shows: it, cards: [], roles: {it: {is: b}}}\n",
        {
            "it/a": {"ask": ("A.\nWhich concept does this show?", "Either.")},
            "it/b.it": {"ask": ("B.\nWhat plays the part of “membrane” here?", "b")},
        },
    ),
}


@pytest.mark.parametrize("case", MAKES)
def test_cards(case: str) -> None:
    source, wanted = MAKES[case]
    made = notes(HEAD + source, **OTHERS)
    assert {note.key: asked(note) for note in made} == wanted


def test_a_deck_names_further_sections() -> None:
    deck = "schema: 1\nid: d\nuuid: 0b5e5f3c-6d8a-4b0e-9f5e-2f6f3a1c7d10\nname: D\nlanguage: en\nsections: {structure: Structure}\n"
    result = compiled({"it": "term: x\nstructure:\n  a: {q: Why?, a: So.}\n"}, deck)
    assert result.problems == ()
    assert result.deck is not None
    (note,) = result.deck.notes
    assert (note.kind, note.heading, note.key) == ("structure", "Structure", "it/a")


TIERS = {
    "definition": ("definition: {short: {text: A film.}}\n", Tier.CORE),
    "advantages": ("advantages:\n  a: {q: Why?, a: So.}\n", Tier.MORE),
    "challenges": ("challenges:\n  a: {q: Why?, a: So.}\n", Tier.MORE),
    "challenges said core": ("challenges:\n  a: {q: Why?, a: So., tier: core}\n", Tier.CORE),
    "faq said more": ("faq:\n  a: {q: Why?, a: So., tier: more}\n", Tier.MORE),
    "only when": ("history:\n  a: {date: 1925, who: Ada, what: saw it, cards: [when]}\n", Tier.MORE),
    "who and when": ("history:\n  a: {date: 1925, who: Ada, what: saw it, cards: [who, when]}\n", Tier.CORE),
}


@pytest.mark.parametrize("case", TIERS)
def test_tier(case: str) -> None:
    source, tier = TIERS[case]
    assert [note.tier for note in notes(HEAD + source)] == [tier]


def test_note_types_and_inherited_fields() -> None:
    made = {
        note.key: note
        for note in notes(
            HEAD
            + "src: [one]\nexamples:\n  e:\n    scenario: A case.\n    shows: it\n    extra: Beside.\n    roles:\n"
            "      wall: {is: air, src: [one: page 3]}\n      it: {is: film, extra: Own.}\nfaq:\n  f: {q: Why?, a: So.}\n",
            **OTHERS,
        )
    }
    assert {key: note.type for key, note in made.items()} == dict.fromkeys(made, NoteType.QA)
    assert {key: note.extra for key, note in made.items()} == {
        "it/e": "Beside.",
        "it/e.wall": "Beside.",
        "it/e.it": "Own.",
        "it/f": "",
    }
    assert {key: [c.locator for c in note.citations] for key, note in made.items()} == {
        "it/e": [""],
        "it/e.wall": ["page 3"],
        "it/e.it": [""],
        "it/f": [""],
    }


WRONG = {
    "no section": ("term: x\n", [(1, 1, "missing-key")]),
    "no term": ("faq:\n  a: {q: Why?, a: So.}\n", [(1, 1, "missing-key")]),
    "cloze without blank": (
        HEAD + "definition:\n  cloze:\n    a:\n      text: No blank.\n",
        [(6, 13, "cloze-none")],
    ),
    "cloze where none works": (
        HEAD + "faq:\n  a:\n    q: Why {{c1::so}}?\n    a: So.\n",
        [(5, 12, "cloze-here")],
    ),
    "one concept between": (
        HEAD + "distinctions:\n  d: {between: [it], axis: A.}\n",
        [(4, 16, "bad-between")],
    ),
    "a concept twice between": (
        HEAD + "distinctions:\n  d: {between: [it, it], axis: A.}\n",
        [(4, 16, "bad-between")],
    ),
    "a statement missing": (
        HEAD + "distinctions:\n  d:\n    between: [it, wall]\n    axis: A.\n    points:\n      p: {it: B.}\n",
        [(8, 7, "missing-key")],
    ),
    "a statement of a stranger": (
        HEAD
        + "distinctions:\n  d:\n    between: [it, wall]\n    axis: A.\n    points:\n      p: {it: B., wall: C., wal: D.}\n",
        [(8, 29, "unknown-key")],
    ),
    "an unknown card": (HEAD + "faq:\n  a: {q: Why?, a: So., cards: [aks]}\n", [(4, 32, "unknown-card")]),
    "an unknown blank": (
        HEAD + "definition:\n  cloze:\n    a:\n      text: A {{c1::b}}.\n      cards: [2]\n",
        [(7, 15, "unknown-card")],
    ),
    "an unknown dropped card": (
        HEAD + "faq:\n  a: {q: Why?, a: So., dropped: {who: gone}}\n",
        [(4, 34, "unknown-card")],
    ),
    "no such day": (
        HEAD + "history:\n  a: {date: 2023-02-30, who: Ada, what: saw it}\n",
        [(4, 13, "bad-date")],
    ),
    "bad precision": (
        HEAD + "history:\n  a: {date: 2023, precision: circa, who: Ada, what: saw it}\n",
        [(4, 30, "bad-value")],
    ),
    "overlapping dates": (
        HEAD
        + "history:\n  a: {date: 2023, who: A, what: saw, beside: [b]}\n  b: {date: 2023-05, who: B, what: saw}\n",
        [(4, 46, "dates-overlap")],
    ),
    "about widens": (
        HEAD
        + "history:\n  a: {date: 2023, who: A, what: saw, beside: [b]}\n"
        + "  b: {date: 2024, precision: about, who: B, what: saw}\n",
        [(4, 46, "dates-overlap")],
    ),
    "beside a stranger": (
        HEAD + "history:\n  a: {date: 2023, who: A, what: saw, beside: [x]}\n",
        [(4, 47, "unknown-event")],
    ),
    "one event twice": (
        HEAD
        + "history:\n  a: {date: 2023, who: A, what: saw, beside: [b, b]}\n  b: {date: 2021, who: B, what: saw}\n",
        [(4, 46, "bad-beside")],
    ),
    "two forms mixed": (
        HEAD + "key_aspects:\n  a: {term: t, text: 'A {{c1::b}}.'}\n",
        [(4, 6, "missing-key")],
    ),
    "half a form": (HEAD + "key_aspects:\n  a: {q: Why?}\n", [(4, 6, "missing-key")]),
    "one key in two sections": (
        HEAD + "faq:\n  a: {q: Why?, a: So.}\nchallenges:\n  a: {q: Why?, a: So.}\n",
        [(6, 3, "duplicate-key")],
    ),
    "a blank in a term": ("term: '[[it]]'\nfaq:\n  a: {q: Why?, a: So.}\n", [(1, 7, "bad-term")]),
    "items as a list": (HEAD + "faq:\n  - {q: Why?, a: So.}\n", [(4, 3, "wrong-type")]),
}


@pytest.mark.parametrize("case", WRONG)
def test_problems(case: str) -> None:
    source, wanted = WRONG[case]
    result = compiled({"it": source, "wall": OTHERS["wall"]})
    assert found(result) == [("concepts/it.yaml", *place) for place in wanted]


def test_a_wrong_item_leaves_the_others_alone() -> None:
    result = compiled({"it": HEAD + "faq:\n  bad: {q: Why?, b: So.}\n  good: {q: Why?, a: So.}\n"})
    assert found(result) == [
        ("concepts/it.yaml", 4, 8, "missing-key"),
        ("concepts/it.yaml", 4, 18, "unknown-key"),
    ]
    assert result.deck is not None
    assert [note.key for note in result.deck.notes] == ["it/good"]


def test_a_term_with_markup_is_blanked_too() -> None:
    (note,) = notes("term: '*Homo sapiens*'\ndefinition: {short: {text: 'A Homo sapiens thinks.'}}\n")
    assert asked(note)["reverse"] == ("A ____ thinks.\nWhich term is meant?", "Homo sapiens")
