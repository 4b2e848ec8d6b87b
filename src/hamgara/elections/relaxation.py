"""Bounds on what any committee can reach: HiGHS proposes multipliers, and whole numbers make a proof of them.

A linear relaxation, solved in floating numbers, gives a price for every voter. Whatever those prices are, by weak
duality they bound every committee, and that bound is computed anew, exactly. So a float may cost time, never a seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import highspy
import numpy as np
import numpy.typing as npt

from hamgara.elections.approvals import Approvals, sum_columns

__all__ = ["LoadBound", "PavBound", "Row"]

Row: TypeAlias = tuple[frozenset[int], int, int]  # candidates, and how many of them at least and at most
Floats: TypeAlias = npt.NDArray[np.float64]
_SHIFT = 30


class PavBound:
    """Upper bounds on the PAV score in whole units: a score is `units / (unit * split)`.

    With a price p of voter v (a multiplier, from 0), no committee of k scores more than the sum over voters and j of
    max(0, w/j - p), and the k greatest sums of the prices of those who approve a candidate.
    """

    def __init__(self, approvals: Approvals, seats: int, rows: Sequence[Row]) -> None:
        self.approvals = approvals
        self.seats = seats
        self.rows = rows
        self.unit = lcm(*range(1, seats + 1))
        voters, size = approvals.marks.shape
        self.scale = self.unit << _SHIFT
        shares = [self.scale // j for j in range(1, seats + 1)]
        # [voter][j]: what the (j+1)st approved member adds.
        self.shares = approvals.weights.astype(object)[:, None] * np.array(shares, dtype=object)
        levels = np.minimum(approvals.marks.sum(axis=1), seats)
        owner = np.repeat(np.arange(voters), levels)
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(levels) - levels, levels) + 1
        gains = -approvals.weights.astype(np.float64)[owner] / rank
        voter, candidate = np.nonzero(approvals.marks)
        entries = [
            (np.concatenate([voter, owner]), np.concatenate([candidate, size + np.arange(len(owner))])),
            np.concatenate([np.full(len(voter), -1.0), np.ones(len(owner))]),
        ]
        costs = np.concatenate([np.zeros(size), gains])
        self.model = _Model(costs, np.ones(len(costs)), entries, [(-np.inf, 0.0)] * voters, size, rows)

    def bound(self, inside: Sequence[int], rest: Sequence[int]) -> tuple[int, Floats]:
        """No committee of those inside and some of the rest has more units; and how far each seems to belong."""
        liking, duals = self.model.solve(inside, rest, self.seats)
        voters = len(self.shares)
        prices = np.array([max(0, int(-price * self.scale)) for price in duals[:voters]], dtype=object)
        total = int(np.maximum(self.shares - prices[:, None], 0).sum()) if voters else 0
        worth = sum_columns(prices, self.approvals.marks)
        for (members, least, most), dual in zip(self.rows, duals[voters + 1 :], strict=True):
            price = int(-dual * self.scale)
            total += price * (most if price > 0 else least)
            for c in members:
                worth[c] -= price
        total += sum(worth[c] for c in inside)
        total += sum(sorted((worth[c] for c in rest), reverse=True)[: self.seats - len(inside)])
        return total * self.unit // self.scale, liking


class LoadBound:
    """Lower bounds on the greatest load. With prices of voters that sum (by weight) to one, whoever is elected adds at
    least the lowest price among her approvers."""

    def __init__(self, approvals: Approvals, rows: Sequence[Row]) -> None:
        self.approvals = approvals
        self.rows = rows
        voters, size = approvals.marks.shape
        voter, candidate = np.nonzero(approvals.marks)
        carried = size + np.arange(len(voter))
        load = size + len(voter)
        entries = [
            (
                np.concatenate([candidate, np.arange(size), size + voter, size + np.arange(voters)]),
                np.concatenate([carried, np.arange(size), carried, np.full(voters, load)]),
            ),
            np.concatenate(
                [
                    np.ones(len(voter)),
                    -np.ones(size),
                    np.ones(len(voter)),
                    -approvals.weights.astype(np.float64) / approvals.split,
                ]
            ),
        ]
        costs = np.zeros(load + 1)
        costs[load] = 1.0
        upper = np.concatenate([np.ones(size), np.full(len(voter) + 1, np.inf)])
        bounds = [(0.0, 0.0)] * size + [(-np.inf, 0.0)] * voters
        self.model = _Model(costs, upper, entries, bounds, size, rows)

    def bound(self, inside: Sequence[int], rest: Sequence[int], seats: int) -> tuple[Fraction, Floats]:
        """No committee of so many, of those inside and some of the rest (all approved by somebody), has less."""
        liking, duals = self.model.solve(inside, rest, seats)
        voters, size = self.approvals.marks.shape
        one = 1 << 2 * _SHIFT
        prices = np.array([max(0, int(-price * one)) for price in duals[size : size + voters]], dtype=object)
        whole = int((prices * self.approvals.weights.astype(object)).sum())
        if not whole:
            return Fraction(0), liking
        adds = {c: min(prices[self.approvals.marks[:, c]]) for c in (*inside, *rest)}
        # Rules of place hold besides; leaving them out can only weaken the bound.
        least = sum(adds[c] for c in inside) + sum(sorted(adds[c] for c in rest)[: seats - len(inside)])
        return Fraction(least * self.approvals.split, whole), liking


class _Quiet(highspy.Highs):
    """HiGHS without its callbacks, with which it prints a banner as soon as it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        pass


class _Model:
    """A linear programme over the candidates (the first columns, 0 to 1) and whatever else; HiGHS keeps its basis."""

    def __init__(
        self,
        costs: Floats,
        upper: Floats,
        entries: list[Any],
        bounds: list[tuple[float, float]],
        size: int,
        rows: Sequence[Row],
    ) -> None:
        (line, column), value = entries
        first = len(bounds)
        extra = [(frozenset(range(size)), 0, 0), *rows]
        more = [(first + number, c) for number, (members, _, _) in enumerate(extra) for c in sorted(members)]
        line = np.concatenate([line, [a for a, _ in more]]).astype(np.int32)
        column = np.concatenate([column, [b for _, b in more]]).astype(np.int32)
        value = np.concatenate([value, np.ones(len(more))])
        order = np.lexsort([line, column])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(costs), first + len(extra)
        model.col_cost_, model.col_lower_, model.col_upper_ = costs, np.zeros(len(costs)), upper
        model.row_lower_ = np.array([low for low, _ in bounds] + [float(least) for _, least, _ in extra])
        model.row_upper_ = np.array([high for _, high in bounds] + [float(most) for _, _, most in extra])
        model.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(costs) + 1)).astype(np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = line[order], value[order]
        self.highs = _Quiet()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self.highs.setOptionValue(option, setting)
        self.highs.passModel(model)
        self.size, self.total = size, first
        self.fixed: dict[int, tuple[float, float]] = dict.fromkeys(range(size), (0.0, 1.0))

    def solve(self, inside: Sequence[int], rest: Sequence[int], seats: int) -> tuple[Floats, Floats]:
        """Values of the candidates and multipliers of the rows; zeros where HiGHS has none to offer."""
        now = {**dict.fromkeys(range(self.size), (0.0, 0.0)), **dict.fromkeys(rest, (0.0, 1.0))}
        now.update(dict.fromkeys(inside, (1.0, 1.0)))
        for c, bounds in now.items():
            if bounds != self.fixed[c]:
                self.highs.changeColBounds(c, *bounds)
        self.fixed = now
        self.highs.changeRowBounds(self.total, float(seats), float(seats))
        self.highs.run()
        found = self.highs.getSolution()
        duals = np.nan_to_num(np.array(found.row_dual, dtype=np.float64), posinf=0.0, neginf=0.0)
        liking = np.nan_to_num(np.array(found.col_value, dtype=np.float64)[: self.size])
        if len(duals) != self.highs.getNumRow() or len(liking) != self.size:
            return np.zeros(self.size), np.zeros(self.highs.getNumRow())
        return liking, duals
