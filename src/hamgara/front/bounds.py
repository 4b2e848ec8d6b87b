"""How much weight t more clauses can leave, from above: compiled, for all t at once.

- The members who accept enough of what remains are the only ones still able to sign (`tally`, `find_able`).
- Bonferroni's inequality of the second degree (`look_at_pairs`). A member who can afford b more refusals and meets x of
  them counts at most (j - x)(j + 1 - x) / (j - b)(j + 1 - b) for any whole j > b, which is at least 1 where x <= b and
  never below 0. Summed over members that is a constant, less a price for each clause, plus a charge for each pair of
  clauses that the same members refuse (Dawson and Sankoff, "An inequality for probabilities", 1967). Each pair is
  charged to the poorer of its two clauses, so that a dynamic programme from the best clause to the poorest bounds every
  t, and every first choice of a branch, at once. Members are taken in groups, each with its own b and j.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

import numpy as np
from numba import njit

from hamgara.front.words import UNASKED, at_least, population, weigh

__all__ = ["find_able", "look_at_pairs", "tally"]

_LEVELS = 4


@njit(cache=True, nogil=True)
def tally(table, signers, left, count, desk):
    """In how many bases of the candidates each signer accepts a wording: binary counters across `planes`."""
    planes, row = desk.planes, desk.row
    used = 0
    for i in range(count):
        clause = left[i]
        if table.wordings[clause] > 1:
            first = True
            for j in range(i):
                if table.basis[left[j]] == table.basis[clause]:
                    first = False
                    break
            if not first:
                continue
            row[:] = table.accepts[clause]
            for j in range(i + 1, count):
                if table.basis[left[j]] == table.basis[clause]:
                    for x in range(row.shape[0]):
                        row[x] |= table.accepts[left[j], x]
            for x in range(row.shape[0]):
                row[x] &= signers[x]
        else:
            for x in range(row.shape[0]):
                row[x] = table.accepts[clause, x] & signers[x]
        plane = 0
        while True:
            rest = np.uint64(0)
            if plane == used:
                for x in range(row.shape[0]):
                    planes[plane, x] = row[x]
                    rest |= row[x]
                if rest != 0:
                    used += 1
                break
            for x in range(row.shape[0]):
                both = planes[plane, x] & row[x]
                planes[plane, x] ^= row[x]
                row[x] = both
                rest |= both
            if rest == 0:
                break
            plane += 1
    return used


@njit(cache=True, nogil=True)
def find_able(levels, used, t, desk, out):
    """Into `out` the members who could still sign after t more of the counted bases."""
    spare = levels.shape[0] - 1
    for x in range(out.shape[0]):
        able = at_least(desk.planes, used, t - spare, levels[0, x], x)
        for refused in range(1, spare + 1):
            group = levels[refused, x] & ~levels[refused - 1, x]
            if group != 0:
                able |= at_least(desk.planes, used, t - (spare - refused), group, x)
        out[x] = able


@njit(cache=True, nogil=True)
def _form_groups(levels, used, count, desk, spares, within):
    """Split the members of `within` by what they can still afford and, each, into those who accept much and little.

    Returns the number of groups; `spares[g]` is what group g can afford, its members are in `desk.group[g]`.
    """
    spare = levels.shape[0] - 1
    made = 0
    for refused in range(spare + 1):
        size = 0
        for x in range(within.shape[0]):
            word = levels[refused, x] & within[x]
            if refused > 0:
                word &= ~levels[refused - 1, x]
            desk.group[made, x] = word
            size += np.int64(population(word))
        if size == 0:
            continue
        spares[made] = spare - refused
        if size < 8 or made + 2 + spare - refused > desk.group.shape[0]:
            made += 1
            continue
        low, high = 0, count + 1
        while high - low > 1:
            middle = (low + high) // 2
            many = 0
            for x in range(within.shape[0]):
                many += np.int64(population(at_least(desk.planes, used, middle, desk.group[made, x], x)))
            if many * 2 >= size:
                low = middle
            else:
                high = middle
        few = 0
        for x in range(within.shape[0]):
            word = desk.group[made, x]
            much = at_least(desk.planes, used, low, word, x)
            desk.group[made, x] = much
            desk.group[made + 1, x] = word & ~much
            few += np.int64(population(word & ~much))
        spares[made + 1] = spares[made]
        made += 1 if few == 0 else 2
    return made


@njit(cache=True, nogil=True)
def _count_pairs(table, left, count, made, desk):
    """By group: the weight that refuses each candidate (`price`) and each two of them (`pairs`)."""
    refused, scale = desk.refused, table.scale
    words = scale.shape[0]
    for g in range(made):
        for i in range(count):
            for x in range(words):
                refused[i, x] = desk.group[g, x] & ~table.accepts[left[i], x]
            desk.price[g, i] = weigh(refused[i], scale)
        for i in range(count):
            for j in range(i + 1, count):
                weight = np.int64(0)
                if desk.price[g, i] > 0 and desk.price[g, j] > 0:
                    for x in range(words):
                        weight += np.int64(population(refused[i, x] & refused[j, x])) * scale[x]
                desk.pairs[g, i, j] = weight


@njit(cache=True, nogil=True)
def _sum_largest(charge, paid):
    """Into `paid[q]` no less than the q largest of `charge` add up to.

    For any level, the q largest add up to at most q levels and all that rises above the level; a few levels come near
    the truth in a fraction of the time that sorting takes.
    """
    highest = np.int64(0)
    for k in range(charge.shape[0]):
        highest = max(highest, charge[k])
    line = np.int64(0)
    for q in range(paid.shape[0]):
        paid[q] = line
        line += highest
    for part in range(_LEVELS):
        level = highest * part // _LEVELS
        line = np.int64(0)
        for k in range(charge.shape[0]):
            line += max(charge[k] - level, np.int64(0))
        for q in range(paid.shape[0]):
            paid[q] = min(paid[q], line)
            line += level


@njit(cache=True, nogil=True)
def _add_times(row, factor, out):
    for k in range(out.shape[0]):
        out[k] += factor * row[k]


@njit(cache=True, nogil=True)
def _extend(value, worth, cost, need, hope):
    """The best of all packages whose poorest clause this one is or a better one; clears `hope` where it falls short of
    `need` as the poorest. `worth` begins as what the pairs of the clause pay.
    """
    for q in range(worth.shape[0]):
        worth[q] += value[q] - cost
    for q in range(worth.shape[0]):
        hope[q + 1] &= np.int64(worth[q] >= need[q + 1])
    for q in range(worth.shape[0]):
        value[q + 1] = max(value[q + 1], worth[q])


@njit(cache=True, nogil=True)
def _choose_degrees(count, t, made, spares, desk, degrees):
    """By group, the j that bounds well what the t best candidates leave: about how many of them those meet who meet one
    (which is best where these t are all that there is).
    """
    for g in range(made):
        met = np.int64(0)
        twice = np.int64(0)
        for i in range(count - t, count):
            met += desk.price[g, i]
            for k in range(i + 1, count):
                twice += desk.pairs[g, i, k]
        degrees[g] = spares[g] + 1
        if met > 0:
            degrees[g] = max(degrees[g], 1 + 2 * twice // met + (spares[g] + 1) // 2)


@njit(cache=True, nogil=True)
def _pass_once(left_out, count, high, made, spares, degrees, goal, desk):
    """Into `value[t]` a bound for every t up to `high`, by these j, times the number returned (0: these j would take
    too large numbers); clears `hope`. The first `left_out` candidates are in no package worth a look.
    """
    price, pairs, value, need, shares = desk.price, desk.pairs, desk.value, desk.need, desk.shares
    farthest = np.int64(1)
    for g in range(made):
        part = (degrees[g] - spares[g]) * (degrees[g] + 1 - spares[g])
        a, b = farthest, part
        while b:
            a, b = b, a % b
        farthest = farthest // a * part
        if farthest > 1 << 16:
            return 0
    value[0] = 0
    for g in range(made):
        j = degrees[g]
        shares[g] = farthest // ((j - spares[g]) * (j + 1 - spares[g]))
        value[0] += shares[g] * j * (j + 1) * desk.sizes[g]
    for t in range(1, high + 1):
        value[t] = -(np.int64(1) << 61)
        need[t] = goal[t] * farthest
    for i in range(count - 1, left_out - 1, -1):
        better = count - 1 - i
        charge, paid = desk.charge[:better], desk.paid[: min(better, high - 1) + 1]
        cost = np.int64(0)
        charge[:] = 0
        for g in range(made):
            if price[g, i] > 0:
                cost += 2 * shares[g] * degrees[g] * price[g, i]
                _add_times(pairs[g, i, i + 1 : count], 2 * shares[g], charge)
        _sum_largest(charge, paid)
        _extend(value, paid, cost, need, desk.hope[i])
    return farthest


@njit(cache=True, nogil=True)
def _leave_out(left_out, count, low, high, goal, ceiling, hope):
    """How many of the first candidates are the poorest of no package worth a look, at least `left_out`."""
    while left_out < count:
        for t in range(low, min(high, count - left_out) + 1):
            if ceiling[t] >= goal[t] and hope[left_out, t]:
                return left_out
        left_out += 1
    return left_out


@njit(cache=True, nogil=True)
def _bound_by_pairs(table, count, low, high, made, spares, goal, ceiling, desk):
    """Lower `ceiling[t]` for t from `low` to `high`; clear `hope[i, t]` where a package of t candidates whose poorest
    is i cannot reach `goal[t]`. Four choices of j are tried: what suits `low` and what suits `high`, and each by one
    more.
    """
    degrees = desk.degrees
    for g in range(made):
        desk.sizes[g] = weigh(desk.group[g], table.scale)
    left_out = 0
    for attempt in range(4):
        if attempt % 2 == 0:
            _choose_degrees(count, low if attempt == 0 else high, made, spares, desk, degrees[attempt])
        else:
            degrees[attempt, :made] = degrees[attempt - 1, :made] + 1
        again = False
        for before in range(attempt):
            if (degrees[before, :made] == degrees[attempt, :made]).all():
                again = True
        if again:
            continue
        factor = _pass_once(left_out, count, high, made, spares, degrees[attempt], goal, desk)
        if factor == 0:
            continue
        alive = 0
        for t in range(low, high + 1):
            ceiling[t] = min(ceiling[t], desk.value[t] // factor) if desk.value[t] >= 0 else -1
            if ceiling[t] >= goal[t]:
                alive = t
        if alive == 0:
            return
        high = alive
        left_out = _leave_out(left_out, count, low, high, goal, ceiling, desk.hope)
        if left_out == count:
            return


@njit(cache=True, nogil=True)
def look_at_pairs(table, f, d, used, low, high, bar, desk, spares, goal, fair):
    """Bound the node by pairs of clauses, for all members and for each class that must keep a share. False: dead."""
    left, count, levels, ceiling, size = f.left[d], f.many[d], f.levels[d], f.ceiling[d], f.size[d]
    top = levels.shape[0] - 1
    for i in range(count):
        for t in range(high + 1):
            desk.hope[i, t] = 1
    for t in range(1, high + 1):
        goal[t] = bar[size + t] + 1 if ceiling[t] > bar[size + t] else np.int64(UNASKED)
        fair[t] = ceiling[t]
    for g in range(-1, table.least.shape[0]):
        if g < 0:
            desk.able[:] = levels[top]
        else:
            for x in range(desk.able.shape[0]):
                desk.able[x] = levels[top, x] & table.mask[g, x]
            for t in range(1, high + 1):
                goal[t] = table.least[g]
                fair[t] = np.int64(UNASKED)
        made = _form_groups(levels, used, count, desk, spares, desk.able)
        _count_pairs(table, left, count, made, desk)
        _bound_by_pairs(table, count, low, high, made, spares, goal, fair, desk)
        alive = False
        for t in range(low, high + 1):
            if g < 0:
                ceiling[t] = min(ceiling[t], fair[t])
            elif fair[t] < table.least[g]:
                ceiling[t] = -1
            alive = alive or ceiling[t] > bar[size + t]
        if not alive:
            return False
    alive = False
    for i in range(count):
        good = False
        for t in range(low, min(high, count - i) + 1):
            if ceiling[t] > bar[size + t] and desk.hope[i, t]:
                good = True
                break
        if good:
            alive = True
        else:
            f.after[d, i] = -1
    return alive
