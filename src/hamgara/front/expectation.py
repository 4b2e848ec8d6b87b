"""Expected weights of packages, apart from the rest since they bring numpy with them."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamgara.front.frontier import Frontier

__all__ = ["Expectation"]

Numbers = NDArray[np.floating[Any]]


class Expectation:
    """Expected weights of packages, and the search for the greatest by exchanging one clause for another.

    `states` (states × members × clauses) is how likely each answer is an acceptance in each of equally likely states of
    opinion, 0 or 1 where it is known; `chance` (members × clauses) is its mean. Within a state answers are independent;
    over all states they hang together, as what is unsure about a member or a clause concerns all its answers alike.
    """

    def __init__(
        self,
        front: Frontier,
        possible: Frontier,
        probabilities: Mapping[tuple[str, str], float | Iterable[float]],
        seed: int,
        draws: int,
    ) -> None:
        self.front, self.possible, self.seed, self.draws = front, possible, seed, draws
        table = front.acceptance
        self.column = {c: i for i, c in enumerate(table.clauses)}
        known = np.array([[answer.signs(front.rules.met) for answer in row] for row in table.answers], np.float64)
        self.chance = known.reshape(len(table.members), len(table.clauses))
        found = {
            (m, c): _chances(probabilities, table.members[m], table.clauses[c])
            for m, row in enumerate(table.answers)
            for c, answer in enumerate(row)
            if answer.kind == "unknown"
        }
        if len({len(values) for values in found.values()}) > 1:
            raise ValueError("not every unknown answer has a probability for the same number of states")
        states = len(next(iter(found.values()), ()))
        # One state is what somebody stated, and kept as it is; of many drawn ones no digit matters.
        self.states = np.repeat(self.chance[None], max(1, states), axis=0).astype("f8" if states <= 1 else "f4")
        for (m, c), values in found.items():
            self.states[:, m, c] = values
            self.chance[m, c] = values.mean(dtype=np.float64)
        self.weights = np.array([float(front.weights[m]) for m in table.members])

    def _refusals(self, columns: Iterable[int], chance: Numbers) -> Numbers:
        """By number of refusals, up to the reservations, and member: how likely it refuses so many of these clauses."""
        refusals = np.zeros((self.front.reservations + 1, *chance.shape[:-1]), chance.dtype)
        refusals[0] = 1
        for c in columns:
            accepts = chance[..., c]
            refusals[1:] = refusals[1:] * accepts + refusals[:-1] * (1 - accepts)
            refusals[0] *= accepts
        return refusals

    def expect(self, columns: Iterable[int]) -> float:
        """The expected weight of signers of these clauses, over all states."""
        return float((self._refusals(columns, self.states).sum(axis=0) @ self.weights).mean())

    def _value(self, columns: Iterable[int]) -> float:
        """Their expected weight by the mean chances, by which packages are sought."""
        return float(self._refusals(columns, self.chance).sum(axis=0) @ self.weights)

    def curve(self) -> Iterable[tuple[int, tuple[str, ...], float, Fraction, Fraction, Fraction]]:
        """By size: the package, its expected weight, its interval, and the bound of the possible curve."""
        for certain, possible in zip(self.front.points, self.possible.points, strict=True):
            starts = {tuple(sorted(self.column[c] for c in p)) for p in (*certain.packages[:3], *possible.packages[:3])}
            if not starts:
                continue
            best = max((self._climb(list(package)) for package in sorted(starts)), key=_rank)
            low, high = self._interval(best[1])
            names = tuple(self.front.acceptance.clauses[c] for c in best[1])
            yield certain.k, names, self.expect(best[1]), low, high, possible.bound

    def _climb(self, columns: list[int]) -> tuple[float, list[int]]:
        value = self._value(columns)
        if self.front.rules.shares:
            return value, columns
        while True:
            tried = [exchanged for place in range(len(columns)) if (exchanged := self._exchange(columns, place))]
            best = max(tried, key=_rank, default=(value, columns))
            if best[0] <= value + 1e-9:
                return value, columns
            value, columns = best

    def _exchange(self, columns: list[int], place: int) -> tuple[float, list[int]] | None:
        """The best that another clause instead of the one at `place` can do; None where the rules allow no other."""
        rules, clauses, bases = self.front.rules, self.front.acceptance.clauses, self.front.bases
        if clauses[columns[place]] in rules.must:
            return None
        rest = columns[:place] + columns[place + 1 :]
        taken = {bases.get(clauses[c]) for c in rest} - {None}
        fits = [
            c
            for c, name in enumerate(clauses)
            if c not in columns and name not in rules.out and bases.get(name) not in taken
        ]
        if not fits:
            return None
        refusals = self._refusals(rest, self.chance)
        # Who refuses fewer than it can afford signs with any further clause; who can afford no more must accept it.
        values = float(refusals[:-1].sum(axis=0) @ self.weights) + (refusals[-1] * self.weights) @ self.chance[:, fits]
        first = int(np.argmax(np.round(values, 9)))
        return float(values[first]), sorted([*rest, fits[first]])

    def _interval(self, columns: Sequence[int]) -> tuple[Fraction, Fraction]:
        lot, spare = np.random.default_rng(self.seed), self.front.reservations
        scale = lcm(*(w.denominator for w in self.front.weights.values()))
        drawn = np.zeros(self.draws, np.int64)
        state = np.arange(self.draws) % len(self.states)
        for m, name in enumerate(self.front.acceptance.members):
            chances = self.states[:, m, columns]
            doubtful = ~(chances == chances[0]).all(axis=0) | ((chances[0] > 0) & (chances[0] < 1))
            refused = int((chances[0, ~doubtful] == 0).sum())
            if refused <= spare:
                refusals = (lot.random((self.draws, int(doubtful.sum()))) >= chances[state][:, doubtful]).sum(axis=1)
                drawn = drawn + np.where(refusals <= spare - refused, int(self.front.weights[name] * scale), 0)
        weights = np.sort(drawn)
        low, high = weights[self.draws // 20], weights[self.draws - 1 - self.draws // 20]
        return Fraction(int(low), scale), Fraction(int(high), scale)


def _chances(probabilities: Mapping[tuple[str, str], float | Iterable[float]], member: str, clause: str) -> Numbers:
    """The probability that this unknown answer is an acceptance, in each state."""
    given = probabilities.get((member, clause), ())
    found = np.atleast_1d(np.asarray(given if isinstance(given, int | float | np.ndarray) else list(given)))
    if not found.size or not ((found >= 0) & (found <= 1)).all():
        raise ValueError(f"no probability between 0 and 1 is given for {member}, {clause}")
    return found


def _rank(found: tuple[float, list[int]]) -> tuple[float, list[int]]:
    return round(found[0], 9), [-c for c in found[1]]
