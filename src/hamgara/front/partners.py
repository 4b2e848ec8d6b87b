"""Which clauses can be together at all: compiled.

Two candidates are partners for t where more than the bar of t more clauses would sign with both. Any t clauses that
exceed the bar are partners of each other, hence each has t - 1 partners among those who have so many (the core of a
graph), and the poorest has them among the better ones.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

import numpy as np
from numba import njit

from hamgara.front.words import is_fair, population

__all__ = ["look_at_partners"]


@njit(cache=True, nogil=True)
def _weigh_pairs(table, levels, left, count, lowest, desk):
    """Into `pairs[0]` the weight that signs with both of two candidates; -1 where they cannot be together."""
    top = levels.shape[0] - 1
    both, row, rest, pairs, scale = desk.refused, desk.row, desk.able, desk.pairs, table.scale
    rest[:] = 0
    for i in range(count):
        one = table.accepts[left[i]]
        for x in range(row.shape[0]):
            both[i, x] = levels[top, x] & one[x]
            if top > 0:
                both[i, x] |= levels[top - 1, x]
                rest[x] = levels[top - 1, x] & one[x]
                if top > 1:
                    rest[x] |= levels[top - 2, x]
        for j in range(i):
            weight = np.int64(0)
            other = table.accepts[left[j]]
            if table.basis[left[i]] == table.basis[left[j]]:
                weight = np.int64(-1)
            elif table.least.shape[0] == 0:
                for x in range(row.shape[0]):
                    weight += np.int64(population((both[i, x] & other[x]) | rest[x])) * scale[x]
            else:
                for x in range(row.shape[0]):
                    row[x] = (both[i, x] & other[x]) | rest[x]
                    weight += np.int64(population(row[x])) * scale[x]
                if weight > lowest and not is_fair(row, table):
                    weight = np.int64(-1)
            pairs[0, i, j] = pairs[0, j, i] = weight


@njit(cache=True, nogil=True)
def look_at_partners(table, f, d, first, last, bar, desk):
    """Drop the candidates of the node at depth d that have too few partners for every t from `first` to `last`, and
    mark those not worth a branch; clear the ceilings of the t that too few are left for. Returns how many t are left.
    """
    left, after, ceiling, count, size = f.left[d], f.after[d], f.ceiling[d], f.many[d], f.size[d]
    partners, core, hope = desk.partners, desk.core, desk.hope
    lowest = bar[size + first]
    for t in range(first, last + 1):
        lowest = min(lowest, bar[size + t])
    _weigh_pairs(table, f.levels[d], left, count, lowest, desk)
    words = (count + 63) // 64
    hope[:count, 0] = 0
    hopeful = 0
    for t in range(first, last + 1):
        least = bar[size + t]
        if ceiling[t] <= least:
            continue
        core[:words] = 0
        for i in range(count):
            if after[i] > least:
                core[i >> 6] |= np.uint64(1) << np.uint64(i & 63)
        for i in range(count):
            for y in range(words):
                word = np.uint64(0)
                for j in range(64 * y, min(count, 64 * y + 64)):
                    word |= np.uint64(desk.pairs[0, i, j] > least and j != i) << np.uint64(j & 63)
                partners[i, y] = word
        many, moved = 0, True
        while moved:
            many, moved = 0, False
            for i in range(count):
                if core[i >> 6] >> np.uint64(i & 63) & np.uint64(1):
                    degree = 0
                    for y in range(words):
                        degree += np.int64(population(partners[i, y] & core[y]))
                    if degree < t - 1:
                        core[i >> 6] ^= np.uint64(1) << np.uint64(i & 63)
                        moved = True
                    else:
                        many += 1
        if many < t:
            ceiling[t] = -1
            continue
        hopeful += 1
        for i in range(count):
            if core[i >> 6] >> np.uint64(i & 63) & np.uint64(1):
                hope[i, 0] |= 1
                better = 0
                for y in range(i >> 6, words):
                    word = partners[i, y] & core[y]
                    if y == i >> 6:
                        word &= ~((np.uint64(2) << np.uint64(i & 63)) - np.uint64(1))
                    better += np.int64(population(word))
                if better >= t - 1:
                    hope[i, 0] |= 2
    kept = 0
    for i in range(count):
        if hope[i, 0]:
            left[kept] = left[i]
            after[kept] = after[i] if hope[i, 0] & 2 else np.int64(-1)
            kept += 1
    f.many[d] = kept
    return hopeful
