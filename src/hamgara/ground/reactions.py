"""Votes as compressed rows for the kernels, with a signature of every row and column that names cannot change.

A signature is a 64-bit number drawn from the votes alone: from how often a statement was agreed and disagreed
with and passed, then from who did so, twice over. What must look random (the votes held out, the resamples, where
the power method begins) is drawn from signatures, so that neither the order of rows nor the ids decide it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.threads import divide, each
from hamgara.ground.votes import Votes

__all__ = ["Reactions", "first_signatures", "sign_rows", "told_apart", "uniform"]

Hashes = NDArray[np.uint64]


@njit(cache=True, inline="always")
def _mix(a: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    a = np.uint64(a) + np.uint64(0x9E3779B97F4A7C15)
    a = (a ^ (a >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    a = (a ^ (a >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return a ^ (a >> np.uint64(31))


@njit(cache=True, nogil=True)
def _count(
    first: int, last: int, statement: NDArray[np.int32], value: NDArray[np.int8], counts: NDArray[np.int64]
) -> None:
    for e in range(first, last):
        counts[statement[e], value[e] + 1] += 1


@njit(cache=True, nogil=True)
def _sign(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    rows: Hashes,
    columns: Hashes,
    further: Hashes,
) -> None:
    """Row signatures from those of the columns, and what each column gathers from its rows."""
    for i in range(first, last):
        s = np.uint64(start[i + 1] - start[i])
        for e in range(start[i], start[i + 1]):
            s += _mix(columns[statement[e]] + np.uint64(value[e] + 2))
        s = _mix(s)
        rows[i] = s
        for e in range(start[i], start[i + 1]):
            further[statement[e]] += _mix(s + np.uint64(value[e] + 2))


@njit(cache=True, nogil=True)
def _hide(
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    rows: Hashes,
    columns: Hashes,
    salt: np.uint64,
    below: np.uint64,
    kept: NDArray[np.int8],
    hidden: NDArray[np.int8],
) -> None:
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            if _mix(_mix(rows[i] + salt) + columns[statement[e]]) < below:
                hidden[e] = value[e]
                kept[e] = 0
            else:
                hidden[e] = 0
                kept[e] = value[e]


@njit(cache=True, nogil=True)
def _spread(hashes: Hashes, salt: np.uint64, out: NDArray[np.float64]) -> None:
    for i in range(len(hashes)):
        out[i] = float(_mix(_mix(hashes[i]) + salt) >> np.uint64(11)) / 9007199254740992.0


def uniform(hashes: Hashes, salt: int) -> NDArray[np.float64]:
    """A number in [0, 1) for each signature; another `salt`, other numbers."""
    out = np.empty(len(hashes))
    _spread(hashes, np.uint64(salt % 2**64), out)
    return out


@dataclass(frozen=True, eq=False)
class Reactions:
    """Rows are participants, in the order of `Votes`: `start` (participants + 1), `statement` and `value` (votes).

    `counts` (statements, 3): disagreed, passed, agreed. `rows` and `columns` are signatures; participants with the
    same votes are told apart by a number of their own, in no order that matters, since their votes are the same. They
    are drawn when they are asked for, or given as `signed` where the votes are a part of all.
    """

    start: NDArray[np.int64]
    statement: NDArray[np.int32]
    value: NDArray[np.int8]
    counts: NDArray[np.int64]
    signed: tuple[Hashes, Hashes] | None = None

    @cached_property
    def _signatures(self) -> tuple[Hashes, Hashes]:
        if self.signed is not None:
            return self.signed
        columns = first_signatures(self.counts)
        for _ in range(2):
            rows, columns = sign_rows(self, columns)
        return told_apart(rows), columns

    @property
    def rows(self) -> Hashes:
        return self._signatures[0]

    @property
    def columns(self) -> Hashes:
        return self._signatures[1]

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """The participants divided among threads: the first of each part, and the one after its last."""
        return divide(self.start)

    @property
    def participants(self) -> int:
        return len(self.start) - 1

    @property
    def statements(self) -> int:
        return len(self.counts)

    @classmethod
    def of(cls, votes: Votes) -> "Reactions":
        everybody = np.arange(len(votes.participants) + 1, dtype=np.int32)
        start = np.searchsorted(votes.participant, everybody).astype(np.int64)
        return cls.of_rows(start, votes.statement, votes.value, len(votes.statements))

    @classmethod
    def of_rows(
        cls, start: NDArray[np.int64], statement: NDArray[np.int32], value: NDArray[np.int8], statements: int
    ) -> "Reactions":
        def count(part: tuple[int, int]) -> NDArray[np.int64]:
            counts = np.zeros((statements, 3), dtype=np.int64)
            _count(int(start[part[0]]), int(start[part[1]]), statement, value, counts)
            return counts

        return cls(start, statement, value, np.sum(each(count, divide(start)), axis=0))

    def decided(self) -> NDArray[np.int64]:
        """How many votes of each participant agree or disagree."""
        running = np.zeros(len(self.value) + 1, dtype=np.int64)
        np.cumsum(self.value != 0, out=running[1:])
        return np.asarray(running[self.start[1:]] - running[self.start[:-1]])

    def hide(self, share: float, salt: int) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """The votes kept and the votes hidden, each with 0 in place of the others."""
        kept, hidden = np.empty_like(self.value), np.empty_like(self.value)
        below = np.uint64(int(share * 2.0**64))
        _hide(self.start, self.statement, self.value, self.rows, self.columns, np.uint64(salt), below, kept, hidden)
        return kept, hidden

    def take(self, rows: NDArray[np.int64]) -> "Reactions":
        """These participants alone, with the signatures and counts that they have among all."""
        lengths = self.start[rows + 1] - self.start[rows]
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=start[1:])
        place = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], lengths)
        signed = (self.rows[rows], self.columns)
        return Reactions(start, self.statement[place], self.value[place], self.counts, signed)

    def sample(self, votes: int, salt: int) -> NDArray[np.int64]:
        """Participants drawn by their signatures until they have about so many votes; all if there are no more."""
        total = int(self.start[-1])
        if total <= votes:
            return np.arange(self.participants, dtype=np.int64)
        return np.flatnonzero(uniform(self.rows, salt) < votes / total).astype(np.int64)


def first_signatures(counts: NDArray[np.int64]) -> Hashes:
    mixed = counts.astype(np.uint64)
    with np.errstate(over="ignore"):
        key = mixed[:, 0] + (mixed[:, 1] << np.uint64(21)) + (mixed[:, 2] << np.uint64(42))
        key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        return np.asarray(key ^ (key >> np.uint64(32)), dtype=np.uint64)


def sign_rows(reactions: Reactions, columns: Hashes) -> tuple[Hashes, Hashes]:
    """Signatures of the rows from those of the columns, and what each column gathers from these rows."""
    rows = np.zeros(reactions.participants, dtype=np.uint64)

    def gather(part: tuple[int, int]) -> Hashes:
        further = np.zeros(len(columns), dtype=np.uint64)
        _sign(*part, reactions.start, reactions.statement, reactions.value, rows, columns, further)
        return further

    return rows, np.sum(each(gather, reactions.parts), axis=0, dtype=np.uint64)


def told_apart(rows: Hashes) -> Hashes:
    """Signatures of which equal ones are numbered through, so that no two are the same."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    if begins.all():
        return rows
    place = np.arange(len(rows))
    rank = place - np.maximum.accumulate(np.where(begins, place, 0))
    apart = rows.copy()
    with np.errstate(over="ignore"):
        apart[order] += rank.astype(np.uint64) * np.uint64(0xD1342543DE82EF95)
    return apart
