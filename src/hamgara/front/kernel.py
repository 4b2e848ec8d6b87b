"""The inner loop of the search, compiled: one branch and bound for every size of package at once.

A node is a package and its levels: `levels[j]` is the set of members that refuse at most j of its clauses, so that
`levels[r]` signs it with r reservations. Adding a clause can only lose signers. A clause that loses nobody is taken at
once, since exchanging it for any other clause of a package loses nobody either. Branches are taken from the poorest
clause to the best, each with the better ones as its candidates.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

import numpy as np
from numba import njit

from hamgara.front.bounds import find_able, look_at_pairs, tally
from hamgara.front.partners import look_at_partners
from hamgara.front.words import UNASKED, is_fair, population, weigh, weigh_both

__all__ = ["explore"]


@njit(cache=True, nogil=True)
def _try_clauses(table, levels, left, after, count, desk):
    """The weight that signs after each candidate alone: -1 where a class falls short, -2 where nobody is lost."""
    depth = levels.shape[0]
    weight = weigh(levels[depth - 1], table.scale)
    row = desk.row
    for i in range(count):
        accepts = table.accepts[left[i]]
        if depth == 1:
            signs = weigh_both(levels[0], accepts, table.scale)
            kept = signs
        else:
            kept = np.int64(0)
            signs = np.int64(0)
            for x in range(row.shape[0]):
                both = levels[depth - 1, x] & accepts[x]
                kept += np.int64(population(both)) * table.scale[x]
                signs += np.int64(population(both | levels[depth - 2, x])) * table.scale[x]
        if kept == weight:
            after[i] = -2
            continue
        after[i] = signs
        if table.least.shape[0] > 0:
            for x in range(row.shape[0]):
                row[x] = levels[depth - 1, x] & accepts[x]
                if depth > 1:
                    row[x] |= levels[depth - 2, x]
            if not is_fair(row, table):
                after[i] = -1
    return weight


@njit(cache=True, nogil=True)
def _sort(left, after, count):
    for i in range(1, count):
        clause, weight = left[i], after[i]
        j = i - 1
        while j >= 0 and (after[j] > weight or (after[j] == weight and left[j] > clause)):
            left[j + 1], after[j + 1] = left[j], after[j]
            j -= 1
        left[j + 1], after[j + 1] = clause, weight


@njit(cache=True, nogil=True)
def _take_free(table, f, d, weight):
    """Take every clause that loses nobody, and drop the other wordings of its basis."""
    left, after, count = f.left[d], f.after[d], f.many[d]
    for i in range(count):
        if after[i] != -2:
            continue
        clause = left[i]
        f.chosen[d, clause >> 6] |= np.uint64(1) << np.uint64(clause & 63)
        f.size[d] += 1
        if table.wordings[clause] > 1:
            for j in range(count):
                if j != i and table.basis[left[j]] == table.basis[clause]:
                    after[j] = -1
        after[i] = -1


@njit(cache=True, nogil=True)
def _keep(left, after, count, bar):
    """Drop the candidates that leave no more than `bar`; the others keep their order."""
    kept = 0
    for i in range(count):
        if after[i] > bar:
            left[kept], after[kept] = left[i], after[i]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _list_singles(table, left, after, count, ceiling):
    """`ceiling[t]`: the t-th best single addition, one for each basis. Returns how many bases there are."""
    bases = 0
    for i in range(count - 1, -1, -1):
        again = False
        if table.wordings[left[i]] > 1:
            for j in range(i + 1, count):
                if table.basis[left[j]] == table.basis[left[i]]:
                    again = True
                    break
        if not again:
            bases += 1
            ceiling[bases] = after[i]
    return bases


@njit(cache=True, nogil=True)
def _open(table, f, d, bar, best, package, listing, found, rows, desk, from_pairs, spares, goal, fair):
    """Bound the node at depth d and make its candidates ready. Returns whether it has any worth a branch.

    Raises `best` (and `bar`, unless `listing`) where the node is a better package.
    """
    levels, left, after, ceiling = f.levels[d], f.left[d], f.after[d], f.ceiling[d]
    top, most = levels.shape[0] - 1, bar.shape[0] - 1
    f.reach[d] = 0
    noted = -1
    while True:
        weight = _try_clauses(table, levels, left, after, f.many[d], desk)
        if listing and top > 0:
            for i in range(f.many[d]):
                if after[i] == -2:
                    after[i] = weight
        else:
            _take_free(table, f, d, weight)
        size = f.size[d]
        if listing:
            for k in range(size if top > 0 else noted + 1, size + 1):
                if weight > bar[k]:
                    found[rows[0]] = f.chosen[d]
                    rows[0] += 1
                    break
            noted = size
        else:
            for k in range(size, -1, -1):
                if best[k] >= weight:
                    break
                best[k] = weight
                package[k] = f.chosen[d]
                if bar[k] < UNASKED:
                    bar[k] = max(bar[k], weight)
        lowest = np.int64(UNASKED)
        for k in range(size + 1, most + 1):
            lowest = min(lowest, bar[k])
        count = _keep(left, after, f.many[d], lowest)
        _sort(left, after, count)
        bases = min(_list_singles(table, left, after, count, ceiling), most - size)
        low = high = 0
        for t in range(1, bases + 1):
            if ceiling[t] > bar[size + t]:
                high = t
                if low == 0:
                    low = t
        f.many[d] = count
        if low == 0:
            return False
        used = tally(table, levels[top], left, count, desk)
        first = last = 0
        for t in range(low, high + 1):
            if ceiling[t] > bar[size + t]:
                find_able(levels, used, t, desk, desk.able)
                ceiling[t] = min(ceiling[t], weigh(desk.able, table.scale))
                if ceiling[t] > bar[size + t] and is_fair(desk.able, table):
                    last = t
                    if first == 0:
                        first = t
                        desk.row[:] = desk.able
                else:
                    ceiling[t] = -1
            else:
                ceiling[t] = -1
        if first == 0:
            return False
        lowest = np.int64(UNASKED)
        for t in range(first, last + 1):
            if ceiling[t] >= 0:
                lowest = min(lowest, bar[size + t])
        f.many[d] = _keep(left, after, count, lowest)
        lost = False
        for refused in range(top + 1):
            for x in range(desk.row.shape[0]):
                if levels[refused, x] & ~desk.row[x] != 0:
                    lost = True
                    levels[refused, x] &= desk.row[x]
        if lost or f.many[d] != count:
            continue
        # Where the first clauses lose everybody who refuses them, this would drop hardly anything more.
        if top == 0 and table.least.shape[0] == 0:
            break
        if not look_at_partners(table, f, d, first, last, bar, desk):
            return False
        if f.many[d] == count:
            break
    for t in range(1, first):
        ceiling[t] = -1
    while ceiling[first] < 0:
        first += 1
    while ceiling[last] < 0:
        last -= 1
    if first >= from_pairs and not look_at_pairs(table, f, d, used, first, last, bar, desk, spares, goal, fair):
        return False
    f.reach[d] = last
    f.next[d] = 0
    return True


@njit(cache=True, nogil=True)
def _step_down(table, f, d, i):
    """Make the node at depth d + 1 from the i-th candidate of the node at depth d and those after it."""
    clause = f.left[d, i]
    for refused in range(f.levels.shape[1]):
        for x in range(f.levels.shape[2]):
            word = f.levels[d, refused, x] & table.accepts[clause, x]
            if refused > 0:
                word |= f.levels[d, refused - 1, x]
            f.levels[d + 1, refused, x] = word
    count = 0
    for j in range(i + 1, f.many[d]):
        if table.basis[f.left[d, j]] != table.basis[clause]:
            f.left[d + 1, count] = f.left[d, j]
            count += 1
    f.many[d + 1] = count
    f.size[d + 1] = f.size[d] + 1
    f.chosen[d + 1] = f.chosen[d]
    f.chosen[d + 1, clause >> 6] |= np.uint64(1) << np.uint64(clause & 63)


@njit(cache=True, nogil=True)
def explore(table, f, bar, best, package, listing, found, desk, from_pairs, budget):
    """Search below the node at depth 0 for at most `budget` nodes, depth first.

    `f.next[0]` is -1 where that node has not been opened yet. `bar[k]`: what a package of k clauses must exceed.
    With `listing`, every package that exceeds it is put into `found` (rows of clauses),
    until that is full; without reservations a row may hold more clauses that lose nobody.
    Returns nodes, the depth at which it stopped (-1: done) and the number of rows filled.
    """
    spares = np.zeros(desk.group.shape[0], np.int64)
    goal = np.zeros(bar.shape[0] + 1, np.int64)
    fair = np.zeros(bar.shape[0] + 1, np.int64)
    rows = np.zeros(1, np.int64)
    nodes, d = 0, 0
    top = f.levels.shape[1] - 1
    fresh = f.next[0] < 0
    while d >= 0:
        if fresh:
            nodes += 1
            fresh = False
            good = True
            if table.least.shape[0] > 0:
                good = is_fair(f.levels[d, top], table)
            if not good or not _open(
                table, f, d, bar, best, package, listing, found, rows, desk, from_pairs, spares, goal, fair
            ):
                d -= 1
                continue
        if nodes >= budget or (listing and rows[0] + bar.shape[0] > found.shape[0]):
            return nodes, d, rows[0]
        i = f.next[d]
        if i >= f.many[d]:
            d -= 1
            continue
        f.next[d] = i + 1
        weight, size = f.after[d, i], f.size[d]
        hopeful = False
        for t in range(1, min(f.reach[d], f.many[d] - i) + 1):
            if min(weight, f.ceiling[d, t]) > bar[size + t]:
                hopeful = True
                break
        if hopeful:
            _step_down(table, f, d, i)
            d += 1
            fresh = True
    return nodes, -1, rows[0]
