"""Who belongs to which group, and who agrees (or disagrees) with whatever is shown.

Each group has for every statement a share that agrees; beside the groups stand two patterns that agree with, or
reject, everything. Where such fixed shares foretell held-back votes better than the map does, people differ by
group and hardly within, and belongings are those of this latent class model (Lazarsfeld and Henry 1968); where
the map does better, belongings are those of the mixture on the map.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.reactions import Reactions
from hamgara.ground.threads import each

__all__ = ["Classes", "classes_losses", "find_classes", "renew_classes", "tally"]

Floats = NDArray[np.float64]

STEPS = 12
# Votes that the share of all participants counts for in the share of a group.
WEIGHT = 1.0
# Of those who vote in a straight line: how readily they agree, and how many there are to begin with.
STRAIGHT_LINES = np.array([0.98, 0.02])
STRAIGHT = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """`share` (K + 2): the groups, then those who agree with everything, then those who reject everything.
    `agreeing` (K + 2, statements): the probability that one of them who decides agrees.
    """

    share: Floats
    agreeing: Floats

    def belongings(self, reactions: Reactions, value: NDArray[np.int8] | None = None) -> Floats:
        """The probability (participants, K + 2) that each belongs to each of them."""
        value = reactions.value if value is None else value
        into = np.empty((reactions.participants, len(self.share)))
        table = np.rint(np.log(np.stack([1.0 - self.agreeing.T, self.agreeing.T], axis=1)) * 2.0**26) * 2.0**-26
        share = np.log(self.share)
        each(
            lambda part: _weigh(*part, reactions.start, reactions.statement, value, share, table, into), reactions.parts
        )
        return into


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    log_share: Floats,
    table: Floats,
    into: Floats,
) -> None:
    count = len(log_share)
    for i in range(first, last):
        for g in range(count):
            into[i, g] = log_share[g]
        for e in range(start[i], start[i + 1]):
            if value[e] != 0:
                side = 1 if value[e] > 0 else 0
                for g in range(count):
                    into[i, g] += table[statement[e], side, g]
        most = into[i, 0]
        for g in range(1, count):
            most = max(most, into[i, g])
        s = 0.0
        for g in range(count):
            into[i, g] = np.exp(into[i, g] - most)
            s += into[i, g]
        for g in range(count):
            into[i, g] /= s


def tally(reactions: Reactions, value: NDArray[np.int8], weight: Floats) -> Floats:
    """The votes that disagree and that agree (statements, 2, K), weighed by each of the K weights (participants, K)."""
    weight = np.rint(weight * 2.0**26) * 2.0**-26

    def add(part: tuple[int, int]) -> Floats:
        sums = np.zeros((reactions.statements, 2, weight.shape[1]))
        _add(*part, reactions.start, reactions.statement, value, weight, sums)
        return sums

    return np.asarray(np.sum(each(add, reactions.parts), axis=0))


@njit(cache=True, nogil=True)
def _add(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    weight: Floats,
    sums: Floats,
) -> None:
    for i in range(first, last):
        for e in range(start[i], start[i + 1]):
            if value[e] != 0:
                side = 1 if value[e] > 0 else 0
                for g in range(weight.shape[1]):
                    sums[statement[e], side, g] += weight[i, g]


@njit(cache=True, nogil=True, error_model="numpy")
def _lose(
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    hidden: NDArray[np.int8],
    belongings: Floats,
    agreeing: Floats,
    into: Floats,
) -> None:
    many = 0
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            if hidden[e] != 0:
                p = 0.0
                for g in range(agreeing.shape[0]):
                    p += belongings[i, g] * agreeing[g, statement[e]]
                p = p if hidden[e] > 0 else 1.0 - p
                into[many] = -np.log(max(p, 1e-12))
                many += 1


def find_classes(
    reactions: Reactions, belongings: Floats, value: NDArray[np.int8] | None = None, steps: int = STEPS
) -> Classes:
    """The latent classes from belongings (participants, K) to begin with, by expectation maximisation."""
    value = reactions.value if value is None else value
    held = np.hstack([belongings * (1.0 - STRAIGHT), np.full((len(belongings), 2), STRAIGHT / 2)])
    agreed, disagreed = (np.bincount(reactions.statement[value == v], minlength=reactions.statements) for v in (1, -1))
    usual = _usual(agreed, disagreed)
    found = _classes_of(reactions, held, value, usual)
    for _ in range(steps - 1):
        found = _classes_of(reactions, found.belongings(reactions, value), value, usual)
    return found


def renew_classes(old: Classes, reactions: Reactions, column: NDArray[np.int64]) -> Classes:
    """The classes after one more step on other votes. `column`: the number that each statement had, -1 for a new one,
    of which every group is taken to think alike at first.
    """
    usual = _usual(reactions.counts[:, 2], reactions.counts[:, 0])
    agreeing = np.where(column >= 0, old.agreeing[:, column], usual)
    agreeing[-2:] = STRAIGHT_LINES[:, None]
    held = Classes(old.share, agreeing).belongings(reactions)
    return _classes_of(reactions, held, reactions.value, usual)


def _usual(agreed: NDArray[np.int64], disagreed: NDArray[np.int64]) -> Floats:
    """The share of all participants that agrees with each statement."""
    return np.asarray((agreed + 1.0) / (agreed + disagreed + 2.0))


def _classes_of(reactions: Reactions, held: Floats, value: NDArray[np.int8], usual: Floats) -> Classes:
    """The classes as of these belongings (participants, K + 2)."""
    disagreed, agreed = tally(reactions, value, held[:, :-2]).transpose(1, 2, 0)
    groups = (agreed + WEIGHT * usual) / (disagreed + agreed + WEIGHT)
    lines = np.repeat(STRAIGHT_LINES[:, None], reactions.statements, axis=1)
    many = np.rint(held * 2.0**26).sum(axis=0) * 2.0**-26 + 1.0
    return Classes(many / many.sum(), np.vstack([groups, lines]))


def classes_losses(
    reactions: Reactions, belongings: Floats, divided: list[tuple[NDArray[np.int8], NDArray[np.int8]]]
) -> Floats:
    """-log P of each hidden vote under classes found in the votes kept, to compare with the map's; over all
    divisions into kept and hidden votes.
    """
    lost = []
    for kept, hidden in divided:
        found = find_classes(reactions, belongings, kept)
        into = np.empty(np.count_nonzero(hidden))
        held = found.belongings(reactions, kept)
        _lose(reactions.start, reactions.statement, hidden, held, found.agreeing, into)
        lost.append(into)
    return np.concatenate(lost)
