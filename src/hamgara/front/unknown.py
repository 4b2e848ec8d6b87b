"""What is not known: how far the answers that are missing could move the curve, and which of them to ask for first.

Three curves. `certain`: an unknown answer does not sign; `possible`: every unknown answer is an acceptance, so that no
truth lies above it; `expected`: each unknown answer is an acceptance with a given probability, independently of the
others in one state of opinion, and the package is the one with the greatest expected weight among those found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from time import monotonic

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
    probabilities: Mapping[tuple[str, str], float | Iterable[float]] | None = None,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    most: int = 50,
    node_limit: int | None = None,
    time_limit: float | None = None,
    package_limit: int = PACKAGE_LIMIT,
) -> Unknowns:
    """How far the unknown answers of `front`, the certain curve, could move it.

    `probabilities` by (member, clause): that this unknown answer is an acceptance; all of them must be there. Instead
    of one number each may have several, as many as all the others: its probability in each of equally likely states of
    opinion, so that the intervals hold also what is unsure about the probabilities. `seed` is of the draws for these.
    `most` answers are named. The limits are those of `frontier`; `time_limit` is of each curve by itself.

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
        from hamgara.front.expectation import Expectation

        ends = inf if time_limit is None else monotonic() + time_limit
        expectation = Expectation(front, possible, probabilities, seed, draws, ends)
        expected = tuple(Expected(*values) for values in expectation.curve())
    return Unknowns(front, possible, expected, tuple(_asking(front, possible)[:most]), draws)


def _decided(table: Acceptance, answer: Answer) -> Acceptance:
    rows = tuple(tuple(answer if a.kind == "unknown" else a for a in row) for row in table.answers)
    return Acceptance(table.members, table.clauses, rows)


def _curve(k: int, weight: Fraction, bound: Fraction) -> dict[str, object]:
    return {"k": k, "weight": plain(weight), "bound": plain(bound)}


def _asking(front: Frontier, possible: Frontier) -> list[Asking]:
    table = front.acceptance
    column = {c: i for i, c in enumerate(table.clauses)}
    gain: dict[tuple[int, int], dict[int, Fraction]] = {}
    loss: dict[tuple[int, int], dict[int, Fraction]] = {}
    for point in front.points:
        for package in point.packages:
            columns = [column[c] for c in package]
            for m, row in enumerate(table.answers):
                missing = [c for c in columns if not row[c].signs(front.rules.met)]
                if len(missing) == front.reservations + 1:
                    for c in missing:
                        if row[c].kind == "unknown":
                            gain.setdefault((m, c), {})[point.k] = front.weights[table.members[m]]
    for point in possible.points:
        columns = [column[c] for c in point.clauses]
        for m, row in enumerate(table.answers):
            unknown = [c for c in columns if row[c].kind == "unknown"]
            refused = [c for c in columns if not row[c].signs(front.rules.met) and row[c].kind != "unknown"]
            if len(refused) == front.reservations:
                for c in unknown:
                    loss.setdefault((m, c), {})[point.k] = front.weights[table.members[m]]
    listed = [
        (m, c, Asking(table.members[m], table.clauses[c], gain.get((m, c), {}), loss.get((m, c), {})))
        for m, c in gain.keys() | loss.keys()
    ]
    return [a for m, c, a in sorted(listed, key=lambda entry: (-entry[2].worth, entry[0], entry[1])) if a.worth]
