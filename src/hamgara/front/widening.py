"""What would widen a front: what each clause costs over all orders, which conditions gain whom, and which two wordings
one more draft would have to reconcile.

All of it is asked of the first best package of each size, and all of it is exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from hamgara.front.frontier import Frontier, plain

__all__ = ["Burden", "Condition", "Reconciliation", "Widening", "widen"]


@dataclass(frozen=True, slots=True)
class Burden:
    """The share of clause `clause` in the weight that the package of size `k` loses, over all orders in which its
    clauses could have been put (Shapley 1953).

    Exact: a member is lost with the clause that exhausts its reservations, and each of those it refuses is that one
    in equally many orders. The burdens of a package add up to the weight that does not sign it.
    """

    k: int
    clause: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Condition:
    """Who signs the package of size `k` once `condition` is met and nothing else changes, and their weight.

    `clauses` are those of the package that someone accepts on this condition.
    """

    k: int
    condition: str
    clauses: tuple[str, ...]
    members: tuple[str, ...]
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A wording of `basis` that everybody could sign who can sign one of these two: whom it would gain.

    `clause` is the wording in the package of size `k`, `other` the one to be reconciled with it. `keeping` sign with
    the first and refuse the other, `gained` refuse the first, accept the other and would sign; `weight` is theirs.
    """

    k: int
    basis: str
    clause: str
    other: str
    keeping: tuple[str, ...]
    gained: tuple[str, ...]
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Widening:
    """Everything above for each size, the greatest gains of a size first."""

    burdens: tuple[Burden, ...]
    conditions: tuple[Condition, ...]
    reconciliations: tuple[Reconciliation, ...]

    def to_json(self) -> dict[str, object]:
        """Plain values; exact numbers are integers or fractions written "7/2"."""
        return {
            "burdens": [{"k": b.k, "clause": b.clause, "weight": plain(b.weight)} for b in self.burdens],
            "conditions": [
                {
                    "k": c.k,
                    "condition": c.condition,
                    "clauses": list(c.clauses),
                    "members": list(c.members),
                    "weight": plain(c.weight),
                }
                for c in self.conditions
            ],
            "reconciliations": [
                {
                    "k": r.k,
                    "basis": r.basis,
                    "clause": r.clause,
                    "other": r.other,
                    "keeping": list(r.keeping),
                    "gained": list(r.gained),
                    "weight": plain(r.weight),
                }
                for r in self.reconciliations
            ],
        }


def widen(front: Frontier, sizes: Iterable[int] | None = None) -> Widening:
    """What would widen the first best package of each of `sizes` (all, where not given)."""
    wanted = set(range(len(front.points)) if sizes is None else sizes)
    refuses = [[not answer.signs(front.rules.met) for answer in row] for row in front.acceptance.answers]
    column = {c: i for i, c in enumerate(front.acceptance.clauses)}
    burdens: list[Burden] = []
    conditions: list[Condition] = []
    reconciliations: list[Reconciliation] = []
    for point in front.points:
        if point.k in wanted and point.packages:
            package = _Package(front, refuses, point.k, point.clauses, [column[c] for c in point.clauses])
            burdens += package.burdens()
            conditions += package.conditions()
            reconciliations += package.reconciliations(column)
    return Widening(tuple(burdens), tuple(conditions), tuple(reconciliations))


class _Package:
    """One package, and what keeps each member from signing it: the places in it of the clauses not accepted."""

    def __init__(
        self,
        front: Frontier,
        refuses: Sequence[Sequence[bool]],
        k: int,
        clauses: tuple[str, ...],
        columns: Sequence[int],
    ) -> None:
        self.front, self.refuses, self.k, self.clauses, self.columns = front, refuses, k, clauses, columns
        self.refused = [[i for i, c in enumerate(columns) if row[c]] for row in refuses]

    def _weight(self, members: Iterable[int]) -> Fraction:
        names = self.front.acceptance.members
        return sum((self.front.weights[names[m]] for m in members), Fraction(0))

    def _names(self, members: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.front.acceptance.members[m] for m in members)

    def burdens(self) -> list[Burden]:
        weights = [self.front.weights[member] for member in self.front.acceptance.members]
        # In whole numbers, by how many share the loss of a member: sums of fractions are slow.
        whole = lcm(*(weight.denominator for weight in weights))
        lost: list[dict[int, int]] = [{} for _ in self.clauses]
        for weight, refused in zip(weights, self.refused, strict=True):
            if len(refused) > self.front.reservations:
                part = int(weight * whole)
                for place in refused:
                    lost[place][len(refused)] = lost[place].get(len(refused), 0) + part
        shares = [sum((Fraction(w, n * whole) for n, w in by.items()), Fraction(0)) for by in lost]
        listed = [Burden(self.k, c, share) for c, share in zip(self.clauses, shares, strict=True)]
        return sorted(listed, key=lambda b: -b.weight)

    def conditions(self) -> list[Condition]:
        gained: dict[str, list[int]] = {}
        asked_in: dict[str, set[int]] = {}
        for member, (row, refused) in enumerate(zip(self.front.acceptance.answers, self.refused, strict=True)):
            on: dict[str, int] = {}
            for place in refused:
                answer = row[self.columns[place]]
                if answer.kind == "conditional":
                    on[answer.condition] = on.get(answer.condition, 0) + 1
                    asked_in.setdefault(answer.condition, set()).add(place)
            for condition, lifted in on.items():
                if len(refused) - lifted <= self.front.reservations < len(refused):
                    gained.setdefault(condition, []).append(member)
        listed = [
            Condition(
                self.k,
                condition,
                tuple(self.clauses[i] for i in sorted(places)),
                self._names(gained.get(condition, [])),
                self._weight(gained.get(condition, [])),
            )
            for condition, places in sorted(asked_in.items())
        ]
        return sorted(listed, key=lambda c: -c.weight)

    def reconciliations(self, column: dict[str, int]) -> list[Reconciliation]:
        bases, spare = self.front.bases, self.front.reservations
        listed = []
        wordings: dict[str, list[str]] = {}
        for clause in self.front.acceptance.clauses:
            if clause in bases:
                wordings.setdefault(bases[clause], []).append(clause)
        for place, clause in enumerate(self.clauses):
            for other in wordings.get(bases.get(clause, ""), []) if clause in bases else []:
                if other == clause:
                    continue
                keeping, gained = [], []
                for member, refused in enumerate(self.refused):
                    accepts_other = not self.refuses[member][column[other]]
                    if len(refused) <= spare:
                        if place not in refused and not accepts_other:
                            keeping.append(member)
                    elif place in refused and accepts_other and len(refused) - 1 <= spare:
                        gained.append(member)
                if gained:
                    names = self._names(keeping), self._names(gained)
                    listed.append(Reconciliation(self.k, bases[clause], clause, other, *names, self._weight(gained)))
        return sorted(listed, key=lambda r: -r.weight)
