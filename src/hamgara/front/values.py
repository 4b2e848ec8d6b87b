"""Value against breadth: where clauses are not worth the same, which packages nobody can better in both."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from hamgara.front.acceptance import natural_key
from hamgara.front.frontier import Frontier, plain
from hamgara.front.pose import find_signers, pose
from hamgara.front.rules import RuleError
from hamgara.front.search import Levels, Problem

__all__ = ["ValueCurve", "ValuePoint", "weigh_values"]

NODE_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """A package than which none has more value and as many signers, or more signers and as much value."""

    value: Fraction
    weight: Fraction
    clauses: tuple[str, ...]
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueCurve:
    """The points, least value first. `optimal`: these are all; else none beyond `ceiling` is possible.

    `ceiling` are pairs (value, weight): where the search was stopped, a package not listed has at most the value and at
    most the weight of one of them.
    """

    points: tuple[ValuePoint, ...]
    optimal: bool
    ceiling: tuple[tuple[Fraction, Fraction], ...]
    nodes: int

    def to_json(self) -> dict[str, object]:
        """Plain values; exact numbers are integers or fractions written "7/2"."""
        return {
            "points": [
                {
                    "value": plain(p.value),
                    "weight": plain(p.weight),
                    "clauses": list(p.clauses),
                    "signers": list(p.signers),
                }
                for p in self.points
            ],
            "optimal": self.optimal,
            "ceiling": [{"value": plain(v), "weight": plain(w)} for v, w in self.ceiling],
        }


def weigh_values(front: Frontier, values: Mapping[str, int | Fraction], *, node_limit: int = NODE_LIMIT) -> ValueCurve:
    """The curve of value against breadth: the value of a package is the sum of its clauses' `values` (0 or more; 1
    where not given), under the rules of `front`.

    Raises RuleError for a clause that is not in the table or a value below zero.
    """
    table = front.acceptance
    strange = sorted(set(values) - set(table.clauses), key=natural_key)
    if strange:
        raise RuleError("unknown-clause", f"no answers are known for these clauses: {', '.join(strange)}", strange)
    negative = sorted((c for c, value in values.items() if value < 0), key=natural_key)
    if negative:
        raise RuleError("negative-value", f"values below zero: {', '.join(negative)}", negative)
    exact = [Fraction(values.get(c, 1)) for c in table.clauses]
    unit = lcm(*(v.denominator for v in exact))
    problem, scale = pose(table, front.weights, front.bases, front.classes, front.rules, front.reservations)
    run = _Run(problem, [int(v * unit) for v in exact], node_limit)
    run.descend(problem.start(), sum(run.values[c] for c in problem.must), list(problem.free), tuple(problem.must))
    points = []
    for value, weight, package in sorted(run.best):
        signs = find_signers(problem, package)
        names = tuple(m for i, m in enumerate(table.members) if signs >> i & 1)
        clauses = tuple(table.clauses[c] for c in package)
        points.append(ValuePoint(Fraction(value, unit), Fraction(weight, scale), clauses, names))
    ceiling = tuple((Fraction(v, unit), Fraction(w, scale)) for v, w in sorted(run.open) if not run.reached(v, w))
    return ValueCurve(tuple(points), not ceiling, ceiling, run.nodes)


class _Run:
    """Branch and bound for all values at once. `best` are the points (value, weight, package) that nothing found
    betters; `open` bounds what a stopped search left unseen.
    """

    def __init__(self, problem: Problem, values: list[int], node_limit: int) -> None:
        self.problem, self.values, self.node_limit, self.nodes = problem, values, node_limit, 0
        self.best: list[tuple[int, int, tuple[int, ...]]] = []
        self.open: set[tuple[int, int]] = set()

    def reached(self, value: int, weight: int) -> bool:
        """Whether a point found has at least this value and this weight."""
        return any(v >= value and w >= weight for v, w, _ in self.best)

    def note(self, value: int, weight: int, chosen: tuple[int, ...]) -> None:
        package = tuple(sorted(chosen))
        for v, w, known in self.best:
            if v >= value and w >= weight and ((v, w) != (value, weight) or known <= package):
                return
        self.best = [(v, w, p) for v, w, p in self.best if v > value or w > weight]
        self.best.append((value, weight, package))

    def descend(self, levels: Levels, value: int, left: list[int], chosen: tuple[int, ...]) -> None:
        problem = self.problem
        if not problem.allows(levels):
            return
        self.nodes += 1
        self.note(value, problem.weigh(levels[-1]), chosen)
        after = {c: problem.add(levels, c) for c in left}
        weights = {c: problem.weigh(after[c][-1]) for c in left if problem.allows(after[c])}
        order = sorted(weights, key=lambda c: (weights[c], -self.values[c], c))
        for i, clause in enumerate(order):
            rest = [c for c in order[i + 1 :] if problem.basis[c] != problem.basis[clause]]
            ceilings = self._ceilings(value + self.values[clause], weights, clause, rest)
            if all(self.reached(*ceiling) for ceiling in ceilings):
                continue
            if self.nodes >= self.node_limit:
                self.open.update(ceilings)
            else:
                self.descend(after[clause], value + self.values[clause], rest, (*chosen, clause))

    def _ceilings(self, value: int, weights: dict[int, int], clause: int, rest: list[int]) -> set[tuple[int, int]]:
        """Pairs (value, weight) of which one bounds every package of `clause` and some of `rest`: at most the weight
        of the poorest clause in it, and at most the values of those no poorer.
        """
        reach: dict[int, int] = {}
        for c in rest:
            basis = self.problem.basis[c]
            reach[basis] = max(reach.get(basis, 0), self.values[c])
        return {(value + sum(reach.values()), weights[clause])}
