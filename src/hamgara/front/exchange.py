"""Better packages by exchanging clauses, compiled: tabu search from a package that is known or from its neighbours.

One clause leaves and another enters, always the best exchange that is not forbidden, even where it is for the worse;
for a while what has left may not come back and what has come may not leave (Glover, "Tabu search", 1989). Nothing
that is proved depends on it.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

import numpy as np
from numba import njit

from hamgara.front.words import population, weigh

__all__ = ["exchange"]


@njit(cache=True, nogil=True)
def _fill(table, start, inside, many, levels):
    """`levels[j]`: who could sign at all and refuses at most j of these clauses, for j up to one above the last that
    signs.
    """
    last = levels.shape[0] - 1
    levels[:last] = start
    levels[last] = start[last - 1]
    for i in range(many):
        accepts = table.accepts[inside[i]]
        for j in range(last, -1, -1):
            for x in range(levels.shape[1]):
                word = levels[j, x] & accepts[x]
                if j > 0:
                    word |= levels[j - 1, x]
                levels[j, x] = word


@njit(cache=True, nogil=True)
def _shortfall(table, row):
    """How much weight classes lack of what they must keep."""
    short = np.int64(0)
    for g in range(table.least.shape[0]):
        weight = np.int64(0)
        for x in range(row.shape[0]):
            weight += np.int64(population(row[x] & table.mask[g, x])) * table.scale[x]
        short += max(table.least[g] - weight, np.int64(0))
    return short


@njit(cache=True, nogil=True)
def _value(table, row, harm):
    """The weight of a set of members, less so much for what its classes lack."""
    return weigh(row, table.scale) - harm * _shortfall(table, row)


@njit(cache=True, nogil=True)
def _bring_to(table, start, free, inside, many, size, taken, levels, row, harm):
    """Leave out or add one clause after the other, each time what is best; returns how many there are in the end."""
    last = levels.shape[0] - 1
    while many != size:
        _fill(table, start, inside, many, levels)
        best, at = np.int64(-(1 << 62)), -1
        if many > size:
            for i in range(many):
                for x in range(row.shape[0]):
                    row[x] = levels[last - 1, x] | (levels[last, x] & ~table.accepts[inside[i], x])
                value = _value(table, row, harm)
                if value > best:
                    best, at = value, i
            taken[table.basis[inside[at]]] = 0
            many -= 1
            inside[at] = inside[many]
            continue
        for c in free:
            if taken[table.basis[c]]:
                continue
            for x in range(row.shape[0]):
                word = levels[last - 1, x] & table.accepts[c, x]
                if last > 1:
                    word |= levels[last - 2, x]
                row[x] = word
            value = _value(table, row, harm)
            if value > best:
                best, at = value, c
        if at < 0:
            return many
        taken[table.basis[at]] = 1
        inside[many] = at
        many += 1
    return many


@njit(cache=True, nogil=True)
def exchange(table, start, free, chosen, size, best, steps, seed):
    """Make `chosen` (a row of clauses, of about that size) one of `size` clauses and exchange `steps` times. Returns
    the weight of the best package seen, and puts it into `chosen`, where that is more than `best`; else -1.
    """
    words, last = start.shape[1], start.shape[0]
    levels = np.zeros((last + 1, words), np.uint64)
    row, above, below = np.zeros(words, np.uint64), np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    clauses = table.accepts.shape[0]
    inside, many = np.zeros(len(free) + 1, np.int64), 0
    taken = np.zeros(max(clauses, np.max(table.basis) + 1), np.uint8)
    for c in free:
        if chosen[c >> 6] >> np.uint64(c & 63) & np.uint64(1) and not taken[table.basis[c]]:
            inside[many] = c
            taken[table.basis[c]] = 1
            many += 1
    harm = weigh(start[last - 1], table.scale) + 1 if table.least.shape[0] else np.int64(0)
    many = _bring_to(table, start, free, inside, many, size, taken, levels, row, harm)
    if many != size:
        return np.int64(-1)
    held = np.zeros(clauses, np.int64)
    found = np.int64(-1)
    state = np.uint64(seed) * np.uint64(2862933555777941757) + np.uint64(3037000493)
    for step in range(steps + 1):
        _fill(table, start, inside, many, levels)
        value = _value(table, levels[last - 1], harm)
        if value > best:
            best = found = value
            chosen[:] = 0
            for i in range(many):
                chosen[inside[i] >> 6] |= np.uint64(1) << np.uint64(inside[i] & 63)
        if step == steps:
            break
        top, at, entering, ties = np.int64(-(1 << 62)), -1, -1, 0
        for i in range(many):
            out = inside[i]
            for x in range(words):
                refuses = ~table.accepts[out, x]
                above[x] = levels[last - 1, x] | (levels[last, x] & refuses)
                if last > 1:
                    below[x] = levels[last - 2, x] | (levels[last - 1, x] & refuses)
            if weigh(above, table.scale) < top:
                continue
            for c in free:
                basis = table.basis[c]
                if (taken[basis] and basis != table.basis[out]) or c == out:
                    continue
                signs = np.int64(0)
                for x in range(words):
                    row[x] = (above[x] & table.accepts[c, x]) | below[x]
                    signs += np.int64(population(row[x])) * table.scale[x]
                if signs < top:
                    continue
                if harm:
                    signs -= harm * _shortfall(table, row)
                    if signs < top:
                        continue
                if (held[c] > step or held[out] > step) and signs <= best:
                    continue
                if signs > top:
                    top, ties = signs, 0
                ties += 1
                state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
                if np.int64(state >> np.uint64(33)) % ties == 0:
                    at, entering = i, c
        if at < 0:
            continue
        leaving = inside[at]
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        lot = np.int64(state >> np.uint64(33))
        held[leaving] = step + 4 + lot % (1 + (len(free) - many) // 4)
        held[entering] = step + 1 + min(many // 3, 1 + lot // 64 % (1 + many // 4))
        taken[table.basis[leaving]] = 0
        taken[table.basis[entering]] = 1
        inside[at] = entering
    return found
