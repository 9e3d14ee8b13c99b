"""What a second page adds to a concept file: only what isn't there, and the rest of the file as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.drafts import merge
from flashcards.drafts.into import inserted
from flashcards.syntax import reader

if TYPE_CHECKING:
    from flashcards.syntax.emitter import Tree

OLD = """\
term: grumping   # a comment
src: [book]
definition:
  short:
    text: The slow turning of a cat towards a wall.
faq:
  why:
    q: Why do cats grump?
    a: They wait for fish.
related: {purring: a neighbour}

# the end
"""
NEW: dict[str, Tree] = {
    "term": "grumping",
    "definition": {
        "short": {"text": "TO BE REWRITTEN: Cats that turn to walls."},
        "cloze": {"bowl": {"text": "TO BE REWRITTEN: {{c1::A cat ignores its bowl.}}"}},
    },
    "faq": {
        "cats": {"q": "TO BE REWRITTEN: Why do cats grump?", "a": "TO BE REWRITTEN: They wait for fish."},
        "why": {
            "q": "TO BE REWRITTEN: How long?",
            "a": "TO BE REWRITTEN: An hour.",
            "src": [{"page": "Questions"}],
        },
    },
    "related": {"purring": "see also", "sulking": "see also"},
    "sources": {"page": {"title": "A page"}},
}
PATCHED = """\
term: grumping   # a comment
src: [book]
definition:
  short:
    text: The slow turning of a cat towards a wall.
  cloze:
    definition-2:
      text: 'TO BE REWRITTEN: {{c1::Cats that turn to walls.}}'
      src: [page]
    bowl:
      text: 'TO BE REWRITTEN: {{c1::A cat ignores its bowl.}}'
      src: [page]
faq:
  why:
    q: Why do cats grump?
    a: They wait for fish.
  why-2:
    q: 'TO BE REWRITTEN: How long?'
    a: 'TO BE REWRITTEN: An hour.'
    src:
      - page: Questions
related: {purring: a neighbour}

# the end

sources:
  page:
    title: A page
"""


def test_only_what_is_new_is_added() -> None:
    root, _ = reader.read("x", OLD)
    assert root is not None
    tree = merge.tree_of(root)
    assert isinstance(tree, dict)
    text, closed = inserted(OLD, root, merge.additions(tree, NEW))
    assert text == PATCHED
    assert closed == ["related"]
    again, _ = reader.read("x", text)
    assert again is not None
    now = merge.tree_of(again)
    assert isinstance(now, dict)
    added = merge.additions(now, NEW)
    assert merge.counts(added) == {}


def test_a_draft_fits_into_a_deck() -> None:
    tree: dict[str, Tree] = {
        "src": ["page"],
        "distinctions": {
            "a": {"between": ["x", "y"], "axis": "One.", "src": [{"page": "Top"}]},
            "b": {"between": ["z", "x"], "axis": "Two."},
        },
        "sources": {"page": {"title": "A page"}},
    }
    assert merge.fitted(tree, ["page"], [("x", "z")]) == {
        "src": ["page-2"],
        "distinctions": {"a": {"between": ["x", "y"], "axis": "One.", "src": [{"page-2": "Top"}]}},
        "sources": {"page-2": {"title": "A page"}},
    }
