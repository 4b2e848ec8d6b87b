"""The curve of breadth against depth, with its proof, and what stands between it and a broader front."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hamgara.front.acceptance import Acceptance, Answer, Kind, natural_key
from hamgara.front.engine import find_best
from hamgara.front.pose import find_signers, pose, spread
from hamgara.front.rules import Rules, check_rules
from hamgara.front.search import Problem

__all__ = ["PACKAGE_LIMIT", "Frontier", "OneAway", "Point", "Price", "Step", "frontier", "plain"]

PACKAGE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Point:
    """The best packages of `k` clauses.

    `clauses` is the first of `packages` in natural order, `signers` who signs it and `weight` theirs; no
    package of this size reaches more than `bound`; `optimal` says that the weight is the bound. `possible`
    is False where it is proved that no package of this size obeys the rules, None where none was found and
    that is not proved. `complete` says that `packages` are all that reach the weight.
    """

    k: int
    clauses: tuple[str, ...]
    signers: tuple[str, ...]
    weight: Fraction
    bound: Fraction
    optimal: bool
    possible: bool | None
    packages: tuple[tuple[str, ...], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far a search has come for packages of `k` clauses: the best weight so far and a true bound."""

    k: int
    weight: Fraction
    bound: Fraction


@dataclass(frozen=True, slots=True)
class OneAway:
    """A member that would sign the first package of size `k` if one of `clauses` were acceptable to it; its
    `answers` to them.
    """

    k: int
    member: str
    clauses: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What a clause costs at size `k`: the weight that would sign the first package without it (`inside`),
    less the weight that signs; for a clause outside, the weight that signs less what would remain with it.
    """

    k: int
    clause: str
    inside: bool
    price: Fraction


@dataclass(frozen=True, slots=True)
class Frontier:
    """The whole curve, with the input it follows from. `nodes` is the work that the search took."""

    acceptance: Acceptance
    weights: Mapping[str, Fraction]
    bases: Mapping[str, str]
    classes: Mapping[str, Mapping[str, str]]
    rules: Rules
    reservations: int
    points: tuple[Point, ...]
    one_away: tuple[OneAway, ...]
    prices: tuple[Price, ...]
    nodes: int

    @property
    def total(self) -> Fraction:
        """The weight of all members."""
        return sum((self.weights[m] for m in self.acceptance.members), Fraction(0))

    def to_json(self) -> dict[str, object]:
        """The result as plain values; exact numbers are integers or fractions written "7/2". Same input,
        same bytes.
        """
        return {
            "members": [
                {
                    "member": m,
                    "weight": plain(self.weights[m]),
                    "classes": dict(sorted(self.classes.get(m, {}).items())),
                }
                for m in self.acceptance.members
            ],
            "clauses": [self._clause_json(c) for c in range(len(self.acceptance.clauses))],
            "rules": {
                "reservations": self.reservations,
                "must": sorted(self.rules.must, key=natural_key),
                "out": sorted(self.rules.out, key=natural_key),
                "met": sorted(self.rules.met),
                "shares": [
                    {"dimension": s.dimension, "label": s.label, "least": plain(s.least)} for s in self.rules.shares
                ],
            },
            "total_weight": plain(self.total),
            "frontier": [
                {
                    "k": p.k,
                    "clauses": list(p.clauses),
                    "signers": list(p.signers),
                    "weight": plain(p.weight),
                    "bound": plain(p.bound),
                    "optimal": p.optimal,
                    "possible": p.possible,
                    "packages": [list(package) for package in p.packages],
                    "all_packages": p.complete,
                }
                for p in self.points
            ],
            "one_away": [
                {
                    "k": o.k,
                    "member": o.member,
                    "clauses": [
                        {"clause": c, "answer": a.kind, **({"condition": a.condition} if a.condition else {})}
                        for c, a in zip(o.clauses, o.answers, strict=True)
                    ],
                }
                for o in self.one_away
            ],
            "clause_prices": [
                {"k": p.k, "clause": p.clause, "inside": p.inside, "price": plain(p.price)} for p in self.prices
            ],
        }

    def _clause_json(self, column: int) -> dict[str, object]:
        clause = self.acceptance.clauses[column]
        kinds = [row[column].kind for row in self.acceptance.answers]
        every: tuple[Kind, ...] = ("accept", "conditional", "refuse", "unknown")
        rule = "must" if clause in self.rules.must else "out" if clause in self.rules.out else "free"
        counts = {kind: kinds.count(kind) for kind in every}
        return {"clause": clause, "basis": self.bases.get(clause), "rule": rule, "answers": counts}


def frontier(
    acceptance: Acceptance,
    *,
    weights: Mapping[str, int | Fraction] | None = None,
    bases: Mapping[str, str] | None = None,
    classes: Mapping[str, Mapping[str, str]] | None = None,
    rules: Rules | None = None,
    reservations: int = 0,
    seed: int = 0,
    node_limit: int | None = None,
    package_limit: int = PACKAGE_LIMIT,
    up_to: int | None = None,
    time_limit: float | None = None,
    progress: Callable[[tuple[Step, ...]], None] | None = None,
) -> Frontier:
    """For every number k of clauses, the packages that the greatest weight of members would sign.

    A member signs a package when it accepts all of its clauses but at most `reservations`; refusals,
    unknown answers and unmet conditions are alike in this. `weights` by member (1 where not given), `bases`
    by clause (at most one clause of a basis enters a package), `classes` by member and dimension. Only packages
    of at most `up_to` clauses are looked for, where given. At most `package_limit` tied packages are listed per
    point. `seed` draws the starting packages of the search and changes no proved point.

    Every point is exact and proved unless the search would visit more than `node_limit` nodes (None: some ten seconds'
    work, or what `time_limit` allows) or take longer than `time_limit` seconds, or is interrupted by Ctrl-C; then the
    points left open say `optimal=False` with a true bound. What a limit of nodes leaves open is the same on every
    machine; what a limit of time leaves open is not. `progress` is told the best and the bounds so far.

    Raises RuleError for rules that contradict each other or name unknown members, clauses or classes.
    """
    rules = rules or Rules()
    given = {m: Fraction(w) for m, w in (weights or {}).items()}
    bases, classes = dict(bases or {}), {m: dict(of) for m, of in (classes or {}).items()}
    check_rules(acceptance, given, bases, classes, rules, reservations)
    if (node_limit is not None and node_limit < 1) or package_limit < 1:
        raise ValueError("node_limit and package_limit must be at least 1")
    weight_of = {m: given.get(m, Fraction(1)) for m in acceptance.members}
    problem, scale = pose(acceptance, weight_of, bases, classes, rules, reservations)
    sizes = [k for k in problem.sizes if up_to is None or k <= up_to]

    def tell(best: dict[int, int], bound: dict[int, int]) -> None:
        if progress is not None:
            progress(tuple(Step(k, Fraction(max(best[k], 0), scale), Fraction(max(bound[k], 0), scale)) for k in best))

    found = find_best(
        problem,
        node_limit=node_limit,
        package_limit=package_limit,
        seed=seed,
        sizes=sizes,
        time_limit=time_limit,
        progress=tell if progress is not None else None,
    )
    points = []
    for k in range(max(sizes, default=-1) + 1):
        best, bound = found.best.get(k, -1), found.bound.get(k, -1)
        packages = tuple(tuple(acceptance.clauses[c] for c in p) for p in found.packages.get(k, []))
        signers = find_signers(problem, found.packages[k][0]) if packages else 0
        points.append(
            Point(
                k=k,
                clauses=packages[0] if packages else (),
                signers=tuple(acceptance.members[i] for i in spread(signers)),
                weight=Fraction(max(best, 0), scale),
                bound=Fraction(max(bound, 0), scale),
                optimal=best == bound,
                possible=True if best >= 0 else None if bound >= 0 else False,
                packages=packages,
                complete=found.complete.get(k, True),
            )
        )
    chosen = {k: found.packages[k][0] for k in sizes if found.packages[k]}
    return Frontier(
        acceptance=acceptance,
        weights=weight_of,
        bases=bases,
        classes=classes,
        rules=rules,
        reservations=reservations,
        points=tuple(points),
        one_away=tuple(
            a for k, package in chosen.items() for a in _one_away(acceptance, problem, rules.met, k, package)
        ),
        prices=tuple(p for k, package in chosen.items() for p in _prices(acceptance, problem, scale, k, package)),
        nodes=found.nodes,
    )


def _one_away(
    acceptance: Acceptance, problem: Problem, met: frozenset[str], k: int, package: tuple[int, ...]
) -> list[OneAway]:
    levels = (problem.everyone,) * (problem.reservations + 2)
    for clause in package:
        levels = problem.add(levels, clause)
    away = []
    for row in spread(levels[-1] & ~levels[-2]):
        answers = acceptance.answers[row]
        blocked = [c for c in package if not answers[c].signs(met)]
        names = tuple(acceptance.clauses[c] for c in blocked)
        away.append(OneAway(k, acceptance.members[row], names, tuple(answers[c] for c in blocked)))
    return away


def _prices(acceptance: Acceptance, problem: Problem, scale: int, k: int, package: tuple[int, ...]) -> list[Price]:
    weight = problem.weigh(find_signers(problem, package))
    inside, bases = set(package), {problem.basis[c] for c in package}
    prices = []
    for clause in sorted(inside | {c for c in problem.free if problem.basis[c] not in bases}):
        if clause in inside:
            others = tuple(c for c in package if c != clause)
            difference = problem.weigh(find_signers(problem, others)) - weight
        else:
            difference = weight - problem.weigh(find_signers(problem, (*package, clause)))
        prices.append(Price(k, acceptance.clauses[clause], clause in inside, Fraction(difference, scale)))
    return prices


def plain(number: Fraction) -> int | str:
    """A whole number, or a fraction written "7/2"."""
    return number.numerator if number.denominator == 1 else str(number)
