"""The index finds the same similar pairs as comparing every pair."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.lint import similarity

_SETS = st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=8), max_size=25)


@given(_SETS, st.sampled_from([0.5, 0.6, 0.75, 0.8, 0.85, 1.0]))
def test_the_index_finds_what_comparing_all_pairs_finds(sets: list[frozenset[str]], least: float) -> None:
    found = {(there, here): share for here, there, share in similarity.similar(sets, least)}
    pairs = {
        (a, b): len(sets[a] & sets[b]) / len(sets[a] | sets[b])
        for a, b in combinations(range(len(sets)), 2)
        if sets[a] and sets[b]
    }
    assert found == {pair: share for pair, share in pairs.items() if share >= least}


def test_a_set_with_many_similar_ones_gets_at_most_three_pairs() -> None:
    sets = [frozenset({*"abcdefghijklmnop", str(n)}) for n in range(200)]
    pairs = Counter(here for here, _, _ in similarity.first_similar(sets, 0.85))
    assert pairs == {n: min(n, 3) for n in range(1, 200)}


@pytest.mark.parametrize("size", [66, 67, 500, 5_000])
def test_large_sets_are_compared_quickly(size: int) -> None:
    members = [str(n) for n in range(size)]
    sets = [frozenset(members), frozenset(members[1:]), frozenset(members[size // 2 :])]
    assert [(here, there) for here, there, _ in similarity.similar(sets, 0.85)] == [(1, 0)]


def test_the_index_finds_each_pair_once() -> None:
    sets = [frozenset("abcdefgh"), frozenset("abcdefgi"), frozenset("ab"), frozenset("ab")]
    assert [(a, b) for a, b, _ in similarity.similar(sets, 0.7)] == [(1, 0), (3, 2)]
