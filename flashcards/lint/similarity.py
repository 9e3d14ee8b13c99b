"""Which of many texts are alike: pairs of sets that share most of their members, without a look at every pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, islice
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROUNDING = 1e-9  # 0.85 * 20 must count as 17
_KEY = 3
_LONGEST_PREFIX = 12  # members; of more the combinations would fill the memory, and one of them tells enough
_LEAST = 0.5
_MOST_TOLD = 3
_MOST_COMPARED = 300  # sets with another
_CROWD = 30  # sets with the same rare members; a further one is like some of them, if it is like any


def similar(sets: list[frozenset[str]], least: float) -> Iterator[tuple[int, int, float]]:
    """The pairs of sets whose Jaccard index is at least ``least``, as (later, earlier, index); never looks at all pairs.

    Prefix filter (Bayardo, Ma and Srikant 2007; of several members: Wang, Li and Feng 2012): with the members of every
    set in one order, rarest first, two such sets share k members among the first n - ceil(least * n) + k of each. So
    only sets that share k such members are compared; sets too small or too large for three are looked up by one.
    Less than a half counts as a half: with nothing in common every pair would be one.
    """
    least = max(least, _LEAST)
    counts = Counter(member for members in sets for member in members)
    common = sorted(counts, key=lambda m: (-counts[m], m))
    rank = {member: -n for n, member in enumerate(common)}
    ranked = [sorted(rank[member] for member in members) for members in sets]
    bits = cache(lambda n: sum(1 << -rank for rank in ranked[n]))  # so that a common member costs little
    few = next(n for n in range(1, 1_000_000) if _least(least, n) >= _KEY)
    prefixes = ((n, n - _least(least, n) + _KEY) for n in range(few, 1_000_000))
    many = (
        next((n for n, prefix in prefixes if prefix > _LONGEST_PREFIX), 1_000_000) if least < 1 else 1_000_000
    )
    yield from _join(ranked, bits, least, _KEY, range(few, many))
    for here, there, share in _join(ranked, bits, least, 1, range(1, ceil(few / least))):
        if min(len(ranked[here]), len(ranked[there])) < few:
            yield here, there, share
    for here, there, share in _join(ranked, bits, least, 1, range(floor(many * least), 1_000_000)):
        smaller, larger = sorted((len(ranked[here]), len(ranked[there])))
        if few <= smaller and larger >= many:
            yield here, there, share


def first_similar(sets: list[frozenset[str]], least: float) -> Iterator[tuple[int, int, float]]:
    """As ``similar``, but of each set the first few pairs: who has a hundred copies needn't read of each pair."""
    told = Counter[int]()
    for here, there, share in similar(sets, least):
        told[here] += 1
        if told[here] <= _MOST_TOLD:
            yield here, there, share


def _join(
    ranked: list[list[int]], bits: Callable[[int], int], least: float, key: int, sizes: range
) -> Iterator[tuple[int, int, float]]:
    index: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for here, members in enumerate(ranked):
        size = len(members)
        if size not in sizes:
            continue
        keys = list(combinations(members[: size - _least(least, size) + key], key))
        near = sorted(set[int]().union(*(index[k] for k in keys)))[:_MOST_COMPARED]
        if near:
            own, enough = bits(here), _shared(least, size)
            alike = (n for n in near if (own & bits(n)).bit_count() >= enough)
            for there in islice(alike, _CROWD):
                shared = (own & bits(there)).bit_count()
                share = shared / (size + len(ranked[there]) - shared)
                if share >= least:
                    yield here, there, share
        for k in keys:
            if len(index[k]) < _CROWD:
                index[k].append(here)


def _shared(least: float, size: int) -> int:
    """How many members a set shares at least with one that is like it, even with the smallest."""
    return ceil((size + _least(least, size)) * least / (1 + least) - _ROUNDING)


def _least(least: float, size: int) -> int:
    return max(ceil(least * size - _ROUNDING), 1)
