"""Expected weights of packages, apart from the rest since they bring numpy with them."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import inf, lcm
from time import monotonic
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
    At `ends` on the monotonic clock no further exchange is tried.
    """

    def __init__(
        self,
        front: Frontier,
        possible: Frontier,
        probabilities: Mapping[tuple[str, str], float | Iterable[float]],
        seed: int,
        draws: int,
        ends: float = inf,
    ) -> None:
        self.front, self.possible, self.seed, self.draws, self.ends = front, possible, seed, draws, ends
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
            refusals = self._with(refusals, chance[..., c])
        return refusals

    @staticmethod
    def _with(refusals: Numbers, accepts: Numbers) -> Numbers:
        """The same with one clause more, which is accepted as likely as that."""
        found = refusals * accepts
        found[1:] += refusals[:-1] * (1 - accepts)
        return found

    def _signing(self, columns: Sequence[int]) -> Numbers:
        """How likely each member signs these clauses, in each state (states × members)."""
        return np.asarray(self._refusals(columns, self.states).sum(axis=0))

    def _value(self, columns: Iterable[int]) -> float:
        """Their expected weight by the mean chances, by which packages are sought."""
        return float(self._refusals(columns, self.chance).sum(axis=0) @ self.weights)

    def curve(self) -> Iterable[tuple[int, tuple[str, ...], float, Fraction, Fraction, Fraction]]:
        """By size: the package, its expected weight over all states, its interval, and the possible curve's bound."""
        for certain, possible in zip(self.front.points, self.possible.points, strict=True):
            starts = {tuple(sorted(self.column[c] for c in p)) for p in (*certain.packages[:3], *possible.packages[:3])}
            if not starts:
                continue
            _, best = max((self._climb(list(package)) for package in sorted(starts)), key=_rank)
            signing = self._signing(best)
            names = tuple(self.front.acceptance.clauses[c] for c in best)
            expected = float((signing @ self.weights).mean(dtype=np.float64))
            yield certain.k, names, expected, *self._interval(signing), possible.bound

    def _climb(self, columns: list[int]) -> tuple[float, list[int]]:
        value = self._value(columns)
        if self.front.rules.shares or not columns:
            return value, columns
        while monotonic() < self.ends and (best := self._exchange(columns)) is not None and best[0] > value + 1e-9:
            value, columns = best
        return value, columns

    def _exchange(self, columns: list[int]) -> tuple[float, list[int]] | None:
        """The best that another clause in the place of one of these can do; None where the rules allow none."""
        allowed = self._allowed(columns)
        if not allowed.any():
            return None
        refusals = self._without_each(columns)
        # Who refuses fewer than it can afford signs with any further clause; who can afford no more must accept it.
        sure = refusals[:, :-1].sum(axis=1) @ self.weights
        values = sure[:, None] + (refusals[:, -1] * self.weights) @ self.chance
        values = np.where(allowed, np.round(values, 9), -1.0)
        place, clause = np.argwhere(values == values.max()).tolist()[0]
        return float(values[place, clause]), sorted([*columns[:place], *columns[place + 1 :], clause])

    def _allowed(self, columns: list[int]) -> NDArray[np.bool_]:
        """By place and clause: whether this clause may stand in the place of that one."""
        rules, clauses, bases = self.front.rules, self.front.acceptance.clauses, self.front.bases
        held: dict[str, int] = {base: c for c in columns if (base := bases.get(clauses[c])) is not None}
        within = set(columns)
        allowed = np.zeros((len(columns), len(clauses)), np.bool_)
        for c, name in enumerate(clauses):
            if c not in within and name not in rules.out:
                rival = held.get(bases.get(name) or "")
                allowed[:, c] = [clauses[old] not in rules.must and rival in (None, old) for old in columns]
        return allowed

    def _without_each(self, columns: list[int]) -> Numbers:
        """By place, number of refusals and member: how likely it refuses so many of all clauses but the one there."""
        many = len(columns)
        # What stands before each place, and what stands after it; either is the sum of one more clause at a time.
        before, after = ([self._refusals((), self.chance)] for _ in range(2))
        for k in range(many - 1):
            before.append(self._with(before[-1], self.chance[:, columns[k]]))
            after.append(self._with(after[-1], self.chance[:, columns[many - 1 - k]]))
        first, second = np.array(before), np.array(after[::-1])
        found = np.zeros_like(first)
        for refused in range(first.shape[1]):
            for more in range(first.shape[1] - refused):
                found[:, refused + more] += first[:, refused] * second[:, more]
        return found

    def _interval(self, signing: Numbers) -> tuple[Fraction, Fraction]:
        lot, state = np.random.default_rng(self.seed), np.arange(self.draws) % len(self.states)
        scale = lcm(*(w.denominator for w in self.front.weights.values()))
        drawn = np.zeros(self.draws, np.int64)
        for m, name in enumerate(self.front.acceptance.members):
            signs = lot.random(self.draws) < signing[state, m]
            drawn += np.where(signs, int(self.front.weights[name] * scale), 0)
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
