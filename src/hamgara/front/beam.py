"""Packages to start from: a beam of the widest fronts from size to size, compiled.

What it finds is a true lower bound and, as a rule, the best there is; nothing depends on it that is proved.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

import numpy as np
from numba import njit

from hamgara.front.packing import Packed
from hamgara.front.words import Ints, Words, is_fair, population, weigh

__all__ = ["grow_beam"]


@njit(cache=True, nogil=True)
def _grow(table, levels, chosen, marks, kept, free, codes, width, weights, states, clauses):
    """The best `width` extensions of the `kept` states, by weight with ties by weight at the levels below; returns how
    many. A package comes up once.
    """
    spare = levels.shape[1] - 1
    made = 0
    row = np.zeros(levels.shape[2], np.uint64)
    for s in range(kept):
        for c in free:
            if chosen[s, c >> 6] >> np.uint64(c & 63) & np.uint64(1):
                continue
            if table.wordings[c] > 1:
                taken = False
                for other in free:
                    if table.basis[other] == table.basis[c] and chosen[s, other >> 6] >> np.uint64(
                        other & 63
                    ) & np.uint64(1):
                        taken = True
                        break
                if taken:
                    continue
            signs, below = np.int64(0), np.int64(0)
            for x in range(row.shape[0]):
                word = levels[s, spare, x] & table.accepts[c, x]
                if spare > 0:
                    word |= levels[s, spare - 1, x]
                    under = levels[s, spare - 1, x] & table.accepts[c, x]
                    if spare > 1:
                        under |= levels[s, spare - 2, x]
                    below += np.int64(population(under)) * table.scale[x]
                row[x] = word
                signs += np.int64(population(word)) * table.scale[x]
            if table.least.shape[0] > 0 and not is_fair(row, table):
                continue
            weights[made] = 2 * signs + below
            states[made] = s
            clauses[made] = c
            made += 1
    return made


@njit(cache=True, nogil=True)
def _pick(weights, states, clauses, made, order, marks, codes, width, picked):
    """The first `width` different packages in `order`."""
    size = 1
    while size < 4 * width:
        size *= 2
    seen = np.zeros(size, np.uint64)
    kept = 0
    for i in range(made):
        e = order[i]
        mark = marks[states[e]] ^ codes[clauses[e]]
        place = np.int64(mark & np.uint64(size - 1))
        while seen[place] != 0 and seen[place] != mark:
            place = (place + 1) & (size - 1)
        if seen[place] == mark:
            continue
        seen[place] = mark
        picked[kept] = e
        kept += 1
        if kept == width:
            break
    return kept


@njit(cache=True, nogil=True)
def _extend(table, levels, chosen, marks, codes, states, clauses, picked, kept, new_levels, new_chosen, new_marks):
    for i in range(kept):
        s, c = states[picked[i]], clauses[picked[i]]
        for refused in range(levels.shape[1]):
            for x in range(levels.shape[2]):
                word = levels[s, refused, x] & table.accepts[c, x]
                if refused > 0:
                    word |= levels[s, refused - 1, x]
                new_levels[i, refused, x] = word
        new_chosen[i] = chosen[s]
        new_chosen[i, c >> 6] |= np.uint64(1) << np.uint64(c & 63)
        new_marks[i] = marks[s] ^ codes[c]


def grow_beam(packed: Packed, width: int, most: int, best: Ints, package: Words, seed: int) -> None:
    """Raise `best[k]` and `package[k]` (rows of clauses) up to size `most` with a beam of `width` packages a size."""
    table, free = packed.table, packed.free
    levels, chosen = packed.start[None].copy(), packed.must[None].copy()
    codes = np.random.default_rng(seed).integers(1, 1 << 63, packed.clauses + 1, dtype=np.uint64)
    marks = codes[-1:].copy()
    room = width * max(1, len(free))
    weights, states, clauses = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room, np.int64)
    picked = np.zeros(width, np.int64)
    size = packed.sizes.start
    if not is_fair(levels[0, -1], table):
        return
    best[size], package[size] = max(best[size], weigh(levels[0, -1], table.scale)), packed.must
    while size < most and len(free):
        made = _grow(table, levels, chosen, marks, len(levels), free, codes, width, weights, states, clauses)
        if not made:
            return
        few = min(made, 8 * width)
        # Weights made different by their places: the order is that of a stable sort, whatever the algorithm.
        keys = weights[:made] * room + (room - 1 - np.arange(made))
        first = np.argpartition(-keys, few - 1)[:few]
        order = first[np.argsort(-keys[first])]
        kept = _pick(weights, states, clauses, few, order, marks, codes, width, picked)
        new = np.zeros((kept, *levels.shape[1:]), np.uint64), np.zeros((kept, chosen.shape[1]), np.uint64)
        new_marks = np.zeros(kept, np.uint64)
        _extend(table, levels, chosen, marks, codes, states, clauses, picked, kept, *new, new_marks)
        levels, chosen, marks = *new, new_marks
        size += 1
        weight = weigh(levels[0, -1], table.scale)
        if weight > best[size]:
            best[size], package[size] = weight, chosen[0]
