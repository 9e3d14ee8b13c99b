"""Find similar texts: pairs of sets that share most of their members, without comparing every pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, islice
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROUNDING = 1e-9  # 0.85 * 20 must count as 17
_KEY = 3  # members that an index key has
_LONGEST_PREFIX = (
    12  # members; the combinations of more would fill the memory, and one member is telling enough
)
_LOWEST = 0.5
_MOST_REPORTED = 3  # pairs for each set
_MOST_COMPARED = 300  # sets to compare with one set
_MOST_SHARING = (
    30  # sets indexed under one key; a set that is similar to others under it is similar to one of these
)


def similar(sets: list[frozenset[str]], least: float) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of sets whose Jaccard index is at least ``least``, as (later, earlier, index).

    Uses a prefix filter (Bayardo, Ma and Srikant 2007; with several members: Wang, Li and Feng 2012). If the members
    of every set are in one order, rarest first, two similar sets share k members among the first
    n - ceil(least * n) + k of each. So only sets that share k such members are compared: three, but one for sets that
    are too small or too large for three.

    Args:
        sets: The sets to compare.
        least: The lowest index to report; values below 0.5 count as 0.5, because near 0 every pair would match.
    """
    least = max(least, _LOWEST)
    counts = Counter(member for members in sets for member in members)
    common = sorted(counts, key=lambda m: (-counts[m], m))
    rank = {member: -n for n, member in enumerate(common)}
    ranked = [sorted(rank[member] for member in members) for members in sets]
    bits = cache(
        lambda n: sum(1 << -rank for rank in ranked[n])
    )  # bit sets, because comparing large sets member by member is slow
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
    """Yield what ``similar`` yields, but at most three pairs for each set: a hundred copies need no more."""
    reported = Counter[int]()
    for here, there, share in similar(sets, least):
        reported[here] += 1
        if reported[here] <= _MOST_REPORTED:
            yield here, there, share


def _join(
    ranked: list[list[int]], bits: Callable[[int], int], least: float, key: int, sizes: range
) -> Iterator[tuple[int, int, float]]:
    """Yield the similar pairs among sets of these sizes that share ``key`` members of their prefixes."""
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
            for there in islice(alike, _MOST_SHARING):
                shared = (own & bits(there)).bit_count()
                share = shared / (size + len(ranked[there]) - shared)
                if share >= least:
                    yield here, there, share
        for k in keys:
            if len(index[k]) < _MOST_SHARING:
                index[k].append(here)


def _shared(least: float, size: int) -> int:
    """Return how many members a set shares at least with a similar set, however small that is."""
    return ceil((size + _least(least, size)) * least / (1 + least) - _ROUNDING)


def _least(least: float, size: int) -> int:
    """Return the size of the smallest set that can be similar to a set of this size."""
    return max(ceil(least * size - _ROUNDING), 1)
