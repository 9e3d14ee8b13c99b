"""What only shows across files: names, sources, pairs, order, identity; and what a note may depend on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.model import Level
from flashcards.text.plain import plain
from tests.decks import DECK, UUID, asked, compiled, found, texts

if TYPE_CHECKING:
    from flashcards.model import Note

A = "term: alpha\nfaq:\n  why: {q: Why?, a: So.}\n"
B = "term: beta\nfaq:\n  how: {q: How?, a: Thus.}\n"

PROBLEMS = {
    "unknown source": (
        {"a": "term: a\nsrc: [oen]\nfaq:\n  q: {q: Q?, a: A.}\n"},
        [("concepts/a.yaml", 2, 7, "no-source")],
    ),
    "concept not written yet": (
        {"a": A + "requires: [gamma]\nrelated: {delta: near}\n", "b": B + "related: {a: '[[near]]'}\n"},
        [("concepts/a.yaml", 4, 12, "no-concept"), ("concepts/a.yaml", 5, 11, "no-concept")],
    ),
    "a file that can't be compiled is no missing one": (
        {"a": A + "requires: [beta]\n", "beta": "- list\n"},
        [("concepts/beta.yaml", 1, 1, "not-a-mapping")],
    ),
    "a lone source that is no list": (
        {"a": "term: a\nsrc: one\nfaq:\n  q: {q: Q?, a: A.}\n"},
        [("concepts/a.yaml", 2, 6, "wrong-type")],
    ),
    "link to nothing": (
        {"a": "term: a\nfaq:\n  q:\n    q: Q?\n    a: >-\n      First line,\n      then [[gamma]].\n"},
        [("concepts/a.yaml", 7, 12, "no-concept")],
    ),
    "image that is not there": (
        {"a": "term: a\nfaq:\n  q: {q: Q?, a: 'See ![a cell](cell.png).'}\n"},
        [("concepts/a.yaml", 3, 31, "no-image")],
    ),
    "one pair in two files": (
        {
            "a": A + "distinctions:\n  d: {between: [a, b], axis: A.}\n",
            "b": B + "distinctions:\n  e: {between: [b, a], axis: A.}\n",
        },
        [("concepts/b.yaml", 5, 3, "duplicate-pair")],
    ),
    "one source defined twice": (
        {"a": A + "sources:\n  one: {title: Again}\n"},
        [("concepts/a.yaml", 5, 3, "duplicate-key")],
    ),
    "a first name used twice": (
        {"a": "term: a\nfaq:\n  why: {q: Q?, a: A.}\n  new: {q: Q?, a: A., was: why}\n"},
        [("concepts/a.yaml", 3, 3, "first-name-taken")],
    ),
    "a first name used twice, first on a card that comes later": (
        {"a": "term: a\nchallenges:\n  x: {q: Q?, a: A., was: old}\nfaq:\n  y: {q: Q?, a: A., was: old}\n"},
        [("concepts/a.yaml", 5, 3, "first-name-taken")],
    ),
    "a first name taken from another file": (
        {"a": A, "b": "term: b\nfaq:\n  x: {q: Q?, a: A., was: a/why}\n"},
        [("concepts/a.yaml", 3, 3, "first-name-taken")],
    ),
    "a date beyond all calendars": (
        {"a": A + "history:\n  h: {date: 99999999999999999999, who: A, what: did it}\n"},
        [("concepts/a.yaml", 5, 13, "bad-date")],
    ),
    "a dropped card that is no number": (
        {"a": A + "key_aspects:\n  k: {text: 'x {{c1::y}}', dropped: {c1: why}}\n"},
        [("concepts/a.yaml", 5, 38, "unknown-card")],
    ),
    "a dropped card of far too many digits": (
        {"a": A + f"key_aspects:\n  k: {{text: 'x {{{{c1::y}}}}', dropped: {{? '{'9' * 5000}' : why}}}}\n"},
        [("concepts/a.yaml", 5, 40, "unknown-card")],
    ),
    "a source that YAML can't read": (
        {"a": "term: a\nfaq:\n  q: {q: Q?, a: A.}\nsrc: @one\n"},
        [("concepts/a.yaml", 4, 6, "yaml-start")],
    ),
    "two distinctions without concepts": (
        {"a": A + "distinctions:\n  d: {axis: A.}\n  e: {axis: B.}\n"},
        [("concepts/a.yaml", 5, 6, "missing-key"), ("concepts/a.yaml", 6, 6, "missing-key")],
    ),
    "a list in a list": (
        {"a": A + "requires:\n  - - b\n"},
        [("concepts/a.yaml", 5, 5, "wrong-type")],
    ),
    "syntax in one file, shape in another": (
        {"a": "term: a\nfaq:\n  q: {q: Q?\n", "b": "term: b\nfaq:\n  q: {q: Q?}\n"},
        [("concepts/a.yaml", 3, 6, "yaml-flow"), ("concepts/b.yaml", 3, 6, "missing-key")],
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_problems(case: str) -> None:
    files, wanted = PROBLEMS[case]
    assert found(compiled(files)) == wanted


def items(count: int, question: str) -> str:
    return "term: a\nfaq:\n" + "".join(f"  k{n}: {{q: {question}, a: A.}}\n" for n in range(count))


@pytest.mark.parametrize(
    ("text", "problems", "notes"),
    [
        pytest.param(items(50, "q" * 9_000), [], 50, id="much"),
        pytest.param(items(60, "q" * 9_000), [("a", 1, 1, "too-large")], 54, id="more than cards may hold"),
        pytest.param(items(9, "q *b* " * 500), [], 9, id="much marked up"),
        pytest.param(items(90, "q *b* " * 500), [("a", 1, 1, "too-large")], 90, id="more marked up than is read"),
        pytest.param(
            items(20, "Q?") + f"retired: {'w' * 9_000}\ntags: [{', '.join(str(n) * 3 for n in range(99))}]\n",
            [], 20, id="a reason on every card",
        ),
        pytest.param(items(90, "Q?") + f"retired: {'w' * 9_000}\n", [("a", 1, 1, "too-large")], 54, id="on more of them"),
        pytest.param(
            items(90, "Q?") + f"src: [one: {'s' * 9_000}]\n", [("a", 1, 1, "too-large")], 54, id="a place in a source on every card"
        ),
        pytest.param(
            "term: a\nkey_aspects: {k: {text: '" + "".join(f"{{{{c{n}::x}}}} " for n in range(1, 400)) + "'}}\n",
            [("a", 1, 1, "too-large")], 0, id="a text of many blanks",
        ),
        pytest.param(
            f"term: {'t' * 300}\nfaq: {{k: {{q: Q?, a: A.}}}}\n", [], 1, id="a long term"
        ),
        pytest.param(
            f"term: {'t' * 301}\nfaq: {{k: {{q: Q?, a: A.}}}}\n", [("a", 1, 7, "bad-term")], 1, id="a longer one"
        ),
        pytest.param(
            "term: a\nhistory:\n" + "".join(f"  k{n}: {{date: 2019, who: Ada, what: '{'*w* ' * 375}'}}\n" for n in range(26)),
            [], 26, id="many marked-up events",
        ),
        pytest.param(items(1, "Q?") + f"aliases: [{'x' * 100}]\n", [], 1, id="a long alias"),
        pytest.param(items(1, "Q?") + f"aliases: [{'x' * 101}]\n", [("a", 4, 11, "bad-value")], 1, id="a longer alias"),
    ],
)  # fmt: skip
def test_what_one_file_may_hold(text: str, problems: list[tuple[str, int, int, str]], notes: int) -> None:
    result = compiled({"a": text})
    assert result.deck
    assert len(result.deck.notes) == notes
    assert found(result) == [(f"concepts/{name}.yaml", *rest) for name, *rest in problems]


def test_a_term_that_is_too_long_is_shown_nowhere() -> None:
    result = compiled({"inner-goal": f"term: {'t' * 301}\nfaq: {{k: {{q: '[[inner-goal]]?', a: A.}}}}\n"})
    assert result.deck
    assert asked(result.deck.notes[0]) == {"ask": ("inner goal?", "A.")}
    assert result.deck.notes[0].context == "inner goal"


def test_ten_mistakes_in_three_files_are_all_reported_in_one_run() -> None:
    files = {
        "one": (
            "term: one\n"
            "defintion: {short: {text: A.}}\n"  # 1 unknown key
            "src: [nowhere]\n"  # 2 unknown source
            "faq:\n"
            "  a: {q: Why: so?, a: A.}\n"  # 3 colon
            "  b: {q: Q?, a: A., tier: cor}\n"  # 4 bad value
            "  b: {q: Q?, a: A.}\n"  # 5 duplicate key
        ),
        "two": (
            "term: two\n"
            "history:\n"
            "  h: {date: 2019-13, who: Ada, what: saw it}\n"  # 6 bad date
            "definition:\n"
            "  cloze:\n"
            "    c:\n"
            "      text: {{c1::blank}} at the start\n"  # 7 braces
            "    d:\n"
            "      text: >-\n"
            "        A {{c1::blank}} and\n"
            "        {{c2::one::two::three}}.\n"  # 8 two hints
        ),
        "three": (
            "faq:\n"  # 9 no term
            "  a: {q: 'See [[two]] and [[Two]]?', a: A.}\n"  # 10 link id
        ),
    }
    assert (
        found(compiled(files))
        == [
            ("concepts/one.yaml", 2, 1, "unknown-key"),
            ("concepts/one.yaml", 3, 7, "no-source"),
            ("concepts/one.yaml", 5, 13, "yaml-flow"),
            ("concepts/one.yaml", 6, 27, "bad-value"),
            ("concepts/one.yaml", 7, 3, "duplicate-key"),
            ("concepts/three.yaml", 1, 1, "missing-key"),
            ("concepts/three.yaml", 2, 29, "link-id"),
            ("concepts/two.yaml", 3, 13, "bad-date"),
            ("concepts/two.yaml", 7, 13, "yaml-start"),
            ("concepts/two.yaml", 11, 19, "cloze-hints"),
        ]
        or len(compiled(files).problems) == 10
    )


UNITS = DECK + "units:\n  second: {title: Second, concepts: [b]}\n  first: {title: First, concepts: [a, c]}\n"


def test_notes_stand_in_course_order_core_before_more_within_a_unit() -> None:
    files = {
        "a": "term: a\nchallenges:\n  late: {q: Q?, a: A.}\nfaq:\n  early: {q: Q?, a: A.}\n",
        "b": "term: b\nchallenges:\n  x: {q: Q?, a: A.}\n",
        "c": "term: c\nfaq:\n  y: {q: Q?, a: A.}\n",
        "d": "term: d\nfaq:\n  z: {q: Q?, a: A.}\n",
    }
    result = compiled(files, UNITS)
    assert found(result) == [("concepts/d.yaml", 1, 1, "no-unit")]
    assert [p.level for p in result.problems] == [Level.WARNING]
    assert [(n.key, n.position, n.unit) for n in _notes(result)] == [
        ("b/x", 1, "second"),
        ("a/early", 2, "first"),
        ("c/y", 3, "first"),
        ("a/late", 4, "first"),
        ("d/z", 5, ""),
    ]


def concept(*sections: str) -> str:
    return "term: x\n" + "".join(f"{section}\n" for section in sections)


SHORT = "definition: {short: {text: A thing.}}"
CORE = "faq: {ask: {q: Q?, a: A.}}"
ORDERS = {
    "a definition comes before the concept's other cards": (
        {"a": concept(CORE, SHORT)},
        "a/short a/ask",
    ),
    "a distinction waits for the later of its concepts": (
        {"a": concept(SHORT, "distinctions: {d: {between: [a, c], axis: One.}}"), "c": concept(CORE, SHORT)},
        "a/short c/short c/ask a/d",
    ),
    "an example waits for the concept that it shows": (
        {"a": concept("examples: {e: {scenario: S., shows: b}}", SHORT), "b": concept(SHORT), "c": concept(SHORT)},
        "b/short a/short a/e c/short",
    ),
    "a role waits for its concept": (
        {"a": concept(SHORT, "examples: {e: {scenario: S., shows: a, roles: {c: {is: T.}}}}"), "c": concept(SHORT)},
        "a/short a/e c/short a/e.c",
    ),
    "a link in a text counts": (
        {"a": concept("faq: {f: {q: Q?, a: 'See [[c]].'}}", SHORT), "c": concept(SHORT)},
        "a/short c/short a/f",
    ),
    "what a definition waits for holds the concept's other cards up": (
        {"a": concept("definition: {short: {text: 'A [[c]].'}}", CORE), "c": concept(SHORT)},
        "c/short a/short a/ask",
    ),
    "a definition that is introduced late holds up what names it": (
        {"a": concept(CORE, "examples: {e: {scenario: S., shows: c}}"),
         "c": concept("definition: {short: {text: A thing., tier: more}}")},
        "a/ask c/short a/e",
    ),
    "a concept that has no file holds nothing up": (
        {"a": concept("faq: {f: {q: Q?, a: 'See [[nowhere]].'}}", SHORT)},
        "a/short a/f",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "order"), ORDERS.values(), ids=ORDERS)
def test_a_note_comes_when_all_that_it_names_has_been_introduced(files: dict[str, str], order: str) -> None:
    result = compiled(files, UNITS)
    assert result.errors == ()
    assert " ".join(note.key for note in _notes(result)) == order


def test_a_concept_of_no_unit_comes_last_also_where_a_unit_names_one_twice() -> None:
    both = "term: x\nfaq:\n  core: {q: Q?, a: A.}\nchallenges:\n  more: {q: Q?, a: A.}\n"
    deck = DECK + "units:\n  first: {title: First, concepts: [a, a, c]}\n"
    result = compiled(dict.fromkeys("abc", both), deck)
    keys = "a/core c/core a/more c/more b/core b/more"
    assert " ".join(note.key for note in _notes(result)) == keys


def test_what_a_note_carries() -> None:
    source = (
        "term: cell wall\ncontext: Biology · plants\naliases: [wall]\ntags: [mine]\nsrc: [one: page 2]\n"
        "faq:\n  why: {q: Why?, a: So., extra: Beside.}\n"
        "definition: {short: {text: A layer.}}\n"
        "key_aspects:\n  p: {q: Where?, a: plants}\n"
    )
    notes = {note.key: note for note in _notes(compiled({"wall": source}))}
    why = notes["wall/why"]
    assert why.tags == ("small::concept::wall", "small::kind::faq", "small::tier::core", "mine")
    assert (why.context, why.heading, why.extra) == ("Biology · plants · cell wall", "Question", "Beside.")
    assert [(c.source.title, c.locator) for c in why.citations] == [("First work", "page 2")]
    assert notes["wall/short"].context == "Biology · plants", "the term is the answer of the reverse card"
    assert notes["wall/p"].context == "Biology · cell wall", "a part of the topic is the answer"


def test_retired_and_dropped() -> None:
    source = (
        "term: a\nhistory:\n"
        "  gone: {date: 2001, who: Ada, what: saw it, retired: It was wrong.}\n"
        "  less: {date: 2002, who: Ben, what: drew it, cards: [who, when], dropped: {when: The year is trivia.}}\n"
    )
    gone, less = _notes(compiled({"a": source}))
    assert (gone.retired, gone.banner(gone.retired)) == ("It was wrong.", "Withdrawn: It was wrong.")
    assert (gone.live, len(gone.cards)) == ((), 1)
    assert "small::retired" in gone.tags
    assert [(d.ordinal, d.name, d.why) for d in less.dropped] == [(2, "when", "The year is trivia.")]
    assert [card.name for card in less.live] == ["who"]


# --- identity ---------------------------------------------------------------------------------------------------


def test_golden_identity() -> None:
    (note,) = _notes(compiled({"a": A}))
    h = hashlib.sha256(f"{UUID}\na/why".encode()).hexdigest()  # the design's formula, written out
    assert (note.first, note.guid) == ("a/why", h[:16])
    assert note.id == 10**12 + 512 * (int(h, 16) % 10**9)


# Learners' updates hang on these: who changes one sends a note to everybody. The extra marks are all that a text has.
MARKED = """\
term: "*it*"
src: [one]
definition:
  short: {text: "Plain,  with two spaces and a: colon::here."}
  cloze:
    marks:
      text: "A *b* **c** `d` \\\\(x^2\\\\) {{c1::an *answer*::a hint}} [[other]] [web](https://x.org/a) {{c2::two}} {{c1::more}}."
      extra: "Mind [[other|this]] & <that>."
    part: {text: "{{c1::One}} and {{c2::two}}.", cards: [2], dropped: {1: too easy}}
faq:
  blocks: {q: "What?", a: "First.\\n\\n- one\\n- two\\n\\n> said\\n\\n```\\ncode {{x}}\\n```", retired: it was wrong}
distinctions:
  vs: {between: [it, other], axis: Place., points: {p: {it: "Stands *first*.", other: Second.}}}
examples:
  e: {scenario: "A case.", ask: "Which?", shows: other, roles: {other: {is: "the `end`"}}}
history:
  h: {date: 1900, who: Ada, what: "saw *it*", work: A work}
"""
HASHES = {
    "it/short": "da924885ca6ef1ba",
    "it/marks": "8567a414086dcf11",
    "it/part": "ee50477289c224c3",
    "it/blocks": "5bf48a4cacdff581",
    "it/vs": "da34c7954abce684",
    "it/vs.p": "80bd42d21477e65e",
    "it/e": "45f764bcbd51e6f9",
    "it/e.other": "48508e597d554bf2",
    "it/h": "f87205269d78eea9",
    "other/k": "52481fd8890740c6",
}


def test_content_hashes_are_for_life() -> None:
    result = compiled({"it": MARKED, "other": "term: other\nfaq: {k: {q: Q?, a: A.}}\n"})
    assert result.errors == ()
    assert {note.first: note.digest for note in _notes(result)} == HASHES


RICH = {
    "a": {
        "term": "alpha",
        "definition": {
            "short": {"text": "The first of all."},
            "cloze": {
                "k": {"text": "It is {{c1::first}} of {{c2::all}}."},
                "l": {"text": "Then {{c1::beta}}."},
            },
        },
        "faq": {"f": {"q": "Why?", "a": "So."}, "g": {"q": "How?", "a": "See [[b]]."}},
        "history": {
            "h": {"date": "1900", "who": "Ada", "what": "saw it", "cards": ["who", "order"], "beside": ["i"]},
            "i": {"date": "1950", "who": "Ben", "what": "drew it"},
            "j": {"date": "1960", "who": "Cleo", "what": "lost it"},
        },
        "examples": {"e": {"scenario": "A case.", "shows": "a", "roles": {"b": {"is": "that"}}}},
        "distinctions": {
            "d": {
                "between": ["a", "b"],
                "axis": "Order.",
                "points": {"p": {"a": "One.", "b": "Two."}, "q": {"a": "I.", "b": "II."}},
            }
        },
    },
    "b": {"term": "beta", "faq": {"m": {"q": "What?", "a": "That."}}},
}


def _compile(course: dict[str, Any]) -> Compiled:
    return compile_deck(texts({name: yaml.safe_dump(data, sort_keys=False) for name, data in course.items()}))


def _notes(result: Compiled) -> tuple[Note, ...]:
    assert result.deck is not None
    return result.deck.notes


def _identity(course: dict[str, Any]) -> dict[str, tuple[str, int, str]]:
    return {note.key: (note.guid, note.id, note.digest) for note in _notes(_compile(course))}


ORIGINAL = _identity(RICH)


def _shuffled(data: st.DataObject, node: Any) -> Any:
    """The same course with sections, items and points in another order."""
    if not isinstance(node, dict):
        return node
    return {key: _shuffled(data, node[key]) for key in data.draw(st.permutations(list(node)))}


@given(st.data())
def test_shuffling_changes_no_key_guid_id_or_content(data: st.DataObject) -> None:
    assert _identity(_shuffled(data, RICH)) == ORIGINAL


NEW_ITEM = st.sampled_from(
    [
        ("a", ("faq", "new"), {"q": "New?", "a": "New [[b]]."}),
        ("a", ("definition", "cloze", "new"), {"text": "Something {{c1::new}}."}),
        ("a", ("history", "new"), {"date": "1800", "who": "Dan", "what": "began it"}),
        ("a", ("key_aspects", "new"), {"term": "new", "means": "Not old."}),
        ("b", ("related",), {"a": "after"}),
        ("a", ("related",), {"c": "before"}),
        ("a", ("external_links", "x"), {"title": "T", "url": "https://example.org"}),
        ("b", ("examples", "new"), {"scenario": "S.", "shows": "b", "roles": {"a": {"is": "x"}}}),
    ]
)


@given(st.lists(NEW_ITEM, min_size=1, max_size=4), st.booleans())
def test_adding_changes_no_other_note(
    additions: list[tuple[str, tuple[str, ...], Any]], concept: bool
) -> None:
    course: dict[str, Any] = yaml.safe_load(yaml.safe_dump(RICH))
    for name, path, value in additions:
        node = course[name]
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = value
    if concept:
        course["c"] = {"term": "gamma", "faq": {"n": {"q": "Which?", "a": "[[a]]"}}}
    now = _identity(course)
    assert {key: now[key] for key in ORIGINAL} == ORIGINAL


NAMING = {
    "a concept's term": (("b", "term"), "beta two", {"a/g", "a/e.b", "a/d", "a/d.p", "a/d.q"}),
    "an event that an order card names": (("a", "history", "i", "what"), "painted it", {"a/h", "a/i"}),
    "an event that no card names": (("a", "history", "j", "what"), "found it", {"a/j"}),
    "a point": (("a", "distinctions", "d", "points", "p", "b"), "Second.", {"a/d", "a/d.p"}),
    "an answer": (("a", "faq", "f", "a"), "Therefore.", {"a/f"}),
}


@pytest.mark.parametrize("case", NAMING)
def test_an_edit_changes_only_the_notes_that_show_it(case: str) -> None:
    path, value, wanted = NAMING[case]
    course: dict[str, Any] = yaml.safe_load(yaml.safe_dump(RICH))
    node = course
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    now = _identity(course)
    assert {key for key in now if now[key][2] != ORIGINAL[key][2]} == wanted
    assert {key: now[key][:2] for key in now} == {key: ORIGINAL[key][:2] for key in ORIGINAL}


WAITING = {
    "context": (("a", "context"), "Another topic"),
    "tags": (("a", "tags"), ["new"]),
    "aliases": (("a", "aliases"), ["first"]),
    "source": (("a", "src"), ["one"]),
    "tier": (("a", "faq", "f", "tier"), "more"),
    "an author's note": (("a", "faq", "f", "note"), "Check this."),
}


@pytest.mark.parametrize("case", WAITING)
def test_what_is_not_substance_changes_no_content_hash(case: str) -> None:
    path, value = WAITING[case]
    course: dict[str, Any] = yaml.safe_load(yaml.safe_dump(RICH))
    node = course
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    assert _identity(course) == ORIGINAL


def test_answers_as_words() -> None:
    notes = {note.key: note for note in _notes(_compile(RICH))}
    assert plain(notes["a/g"].cards[0].answer) == "See beta."
