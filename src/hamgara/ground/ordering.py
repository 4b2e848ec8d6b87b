"""Votes put in order by participant and statement, the last of repeated ones kept, and matched with other votes so
ordered: counting sorts and a merge, in time and memory proportional to the votes.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.threads import divide, each
from hamgara.ground.votes import Votes

__all__ = ["carry_over", "order_votes"]

Ints = NDArray[np.int32]


def order_votes(
    participant: Ints, statement: Ints, value: NDArray[np.int8], participants: int, statements: int
) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """The three columns sorted by participant, then statement; of equal pairs the last one given."""
    by_column = _scatter(statement, participant, value, statements)
    by_row = _scatter(*by_column, participants)
    kept = _keep_last(*by_row)
    return by_row[1][:kept], by_row[0][:kept], by_row[2][:kept]


@njit(cache=True, nogil=True)
def _scatter(key: Ints, other: Ints, value: NDArray[np.int8], many: int) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Sorted by `key`, equal keys in the order given: the other column, the key and the value."""
    place = np.zeros(many + 1, dtype=np.int64)
    for k in key:
        place[k + 1] += 1
    for k in range(many):
        place[k + 1] += place[k]
    keys = np.empty_like(key)
    others = np.empty_like(other)
    values = np.empty_like(value)
    for e in range(len(key)):
        at = place[key[e]]
        place[key[e]] = at + 1
        keys[at] = key[e]
        others[at] = other[e]
        values[at] = value[e]
    return others, keys, values


@njit(cache=True, nogil=True)
def _keep_last(first: Ints, second: Ints, value: NDArray[np.int8]) -> int:
    """Move the last of each run of equal pairs to the front, in order; how many there are."""
    kept = 0
    for e in range(len(value)):
        if e + 1 < len(value) and first[e] == first[e + 1] and second[e] == second[e + 1]:
            continue
        first[kept] = first[e]
        second[kept] = second[e]
        value[kept] = value[e]
        kept += 1
    return kept


def carry_over(
    old: Votes,
    held: NDArray[np.float32],
    new: Votes,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    into: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """What is held of each old vote, written where the same vote stands among the new ones; for each new participant,
    whether a vote of theirs is now another. `row` and `column` are the numbers that the new participants and statements
    have among the old, -1 for none; in either, names are in natural order, so that these numbers rise.
    """
    changed = np.zeros(len(row), dtype=np.bool_)
    before, now = (old.participant, old.statement, old.value), (new.participant, new.statement, new.value)
    start = np.searchsorted(new.participant, np.arange(len(row) + 1, dtype=np.int32))
    each(
        lambda part: _carry(start[part[0]], start[part[1]], *before, held, *now, row, column, into, changed),
        divide(start),
    )
    return changed


@njit(cache=True, nogil=True)
def _carry(
    begin: int,
    end: int,
    first: Ints,
    second: Ints,
    value: NDArray[np.int8],
    held: NDArray[np.float32],
    new_first: Ints,
    new_second: Ints,
    new_value: NDArray[np.int8],
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    into: NDArray[np.float32],
    changed: NDArray[np.bool_],
) -> None:
    a = -1
    for e in range(begin, end):
        i, j = row[new_first[e]], column[new_second[e]]
        if i < 0 or j < 0:
            continue
        if a < 0:
            a = np.searchsorted(first, i)
        while a < len(value) and (first[a] < i or (first[a] == i and second[a] < j)):
            a += 1
        if a < len(value) and first[a] == i and second[a] == j:
            if value[a] != new_value[e]:
                changed[new_first[e]] = True
            else:
                for k in range(held.shape[1]):
                    into[e, k] = held[a, k]
