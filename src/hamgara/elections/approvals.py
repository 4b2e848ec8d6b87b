"""Approval ballots as arrays of whole numbers, so that sums over many ballots are both exact and quick."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.ballots import Ballots
from hamgara.elections.graded import ScoreBallots

__all__ = ["Approvals", "sum_columns"]

_SAFE = 1 << 62  # beyond this a sum might not fit 64 bits, and Python's integers take over


class Approvals:
    """Who gives what to whom: `gives[paper, candidate]` is an index into `grades`, whose first is 0.

    `weights` are whole numbers, `split` of which make one vote. For approval ballots the grades are 0 and 1.
    """

    def __init__(self, ballots: Ballots | ScoreBallots) -> None:
        merged: dict[Any, Fraction] = {}
        for weight, marks in ballots.ballots:
            key = frozenset(marks) if isinstance(ballots, Ballots) else marks
            merged[key] = merged.get(key, Fraction(0)) + weight
        self.split = lcm(1, *(weight.denominator for weight in merged.values()))
        whole = [int(weight * self.split) for weight in merged.values()]
        self.total = sum(whole)
        self.weights: npt.NDArray[Any] = np.array(whole, dtype=np.int64 if self.total < _SAFE else object)
        self.grades: list[Fraction] = [Fraction(0), Fraction(1)]
        if isinstance(ballots, ScoreBallots):
            self.grades = sorted({Fraction(0), *(Fraction(score) for key in merged for _, score in key)})
        at = {grade: index for index, grade in enumerate(self.grades)}
        self.gives = np.zeros((len(merged), len(ballots.candidates)), dtype=np.int32)
        for paper, key in enumerate(merged):
            if isinstance(ballots, Ballots):
                self.gives[paper, list(key)] = 1
            else:
                for c, score in key:
                    self.gives[paper, c] = at[Fraction(score)]

    def sum_supporters(self, papers: npt.NDArray[Any] | None = None) -> list[int]:
        """For each candidate, the weight of those (among `papers`, a mask) who give more than nothing."""
        if papers is None:
            return sum_columns(self.weights, self.gives > 0)
        return sum_columns(self.weights[papers], self.gives[papers] > 0)


def sum_columns(weights: npt.NDArray[Any], marks: npt.NDArray[np.bool_]) -> list[int]:
    """For each column, the sum of the weights of the rows that it marks; exact."""
    if weights.dtype == object:
        return [int(sum(weights[marks[:, c]])) for c in range(marks.shape[1])]
    return [int(number) for number in weights @ marks]
