"""From a problem in big integers to the words that the compiled search works on."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamgara.front.below import Circle
from hamgara.front.search import Problem
from hamgara.front.words import Desk, Frames, Ints, Table, Words

__all__ = ["Packed", "form_circle", "lay_desk", "pack", "take_clauses", "turn"]

_GROUPS = 6
_PLANES = 20


@dataclass(frozen=True)
class Packed:
    """A problem as a `table`, with `start`, the levels before any clause that is not required.

    `sizes.stop - 1` is the largest size; `reservations` and `free` are the problem's.
    """

    table: Table
    start: Words
    free: Ints
    must: Words
    sizes: range
    reservations: int

    @property
    def clauses(self) -> int:
        """How many clauses the table has."""
        return int(self.table.accepts.shape[0])


def pack(problem: Problem) -> Packed:
    """The problem in words. Members without weight are left out, members alike in everything are taken together.

    A member stands in one column for each binary digit of its weight; columns of one digit share words.
    """
    clauses = len(problem.accepts)
    rows = [_bits(accepts, problem.members) for accepts in (*problem.accepts, *(group for group, _ in problem.least))]
    grid = np.array(rows, dtype=np.uint8).reshape(len(rows), problem.members)
    weights = np.array(problem.weights, dtype=np.int64)
    if problem.members:
        alike, inverse = np.unique(grid, axis=1, return_inverse=True)
        together = np.zeros(alike.shape[1], np.int64)
        np.add.at(together, inverse.reshape(-1), weights)
        if _words(together) < _words(weights):
            grid, weights = alike, together
    columns: list[NDArray[np.intp]] = []
    scale: list[int] = []
    for digit in range(int(weights.max(initial=0)).bit_length()):
        with_digit = np.flatnonzero(weights >> digit & 1)
        if len(with_digit):
            padded = np.full(-(-len(with_digit) // 64) * 64, -1, np.intp)
            padded[: len(with_digit)] = with_digit
            columns.append(padded)
            scale += [1 << digit] * (len(padded) // 64)
    order = np.concatenate(columns) if columns else np.full(64, -1, np.intp)
    laid = np.where(order >= 0, grid[:, order], 0) if problem.members else np.zeros((len(rows), len(order)), np.uint8)
    words = np.ascontiguousarray(np.packbits(laid.astype(np.uint8), axis=1, bitorder="little")).view(np.uint64)
    everyone = np.packbits((order >= 0).astype(np.uint8), bitorder="little").view(np.uint64)
    free = np.array(sorted(problem.free), np.int64)
    wordings = np.zeros(clauses, np.int64)
    basis = np.array(problem.basis, np.int64)
    for clause in problem.free:
        wordings[clause] = np.count_nonzero(basis[free] == basis[clause])
    table = Table(
        np.ascontiguousarray(words[:clauses]),
        np.array(scale or [1], np.int64),
        basis,
        wordings,
        np.ascontiguousarray(words[clauses:]),
        np.array([least for _, least in problem.least], np.int64),
    )
    start = np.repeat(everyone[None], problem.reservations + 1, axis=0)
    for clause in problem.must:
        for refused in range(problem.reservations, 0, -1):
            start[refused] = (start[refused] & table.accepts[clause]) | start[refused - 1]
        start[0] &= table.accepts[clause]
    must = np.zeros(max(1, -(-clauses // 64)), np.uint64)
    for clause in problem.must:
        must[clause >> 6] |= np.uint64(1 << (clause & 63))
    return Packed(table, start, free, must, problem.sizes, problem.reservations)


def form_circle(problem: Problem) -> tuple[Circle, Words]:
    """The problem from its members' side, those without weight or who refuse what is required left out and those
    alike in everything taken together; and the free clauses as a row of words. It must not have reservations.
    """
    rows = [problem.accepts[c] for c in problem.free] + [group for group, _ in problem.least]
    grid = np.array([_bits(row, problem.members) for row in rows], np.uint8).reshape(len(rows), problem.members)
    weights = np.array(problem.weights, np.int64)
    signs = _bits(problem.start()[0], problem.members).astype(bool) & (weights > 0)
    alike, inverse = np.unique(grid[:, signs], axis=1, return_inverse=True)
    together = np.zeros(alike.shape[1], np.int64)
    np.add.at(together, inverse.reshape(-1), weights[signs])
    words = max(1, -(-len(problem.accepts) // 64))
    accepts = np.zeros((alike.shape[1], 64 * words), np.uint8)
    accepts[:, problem.free] = alike[: len(problem.free)].T
    by_basis: dict[int, list[int]] = {}
    for clause in problem.free:
        by_basis.setdefault(problem.basis[clause], []).append(clause)

    def row_of(clauses: Iterable[int]) -> Words:
        bits = np.zeros(64 * words, np.uint8)
        bits[list(clauses)] = 1
        return np.packbits(bits, bitorder="little").view(np.uint64)

    several = [row_of(wordings) for wordings in by_basis.values() if len(wordings) > 1]
    circle = Circle(
        np.ascontiguousarray(np.packbits(accepts, axis=1, bitorder="little")).view(np.uint64),
        together,
        row_of(wordings[0] for wordings in by_basis.values() if len(wordings) == 1),
        np.array(several, np.uint64).reshape(len(several), words),
        np.ascontiguousarray(alike[len(problem.free) :].T.astype(np.int64)),
        np.array([least for _, least in problem.least], np.int64),
    )
    return circle, row_of(problem.free)


def turn(circle: Circle, clauses: Words) -> Packed:
    """The problem with its sides exchanged: which groups of members have the most clauses in common?"""
    members, words = circle.accepts.shape
    one, none = np.ones(words, np.int64), np.zeros(0, np.int64)
    each = np.arange(members)
    table = Table(circle.accepts, one, each, np.ones(members, np.int64), np.zeros((0, words), np.uint64), none)
    return Packed(table, clauses[None].copy(), each, np.zeros(members // 64 + 1, np.uint64), range(members + 1), 0)


def _bits(members: int, count: int) -> NDArray[np.uint8]:
    data = np.frombuffer(members.to_bytes(count // 8 + 1, "little"), np.uint8)
    return np.unpackbits(data, bitorder="little", count=count)


def _words(weights: Ints) -> int:
    digits = int(weights.max(initial=0)).bit_length()
    return sum(-(-int(np.count_nonzero(weights >> digit & 1)) // 64) for digit in range(digits))


def lay_desk(packed: Packed) -> tuple[Frames, Desk]:
    """Space for one thread: a path as deep as the largest package, and a desk."""
    words = packed.table.accepts.shape[1]
    largest, depth, levels = packed.sizes.stop - 1, len(packed.free) + 2, packed.reservations + 1
    groups, width = max(_GROUPS, levels), max(1, len(packed.free))

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    def sets(*shape: int) -> Words:
        return np.zeros(shape, np.uint64)

    frames = Frames(
        levels=sets(depth, levels, words),
        left=ints(depth, width),
        after=ints(depth, width),
        many=ints(depth),
        next=ints(depth),
        size=ints(depth),
        chosen=sets(depth, len(packed.must)),
        ceiling=ints(depth, largest + 2),
        reach=ints(depth),
    )
    desk = Desk(
        row=sets(words),
        able=sets(words),
        planes=sets(_PLANES, words),
        group=sets(groups, words),
        refused=sets(width, words),
        pairs=ints(groups, width, width),
        price=ints(groups, width),
        degrees=ints(4, groups),
        sizes=ints(groups),
        shares=ints(groups),
        charge=ints(width + 1),
        paid=ints(width + 1),
        value=ints(largest + 3),
        need=ints(largest + 3),
        hope=ints(width + 1, largest + 3),
        partners=sets(width, width // 64 + 1),
        core=sets(width // 64 + 1),
    )
    return frames, desk


def take_clauses(row: Words) -> tuple[int, ...]:
    """The clauses in a row of words, in order."""
    return tuple(int(c) for c in np.flatnonzero(np.unpackbits(row.view(np.uint8), bitorder="little")))
