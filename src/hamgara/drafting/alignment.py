"""Which words of one text are words of another, aligned as an editor would read it, not as the fewest edits would.

The longest common subsequence gives the long unchanged runs. Between them a small exact alignment weighs words
against the cost of interrupting: a match counts by the word's weight, a change costs `INTERRUPTION` however long, so
that no lone comma or «و» is kept between two changes. Then a run that is short against the rewritten phrases on both
sides of it joins them, and a mere insertion or deletion is slid to the best boundary that means the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from hamgara.drafting.subsequence import common_pairs
from hamgara.drafting.words import Words, boundary, is_break, is_end, weight

__all__ = ["Region", "align"]

#: The items [start, end) of the old text and [start, end) of the new that stand for each other.
Region: TypeAlias = tuple[int, int, int, int]

INTERRUPTION = 3
_SOLID_WEIGHT, _SOLID_ITEMS = 14, 4
_MOST_CELLS, _ALL_CELLS = 20_000, 250_000


def align(a: Words, b: Words, left: Sequence[int] | None = None, right: Sequence[int] | None = None) -> list[Region]:
    """The changed regions between two texts in order; all items outside them are the same, one to one.

    `left` and `right` limit the comparison to these items of `a` and `b` (rising); regions then count within them.
    """
    old = range(len(a)) if left is None else left
    new = range(len(b)) if right is None else right
    x, y = [a.keys[i] for i in old], [b.keys[j] for j in new]
    head = _alike(x, y)
    tail = _alike(x[head:][::-1], y[head:][::-1])
    n, m = len(x) - tail, len(y) - tail
    if head in (n, m):
        regions = [(head, n, head, m)] if head < n or head < m else []
    else:
        regions = [(i + head, k + head, j + head, z + head) for i, k, j, z in _inner(x[head:n], y[head:m])]
    regions = _gathered(regions, x, y)
    return _slid(regions, x, y, [a.gap(i) for i in old], [b.gap(j) for j in new])


def _alike(x: Sequence[str], y: Sequence[str]) -> int:
    count = 0
    for one, other in zip(x, y, strict=False):
        if one != other:
            break
        count += 1
    return count


def _inner(x: list[str], y: list[str]) -> list[Region]:
    runs: list[list[int]] = []
    for i, j in common_pairs(x, y):
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1][2] += 1
        else:
            runs.append([i, j, 1])
    solid = [r for r in runs if r[2] >= _SOLID_ITEMS and _weigh(x[r[0] : r[0] + r[2]]) >= _SOLID_WEIGHT]
    rooms = _between([(i, j, n) for i, j, n in solid], len(x), len(y))
    # The smallest first, so that what fits into the bound on work does not depend on one large room.
    left, fine = _ALL_CELLS, set()
    for room in sorted(rooms, key=lambda r: ((r[1] - r[0]) * (r[3] - r[2]), r)):
        cells = (room[1] - room[0]) * (room[3] - room[2])
        if cells <= min(left, _MOST_CELLS):
            left -= cells
            fine.add(room)
    found: list[Region] = []
    for i, k, j, z in rooms:
        if (i, k, j, z) in fine:
            inner = _weighed(x[i:k], y[j:z])
        else:
            kept = [(p - i, q - j, c) for p, q, c in runs if i <= p and p + c <= k and j <= q and q + c <= z]
            kept = [run for run in kept if _weigh(x[i + run[0] : i + run[0] + run[2]]) > INTERRUPTION]
            inner = _between(kept, k - i, z - j)
        found += [(p + i, q + i, s + j, t + j) for p, q, s, t in inner]
    return found


def _weigh(keys: Sequence[str]) -> int:
    return sum(map(weight, keys))


def _between(runs: Sequence[tuple[int, int, int]], n: int, m: int) -> list[Region]:
    rooms, i, j = [], 0, 0
    for p, q, count in [*runs, (n, m, 0)]:
        if p > i or q > j:
            rooms.append((i, p, j, q))
        i, j = p + count, q + count
    return rooms


def _weighed(x: list[str], y: list[str]) -> list[Region]:
    """The alignment of greatest weight less interruptions, by dynamic programming with two states (Gotoh, J. Mol.
    Biol. 162 (1982) 705–708, with changes of any length at one cost).
    """
    if not x or not y:
        return [(0, len(x), 0, len(y))]
    never = -(1 << 40)
    m = len(y)
    matched, changed = [0] + [never] * m, [never] + [-INTERRUPTION] * m
    match_from: list[bytearray] = []
    change_from: list[bytearray] = [bytearray(b"\x02" * (m + 1))]
    change_from[0][1] = 3
    match_from.append(bytearray(m + 1))
    for key in x:
        worth = weight(key)
        now_matched, now_changed = [never] * (m + 1), [never] * (m + 1)
        from_match, from_change = bytearray(m + 1), bytearray(m + 1)
        up, opened = changed[0], matched[0] - INTERRUPTION
        now_changed[0], from_change[0] = (up, 0) if up >= opened else (opened, 1)
        for j in range(1, m + 1):
            if y[j - 1] == key:
                kept, back = matched[j - 1], changed[j - 1]
                if kept >= back:
                    now_matched[j] = kept + worth
                else:
                    now_matched[j] = back + worth
                    from_match[j] = 1
            best, way = changed[j], 0
            if now_changed[j - 1] > best:
                best, way = now_changed[j - 1], 2
            if matched[j] - INTERRUPTION > best:
                best, way = matched[j] - INTERRUPTION, 1
            if now_matched[j - 1] - INTERRUPTION > best:
                best, way = now_matched[j - 1] - INTERRUPTION, 3
            now_changed[j], from_change[j] = best, way
        matched, changed = now_matched, now_changed
        match_from.append(from_match)
        change_from.append(from_change)
    i, j = len(x), m
    in_match = matched[m] >= changed[m]
    pairs = []
    while i or j:
        if in_match:
            if not (i and j):
                break
            in_match = not match_from[i][j]
            i, j = i - 1, j - 1
            pairs.append((i, j, 1))
        else:
            way = change_from[i][j]
            i, j = (i - 1, j) if way < 2 else (i, j - 1)
            in_match = way in (1, 3)
    return _between(pairs[::-1], len(x), m)


def _gathered(regions: list[Region], x: Sequence[str], y: Sequence[str]) -> list[Region]:
    """Regions with what lies between them, where that is short against what was rewritten on both sides."""
    done: list[Region] = []
    sizes: list[tuple[int, int]] = []
    for region in regions:
        now, size = region, (_weigh(x[region[0] : region[1]]), _weigh(y[region[2] : region[3]]))
        while done:
            before, had = done[-1], sizes[-1]
            island = x[before[1] : now[0]]
            held = _weigh(island)
            both = min(had[0] + size[0], had[1] + size[1])
            if 2 * held > min(max(had), max(size), both) or any(is_end(k) or is_break(k) for k in island):
                break
            now = (before[0], now[1], before[2], now[3])
            size = (had[0] + held + size[0], had[1] + held + size[1])
            done.pop()
            sizes.pop()
        done.append(now)
        sizes.append(size)
    return done


def _slid(regions: list[Region], x: list[str], y: list[str], gaps_x: list[str], gaps_y: list[str]) -> list[Region]:
    """Insertions and deletions at the best boundaries among those that give the same texts."""
    done: list[Region] = []
    for number, (i, k, j, z) in enumerate(regions):
        if i < k and j < z:
            done.append((i, k, j, z))
            continue
        keys, gaps, start, end = (y, gaps_y, j, z) if i == k else (x, gaps_x, i, k)
        back = i - (done[-1][1] if done else 0)
        limit = regions[number + 1][0] if number + 1 < len(regions) else len(x)
        best, chosen = -1, 0
        shift = 0
        while -shift < back and keys[start + shift - 1] == keys[end + shift - 1]:
            shift -= 1
        while True:
            worth = _boundary(keys, gaps, start + shift) + _boundary(keys, gaps, end + shift)
            if worth >= best:
                best, chosen = worth, shift
            if k + shift >= limit or keys[start + shift] != keys[end + shift]:
                break
            shift += 1
        done.append((i + chosen, k + chosen, j + chosen, z + chosen))
    return done


def _boundary(keys: list[str], gaps: list[str], at: int) -> int:
    before, after = keys[at - 1] if at else "", keys[at] if at < len(keys) else ""
    return boundary(before, after, gaps[at] if at < len(gaps) else "")
