"""The search from below, compiled: which members have k clauses in common?

A node is a set of members and what all of them accept. Only members that share k clauses with it can still join, and
in a package of k clauses all but so many of what is common are left out (the slack). Each step takes from the slack
what the new member refuses, so that the way is short where few sign, however many packages there are. Branches are
taken from the member that refuses most to the one that refuses least, each with the later ones as its candidates; a
node that somebody passed over before could join for nothing has been seen there already (Uno, Asai, Uchida and
Arimura, "An efficient algorithm for enumerating closed patterns in transaction databases", 2004).
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

from typing import NamedTuple

import numpy as np
from numba import njit

from hamgara.front.words import UNASKED, Ints, Words, population

__all__ = ["Circle", "Path", "Space", "explore_members"]


class Circle(NamedTuple):
    """What never changes: what each member `accepts` (members × words of clauses), its `weight`, the clauses that are
    the only wording of their basis (`single`), the `wordings` of each other basis; by class its members (`belongs`,
    members × classes, 0 or 1) and the weight of it that must sign (`least`).
    """

    accepts: Words
    weight: Ints
    single: Words
    wordings: Words
    belongs: Ints
    least: Ints


class Path(NamedTuple):
    """The path from the root to the node at hand, by depth. `common` is what all accept, `left` the candidates in the
    order of their branches, `after[i]` the weight of those from the i-th on, `out` those passed over, `weight` and
    `fair` what signs now, altogether and by class, `ceiling` a bound.
    """

    common: Words
    left: Ints
    after: Ints
    many: Ints
    next: Ints
    out: Ints
    outs: Ints
    weight: Ints
    fair: Ints
    ceiling: Ints


class Space(NamedTuple):
    """Room to work in, one for each thread."""

    refuses: Ints
    order: Ints
    lost: Ints
    charge: Ints
    sums: Ints
    place: Ints
    reach: Ints


@njit(cache=True, nogil=True, inline="always")
def _cover(row, accepts, circle):
    """In how many bases of the clauses in `row` a wording is accepted."""
    count = np.int64(0)
    for x in range(row.shape[0]):
        count += np.int64(population(row[x] & accepts[x] & circle.single[x]))
    for b in range(circle.wordings.shape[0]):
        for x in range(row.shape[0]):
            if row[x] & accepts[x] & circle.wordings[b, x]:
                count += 1
                break
    return count


@njit(cache=True, nogil=True, inline="always")
def _takes_all(row, accepts):
    for x in range(row.shape[0]):  # noqa: SIM110 - a generator would not compile
        if row[x] & ~accepts[x] != 0:
            return False
    return True


@njit(cache=True, nogil=True)
def _part(circle, p, d, size, slack, space):
    """Let the candidates join who refuse nothing, and drop those that refuse too much. Returns the weight of the
    others.
    """
    row, left, least = p.common[d], p.left[d], circle.least
    space.sums[: slack + 1] = 0
    space.reach[:] = 0
    kept, hopeful = 0, np.int64(0)
    for i in range(p.many[d]):
        m = left[i]
        refused = size - _cover(row, circle.accepts[m], circle)
        if refused > slack:
            continue
        weight = circle.weight[m]
        if refused == 0 and _takes_all(row, circle.accepts[m]):
            p.weight[d] += weight
            for g in range(least.shape[0]):
                p.fair[d, g] += circle.belongs[m, g] * weight
            continue
        left[kept], space.refuses[kept] = m, refused
        kept += 1
        hopeful += weight
        space.sums[refused] += weight
        for g in range(least.shape[0]):
            space.reach[g] += circle.belongs[m, g] * weight
    p.many[d] = kept
    return hopeful


@njit(cache=True, nogil=True)
def _seen_before(circle, p, d, size, slack):
    """Whether somebody passed over could join for nothing; drops those who never can."""
    row, out = p.common[d], p.out[d]
    kept = 0
    for i in range(p.outs[d]):
        refused = size - _cover(row, circle.accepts[out[i]], circle)
        if refused == 0 and _takes_all(row, circle.accepts[out[i]]):
            return True
        if refused <= slack:
            out[kept] = out[i]
            kept += 1
    p.outs[d] = kept
    return False


@njit(cache=True, nogil=True)
def _charge(circle, p, d, space):
    """By clause the weight of the candidates that refuse it (`lost`); by basis that of those who refuse all its
    wordings (`charge`). Returns how many bases there are.
    """
    row, lost, charge, multi = p.common[d], space.lost, space.charge, circle.wordings
    lost[:] = 0
    charge[: multi.shape[0]] = 0
    for i in range(p.many[d]):
        m = p.left[d, i]
        accepts, weight = circle.accepts[m], circle.weight[m]
        for x in range(row.shape[0]):
            rest = row[x] & ~accepts[x]
            while rest:
                lowest = rest & (~rest + np.uint64(1))
                lost[64 * x + np.int64(population(lowest - np.uint64(1)))] += weight
                rest ^= lowest
        for b in range(multi.shape[0]):
            touched = False
            for x in range(row.shape[0]):
                if row[x] & accepts[x] & multi[b, x]:
                    touched = True
                    break
            if not touched:
                charge[b] += weight
    made = 0
    for b in range(multi.shape[0]):
        there = False
        for x in range(row.shape[0]):
            if row[x] & multi[b, x]:
                there = True
        if there:
            charge[made] = charge[b]
            made += 1
    for x in range(row.shape[0]):
        rest = row[x] & circle.single[x]
        while rest:
            lowest = rest & (~rest + np.uint64(1))
            charge[made] = lost[64 * x + np.int64(population(lowest - np.uint64(1)))]
            made += 1
            rest ^= lowest
    return made


@njit(cache=True, nogil=True)
def _drop_clauses(p, d, reach, bar, space):
    """Drop the clauses that too few of those in reach accept; returns whether there were any."""
    row, dropped = p.common[d], False
    for x in range(row.shape[0]):
        rest = row[x]
        while rest:
            lowest = rest & (~rest + np.uint64(1))
            if reach - space.lost[64 * x + np.int64(population(lowest - np.uint64(1)))] <= bar:
                row[x] ^= lowest
                dropped = True
            rest ^= lowest
    return dropped


@njit(cache=True, nogil=True)
def _afford(made, slack, space):
    """The most weight that can join when all but `slack` of the `made` bases stay: what joins meets its refusals
    among those left out, and these can meet no more than the `slack` greatest charges together.
    """
    charge = space.charge[:made]
    charge.sort()
    budget = np.int64(0)
    for j in range(max(made - slack, 0), made):
        budget += charge[j]
    gained = space.sums[0]
    for refused in range(1, slack + 1):
        if space.sums[refused] * refused > budget:
            return gained + budget // refused
        budget -= space.sums[refused] * refused
        gained += space.sums[refused]
    return gained


@njit(cache=True, nogil=True)
def _order(circle, p, d, slack, space):
    """The candidates from the one that refuses most, with the weight of those from each on."""
    place, left, count = space.place, p.left[d], p.many[d]
    place[: slack + 2] = 0
    for i in range(count):
        place[slack - space.refuses[i] + 1] += 1
    for j in range(1, slack + 2):
        place[j] += place[j - 1]
    for i in range(count):
        j = slack - space.refuses[i]
        space.order[place[j]] = left[i]
        place[j] += 1
    weight = np.int64(0)
    p.after[d, count] = 0
    for i in range(count - 1, -1, -1):
        left[i] = space.order[i]
        weight += circle.weight[left[i]]
        p.after[d, i] = weight


@njit(cache=True, nogil=True)
def _open(circle, p, d, k, bar, space):
    """Bound the node at depth d and put its candidates in order. Returns in how many bases it has clauses; -1 where
    it is not worth a look.
    """
    least = circle.least
    while True:
        size = _cover(p.common[d], p.common[d], circle)
        slack = size - k
        if slack < 0:
            return -1
        hopeful = _part(circle, p, d, size, slack, space)
        reach = p.weight[d] + hopeful
        if reach <= bar:
            return -1
        for g in range(least.shape[0]):
            if p.fair[d, g] + space.reach[g] < least[g]:
                return -1
        if _seen_before(circle, p, d, size, slack):
            return -1
        made = _charge(circle, p, d, space)
        if _drop_clauses(p, d, reach, bar, space):
            continue
        p.ceiling[d] = min(reach, p.weight[d] + _afford(made, slack, space))
        if p.ceiling[d] <= bar:
            return -1
        _order(circle, p, d, slack, space)
        p.next[d] = 0
        return size


@njit(cache=True, nogil=True)
def _step_down(circle, p, d, i):
    """Make the node at depth d + 1 from that at depth d and its i-th candidate."""
    m = p.left[d, i]
    for x in range(p.common.shape[1]):
        p.common[d + 1, x] = p.common[d, x] & circle.accepts[m, x]
    count = p.many[d] - i - 1
    p.left[d + 1, :count] = p.left[d, i + 1 : i + 1 + count]
    p.many[d + 1] = count
    outs = p.outs[d]
    p.out[d + 1, :outs] = p.out[d, :outs]
    p.out[d + 1, outs : outs + i] = p.left[d, :i]
    p.outs[d + 1] = outs + i
    p.weight[d + 1] = p.weight[d] + circle.weight[m]
    for g in range(circle.least.shape[0]):
        p.fair[d + 1, g] = p.fair[d, g] + circle.belongs[m, g] * circle.weight[m]


@njit(cache=True, nogil=True)
def explore_members(circle, p, k, bar, best, package, listing, found, space, budget):
    """Search below the node at depth 0 for at most `budget` nodes, depth first, for packages of k bases that more
    than `bar` sign. `p.next[0]` is -1 where that node has not been opened yet.

    Raises `best` and `package`, by size, wherever a node is better. With `listing` every closed set of members that
    exceeds the bar is put into `found` (rows of all the clauses it shares), until that is full; else the bar rises
    with `best`. Returns nodes, the depth at which it stopped (-1: done) and the number of rows filled.
    """
    nodes, d, rows = 0, 0, 0
    fresh = p.next[0] < 0
    while d >= 0:
        if fresh:
            nodes += 1
            fresh = False
            size = _open(circle, p, d, k, bar, space)
            if size < 0:
                d -= 1
                continue
            fair = True
            for g in range(circle.least.shape[0]):
                if p.fair[d, g] < circle.least[g]:
                    fair = False
            if fair and listing:
                if p.weight[d] > bar:
                    found[rows] = p.common[d]
                    rows += 1
            elif fair:
                for j in range(min(size, best.shape[0] - 1), -1, -1):
                    if best[j] >= p.weight[d]:
                        break
                    if best[j] < UNASKED:
                        best[j] = p.weight[d]
                        package[j] = p.common[d]
                bar = max(bar, best[k])
        if nodes >= budget or (listing and rows == found.shape[0]):
            return nodes, d, rows
        i = p.next[d]
        if i >= p.many[d] or p.weight[d] + p.after[d, i] <= bar or p.ceiling[d] <= bar:
            d -= 1
            continue
        p.next[d] = i + 1
        _step_down(circle, p, d, i)
        d += 1
        fresh = True
    return nodes, -1, rows
