"""What is not known: how far the answers that are missing could move the curve, and which of them to ask for first.

Three curves. `certain`: an unknown answer does not sign; `possible`: every unknown answer is an acceptance, so that no
truth lies above it; `expected`: each unknown answer is an acceptance with a given probability, independently of the
others, and the package is the one with the greatest expected weight among those found.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hamgara.front.acceptance import Acceptance, Answer
from hamgara.front.frontier import PACKAGE_LIMIT, Frontier, frontier, plain

__all__ = ["Asking", "Expected", "Unknowns", "weigh_unknowns"]

DRAWS = 400


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
    """Expected weights of packages, and the search for the greatest by exchanging one clause for another."""

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
        self.chance = []
        for m, row in enumerate(table.answers):
            chances = []
            for c, answer in enumerate(row):
                chance = float(_signs(front, answer))
                if answer.kind == "unknown":
                    name = table.members[m], table.clauses[c]
                    if name not in probabilities or not 0 <= probabilities[name] <= 1:
                        raise ValueError(f"no probability between 0 and 1 is given for {name[0]}, {name[1]}")
                    chance = float(probabilities[name])
                chances.append(chance)
            self.chance.append(chances)
        self.weights = [float(front.weights[m]) for m in table.members]

    def expect(self, columns: Iterable[int]) -> float:
        """The expected weight of signers of these clauses."""
        columns, spare = list(columns), self.front.reservations
        total = 0.0
        for chances, weight in zip(self.chance, self.weights, strict=True):
            by_refusals = [1.0] + [0.0] * spare
            for c in columns:
                accepts = chances[c]
                for refused in range(spare, 0, -1):
                    by_refusals[refused] = by_refusals[refused] * accepts + by_refusals[refused - 1] * (1 - accepts)
                by_refusals[0] *= accepts
            total += weight * sum(by_refusals)
        return total

    def curve(self) -> Iterable[Expected]:
        for certain, possible in zip(self.front.points, self.possible.points, strict=True):
            starts = [*certain.packages[:3], *possible.packages[:3]]
            if not starts:
                continue
            best = max((self._climb(sorted(self.column[c] for c in package)) for package in starts), key=_rank)
            low, high = self._interval(best[1])
            names = tuple(self.front.acceptance.clauses[c] for c in best[1])
            yield Expected(certain.k, names, best[0], low, high, possible.bound)

    def _climb(self, columns: list[int]) -> tuple[float, list[int]]:
        value, rules, clauses = self.expect(columns), self.front.rules, self.front.acceptance.clauses
        if rules.shares:
            return value, columns
        moved = True
        while moved:
            moved = False
            for place, inside in enumerate(columns):
                if clauses[inside] in rules.must:
                    continue
                rest = columns[:place] + columns[place + 1 :]
                taken = {self.front.bases.get(clauses[c]) for c in rest} - {None}
                for c, name in enumerate(clauses):
                    if c in columns or name in rules.out or self.front.bases.get(name) in taken:
                        continue
                    other = sorted([*rest, c])
                    tried = self.expect(other)
                    if tried > value + 1e-9:
                        value, columns, moved = tried, other, True
                        break
                if moved:
                    break
        return value, columns

    def _interval(self, columns: Sequence[int]) -> tuple[Fraction, Fraction]:
        lot = random.Random(self.seed)  # noqa: S311 - an interval by simulation, nothing is decided by it
        names, spare = self.front.acceptance.members, self.front.reservations
        sure, open_ = Fraction(0), []
        for m, chances in enumerate(self.chance):
            refused = sum(chances[c] == 0 for c in columns)
            doubtful = [chances[c] for c in columns if 0 < chances[c] < 1]
            if refused + len(doubtful) <= spare:
                sure += self.front.weights[names[m]]
            elif refused <= spare:
                open_.append((self.front.weights[names[m]], spare - refused, doubtful))
        weights = sorted(
            sum((w for w, left, chances in open_ if sum(lot.random() >= p for p in chances) <= left), sure)
            for _ in range(self.draws)
        )
        return weights[self.draws // 20], weights[self.draws - 1 - self.draws // 20]


def _rank(found: tuple[float, list[int]]) -> tuple[float, list[int]]:
    return round(found[0], 9), [-c for c in found[1]]
