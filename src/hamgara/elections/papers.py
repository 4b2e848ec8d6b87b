"""Papers as arrays: what lets a million ballots be read and counted in whole numbers without a million objects.

A paper's row holds codes: the position of a candidate plus one, best first, then zeros. So rows compare as rankings do,
and a table by code can say of zero that nobody stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt

__all__ = [
    "SAFE",
    "Codes",
    "Numbers",
    "Papers",
    "Ranks",
    "Weight",
    "check_weight",
    "find_repeats",
    "fit_weights",
    "lay_out",
    "merge_rows",
    "pack_rows",
    "strike_out",
    "sum_by",
    "whole",
]

Weight: TypeAlias = int | Fraction
Ranks: TypeAlias = tuple[int, ...]
Codes: TypeAlias = npt.NDArray[Any]  # (papers, width), unsigned
Numbers: TypeAlias = npt.NDArray[Any]  # int64, or Python's integers where those might not do

SAFE = 1 << 62  # below this, sums of 64-bit integers do not overflow
_FLOATS = 1 << 53  # below this, floating sums of whole numbers are exact
_BLOCK = 1 << 16


class Papers(Sequence[tuple[Weight, Ranks]]):
    """(weight, ranks) pairs, held as arrays.

    `codes` is as the module says, `weights` are whole numbers of which `split` make one vote. To a reader it is a
    sequence like a tuple of pairs, and equal to one.
    """

    __slots__ = ("codes", "split", "weights")

    def __init__(self, codes: Codes, weights: Numbers, split: int) -> None:
        """Take arrays that are in order: rows distinct in themselves, weights positive, nothing to cancel."""
        self.codes = codes
        self.weights = weights
        self.split = split

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[Weight, Ranks]], size: int) -> Papers:
        """Pack pairs in their order. Raises ValueError for a weight or for ranks that cannot be."""
        rows, weights = [], []
        for weight, ranks in pairs:
            if not ranks or len(set(ranks)) != len(ranks) or min(ranks) < 0 or max(ranks) >= size:
                raise ValueError(f"ranks {ranks!r} are not distinct positions of candidates")
            rows.append(ranks)
            weights.append(weight)
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        flat = np.fromiter(chain.from_iterable(rows), np.int64, int(lengths.sum()))
        return cls(lay_out(flat + 1, lengths, size), *fit_weights(weights))

    def sum(self) -> Weight:
        """The weight of all papers."""
        return whole(Fraction(int(self.weights.sum()), self.split)) if len(self.weights) else 0

    def __len__(self) -> int:
        return len(self.weights)

    @overload
    def __getitem__(self, at: int) -> tuple[Weight, Ranks]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Weight, Ranks]]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return Papers(self.codes[at], self.weights[at], self.split)
        row = self.codes[at]
        return self._weigh(int(self.weights[at])), tuple(int(code) - 1 for code in row if code)

    def __iter__(self) -> Iterator[tuple[Weight, Ranks]]:
        for start in range(0, len(self), _BLOCK):
            codes = self.codes[start : start + _BLOCK].astype(np.int64) - 1
            lengths = (codes >= 0).sum(axis=1).tolist()
            weights = self.weights[start : start + _BLOCK].tolist()
            for weight, length, row in zip(weights, lengths, codes.tolist(), strict=True):
                yield (weight if self.split == 1 else self._weigh(weight)), tuple(row[:length])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Papers):
            if len(self) != len(other):
                return False
            width = max(self.codes.shape[1], other.codes.shape[1])
            same = np.array_equal(_widen(self.codes, width), _widen(other.codes, width))
            return same and self.split == other.split and np.array_equal(self.weights, other.weights)
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _weigh(self, number: int) -> Weight:
        return whole(Fraction(number, self.split))


def whole(number: Weight) -> Weight:
    """The same number, as an int where it is one."""
    return number.numerator if number.denominator == 1 else number


def check_weight(weight: Weight) -> None:
    """Raise ValueError for a weight that is not a positive int or Fraction."""
    if type(weight) is int and weight > 0:
        return
    if isinstance(weight, bool) or not isinstance(weight, int | Fraction) or weight <= 0:
        raise ValueError(f"a weight must be a positive int or Fraction, not {weight!r}")


def fit_weights(weights: Sequence[Weight]) -> tuple[Numbers, int]:
    """Weights as whole numbers, and how many of those make one vote: the fewest that do. Raises ValueError."""
    if set(map(type, weights)) <= {int} and min(weights, default=1) > 0:
        return np.array(weights, dtype=np.int64 if sum(weights) < SAFE else object), 1
    for weight in weights:
        check_weight(weight)
    split = lcm(1, *{weight.denominator for weight in weights})
    numbers = weights if split == 1 else [int(weight * split) for weight in weights]
    return np.array(numbers, dtype=np.int64 if sum(numbers) < SAFE else object), split


def lay_out(flat: npt.NDArray[Any], lengths: npt.NDArray[np.int64], size: int) -> Codes:
    """Rows of codes from all codes in a line and the length of each row."""
    width = max(1, int(lengths.max(initial=1)))
    codes = np.zeros((len(lengths), width), dtype=np.min_scalar_type(size))
    codes[np.arange(width) < lengths[:, None]] = flat
    return codes


def pack_rows(blocks: Sequence[Codes]) -> Codes:
    """Blocks of rows under each other, filled up with zeros to the widest."""
    if len(blocks) == 1:
        return blocks[0]
    width = max(block.shape[1] for block in blocks)
    found = np.zeros((sum(map(len, blocks)), width), dtype=blocks[0].dtype)
    at = 0
    for block in blocks:
        found[at : at + len(block), : block.shape[1]] = block
        at += len(block)
    return found


def find_repeats(codes: Codes, size: int) -> npt.NDArray[np.bool_]:
    """Which rows hold some code twice."""
    if size > 63:
        ordered = np.sort(codes, axis=1)
        found: npt.NDArray[np.bool_] = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] > 0)).any(axis=1)
        return found
    bits = np.uint64(1) << np.arange(size + 1, dtype=np.uint64)
    bits[0] = 0
    seen = bits[codes[:, 0]]
    twice = np.zeros(len(codes), dtype=np.uint64)
    for column in range(1, codes.shape[1]):
        bit = bits[codes[:, column]]
        twice |= seen & bit
        seen |= bit
    return twice > 0


def strike_out(codes: Codes, gone: Iterable[int], size: int) -> Codes:
    """The rows without those positions, the rest moved up."""
    stays = np.ones(size + 1, dtype=bool)
    stays[[0, *(c + 1 for c in gone)]] = False
    kept = stays[codes]
    order = np.argsort(~kept, axis=1, kind="stable")
    found: Codes = np.take_along_axis(np.where(kept, codes, 0), order, axis=1)
    return found


def merge_rows(codes: Codes, weights: Numbers, size: int) -> tuple[Codes, Numbers]:
    """Equal rows as one, in the order of rankings: better places first, a shorter one before what it begins."""
    if not len(codes):
        return codes, weights
    words = _pack_words(codes, size.bit_length())
    order = np.argsort(words[0]) if len(words) == 1 else np.lexsort(words[::-1])
    fresh = np.zeros(len(codes), dtype=bool)
    fresh[0] = True
    for word in words:
        lined = word[order]
        fresh[1:] |= lined[1:] != lined[:-1]
    starts = np.flatnonzero(fresh)
    # Taking rows one by one is what costs here, and `take` does it at half the price of an index.
    return np.take(codes, order[starts], axis=0), np.add.reduceat(weights[order], starts)


def _pack_words(codes: Codes, bits: int) -> list[npt.NDArray[np.uint64]]:
    """Rows as whole numbers that compare as they do, as many as it takes; so many rows at a time as a cache holds."""
    each = 64 // bits
    words = [np.zeros(len(codes), dtype=np.uint64) for _ in range(0, codes.shape[1], each)]
    for start in range(0, len(codes), _BLOCK):
        rows = codes[start : start + _BLOCK]
        for number, whole_word in enumerate(words):
            word = whole_word[start : start + _BLOCK]
            for column in range(number * each, (number + 1) * each):
                word <<= np.uint64(bits)
                if column < codes.shape[1]:
                    word |= rows[:, column]
    return words


def sum_by(keys: npt.NDArray[Any], weights: Numbers, size: int) -> list[int]:
    """For each key from 0 below `size`, the sum of its weights; exact."""
    if weights.dtype != object and weights.sum() < _FLOATS:
        return [int(number) for number in np.bincount(keys, weights=weights, minlength=size).tolist()]
    sums = np.zeros(size, dtype=weights.dtype)
    np.add.at(sums, keys, weights)
    return [int(number) for number in sums]


def _widen(codes: Codes, width: int) -> Codes:
    return codes if codes.shape[1] == width else pack_rows([codes, np.zeros((0, width), dtype=codes.dtype)])
