"""What a rename edits, and what is refused."""

from __future__ import annotations

from textwrap import dedent

import pytest

from flashcards.rename.rename import RenameError
from flashcards.text import prose
from tests.rename.small import FAQ, HEAD, A, B, compiled, firsts, renamed

# --- what is changed -------------------------------------------------------------------------------------------

FOLLOWING = {
    "requires": ("requires: [a, b-a]  # a", "requires: [n, b-a]  # a"),
    "related": ("related:\n  a: near a\n  c: far", "related:\n  n: near a\n  c: far"),
    "between, statements and cards": (
        dedent("""\
        distinctions:
          a:
            between: ["a", 'b']
            axis: The a of [[a]].
            points:
              a:
                cards: [a]
                dropped: {b: was "a"}
                'a': Is a.
                extra: a
        """),
        dedent("""\
        distinctions:
          a:
            between: ["n", 'b']
            axis: The a of [[n]].
            points:
              a:
                cards: [n]
                dropped: {b: was "a"}
                'n': Is a.
                extra: a
        """),
    ),
    "a dropped statement": (
        "distinctions: {x: {between: [b, a], axis: X, points: {p: {dropped: {a: gone}, b: It.}}}}",
        "distinctions: {x: {between: [b, n], axis: X, points: {p: {dropped: {n: gone}, b: It.}}}}",
    ),
    "shows and roles": (
        "examples: {a: {scenario: a, shows: a, roles: {a: {is: a}, b: {is: b}}}}",
        "examples: {a: {scenario: a, shows: n, roles: {n: {is: a}, b: {is: b}}}}",
    ),
    "links": (
        r"faq: {a: {q: 'Is [[a]]?', a: '[[a|a]], [[ab]], [[b-a]], [[ a ]], `[[a]]`, a [[b|a]]'}}",
        r"faq: {a: {q: 'Is [[n]]?', a: '[[n|a]], [[ab]], [[b-a]], [[ n ]], `[[a]]`, a [[b|a]]'}}",
    ),
    "links beside escapes": (
        'faq: {x: {q: "\\"[[a]]\\" \\u00e9 [[a]]?", a: "x"}}',
        'faq: {x: {q: "\\"[[n]]\\" \\u00e9 [[n]]?", a: "x"}}',
    ),
    "links in folded text": (
        "faq:\n  x:\n    q: >-  # [[a]]\n      Is [[a|shown\n      so]] and\n      [[a]]?\n      # [[a]]\n    a: x",
        "faq:\n  x:\n    q: >-  # [[a]]\n      Is [[n|shown\n      so]] and\n      [[n]]?\n      # [[n]]\n    a: x",
    ),
    "links in clozes, emphasis and lists": (
        "key_aspects:\n  x:\n    text: |\n      - {{c1::[[a]]::[[a]]}}\n      - *see [[a]]*",
        "key_aspects:\n  x:\n    text: |\n      - {{c1::[[n]]::[[a]]}}\n      - *see [[n]]*",
    ),
    "an id in escapes": ('requires: ["\\u0061"]', 'requires: ["n"]'),
    "an id on a line of its own": ("requires:\n  - >-  # a\n    a\n", "requires:\n  - >-  # a\n    n\n"),
    "a key with a question mark": ("related:\n  ? a\n  : near", "related:\n  ? n\n  : near"),
    "nothing else": (
        dedent("""\
        context: a
        aliases: [a]
        tags: [a]
        src: [s1: a]
        external_links: {a: {title: a, url: 'http://a'}}
        faq: {a: {q: a, a: '{{a}}', note: '[[a]]', tier: more}}
        """),
        None,
    ),
}


@pytest.mark.parametrize(("text", "expected"), FOLLOWING.values(), ids=FOLLOWING)
def test_what_names_a_concept_follows_it(text: str, expected: str | None) -> None:
    files = {"a": A, "b": B + text.replace("s1: a", "s1: p. a")}
    after = renamed(files, "a", "n")
    assert after["b"] == B + (expected or text).replace("s1: a", "s1: p. a")
    assert after["n"] == A
    assert set(after) == {"b", "n"}


def test_units_and_further_sections_follow_too() -> None:
    deck = HEAD + "units:\n  a: {title: a, concepts: [b, a]}  # a\nsections: {parts: a}\n"
    parts = "parts: {a: {q: '[[a]]', a: a}}\n"
    after = renamed({"deck": deck, "a": A + parts, "b": B}, "a", "n")
    assert after["deck"] == deck.replace("[b, a]", "[b, n]")
    assert after["n"] == A + parts.replace("[[a]]", "[[n]]")


EVENTS = (
    "history:\n"
    "  e1: {date: 2001, who: W, what: did, cards: [order], beside: [e2, 'e3']}\n"
    "  e2: {date: 2002, who: X, what: did}\n"
    "  e3: {date: 2003, who: Y, what: did e2}\n"
)


def test_beside_follows_an_event() -> None:
    after = renamed({"a": A + EVENTS}, "a/e3", "a/e4", frozenset({"a/e3"}))
    changed = EVENTS.replace("'e3'", "'e4'").replace("  e3: {", "  e4: {was: e3, ")
    assert after["a"] == A + changed


@pytest.mark.parametrize("new", [f"x{n}" for n in range(8)])
def test_an_order_card_keeps_its_shuffle_when_an_event_is_renamed(new: str) -> None:
    files = {"a": A + EVENTS}
    cards = [prose.front(card) for note in compiled(files).notes for card in note.cards]
    for old in ("e1", "e2"):
        after = renamed(files, f"a/{old}", f"a/{new}", firsts(files))
        assert [prose.front(card) for note in compiled(after).notes for card in note.cards] == cards


@pytest.mark.parametrize("released", [True, False])
def test_the_whole_keeps_its_content_hash_when_a_point_is_renamed(released: bool) -> None:
    points = "points: {p: {a: One., b: Two., cards: [a]}, q: {a: Three., b: Four., cards: [b]}}"
    files = {"a": A + f"distinctions: {{d: {{between: [a, b], axis: X, {points}}}}}\n", "b": B}
    digests = {note.digest for note in compiled(files).notes}
    after = renamed(files, "a/d.p", "a/d.z", firsts(files) if released else frozenset())
    assert {note.digest for note in compiled(after).notes} == digests


# --- was ------------------------------------------------------------------------------------------------------

CASES = {  # what: (files, old, new, released, the file after it)
    "an item": (FAQ, "i", "k", {"a/i"}, ("  i:   # one\n", "  k:   # one\n    was: i\n")),
    "an item in braces": (FAQ, "j", "k", {"a/j"}, ("  j: {", "  k: {was: j, ")),
    "a draft": (FAQ, "i", "k", {"a/j"}, ("  i:", "  k:")),
    "was there already": (
        FAQ.replace("    q:", "    was: h\n    q:"),
        "i",
        "k",
        {"a/h"},
        ("  i:", "  k:"),
    ),
    "back to the first name": (
        FAQ.replace("    q:", "    was: h\n    q:"),
        "i",
        "h",
        {"a/h"},
        ("  i:   # one\n    was: h\n", "  h:   # one\n"),
    ),
    "back, from the last line": (
        FAQ.replace("  j:", '    "was": "h"\n  j:'),
        "i",
        "h",
        {"a/h"},
        ('    "was": "h"\n', "", "  i:", "  h:"),
    ),
    "back, in braces": (FAQ.replace("{q", "{was: h, q"), "j", "h", {"a/h"}, ("  j: {was: h, ", "  h: {")),
    "back, at the end of braces": (
        FAQ.replace("[s1]}", "[s1], was: h}"),
        "j",
        "h",
        {"a/h"},
        (", was: h}", "}", "  j:", "  h:"),
    ),
    "back, with an absolute one": (
        FAQ.replace("    q:", "    was: a/h\n    q:"),
        "i",
        "h",
        {"a/h"},
        ("  i:   # one\n    was: a/h\n", "  h:   # one\n"),
    ),
    "a comment keeps it": (
        FAQ.replace("    q:", "    was: h  # in 1.0\n    q:"),
        "i",
        "h",
        {"a/h"},
        ("  i:", "  h:"),
    ),
    "an absolute one stays": (
        FAQ.replace("    q:", "    was: x/h\n    q:"),
        "i",
        "h",
        {"x/h"},
        ("  i:", "  h:"),
    ),
}


@pytest.mark.parametrize(("text", "old", "new", "released", "swaps"), CASES.values(), ids=CASES)
def test_was_of_an_item(text: str, old: str, new: str, released: set[str], swaps: tuple[str, ...]) -> None:
    expected = text
    for n in range(0, len(swaps), 2):
        assert swaps[n] in expected
        expected = expected.replace(swaps[n], swaps[n + 1])
    assert renamed({"a": A + text}, f"a/{old}", f"a/{new}", frozenset(released)) == {"a": A + expected}


POINTS = "distinctions:\n  d:\n    between: [a, b]\n    axis: X\n    points:\n      p:\n        a: One.\n        b: Two.\n"
ROLES = "examples: {e: {scenario: S, shows: a, roles: {b: {is: R}}}}\n"


def test_was_of_a_point() -> None:
    after = renamed({"a": A + POINTS, "b": B}, "a/d.p", "a/d.o", frozenset({"a/d.p"}))
    assert after["a"] == A + POINTS.replace("      p:\n", "      o:\n        was: p\n")


def test_was_of_a_role_when_its_concept_is_renamed() -> None:
    files = {"a": A + ROLES, "b": B}
    after = renamed(files, "b", "n", frozenset({"a/e.b"}))
    assert after == {"a": A + ROLES.replace("{b: {", "{n: {was: b, "), "n": B}
    assert renamed(after, "n", "b", frozenset({"a/e.b"})) == files


def test_an_item_whose_points_alone_are_released_gets_was() -> None:
    after = renamed({"a": A + POINTS, "b": B}, "a/d", "a/e", frozenset({"a/d.p"}))
    assert after["a"] == A + POINTS.replace("  d:\n", "  e:\n    was: d\n")


def test_was_of_a_concept() -> None:
    files = {"a": "# head\n" + A, "b": B}
    after = renamed(files, "a", "n", frozenset({"a/short"}))
    assert after == {"n": "# head\nwas: a\n" + A, "b": B}
    assert renamed(after, "n", "m", frozenset({"a/short"}))["m"] == after["n"]
    assert renamed(after, "n", "a", frozenset({"a/short"})) == files


def test_a_draft_concept_that_a_released_distinction_names_gets_was() -> None:
    """The lock holds what a distinction stands between by first names."""
    after = renamed({"a": A + POINTS, "b": B}, "b", "n", frozenset({"a/d.p"}))
    assert after["n"] == "was: b\n" + B


def test_a_concept_of_which_only_items_from_elsewhere_are_released_needs_no_was() -> None:
    moved = "term: A\nfaq: {i: {was: x/i, q: Q?, a: A.}}\n"
    assert renamed({"a": moved, "b": B}, "a", "n", frozenset({"x/i"}))["n"] == moved


# --- what is refused --------------------------------------------------------------------------------------------

DECK = {
    "a": A
    + FAQ
    + POINTS
    + "history:\n  e: {date: 2001, who: W, what: x, beside: [f]}\n  f: {date: 2002, who: V, what: y}\n",
    "b": B + "src: [s2]\n" + ROLES + "key_aspects: {k: {was: x, q: Q?, a: A.}}\nfaq:\n  k2: {q: Q?, a: A.}\n",
    "e": "term: E\nfaq:\n  i2: {q: Q?, a: A.}\nkey_aspects:\n  x:\n    src: [s1]\n    q: >-\n      Q?\n    a: A.\n",
    "g": "term: G\nretired: Gone.\nfaq:\n  i2: {q: Q?, a: A.}\n  i3: {q: Q?, a: A.}\n",
}
REFUSED = {
    "unknown concept": ("aa", "n", 'there is no concept "aa"'),
    "unknown concept of an item": ("alph/i", "a/n", 'there is no concept "alph"'),
    "unknown item": ("a/ii", "a/n", 'there is no item "a/ii"; did you mean "a/i"?'),
    "an item's first name": ("b/x", "b/n", 'there is no item "b/x"; it is called "b/k" now'),
    "unknown point": ("a/d.pp", "a/d.n", '"a/d" has no point or role "pp"; did you mean "p"?'),
    "unknown target": ("a/i", "bb/i", 'there is no concept "bb"; did you mean "b"?'),
    "concept taken": ("a", "b", 'there is a concept "b" already (concepts/b.yaml)'),
    "item taken": ("a/i", "a/j", 'there is an item "a/j" already (concepts/a.yaml:9)'),
    "item taken in another section": ("a/i", "a/d", 'there is an item "a/d" already (concepts/a.yaml:11)'),
    "item taken over there": ("a/i", "b/k", 'there is an item "b/k" already (concepts/b.yaml:5)'),
    "point taken": ("a/d.p", "a/d.p2", 'there is "a/d.p2" already'),
    "malformed": ("a", "A b", '"A b" is not a concept, concept/item or concept/item.point'),
    "malformed old": ("a/", "b", '"a/" is not a concept'),
    "another kind": ("a/i", "k", '"a/i" and "k" name things of different kinds'),
    "the same": ("a/i", "a/i", "the two names are the same"),
    "reserved": ("a", "src", '"src" is a key of the format'),
    "reserved role": ("b/e.b", "b/e.extra", '"extra" is a key of the format'),
    "null": ("a", "null", '"null" is an empty value in YAML'),
    "the definition": ("a/short", "a/n", '"a/short" is the definition itself'),
    "the definition's key": ("a/i", "a/short", 'the key "short" is the definition\'s own'),
    "a point to another item": ("a/d.p", "a/i.p", 'a point or role stays in its item; write "a/d.p"'),
    "a first name of another note": (
        "b/k2",
        "b/x",
        '"b/x" is the first name of "b/k" and can\'t be used again',
    ),
    "a first name of a note that is gone": (
        "a/i",
        "a/gone",
        '"a/gone" is the first name of a released note that is gone',
    ),
    "an event with others beside": (
        "a/e",
        "b/e2",
        'a/e can\'t move (concepts/a.yaml:22): events named in "beside"',
    ),
    "an event beside others": ("a/f", "b/f", "a/f can't move (concepts/a.yaml:22)"),
    "no sources here, some there": (
        "e/i2",
        "b/i2",
        "e/i2 can't move (concepts/e.yaml:3): it has no source",
    ),
    "from braces": ("b/e", "a/e2", "b/e is written in braces (concepts/b.yaml:4)"),
    "into braces": ("e/x", "b/x2", '"key_aspects" is written in braces (concepts/b.yaml:5)'),
    "out of a retired concept": ("g/i2", "e/n", "g/i2 is written in a way that can't be edited safely"),
}


@pytest.mark.parametrize(("old", "new", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(old: str, new: str, message: str) -> None:
    files = {
        **DECK,
        "a": DECK["a"].replace(
            "        b: Two.\n", "        b: Two.\n      p2:\n        a: One.\n        b: Two.\n"
        ),
    }
    with pytest.raises(RenameError) as refused:
        renamed(files, old, new, firsts(files) | {"a/gone"})
    assert str(refused.value).startswith(message)


def test_a_link_in_escapes_is_refused_with_its_place() -> None:
    files = {"a": A, "b": B + 'faq: {x: {q: "\\x5b[a]]?", a: x}}\n'}
    with pytest.raises(RenameError, match=r"escapes \(concepts/b.yaml:3\)"):
        renamed(files, "a", "n")


def test_an_id_that_links_name_but_no_file_has_can_be_used() -> None:
    files = {"a": A, "b": B + "faq: {x: {q: 'Is [[a]] or [[n]]?', a: x}}\n"}
    assert renamed(files, "a", "n")["b"] == files["b"].replace("[[a]]", "[[n]]")


def test_an_id_that_a_distinction_sets_against_the_old_one_is_refused() -> None:
    with pytest.raises(RenameError, match="between two or three different concepts"):
        renamed({"a": A, "b": B + "distinctions: {d: {between: [a, n], axis: X}}\n"}, "a", "n")
