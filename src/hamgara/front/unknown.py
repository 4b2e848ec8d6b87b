"""What is not known: how far the answers that are missing could move the curve, and which of them to ask for first.

Three curves. `certain`: an unknown answer does not sign; `possible`: every unknown answer is an acceptance, so that no
truth lies above it; `expected`: each unknown answer is an acceptance with a given probability, independently of the
others, and the package is the one with the greatest expected weight among those found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from hamgara.front.acceptance import Acceptance, Answer
from hamgara.front.frontier import PACKAGE_LIMIT, Frontier, frontier, plain

__all__ = ["Asking", "Expected", "Unknowns", "weigh_unknowns"]

DRAWS = 400

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """The package of `k` clauses with the greatest expected weight of signers that was found.

    Nine times in ten the weight lies from `low` to `high` (inclusive), by drawing the unknown answers `draws` times.
    No package has a greater expected weight than `bound`, the possible curve.
    """

    k: int
    clauses: tuple[str, ...]
    weight: float
    low: Fraction
    high: Fraction
    bound: Fraction


@dataclass(frozen=True, slots=True)
class Asking:
    """An unknown answer worth asking for.

    `gain`: by size, the weight that it alone, if it is an acceptance, adds to a best certain package. `loss`: by
    size, the weight that it alone, if it is a refusal, takes from the first best possible package. Sizes at which it
    moves nothing are left out. `worth` is the sum of both over all sizes, by which answers are put in order.
    """

    member: str
    clause: str
    gain: Mapping[int, Fraction]
    loss: Mapping[int, Fraction]

    @property
    def worth(self) -> Fraction:
        return sum(self.gain.values(), Fraction(0)) + sum(self.loss.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Unknowns:
    """The three curves (`expected` is empty without probabilities) and the answers worth asking for, best first."""

    certain: Frontier
    possible: Frontier
    expected: tuple[Expected, ...]
    asking: tuple[Asking, ...]
    draws: int

    def to_json(self) -> dict[str, object]:
        """Plain values; exact numbers are integers or fractions written "7/2", expectations are decimals."""
        return {
            "certain": [_curve(p.k, p.weight, p.bound) for p in self.certain.points],
            "possible": [_curve(p.k, p.weight, p.bound) for p in self.possible.points],
            "expected": [
                {
                    "k": e.k,
                    "clauses": list(e.clauses),
                    "weight": round(e.weight, 9),
                    "low": plain(e.low),
                    "high": plain(e.high),
                    "bound": plain(e.bound),
                }
                for e in self.expected
            ],
            "draws": self.draws,
            "ask_next": [
                {
                    "member": a.member,
                    "clause": a.clause,
                    "gain": {str(k): plain(w) for k, w in sorted(a.gain.items())},
                    "loss": {str(k): plain(w) for k, w in sorted(a.loss.items())},
                }
                for a in self.asking
            ],
        }


def weigh_unknowns(
    front: Frontier,
    probabilities: Mapping[tuple[str, str], float] | None = None,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    most: int = 50,
    node_limit: int | None = None,
    time_limit: float | None = None,
    package_limit: int = PACKAGE_LIMIT,
) -> Unknowns:
    """How far the unknown answers of `front`, the certain curve, could move it.

    `probabilities` by (member, clause): that this unknown answer is an acceptance; all of them must be there. `seed`
    is of the draws for the intervals. `most` answers are named. The limits are those of `frontier`.

    Raises ValueError for a probability that is missing or not between 0 and 1.
    """
    table = front.acceptance
    possible = frontier(
        _decided(table, Answer("accept")),
        weights=front.weights,
        bases=front.bases,
        classes=front.classes,
        rules=front.rules,
        reservations=front.reservations,
        seed=seed,
        node_limit=node_limit,
        time_limit=time_limit,
        package_limit=package_limit,
        up_to=front.points[-1].k if front.points else 0,
    )
    expected: tuple[Expected, ...] = ()
    if probabilities is not None:
        expected = tuple(_Expectation(front, possible, probabilities, seed, draws).curve())
    return Unknowns(front, possible, expected, tuple(_asking(front, possible)[:most]), draws)


def _decided(table: Acceptance, answer: Answer) -> Acceptance:
    rows = tuple(tuple(answer if a.kind == "unknown" else a for a in row) for row in table.answers)
    return Acceptance(table.members, table.clauses, rows)


def _curve(k: int, weight: Fraction, bound: Fraction) -> dict[str, object]:
    return {"k": k, "weight": plain(weight), "bound": plain(bound)}


def _signs(front: Frontier, answer: Answer) -> bool:
    return answer.kind == "accept" or (answer.kind == "conditional" and answer.condition in front.rules.met)


def _asking(front: Frontier, possible: Frontier) -> list[Asking]:
    table = front.acceptance
    column = {c: i for i, c in enumerate(table.clauses)}
    gain: dict[tuple[int, int], dict[int, Fraction]] = {}
    loss: dict[tuple[int, int], dict[int, Fraction]] = {}
    for point in front.points:
        for package in point.packages:
            columns = [column[c] for c in package]
            for m, row in enumerate(table.answers):
                missing = [c for c in columns if not _signs(front, row[c])]
                if len(missing) == front.reservations + 1:
                    for c in missing:
                        if row[c].kind == "unknown":
                            gain.setdefault((m, c), {})[point.k] = front.weights[table.members[m]]
    for point in possible.points:
        columns = [column[c] for c in point.clauses]
        for m, row in enumerate(table.answers):
            unknown = [c for c in columns if row[c].kind == "unknown"]
            refused = [c for c in columns if not _signs(front, row[c]) and row[c].kind != "unknown"]
            if len(refused) == front.reservations:
                for c in unknown:
                    loss.setdefault((m, c), {})[point.k] = front.weights[table.members[m]]
    listed = [
        (m, c, Asking(table.members[m], table.clauses[c], gain.get((m, c), {}), loss.get((m, c), {})))
        for m, c in gain.keys() | loss.keys()
    ]
    return [a for m, c, a in sorted(listed, key=lambda entry: (-entry[2].worth, entry[0], entry[1])) if a.worth]


class _Expectation:
    """Expected weights of packages, and the search for the greatest by exchanging one clause for another.

    `chance` (members × clauses) is how likely each answer is an acceptance: 0 or 1 where it is known.
    """

    def __init__(
        self,
        front: Frontier,
        possible: Frontier,
        probabilities: Mapping[tuple[str, str], float],
        seed: int,
        draws: int,
    ) -> None:
        self.front, self.possible, self.seed, self.draws = front, possible, seed, draws
        table = front.acceptance
        self.column = {c: i for i, c in enumerate(table.clauses)}
        self.chance = np.zeros((len(table.members), len(table.clauses)))
        for m, row in enumerate(table.answers):
            for c, answer in enumerate(row):
                self.chance[m, c] = _signs(front, answer)
                if answer.kind == "unknown":
                    name = table.members[m], table.clauses[c]
                    if name not in probabilities or not 0 <= probabilities[name] <= 1:
                        raise ValueError(f"no probability between 0 and 1 is given for {name[0]}, {name[1]}")
                    self.chance[m, c] = probabilities[name]
        self.weights = np.array([float(front.weights[m]) for m in table.members])

    def _refusals(self, columns: Iterable[int]) -> Floats:
        """By number of refusals, up to the reservations, and member: how likely it refuses so many of these clauses."""
        refusals = np.zeros((self.front.reservations + 1, len(self.weights)))
        refusals[0] = 1
        for c in columns:
            accepts = self.chance[:, c]
            refusals[1:] = refusals[1:] * accepts + refusals[:-1] * (1 - accepts)
            refusals[0] *= accepts
        return refusals

    def expect(self, columns: Iterable[int]) -> float:
        """The expected weight of signers of these clauses."""
        return float(self._refusals(columns).sum(axis=0) @ self.weights)

    def curve(self) -> Iterable[Expected]:
        for certain, possible in zip(self.front.points, self.possible.points, strict=True):
            starts = {tuple(sorted(self.column[c] for c in p)) for p in (*certain.packages[:3], *possible.packages[:3])}
            if not starts:
                continue
            best = max((self._climb(list(package)) for package in sorted(starts)), key=_rank)
            low, high = self._interval(best[1])
            names = tuple(self.front.acceptance.clauses[c] for c in best[1])
            yield Expected(certain.k, names, best[0], low, high, possible.bound)

    def _climb(self, columns: list[int]) -> tuple[float, list[int]]:
        value = self.expect(columns)
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
        refusals = self._refusals(rest)
        # Who refuses fewer than it can afford signs with any further clause; who can afford no more must accept it.
        values = float(refusals[:-1].sum(axis=0) @ self.weights) + (refusals[-1] * self.weights) @ self.chance[:, fits]
        first = int(np.argmax(np.round(values, 9)))
        return float(values[first]), sorted([*rest, fits[first]])

    def _interval(self, columns: Sequence[int]) -> tuple[Fraction, Fraction]:
        lot, spare = np.random.default_rng(self.seed), self.front.reservations
        scale = lcm(*(w.denominator for w in self.front.weights.values()))
        drawn: NDArray[np.object_] | int = 0
        for m, name in enumerate(self.front.acceptance.members):
            chances = self.chance[m, columns]
            refused, doubtful = int((chances == 0).sum()), chances[(chances > 0) & (chances < 1)]
            if refused <= spare:
                refusals = (lot.random((self.draws, len(doubtful))) >= doubtful).sum(axis=1)
                drawn = drawn + np.where(refusals <= spare - refused, int(self.front.weights[name] * scale), 0)
        weights = np.sort(np.zeros(self.draws, np.int64) + drawn)
        low, high = weights[self.draws // 20], weights[self.draws - 1 - self.draws // 20]
        return Fraction(int(low), scale), Fraction(int(high), scale)


def _rank(found: tuple[float, list[int]]) -> tuple[float, list[int]]:
    return round(found[0], 9), [-c for c in found[1]]
