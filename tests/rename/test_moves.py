"""What a move of an item to another concept's file edits."""

from __future__ import annotations

import pytest

from tests.rename.small import FAQ, A, B, firsts, renamed

RELEASED = frozenset({"a/i", "a/j", "a/h", "x/i"})


def test_a_move_takes_the_items_lines_and_comments() -> None:
    target = B + "\nfaq:\n    z:\n        q: Z?\n        a: Z.\n\nrelated: {a: near}\n"
    after = renamed({"a": A + FAQ, "b": target}, "a/i", "b/i", RELEASED)
    assert after["a"] == A + "faq:\n  j: {q: R?, a: B., src: [s1]}\n"
    moved = "    # why\n    i:   # one\n      was: a/i\n      q: Q?\n      a: A.\n      src: [s1]\n"
    assert after["b"] == target.replace("\n\nrelated", "\n" + moved + "\nrelated")


def test_a_move_makes_the_section_in_its_place_and_clears_an_empty_one() -> None:
    text = "\nfaq:  # mine\n  i: {q: Q?, a: A.}\n\nkey_aspects:\n  k: {q: K?, a: K.}\n"
    target = B + "\nkey_aspects:\n  z: {q: Z?, a: Z.}\n\nrelated: {a: near}"
    after = renamed({"a": A + text, "b": target}, "a/i", "b/i")
    assert after["a"] == A + "\n# mine\n\nkey_aspects:\n  k: {q: K?, a: K.}\n"
    assert after["b"] == B + "\nfaq:\n  i: {q: Q?, a: A.}\n" + target.removeprefix(B)
    again = renamed(after, "a/k", "b/k")
    assert again["a"] == A + "\n# mine\n"
    assert again["b"] == after["b"].replace("a: Z.}\n", "a: Z.}\n  k: {q: K?, a: K.}\n")


def test_a_cloze_moves_with_both_its_headers_and_without_a_last_newline() -> None:
    text = "term: A\nfaq: {q: {q: Q?, a: A.}}\n\ndefinition:\n  cloze:\n    i:\n      text: '{{c1::x}}'"
    target = "term: B\nfaq: {q: {q: Q?, a: A.}}"
    after = renamed({"a": text, "b": target}, "a/i", "b/k", RELEASED)
    assert after["a"] == "term: A\nfaq: {q: {q: Q?, a: A.}}\n"
    cloze = "\ndefinition:\n  cloze:\n    k:\n      was: a/i\n      text: '{{c1::x}}'\n"
    assert after["b"] == "term: B\n" + cloze + "faq: {q: {q: Q?, a: A.}}"


def test_a_last_section_goes_behind_a_last_line_without_a_newline() -> None:
    after = renamed({"a": A + FAQ, "b": "term: B\nfaq:\n  z: {q: Z?, a: Z.}"}, "a/j", "b/j")
    assert after["b"] == "term: B\nfaq:\n  z: {q: Z?, a: Z.}\n  j: {q: R?, a: B., src: [s1]}"


MOVED_WAS = {  # was in a, head of b, new key → was in b
    "none": ("", "", "i", "was: a/i, "),
    "relative becomes absolute": ("was: h, ", "", "i", "was: a/h, "),
    "absolute stays": ("was: x/i, ", "", "i", "was: x/i, "),
    "home again": ("was: b/i, ", "", "i", ""),
    "home again under another key": ("was: b/i, ", "", "k", "was: i, "),
    "home by the concept's first id": ("was: x/i, ", "was: x\n", "i", ""),
    "into a concept that was this one": ("", "was: a\n", "k", "was: i, "),
}


@pytest.mark.parametrize(("was", "head", "key", "expected"), MOVED_WAS.values(), ids=MOVED_WAS)
def test_was_after_a_move(was: str, head: str, key: str, expected: str) -> None:
    files = {"a": f"term: A\nfaq:\n  i: {{{was}q: Q?, a: A.}}\n  z: {{q: Z?, a: Z.}}\n", "b": head + B}
    released = firsts(files)
    after = renamed(files, "a/i", f"b/{key}", released)
    assert after["b"] == head + B + f"\nfaq:\n  {key}: {{{expected}q: Q?, a: A.}}\n"
    assert firsts(after) == released


SOURCED = {
    "the same": ("src: [s1]\n", "src: [s1]\n", ""),
    "others there": ("src: [s1, s2: sec. 4]\n", "src: [s1]\n", "src: [s1, s2: 'sec. 4'], "),
    "a locator with a quote": ("src:\n  - s1: Ann's, p. 2\n", "", "src: [s1: 'Ann''s, p. 2'], "),
    "none": ("", "", ""),
}


@pytest.mark.parametrize(("here", "there", "expected"), SOURCED.values(), ids=SOURCED)
def test_a_moved_item_keeps_its_sources(here: str, there: str, expected: str) -> None:
    files = {"a": here + A + "faq:\n  i: {q: Q?, a: A.}\n", "b": there + B}
    after = renamed(files, "a/i", "b/i")
    assert after["b"] == there + B + f"\nfaq:\n  i: {{{expected}q: Q?, a: A.}}\n"
