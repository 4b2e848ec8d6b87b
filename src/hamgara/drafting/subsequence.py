"""The longest common subsequence of two texts, exact, fast enough for a page that shows it while somebody waits.

Bit-parallel: Hyyrö, "Bit-parallel LCS-length computation revisited" (AWOCA 2004). One row is one whole number with a
bit per item of the second text; going back over the rows gives the pairs. Rows are kept for a block at a time and
computed again when the way back enters the block before; a block is as many rows as fit into 64 MiB, which is all of
them for two texts of 20,000 words.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["common_pairs"]

_MOST_BITS = 1 << 29


def common_pairs(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs (i, j), both rising, of a longest common subsequence; of several, always the same one."""
    masks: dict[str, int] = {}
    for j, key in enumerate(b):
        masks.setdefault(key, 0)
        masks[key] |= 1 << j
    full = (1 << len(b)) - 1
    block = max(256, _MOST_BITS // (len(b) + 1))
    heads, rows = [full], [full]
    for start in range(0, len(a), block):
        rows = _rows(a[start : start + block], masks, rows[-1], full)
        heads.append(rows[-1])
    pairs = []
    i, j = len(a), len(b)
    first = (i - 1) // block * block if i else 0
    while i and j:
        if i <= first:
            first -= block
            rows = _rows(a[first:i], masks, heads[first // block], full)
        if rows[i - first] >> (j - 1) & 1:
            j -= 1
            continue
        i -= 1
        if rows[i - first] >> (j - 1) & 1:
            j -= 1
            pairs.append((i, j))
    pairs.reverse()
    return pairs


def _rows(a: Sequence[str], masks: dict[str, int], row: int, full: int) -> list[int]:
    """The row before `a` and one after each of its items; a bit is 0 where the common length rises."""
    rows = [row]
    for key in a:
        mask = masks.get(key)
        if mask is not None:
            met = row & mask
            row = ((row + met) | (row - met)) & full
        rows.append(row)
    return rows
