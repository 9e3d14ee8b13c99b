"""The reader gives back what the emitter wrote."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.syntax import reader
from flashcards.syntax.emitter import clean, emit
from flashcards.syntax.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from flashcards.syntax.emitter import Tree
    from flashcards.syntax.nodes import Node

_WORDS = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=40).map(" ".join)
_TEXTS = st.one_of(st.text(min_size=1), _WORDS).map(lambda text: clean(unicodedata.normalize("NFC", text)))
_STRINGS = _TEXTS.filter(bool)
_KEYS = _STRINGS.filter(lambda text: "\n" not in text)
_TREES = st.recursive(
    _STRINGS | st.lists(_STRINGS, min_size=1, max_size=4),
    lambda inner: st.dictionaries(_KEYS, inner, min_size=1, max_size=4),
    max_leaves=12,
)


def _values(node: Node) -> Tree:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key: _values(value) for key, (_, value) in node.entries.items()}
    return [_values(item) for item in node.items]


@given(st.dictionaries(_KEYS, _TREES, min_size=1, max_size=4))
def test_every_string_comes_back(tree: dict[str, Tree]) -> None:
    text = emit(tree)
    root, problems = reader.read("x.yaml", unicodedata.normalize("NFC", text))
    assert problems == []
    assert root is not None
    assert _values(root) == tree


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ({"a": "plain words, and more"}, "a: plain words, and more\n"),
        ({"a": "no: colon"}, "a: 'no: colon'\n"),
        ({"a": "null"}, "a: 'null'\n"),
        ({"a": ["b", "c d", "e, f"]}, "a: [b, c d, 'e, f']\n"),
        ({"a": [{"b": "c"}, "d"]}, "a:\n  - b: c\n  - d\n"),
        ({"a": {"b": "https://example.org/?q=1"}, "c": ""}, "a:\n  b: https://example.org/?q=1\n"),
        ({"a": "word " * 20 + "end"}, f"a: >-\n  {('word ' * 19).strip()}\n  word end\n"),
        ({"a": "line\nline"}, "a: |-\n  line\n  line\n"),
    ],
)
def test_what_it_writes(tree: dict[str, Tree], text: str) -> None:
    assert emit(tree) == text
