"""Sets of members as rows of 64-bit words, for the compiled search: what is in a table, on a path, on a desk.

A member may stand in several columns, and every word of columns has a multiplier, so that any whole weight is a sum
of populations of words.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="call-arg,assignment"

from typing import NamedTuple

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

__all__ = [
    "UNASKED",
    "Desk",
    "Frames",
    "Ints",
    "Table",
    "Words",
    "at_least",
    "is_fair",
    "population",
    "weigh",
    "weigh_both",
]

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

#: More than any weight: what a package of a size that is not asked for must exceed.
UNASKED = 1 << 40


class Table(NamedTuple):
    """What never changes: `accepts` (clauses × words), `scale` of each word, `basis` of each clause and how many
    clauses that are free share it (`wordings`), and the classes of which a least weight must sign (`mask`, `least`).
    """

    accepts: Words
    scale: Ints
    basis: Ints
    wordings: Ints
    mask: Words
    least: Ints


class Frames(NamedTuple):
    """The path from the root to the node at hand, by depth. `left` are its candidates, poorest first, `after` the
    weight that each leaves (-1: not worth a branch), `ceiling[t]` the bound of t more clauses (-1: not hopeful).
    """

    levels: Words
    left: Ints
    after: Ints
    many: Ints
    next: Ints
    size: Ints
    chosen: Words
    ceiling: Ints
    reach: Ints


class Desk(NamedTuple):
    """Space to work in, one for each thread."""

    row: Words
    able: Words
    planes: Words
    group: Words
    refused: Words
    pairs: Ints
    price: Ints
    degrees: Ints
    sizes: Ints
    shares: Ints
    charge: Ints
    paid: Ints
    value: Ints
    need: Ints
    hope: Ints
    partners: Words
    core: Words


@intrinsic
def population(_context, _word):
    def build(_target, builder, _signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), build


@njit(cache=True, nogil=True)
def weigh(row, scale):
    weight = np.int64(0)
    for x in range(row.shape[0]):
        weight += np.int64(population(row[x])) * scale[x]
    return weight


@njit(cache=True, nogil=True)
def weigh_both(one, other, scale):
    weight = np.int64(0)
    for x in range(one.shape[0]):
        weight += np.int64(population(one[x] & other[x])) * scale[x]
    return weight


@njit(cache=True, nogil=True)
def is_fair(row, table):
    for g in range(table.least.shape[0]):  # noqa: SIM110 - a generator would not compile
        if weigh_both(row, table.mask[g], table.scale) < table.least[g]:
            return False
    return True


@njit(cache=True, nogil=True)
def at_least(planes, used, least, among, x):
    """The members of the word `among` (at x) whose count is at least `least`."""
    if least <= 0:
        return among
    if least >> used != 0:
        return np.uint64(0)
    above = np.uint64(0)
    for plane in range(used - 1, -1, -1):
        if least >> plane & 1:
            among &= planes[plane, x]
        else:
            above |= among & planes[plane, x]
            among &= ~planes[plane, x]
    return above | among
