"""Approval ballots as arrays of whole numbers, so that sums over many ballots are both exact and quick."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.ballots import Ballots
from hamgara.elections.graded import ScoreBallots
from hamgara.elections.papers import Numbers, fit_weights, merge_rows

__all__ = ["Approvals", "Columns", "Levels", "sum_columns", "sum_groups"]

_BLOCK = 1 << 15


class Approvals:
    """Who gives what to whom: `gives[paper, candidate]` is an index into `grades`, whose first is 0.

    `weights` are whole numbers, `split` of which make one vote. For approval ballots the grades are 0 and 1. Papers
    that give the same are one.
    """

    def __init__(self, ballots: Ballots | ScoreBallots) -> None:
        self.grades: list[Fraction] = [Fraction(0), Fraction(1)]
        size = len(ballots.candidates)
        if isinstance(ballots, Ballots):
            papers = ballots.papers
            self.split = papers.split
            gives = np.zeros((len(papers), size + 1), dtype=np.uint8)
            gives[np.arange(len(papers))[:, None], papers.codes] = 1
            gives, weights = gives[:, 1:], papers.weights
        else:
            self.grades = sorted({Fraction(0), *(Fraction(score) for _, key in ballots.ballots for _, score in key)})
            at = {grade: index for index, grade in enumerate(self.grades)}
            weights, self.split = fit_weights([weight for weight, _ in ballots.ballots])
            gives = np.zeros((len(weights), size), dtype=np.min_scalar_type(len(self.grades)))
            for paper, (_, key) in enumerate(ballots.ballots):
                for c, score in key:
                    gives[paper, c] = at[Fraction(score)]
        self.gives: npt.NDArray[Any]
        self.weights: Numbers
        self.gives, self.weights = merge_rows(gives, weights, len(self.grades) - 1)
        self.marks: npt.NDArray[np.bool_] = self.gives > 0
        self.total = int(self.weights.sum())

    def sum_supporters(self) -> list[int]:
        """For each candidate, the weight of those who give more than nothing."""
        return sum_columns(self.weights, self.marks)


class Columns:
    """Who approves whom in bits: for each candidate a column with a bit for each paper.

    Weights are kept by their binary digits, so that a sum of weights is a count of bits for each digit: exact, however
    large they are. A set of papers is a row of bits like a column.
    """

    def __init__(self, ballots: Ballots) -> None:
        papers = ballots.papers
        self.split = papers.split
        marks = np.zeros((-(-len(papers) // 64) * 64, len(ballots.candidates) + 1), dtype=bool)
        marks[np.arange(len(papers))[:, None], papers.codes] = True
        self.columns = _pack_bits(marks)[1:]
        weights = np.zeros(len(marks), dtype=papers.weights.dtype)
        weights[: len(papers)] = papers.weights
        digits = range(int(papers.weights.max()).bit_length())
        self.digits = _pack_bits(np.stack([(weights >> digit) & 1 for digit in digits], axis=1).astype(bool))
        self.everybody: npt.NDArray[np.uint64] = np.bitwise_or.reduce(self.digits)

    def sum_supporters(self, papers: npt.NDArray[np.uint64]) -> list[int]:
        """For each candidate, the weight of those of the papers that name her; `split` makes one vote."""
        sums = [0] * len(self.columns)
        for digit, row in enumerate(self.digits):
            bits = np.bitwise_count(self.columns & (row & papers)).sum(axis=1, dtype=np.int64)
            sums = [total + (number << digit) for total, number in zip(sums, bits.tolist(), strict=True)]
        return sums


def _pack_bits(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Each column as a row of 64-bit words; the number of rows is a multiple of 64."""
    return np.ascontiguousarray(np.packbits(marks, axis=0).T).view(np.uint64)


class Levels:
    """Papers sorted into levels, and the weight of each candidate's supporters at each: `held[level][candidate]`."""

    def __init__(self, approvals: Approvals, level: npt.NDArray[np.int64] | None = None, size: int = 1) -> None:
        self.weights, self.marks = approvals.weights, approvals.marks
        self.level = np.zeros(len(self.weights), dtype=np.int64) if level is None else level
        every = np.arange(len(self.weights))
        found = sum_groups(self.weights, self.marks, every, self.level)
        nothing = [0] * self.marks.shape[1]
        self.held = [found.get(number, nothing) for number in range(size)]

    def open(self) -> int:
        """Add a level where nobody is yet, and give its number."""
        self.held.append([0] * self.marks.shape[1])
        return len(self.held) - 1

    def move(self, papers: npt.NDArray[Any], goal: npt.NDArray[np.int64]) -> None:
        """Put these papers at those levels."""
        before = sum_groups(self.weights, self.marks, papers, self.level[papers])
        after = sum_groups(self.weights, self.marks, papers, goal)
        for number, row in before.items():
            self.held[number] = [now - then for now, then in zip(self.held[number], row, strict=True)]
        for number, row in after.items():
            self.held[number] = [now + then for now, then in zip(self.held[number], row, strict=True)]
        self.level[papers] = goal


def sum_groups(
    weights: Numbers, marks: npt.NDArray[Any], papers: npt.NDArray[Any], groups: npt.NDArray[np.int64]
) -> dict[int, list[int]]:
    """For each number in `groups`, the weight of those papers of that group that mark each column; exact."""
    order = np.argsort(groups, kind="stable")
    found: dict[int, list[int]] = {}
    for start in range(0, len(order), _BLOCK):
        some = order[start : start + _BLOCK]
        lined = groups[some]
        starts = np.flatnonzero(np.diff(lined, prepend=lined[0] - 1))
        rows = papers[some]
        sums = np.add.reduceat(marks[rows] * weights[rows, None], starts, axis=0)
        for number, row in zip(lined[starts].tolist(), sums.tolist(), strict=True):
            known = found.get(number)
            found[number] = row if known is None else [a + b for a, b in zip(known, row, strict=True)]
    return found


def sum_columns(weights: Numbers, marks: npt.NDArray[Any]) -> list[int]:
    """For each column, the sum of the weights of the rows that it marks; exact."""
    every = np.arange(len(weights))
    found = sum_groups(weights, marks, every, np.zeros(len(weights), dtype=np.int64))
    return found.get(0, [0] * marks.shape[1])
